import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The files of a folder whose name ends so, in order. */
export function filesEnding(folder, ending) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.join(folder, name));
}
