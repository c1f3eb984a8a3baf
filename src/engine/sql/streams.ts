import { cteOf, sameTable, wordsOf } from './names';
import type { Cte, Expr, GroupBy, Query, QueryBody, Relation, Select } from './nodes';
import { callName, unwrap } from './predicates';
import type { SqlTree } from './tree';
import { relationsOf, selectsOf } from './walk';

/** `none`: rows that are not streamed; `open`: a stream whose rows never grow too old; `closed`: one with a watermark. */
export type StreamState = 'none' | 'open' | 'closed' | 'unknown';

const deepest = 20;

/** What is known of the rows of a relation; views of the same text are looked through. */
export function streamState(
  relation: Relation,
  ctes: readonly Cte[],
  trees: readonly SqlTree[],
  depth = 0,
): StreamState {
  if (depth > deepest || relation.kind === 'opaque') return 'unknown';
  const marked = relation.modifiers.some(({ kind }) => kind === 'watermark');
  if (relation.kind === 'function') return relation.stream ? (marked ? 'closed' : 'open') : 'none';
  if (relation.kind === 'subquery') return over(queryState(relation.query, ctes, trees, depth + 1), marked);
  if (relation.kind !== 'table') return 'none';
  const cte = relation.stream ? undefined : cteOf(relation, ctes);
  if (cte) return over(queryState(cte.query, ctes.slice(0, ctes.indexOf(cte)), trees, depth + 1), marked);
  if (!relation.stream) return 'none';
  if (marked) return 'closed';
  const view = viewOf(relation.name.text, trees);
  return view && queryState(view, view.ctes, trees, depth + 1) !== 'open' ? 'unknown' : 'open';
}

function over(state: StreamState, marked: boolean): StreamState {
  return marked && state === 'open' ? 'closed' : state;
}

/** The query of a view that one of the texts creates. */
function viewOf(name: string, trees: readonly SqlTree[]): Query | undefined {
  for (const tree of trees) {
    for (const statement of tree.statements) {
      if (statement.kind !== 'create' || statement.object !== 'view' || !statement.name || !statement.query) continue;
      if (sameTable(statement.name.text, name)) return statement.query;
    }
  }
  return undefined;
}

function queryState(query: Query, ctes: readonly Cte[], trees: readonly SqlTree[], depth: number): StreamState {
  const inner = [...ctes, ...query.ctes];
  const ofBody = (body: QueryBody): StreamState => {
    if (body.kind === 'query') return queryState(body, inner, trees, depth + 1);
    if (body.kind === 'set') return worst(body.operands.map(ofBody));
    if (body.kind !== 'select') return body.kind === 'opaque' ? 'unknown' : 'none';
    const states = [...relationsOf(body.sources)].map((r) => streamState(r, inner, trees, depth + 1));
    // What comes out of a state of its own is reported there.
    return body.groupBy || body.distinct ? (states.every((s) => s === 'none') ? 'none' : 'unknown') : worst(states);
  };
  return query.pipes.length > 0 || depth > deepest ? 'unknown' : ofBody(query.body);
}

function worst(states: readonly StreamState[]): StreamState {
  return (['unknown', 'open', 'closed'] as const).find((state) => states.includes(state)) ?? 'none';
}

const timeFunction =
  /^(window|session_window|window_time|date|to_date|timestamp|to_timestamp|date_trunc|trunc|hour|day|minute|from_unixtime|date_format|timestamp_seconds|timestamp_millis)$/;
const timeWord = /^(date|day|datetime|time|timestamp|ts|hour|minute|window)$/;

/** True for a name that speaks of a moment: `order_date`, `event_ts`, `created_at`. */
export function namesTime(name: string): boolean {
  const words = wordsOf(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
  const last = words[words.length - 1] ?? '';
  return timeWord.test(last) || (last === 'at' && words.length > 1);
}

function isTime(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'column') return namesTime(inner.parts[inner.parts.length - 1]!.name);
  if (inner.kind === 'cast') return /^(date|timestamp)/.test(inner.type);
  return timeFunction.test(callName(inner));
}

/** The grouping key that gives new groups as time goes by; `undefined` when no key is seen to. */
export function timeKey(groupBy: GroupBy, select: Select): Expr | undefined {
  return groupBy.items.find((key) => isTime(key) || aliasedTime(key, select));
}

/** `GROUP BY day` where the list says `date(ts) AS day`. */
function aliasedTime(key: Expr, select: Select): boolean {
  if (key.kind !== 'column' || key.parts.length !== 1) return false;
  const name = key.parts[0]!.name.toLowerCase();
  return select.items.some(({ alias, expr }) => alias?.name.toLowerCase() === name && isTime(expr));
}

/** True when a statement of the text reads a stream, or makes a streaming table. */
export function readsStream(tree: SqlTree): boolean {
  return tree.statements.some((statement) => {
    if (statement.kind === 'create' && statement.object === 'streaming table') return true;
    for (const { select } of selectsOf(statement)) {
      for (const relation of relationsOf(select.sources)) {
        if ((relation.kind === 'table' || relation.kind === 'function') && relation.stream) return true;
      }
    }
    return false;
  });
}
