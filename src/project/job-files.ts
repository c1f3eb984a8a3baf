import { stat } from 'node:fs/promises';
import { holdsJobs, readTree } from '../engine';
import { mapLimited, readText } from './read';

/** Job definitions are written by hand; JSON beyond this is data. */
const LONGEST = 1_000_000;

/** One of these stands in every job of the Jobs API. Most JSON is told apart by this alone. */
const HINT = /"(?:task_key|new_cluster|existing_cluster_id|job_clusters)"\s*:/;

/** Whether the text of a JSON file is a job as the Jobs API takes it. One with broken syntax counts when it looks like one. */
export function isJobJson(path: string, text: string): boolean {
  if (text.length > LONGEST || !HINT.test(text)) return false;
  const tree = readTree(path, text);
  return tree.errors.length > 0 ? /"task_key"\s*:\s*"/.test(text) : holdsJobs(tree);
}

/** Those of some JSON files that are jobs. What cannot be read is none. */
export async function jobJsonAmong(paths: readonly string[]): Promise<string[]> {
  const found = await mapLimited(paths, 16, async (path) => {
    const info = await stat(path).catch(() => undefined);
    if (!info || info.size > LONGEST) return [];
    const read = await readText(path);
    return read.ok && isJobJson(path, read.text) ? [path] : [];
  });
  return found.flat();
}
