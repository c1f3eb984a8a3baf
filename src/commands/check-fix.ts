import { randomBytes } from 'node:crypto';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { applyEdits, selectFixes, type Finding, type Safety } from '../engine';
import type { Linted } from './check-lint';

const MAX_ROUNDS = 10;

/** A text after its fixes. */
export interface Fixed {
  readonly text: string;
  /** What is still found in it. */
  readonly result: Linted;
  /** How many findings were fixed. */
  readonly count: number;
}

/**
 * Applies fixes until nothing more can be fixed. Fixes that overlap wait for the next round; a round after which more
 * of the file is unreadable than before is taken back.
 */
export function fixText(text: string, allowed: readonly Safety[], lint: (text: string) => Linted): Fixed {
  let result = lint(text);
  let now = text;
  let count = 0;
  // Fixes are written with `\n`; a file keeps the line ends that it has.
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const chosen: Finding[] = selectFixes(result.findings, allowed);
    if (chosen.length === 0) break;
    const edits = chosen.flatMap((finding) => finding.fix?.edits ?? []);
    const asInFile = edits.map((edit) => ({ ...edit, insert: edit.insert.replace(/\r?\n/g, lineEnd) }));
    const next = applyEdits(now, asInFile).text;
    if (next === now) break;
    const after = lint(next);
    if (after.skipped.length > result.skipped.length) break;
    now = next;
    result = after;
    count += chosen.length;
  }
  return { text: now, result, count };
}

/** Replaces a file in one step: a reader sees the old text or the new one. Links and the file's mode stay. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text, 'utf8');
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
