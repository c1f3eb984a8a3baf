import { isLiteral } from './insert';
import { settingsFor, settingsNamed } from './knowledge';
import type { SettingPlace } from './places/place';
import type { Conf, Confs } from './types';

/** Something that can be written at a place. */
export interface Proposal {
  /** What is shown, and what is written, without the quotes around it. */
  readonly text: string;
  readonly conf: Conf;
  /** `= 200`, or what a value stands for. */
  readonly detail?: string;
}

/** What can be written at a place, the most useful first. */
export function proposalsAt(
  confs: Confs,
  place: SettingPlace,
  typed: string,
  limit: number,
): { proposals: Proposal[]; more: boolean } {
  if (place.part === 'value')
    return { proposals: valuesFor(settingsNamed(confs, place, place.key)[0], typed), more: /\d/.test(typed) };
  const query = queryOf(typed);
  const isKeyword = place.what === 'option' && place.around.after === '=';
  const found: { candidate: Candidate; score: number }[] = [];
  for (const candidate of candidatesAt(confs, place)) {
    const score = matchOf(candidate, query);
    if (score === undefined || (isKeyword && !/^\w+$/.test(candidate.name))) continue;
    found.push({ candidate, score: score + candidate.weight });
  }
  found.sort((a, b) => b.score - a.score || (a.candidate.name < b.candidate.name ? -1 : 1));
  const proposals = found.slice(0, limit).map(({ candidate: { conf, name } }) => {
    return { text: name, conf, detail: detailOf(conf) };
  });
  return { proposals, more: found.length > limit };
}

/** A key that can be written, taken apart once. */
interface Candidate {
  readonly conf: Conf;
  readonly name: string;
  readonly key: string;
  readonly parts: readonly string[];
  readonly weight: number;
}

const known = new WeakMap<Confs, Map<string, readonly Candidate[]>>();

/** What can be written as a key there. Settings and properties are many and always the same ones. */
function candidatesAt(confs: Confs, place: SettingPlace): readonly Candidate[] {
  const make = (): Candidate[] =>
    settingsFor(confs, place)
      .filter(({ conf }) => !conf.removed && conf.scope !== 'read-only')
      .map(({ conf, name }) => candidateOf(name, conf));
  if (place.what === 'option') return make();
  const lists = known.get(confs) ?? new Map<string, readonly Candidate[]>();
  known.set(confs, lists);
  const list = lists.get(place.what) ?? make();
  lists.set(place.what, list);
  return list;
}

function candidateOf(name: string, conf: Conf): Candidate {
  return { conf, name, key: name.toLowerCase(), parts: partsOf(name), weight: weightOf(conf) };
}

/**
 * How well a key answers what was typed; `undefined` when it does not. `spark.sql.sh`, `sql.shuf` and `shuffle part` all mean
 * `spark.sql.shuffle.partitions`: each word or segment is the beginning of a later part of the key.
 */
export function matchOf({ key, parts }: Pick<Candidate, 'key' | 'parts'>, { text, words }: Query): number | undefined {
  if (key.startsWith(text)) return 100;
  let at = 0;
  let inOrder = true;
  for (const word of words) {
    const next = parts.findIndex((part, i) => i >= at && part.startsWith(word));
    if (next >= 0) at = next + 1;
    else if (key.includes(word)) inOrder = false;
    else return undefined;
  }
  return inOrder ? 60 : 20;
}

/** What was typed of a key. */
interface Query {
  readonly text: string;
  readonly words: readonly string[];
}

/** Reads what was typed of a key. */
export function queryOf(typed: string): Query {
  return { text: typed.trim().toLowerCase(), words: partsOf(typed) };
}

/** Segments and words of a key: `advisoryPartitionSizeInBytes` has five. */
export function partsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function weightOf(conf: Conf): number {
  let weight = 3 * Math.log2(1 + (conf.usedBy ?? 0)) + (conf.what ? 4 : 0);
  if (conf.internal) weight -= 8;
  if (conf.deprecated ?? conf.renamed) weight -= 15;
  if (conf.pattern) weight -= 5;
  if (conf.area !== undefined && FAR.has(conf.area)) weight -= 12;
  return weight;
}

const FAR: ReadonlySet<string> = new Set([
  'k8s',
  'yarn',
  'standalone',
  'history',
  'dstream',
  'kafka-dstream',
  'tests',
  'retired',
]);

function detailOf({ type, default: value, kind, format }: Conf): string {
  const of = kind === 'option' ? `${format ?? ''} option` : '';
  const is = typeof value === 'string' && value !== '' ? ` = ${value}` : '';
  return [of, `${type ?? ''}${is}`.trim()].filter((text) => text !== '').join(', ');
}

const SIZES = ['16m', '32m', '64m', '128m', '256m', '512m', '1g', '2g', '4g', '8g', '16g'];
const TIMES = ['10s', '30s', '1min', '5min', '10min', '1h'];
const INTERVALS = ['interval 1 day', 'interval 7 days', 'interval 14 days', 'interval 30 days'];

/** Values of a setting: its choices, both booleans, sizes and times with their units, the default. */
export function valuesFor(conf: Conf | undefined, typed: string): Proposal[] {
  if (!conf) return [];
  const known = new Map<string, string | undefined>();
  for (const value of choicesOf(conf, typed)) known.set(value, undefined);
  if (typeof conf.default === 'string' && conf.default !== '' && conf.default.length <= 100 && isLiteral(conf.default))
    known.set(conf.default, 'default');
  if (conf.databricksDefault !== undefined && isLiteral(conf.databricksDefault))
    known.set(conf.databricksDefault, 'default on Databricks');
  if (conf.secret) known.set('{{secrets/<scope>/<key>}}', 'a secret of the workspace');
  const proposals = [...known].map(([text, detail]) => ({ text, conf, detail }));
  return proposals.sort((a, b) => Number(b.detail !== undefined) - Number(a.detail !== undefined));
}

function choicesOf({ values, type = '' }: Conf, typed: string): readonly string[] {
  if (values) return values;
  if (/^(?:boolean|true or false)$/.test(type)) return ['true', 'false'];
  const number = /^\d+/.exec(typed)?.[0];
  if (type === 'bytes') return number === undefined ? SIZES : ['k', 'm', 'g'].map((unit) => number + unit);
  if (/^(?:time|duration)/.test(type))
    return number === undefined ? TIMES : ['ms', 's', 'min', 'h', 'd'].map((unit) => number + unit);
  if (type !== 'interval') return [];
  const count = /^(?:interval\s+)?(\d+)/i.exec(typed)?.[1];
  return count === undefined
    ? INTERVALS
    : ['minutes', 'hours', 'days', 'weeks'].map((unit) => `interval ${count} ${unit}`);
}
