import { stat } from 'node:fs/promises';
import { isJobJson } from '../engine';
import { mapLimited, readText } from './read';

/** Job definitions are written by hand; JSON beyond this is data. */
const LONGEST = 1_000_000;

/** Whether a text is a job as the Jobs API takes it. */
export function isJobText(text: string): boolean {
  return text.length <= LONGEST && isJobJson(text);
}

/** Those of some JSON files that are jobs. What cannot be read is none. */
export async function jobJsonAmong(paths: readonly string[]): Promise<string[]> {
  const found = await mapLimited(paths, 16, async (path) => {
    const info = await stat(path).catch(() => undefined);
    if (!info || info.size > LONGEST) return [];
    const read = await readText(path);
    return read.ok && isJobText(read.text) ? [path] : [];
  });
  return found.flat();
}
