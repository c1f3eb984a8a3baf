import type Mocha from 'mocha';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesEnding } from '../lib/files.mjs';
import { runSuite } from '../lib/suite';

// Started by run.mjs in a process of its own.
const here = path.dirname(fileURLToPath(import.meta.url));
const load = (mocha: Mocha): void => {
  for (const file of filesEnding(here, '.spec.ts')) mocha.addFile(file);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
void runSuite(load, 60_000).then(({ failures }) => process.exit(failures > 0 ? 1 : 0));
