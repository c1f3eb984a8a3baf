import type { Fix } from '../types';
import { ordinal } from './keys';
import { holdsComment } from './marks';
import type { QueryBody } from './nodes';
import { outputName } from './outputs';
import type { SqlTree } from './tree';

/** A column of a query in lower case; `undefined` when Spark makes the name up. */
export type ColumnName = string | undefined;

/** A column that goes into the column of another name, where the same query has a column of its own name. */
export interface Crossing {
  readonly at: number;
  readonly name: string;
  /** The column it goes into; `undefined` when Spark makes that name up. */
  readonly into: ColumnName;
  /** The names at all places that differ are the same on both sides: only their order differs. */
  readonly reordered: boolean;
}

/** The first column of `names` that stands in the place of another column of `first`. */
export function crossingOf(first: readonly ColumnName[], names: readonly ColumnName[]): Crossing | undefined {
  if (first.length !== names.length) return undefined;
  const differ = names.flatMap((name, i) => (name === first[i] ? [] : [i]));
  const targets = new Set(differ.map((i) => first[i]));
  const isOnce = (name: string) =>
    names.indexOf(name) === names.lastIndexOf(name) && first.indexOf(name) === first.lastIndexOf(name);
  const at = differ.find((i) => names[i] !== undefined && targets.has(names[i]) && isOnce(names[i]));
  if (at === undefined) return undefined;
  const reordered =
    targets.size === differ.length && differ.every((i) => names[i] !== undefined && targets.has(names[i]));
  return { at, name: names[at]!, into: first[at], reordered };
}

/** Puts the items of a SELECT into the order of `first`, where each of them has one of these names. */
export function reorder(body: QueryBody, first: readonly ColumnName[], tree: SqlTree): Fix | undefined {
  if (body.kind !== 'select' || body.items.length !== first.length) return undefined;
  const { items, groupBy } = body;
  const byName = new Map(items.map((item) => [outputName(item)?.toLowerCase(), item]));
  const sorted = first.map((name) => byName.get(name));
  if (byName.size !== items.length || new Set(sorted).size !== items.length) return undefined;
  // `GROUP BY 1` would mean another column.
  if (groupBy?.items.some((key) => ordinal(key, tree.text) !== undefined)) return undefined;
  const span = { from: items[0]!.from, to: items[items.length - 1]!.to };
  if (holdsComment(tree, span)) return undefined;
  let insert = '';
  for (const [i, item] of sorted.entries()) {
    if (!item) return undefined;
    if (i > 0) insert += tree.text.slice(items[i - 1]!.to, items[i]!.from);
    insert += tree.text.slice(item.from, item.to);
  }
  const edits = [{ ...span, insert }];
  return { title: 'Put the columns into the order of the first query', safety: 'unsafe', edits };
}
