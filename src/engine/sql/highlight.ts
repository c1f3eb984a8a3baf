import type { Span } from '../types';
import type { CastExpr } from './nodes';
import { calleeOf, isIdent, partsOf } from './parts';
import { Kind } from './reader/tokens';
import type { ColumnDefinition, SqlTree, Statement } from './tree';

/** What a stretch of SQL is, in the words that editors have colours for. */
export type HighlightType =
  'keyword' | 'function' | 'variable' | 'type' | 'string' | 'number' | 'comment' | 'operator' | 'parameter';

/** A stretch of a SQL text that gets one colour. */
export interface Highlight extends Span {
  readonly type: HighlightType;
}

const byKind: Readonly<Record<number, HighlightType>> = {
  [Kind.comment]: 'comment',
  [Kind.hint]: 'comment',
  [Kind.quoted]: 'variable',
  [Kind.string]: 'string',
  [Kind.number]: 'number',
  [Kind.parameter]: 'parameter',
  [Kind.operator]: 'operator',
};

const types = new Set(
  (
    'array bigint binary boolean byte char date decimal double float geography geometry int integer interval long map ' +
    'numeric real short smallint string struct timestamp timestamp_ltz timestamp_ntz tinyint varchar variant void'
  ).split(' '),
);

/** Functions that are called without brackets. */
const bare = new Set(
  'current_catalog current_database current_date current_schema current_timestamp current_user'.split(' '),
);

/**
 * What the tokens of a text are, in its order. Words that Spark does not reserve are names where the tree says so:
 * `date` as a column is none of the keywords. Templates and white space get nothing.
 */
export function* highlights(tree: SqlTree): Generator<Highlight> {
  const { tokens } = tree;
  const roles = new Map<number, HighlightType>();
  const typed: Span[] = [];
  for (const statement of tree.statements) addRoles(statement, roles, typed);
  typed.sort((a, b) => a.from - b.from);
  let place = 0;
  let typedTo = -1;
  for (let i = 0; i < tokens.count; i++) {
    const [from, to] = [tokens.from(i), tokens.to(i)];
    for (; place < typed.length && typed[place]!.from <= from; place++) typedTo = Math.max(typedTo, typed[place]!.to);
    const role = roles.get(from) ?? byKind[tokens.kinds[i]!];
    if (role) yield { from, to, type: role };
    else if (tokens.kinds[i] === Kind.word) {
      const isType = from < typedTo && types.has(tokens.textOf(i).toLowerCase());
      yield { from, to, type: isType ? 'type' : tokens.codes[i] ? 'keyword' : 'variable' };
    }
  }
}

/** Which words are names, by their place, and where types stand. */
function addRoles(statement: Statement, roles: Map<number, HighlightType>, typed: Span[]): void {
  for (const part of partsOf(statement)) {
    const callee = calleeOf(part);
    if (callee) roles.set(callee.from, 'function');
    if (part.kind === 'cast') typed.push({ from: (part as CastExpr).expr.to, to: part.to });
    if ('notNull' in part) typed.push({ from: (part as ColumnDefinition).name.to, to: part.to });
    if (isIdent(part) && !roles.has(part.from) && part.to > part.from)
      roles.set(part.from, bare.has(part.name.toLowerCase()) ? 'function' : 'variable');
  }
}
