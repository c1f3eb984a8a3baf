import type { Conf } from './types';

/** Longer texts are no keys; the bound keeps the work small on whatever is passed in. */
const LONGEST = 160;
/** More than this and the two are different settings. */
const FARTHEST = 3;
/** More than two wrong letters, so that a misspelt segment is nearer than one left out. */
const MISSING_NAMESPACE = 2.5;
/** The last segment that people forget or add most. */
const MISSING_ENABLED = 1;
/**
 * Second segments: `spark.sql.streaming…` is written for `spark.databricks.streaming…`. Not the other way round: what Databricks
 * has beside Spark's settings nobody lists in full.
 */
const NAMESPACES = new Set(['sql', 'databricks']);
const OTHER_NAMESPACE = 2;

/** A setting that can be suggested, cut into segments once. */
interface Candidate {
  readonly conf: Conf;
  readonly segments: readonly string[];
}

/**
 * Known settings near a misspelt key: edit distance segment by segment, so that a different word in the
 * place of another (`memory` for `cores`), or a word more or less, is never called a misspelling.
 */
export function createSuggest(confs: readonly Conf[]): (misspelt: string, limit: number) => readonly Conf[] {
  let candidates: readonly Candidate[] | undefined;
  return (misspelt, limit) => {
    if (misspelt.length > LONGEST || !misspelt.includes('.')) return [];
    candidates ??= confs
      .filter((conf) => !conf.pattern && !conf.removed)
      .map((conf) => ({ conf, segments: conf.key.toLowerCase().split('.') }));
    return nearest(candidates, misspelt, limit);
  };
}

function nearest(candidates: readonly Candidate[], misspelt: string, limit: number): readonly Conf[] {
  const asked = misspelt.toLowerCase().split('.');
  // The same segments come again and again: each is compared once.
  const costs = asked.map(() => new Map<string, number>());
  const cost = (index: number, segment: string): number => {
    const known = costs[index]!.get(segment);
    if (known !== undefined) return known;
    const value = segmentCost(asked[index]!, segment, index);
    costs[index]!.set(segment, value);
    return value;
  };
  const near: { conf: Conf; distance: number }[] = [];
  for (const { conf, segments } of candidates) {
    if (Math.abs(segments.length - asked.length) > 1 || conf.key === misspelt) continue;
    const distance = align(asked, segments, cost);
    if (distance <= FARTHEST) near.push({ conf, distance });
  }
  near.sort(
    (a, b) =>
      a.distance - b.distance || (b.conf.usedBy ?? 0) - (a.conf.usedBy ?? 0) || (a.conf.key < b.conf.key ? -1 : 1),
  );
  // What is clearly farther than the nearest is noise beside it.
  const least = near[0]?.distance ?? 0;
  return near
    .filter((one) => one.distance <= least + 1)
    .slice(0, limit)
    .map((one) => one.conf);
}

function align(
  asked: readonly string[],
  known: readonly string[],
  cost: (index: number, segment: string) => number,
): number {
  let above = [0];
  for (const segment of known) above.push(above[above.length - 1]! + missing(segment));
  for (let i = 0; i < asked.length; i++) {
    const row = [above[0]! + missing(asked[i]!)];
    let best = row[0]!;
    for (let j = 0; j < known.length; j++) {
      const value = Math.min(
        above[j]! + cost(i, known[j]!),
        above[j + 1]! + missing(asked[i]!),
        row[j]! + missing(known[j]!),
      );
      row.push(value);
      best = Math.min(best, value);
    }
    if (best > FARTHEST) return best;
    above = row;
  }
  return above[known.length]!;
}

/** A segment more or less makes another setting, but for the two that say little. */
function missing(segment: string): number {
  if (segment === 'enabled') return MISSING_ENABLED;
  return NAMESPACES.has(segment) ? MISSING_NAMESPACE : Infinity;
}

function segmentCost(a: string, b: string, index: number): number {
  if (a === b) return 0;
  if (index === 1 && a === 'sql' && b === 'databricks') return OTHER_NAMESPACE;
  // Two letters in ten may be wrong, in a shorter word one: `cpu` is `cpus`, `memory` is not `cores`, `file` is not `time`.
  const allowed = Math.max(1, Math.floor(Math.max(a.length, b.length) / 5));
  if (Math.abs(a.length - b.length) > allowed) return Infinity;
  const distance = editDistance(a, b);
  return distance <= allowed ? distance : Infinity;
}

/** How far two words are apart, in insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min(above[j - 1]! + (same ? 0 : 1), above[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
