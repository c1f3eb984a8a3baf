import type { Span } from '../types';
import type { Query } from './nodes';
import { piecesOf } from './phrases';
import type { SqlTree, Statement } from './tree';
import { isUnderstood } from './walk';

/** CACHE [LAZY] TABLE. The disk cache, `CACHE SELECT`, is another thing. */
export interface CacheTable {
  /** CACHE and the name of the table. */
  readonly span: Span;
  /** Parts of the name, in lower case. */
  readonly parts: readonly string[];
  /** The query behind AS: then the name is that of a temporary view. */
  readonly query?: Query;
}

/** What a statement puts into Spark's cache. */
export function cachedTable(statement: Statement, tree: SqlTree): CacheTable | undefined {
  if (statement.kind !== 'other' || statement.words[0] !== 'CACHE' || !isUnderstood(statement)) return undefined;
  const pieces = piecesOf(tree, { from: statement.from, to: statement.query?.from ?? statement.to });
  const at = pieces[1]?.text === 'LAZY' ? 2 : 1;
  if (pieces[at]?.text !== 'TABLE') return undefined;
  let end = at + 1;
  while (pieces[end + 1]?.text === '.' && pieces[end + 2]) end += 2;
  const name = pieces.slice(at + 1, end + 1);
  if (name.length === 0) return undefined;
  const parts = name.filter(({ text }) => text !== '.').map(({ text }) => text.toLowerCase());
  return { span: { from: statement.from, to: name[name.length - 1]!.to }, parts, query: statement.query };
}
