import type Mocha from 'mocha';
import { filesEnding } from '../lib/files.mjs';
import { runSuite } from '../lib/suite';

/** VS Code calls this in its extension host. A rejection means: failed. */
export async function run(): Promise<void> {
  console.log('[lakelint] tests begin'); // what the workbench said before is noise
  const load = (mocha: Mocha): void => {
    for (const file of filesEnding(__dirname, '.spec.js')) mocha.addFile(file);
  };
  const { failures } = await runSuite(load, 30_000);
  if (failures > 0) throw new Error(`${failures} failed`);
}
