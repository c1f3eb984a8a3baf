import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { digest, Kept } from '../project';
import { confDataPath } from './confs-data';

/**
 * Answers of earlier calls of `check` in this folder.
 * @param folder where they lie; by default the place that the system has for what can be made again.
 */
export async function openKept(folder?: string): Promise<Kept | undefined> {
  // Run from its source, nothing tells one version of the linter from the next.
  if (extname(__filename) !== '.js') return undefined;
  const parts = [__filename, confDataPath() ?? []].flat();
  const version = digest(...parts.map((path) => readFileSync(path, 'latin1')));
  const place = folder === undefined ? envPaths('lakelint', { suffix: '' }).cache : resolve(folder);
  return Kept.open(join(place, `check-${digest(process.cwd()).slice(0, 16)}.json`), version);
}
