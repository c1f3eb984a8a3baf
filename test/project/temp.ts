import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with files for one test. */
export interface Temp {
  readonly path: string;
  at(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

/** Makes a folder with files; `.git/` marks the root of a repository. */
export function temp(files: Readonly<Record<string, string | Uint8Array>> = {}): Temp {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'lakelint-test-')));
  const at = (name: string) => join(path, name);
  const write = (name: string, content: string | Uint8Array) => {
    if (name.endsWith('/')) {
      mkdirSync(at(name), { recursive: true });
    } else {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
    }
    return at(name);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { path, at, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}
