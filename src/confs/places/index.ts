import { placeInJson } from './json';
import { placeInProperties, placeInShell } from './lines';
import type { SettingPlace } from './place';
import { placeInYaml } from './yaml';

/** Where settings stand in texts: one function for each kind of text, from an offset to the setting around it. */
export { placeInPython } from './python';
export { placeInSql } from './sql';
export type { OptionUse, SettingPlace, Subject } from './place';

/** Finds the setting around an offset of a file. */
type Finder = (text: string, offset: number) => SettingPlace | undefined;

/** How settings are found in a file that is no code; nothing for files that hold none. */
export function finderFor(path: string, languageId: string): Finder | undefined {
  if (isSparkDefaults(path)) return placeInProperties;
  if (languageId === 'shellscript' || /\.sh$/i.test(path))
    return (text, at) => (text.includes('--conf') ? placeInShell(text, at) : undefined);
  if (/\.ya?ml$/i.test(path)) return (text, at) => (mayHoldSettings(text) ? placeInYaml(text, at) : undefined);
  if (/\.json$/i.test(path)) return (text, at) => (mayHoldSettings(text) ? placeInJson(text, at) : undefined);
  return undefined;
}

/** `spark-defaults.conf`, also as a template. */
export function isSparkDefaults(path: string): boolean {
  return /(?:^|[/\\])spark-defaults\.conf(?:\.template)?$/.test(path);
}

/** `configuration` is a common word: it counts beside what only the definition of a pipeline has. */
function mayHoldSettings(text: string): boolean {
  return (
    /\bspark_conf\b/.test(text) ||
    (/\bconfiguration\b/.test(text) && /\b(?:pipelines|pipeline_type|libraries|continuous)\b/.test(text))
  );
}
