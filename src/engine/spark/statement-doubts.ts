import { boundsOf, cutsLoad, isClock, isClockValue, type Bound } from '../sql/bounds';
import { loadConditions } from '../sql/filters';
import { cteOf } from '../sql/names';
import { namesIn } from '../sql/names-in';
import type { Expr } from '../sql/nodes';
import { callName } from '../sql/predicates';
import type { Statement } from '../sql/tree';
import { unstableCall } from '../sql/unstable';
import { queriesOf, relationsOf, rootExpressions, selectsOf, walkExpr } from '../sql/walk';
import type { Span } from '../types';

/** The condition that makes the rows of a load depend on the time of the run; one that names a day before one that names a start. */
export function clockCut(statement: Statement): Bound | undefined {
  const bounds = [...loadConditions(statement)].flatMap((expr) => [...boundsOf(expr, isClockValue)]);
  const found = bounds.filter(cutsLoad);
  return found.find(({ kind }) => kind === 'equal') ?? found[0];
}

/** True when the holes are parts of table names and nothing else is filled in. */
export function isNamesOnly(statement: Statement, holes: readonly Span[]): boolean {
  const names = [...namesIn(statement)].map(({ name }) => name);
  const own = holes.filter((h) => h.from >= statement.from && h.to <= statement.to);
  return own.every((h) => names.some((name) => h.from >= name.from && h.to <= name.to));
}

/** `ai_query(…)`, and functions with a schema in front: of what they answer nobody knows here whether it stays the same. */
function asksModel(root: Expr): boolean {
  for (const node of walkExpr(root))
    if (node.kind === 'call' && (/^ai_/.test(callName(node)) || node.name.parts.length > 1)) return true;
  return false;
}

/** True when the clock has a say in which rows a statement writes. That it writes the time of the load into them is left aside. */
export function asksClock(statement: Statement): boolean {
  const shown = new Set<Expr>();
  for (const { select, role } of selectsOf(statement)) {
    if (/^(result|table|insert|merge)$/.test(role)) for (const { expr } of select.items) shown.add(expr);
  }
  if (statement.kind === 'merge')
    for (const { assignments, values } of statement.clauses)
      for (const expr of [...assignments.map(({ value }) => value), ...(values ?? [])]) shown.add(expr);
  if (statement.kind === 'update') for (const { value } of statement.assignments) shown.add(value);
  for (const { query, role } of queriesOf(statement))
    if (role === 'insert' && query.body.kind === 'values') for (const row of query.body.rows) shown.add(row);
  for (const root of rootExpressions(statement)) {
    if (!shown.has(root)) for (const node of walkExpr(root)) if (isClock(node)) return true;
  }
  return false;
}

/**
 * True when the rows of the queries in a statement may be other ones in each run though their tables stay the same and the clock
 * stands still: by lot, by an order that nobody fixes, or through a name that may mean a view of the session.
 */
export function hasDoubts(statement: Statement, text: string, plainNamesAreTables: boolean): boolean {
  for (const root of rootExpressions(statement)) if (unstableCall(root) || asksModel(root)) return true;
  for (const { query, ctes } of queriesOf(statement)) {
    if ((query.limit && text.slice(query.limit.from, query.limit.to) !== '0') || query.pipes.length > 0) return true;
    if (query.body.kind === 'opaque') return true;
    const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
    const inner = [...ctes, ...query.ctes];
    for (const body of bodies) {
      if (body.kind === 'opaque') return true;
      if (body.kind !== 'select') continue;
      for (const relation of relationsOf(body.sources)) {
        if (relation.kind === 'opaque' || relation.modifiers.some(({ kind }) => kind === 'sample')) return true;
        if (relation.kind !== 'table') continue;
        if (relation.stream) return true;
        if (!plainNamesAreTables && relation.name.parts.length === 1 && !cteOf(relation, inner)) return true;
      }
    }
  }
  return false;
}
