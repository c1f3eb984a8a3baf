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
  const found: { proposal: Proposal; score: number }[] = [];
  for (const { conf, name } of settingsFor(confs, place)) {
    if (
      conf.removed ||
      conf.scope === 'read-only' ||
      (place.around.after === '=' && place.what === 'option' && !/^\w+$/.test(name))
    )
      continue;
    const score = matchOf(name, typed);
    if (score === undefined) continue;
    found.push({ proposal: { text: name, conf, detail: detailOf(conf) }, score: score + weightOf(conf) });
  }
  found.sort((a, b) => b.score - a.score || (a.proposal.text < b.proposal.text ? -1 : 1));
  return { proposals: found.slice(0, limit).map(({ proposal }) => proposal), more: found.length > limit };
}

/**
 * How well a key answers what was typed; `undefined` when it does not. `spark.sql.sh`, `sql.shuf` and `shuffle part` all mean
 * `spark.sql.shuffle.partitions`: each word or segment is the beginning of a later part of the key.
 */
export function matchOf(name: string, typed: string): number | undefined {
  const key = name.toLowerCase();
  const wanted = typed.trim().toLowerCase();
  if (wanted === '' || key.startsWith(wanted)) return 100;
  const parts = partsOf(name);
  let at = 0;
  let inOrder = true;
  for (const word of partsOf(typed)) {
    const next = parts.findIndex((part, i) => i >= at && part.startsWith(word));
    if (next >= 0) at = next + 1;
    else if (key.includes(word)) inOrder = false;
    else return undefined;
  }
  return inOrder ? 60 : 20;
}

/** Segments and words of a key: `advisoryPartitionSizeInBytes` has five. */
function partsOf(text: string): string[] {
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
