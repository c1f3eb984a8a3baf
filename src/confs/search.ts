import type { Conf } from './types';

/** Settings in whose key or explanation all words occur, the most useful first; a word may be misspelt where nothing is called so. */
export function search(confs: readonly Conf[], query: string, limit: number): readonly Conf[] {
  const words = split(query);
  if (words.length === 0) return [];
  const exact = query.trim().toLowerCase();
  const hits: { conf: Conf; score: number }[] = [];
  for (const isMisspelt of [false, true]) {
    for (const conf of confs) {
      const score = scoreOf(conf, words, exact, isMisspelt);
      if (score > 0) hits.push({ conf, score });
    }
    // Only where nothing is called so.
    if (hits.length > 0) break;
  }
  hits.sort((a, b) => b.score - a.score || a.conf.key.length - b.conf.key.length || (a.conf.key < b.conf.key ? -1 : 1));
  return hits.slice(0, limit).map((hit) => hit.conf);
}

/** Words of a query or a key: split at everything that is no letter or digit, and where camel case begins a new word. */
function split(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const known = new WeakMap<Conf, readonly string[]>();

function partsOf(conf: Conf): readonly string[] {
  const parts = known.get(conf) ?? split(conf.key);
  known.set(conf, parts);
  return parts;
}

/** One letter wrong, missing, too many, or two that changed places, in a word of four letters or more. */
function isSlip(word: string, part: string): boolean {
  if (word.length < 4 || Math.abs(word.length - part.length) > 1 || word[0] !== part[0]) return false;
  let from = 0;
  while (from < word.length && word[from] === part[from]) from++;
  let end = 0;
  const shortest = Math.min(word.length, part.length) - from;
  while (end < shortest && word.at(-1 - end) === part.at(-1 - end)) end++;
  const a = word.slice(from, word.length - end);
  const b = part.slice(from, part.length - end);
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && a[0] === b[1] && a[1] === b[0]);
}

function scoreOf(conf: Conf, words: readonly string[], exact: string, isMisspelt: boolean): number {
  const key = conf.key.toLowerCase();
  const parts = partsOf(conf);
  const text = conf.what?.toLowerCase() ?? '';
  let score = 0;
  for (const word of words) {
    if (parts.includes(word)) score += 10;
    else if (parts.some((part) => part.startsWith(word))) score += 7;
    else if (key.includes(word)) score += 5;
    else if (text.includes(word)) score += 3;
    else if (isMisspelt && parts.some((part) => isSlip(word, part))) score += 2;
    else return 0;
  }
  score /= words.length;
  if (key === exact) score += 100;
  else if (key.includes(exact)) score += 4;
  return Math.max(0.01, score + weight(conf));
}

/** Use counts most; what few people on Databricks can set, or nobody should set any more, comes last. */
function weight(conf: Conf): number {
  let weight = 2 * Math.log2(1 + (conf.usedBy ?? 0));
  if (conf.what) weight += 2;
  // Who searches for a feature looks for its switch first.
  if (conf.key.endsWith('.enabled')) weight += 1.5;
  if (conf.internal) weight -= 3;
  if (conf.removed ?? conf.renamed) weight -= 5;
  if (conf.deprecated) weight -= 2;
  if (conf.area !== undefined && FAR.has(conf.area)) weight -= 3;
  return weight;
}

const FAR = new Set(['k8s', 'yarn', 'standalone', 'history', 'dstream', 'kafka-dstream', 'tests', 'retired']);
