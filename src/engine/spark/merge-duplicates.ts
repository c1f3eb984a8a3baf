import type { TableCatalog } from '../catalog/catalog';
import { sourceKeys } from '../sql/merges';
import type { Query } from '../sql/nodes';
import { callName, hasUnknown, unwrap } from '../sql/predicates';
import type { MergeStatement } from '../sql/tree';
import { uniqueBy } from '../sql/unique';

/** What makes a MERGE fail: two rows of the source for one of the target. */
export interface Duplicates {
  /** A sentence without its full stop. */
  readonly reason: string;
  /** What to do about it, as the sentence goes on. */
  readonly cure: string;
}

/** What is known of a MERGE: the query behind its source, and the tables. */
interface Known {
  readonly query?: Query;
  readonly catalog: TableCatalog;
}

/** Keys that the source is known to be able to hold more than once, in a MERGE which that makes fail. */
export function duplicatesIn(merge: MergeStatement, known: Known): Duplicates | undefined {
  const keys = updates(merge) ? sourceKeys(merge) : undefined;
  if (!keys) return undefined;
  if (isChangeFeed(known.query)) return repeatedChanges(keys);
  const more = beyondKey(merge, keys, known);
  return more && more.length > 0 ? repeatedKeys(keys, more) : undefined;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** The source is a change feed, and the target is matched by these columns. */
export function repeatedChanges(keys: readonly string[]): Duplicates {
  const cure = `: keep the last one of each ${listOf(keys)} before the MERGE.`;
  return { reason: 'The change feed has one row for each change', cure };
}

/** The target is matched by these columns, and rows of the source differ in more of them. */
export function repeatedKeys(keys: readonly string[], more: readonly string[]): Duplicates {
  const list = listOf(keys);
  const reason = `The source may hold a ${list} more than once, with different ${listOf(more)}: MERGE then fails`;
  return { reason, cure: `. Keep one row for each ${list}.` };
}

/** The columns that tell two rows of one key apart; empty where the key decides, `undefined` where that is not known. */
function beyondKey(merge: MergeStatement, keys: readonly string[], { query, catalog }: Known): string[] | undefined {
  const relation = merge.source?.relation;
  const unique = query
    ? uniqueBy(query)
    : relation?.kind === 'table' && relation.name.known
      ? catalog.find(relation.name.text)?.primaryKey?.map((name) => name.toLowerCase())
      : undefined;
  if (!unique || !keys.every((key) => !query || unique.includes(key))) return undefined;
  return unique.filter((name) => !keys.includes(name));
}

/** `SELECT * FROM table_changes(…)`: one row for each change, so a row that changed twice comes twice. */
function isChangeFeed(query: Query | undefined): boolean {
  if (!query || query.limit || query.body.kind !== 'select') return false;
  const { sources, distinct, groupBy, qualify, where } = query.body;
  if (sources.length !== 1 || distinct || groupBy || qualify || (where && hasUnknown(where))) return false;
  const [source] = sources;
  // Numbered rows are filtered further out.
  if (query.body.items.some(({ expr }) => /^(row_number|rank|dense_rank)$/.test(callName(unwrap(expr))))) return false;
  return source?.relation.kind === 'function' && /(^|\.)table_changes$/.test(source.relation.name.text);
}

/** True when a matched row is changed in a way that two source rows can disagree about. */
function updates(merge: MergeStatement): boolean {
  return merge.clauses.some(({ when, action, condition }) => {
    return when === 'matched' && (action === 'update' || action === 'update *' || (action === 'delete' && condition));
  });
}
