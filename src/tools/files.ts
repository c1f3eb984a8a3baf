import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the repository. */
export const root = path.resolve(__dirname, '../..');

/** Writes generated files, or with `check` only finds out which ones are stale. */
export class GeneratedFiles {
  readonly stale: string[] = [];

  constructor(private readonly check: boolean) {}

  write(relative: string, content: string): void {
    const file = path.join(root, relative);
    const old = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (old === content) return;
    this.stale.push(relative);
    if (this.check) return;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
