import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfs, type ConfData, type Confs } from '../confs';

/** The facts about settings; nothing where they are missing. They lie beside the built command line; from source, in the folder of the build. */
export function readConfData(): ConfData | undefined {
  const places = [join(__dirname, 'confs.json'), join(__dirname, '..', '..', 'dist', 'confs.json')];
  const path = places.find((place) => existsSync(place));
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as ConfData);
}

let known: Confs | undefined;
let isRead = false;

/** For the rules: read when the first setting stands in a file, once. */
export function confsForRules(): Confs | undefined {
  if (!isRead) {
    isRead = true;
    const data = readConfData();
    known = data && createConfs(data);
  }
  return known;
}
