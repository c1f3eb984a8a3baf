import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfs, type ConfData, type Confs } from '../confs';

/** Where the facts about settings lie: beside the built command line; from source, in the folder of the build. */
export function confDataPath(): string | undefined {
  const places = [join(__dirname, 'confs.json'), join(__dirname, '..', '..', 'dist', 'confs.json')];
  return places.find((place) => existsSync(place));
}

/** The facts about settings; nothing where they are missing. */
export function readConfData(): ConfData | undefined {
  const path = confDataPath();
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
