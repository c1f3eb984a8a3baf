import { aliasOf, cteOf } from './names';
import type { Cte, Expr, Query, QueryBody, Relation, Select, Source } from './nodes';
import { callName, columnsOf, conjuncts, hasUnknown, isAlwaysTrue, rowFilters } from './predicates';
import { walkExpr } from './walk';

const aggregates = new Set(
  'count sum min max avg mean first last any_value count_if stddev approx_count_distinct collect_list collect_set'.split(
    ' ',
  ),
);

/** True for a relation that can hold at most one row. */
function hasOneRow(relation: Relation, ctes: readonly Cte[]): boolean {
  if (relation.kind === 'values') return relation.values.rowCount <= 1;
  if (relation.kind === 'subquery') return givesOneRow(relation.query);
  if (relation.kind === 'table') {
    const cte = cteOf(relation, ctes);
    return cte ? givesOneRow(cte.query) : relation.name.text === 'dual';
  }
  return relation.kind === 'group' && relation.sources.every((source) => hasOneRow(source.relation, ctes));
}

function givesOneRow(query: Query): boolean {
  const { limit } = query;
  return (limit?.kind === 'literal' && limit.to - limit.from === 1) || bodyGivesOneRow(query.body);
}

function bodyGivesOneRow(body: QueryBody): boolean {
  if (body.kind === 'values') return body.rowCount <= 1;
  if (body.kind === 'query') return givesOneRow(body);
  if (body.kind !== 'select') return false;
  if (body.groupBy) return false;
  if (body.sources.length === 0) return !body.items.some((item) => callName(item.expr) === 'explode');
  return body.items.some((item) =>
    [...walkExpr(item.expr)].some((e) => e.kind === 'call' && !e.over && aggregates.has(callName(e))),
  );
}

/** True when a condition asks a subquery: what that links is not seen here. */
function asksQuery(expr: Expr): boolean {
  for (const node of walkExpr(expr)) {
    if (node.kind === 'exists' || node.kind === 'subquery' || (node.kind === 'in' && node.query)) return true;
  }
  return false;
}

/** The qualifiers of a condition; `undefined` when a column stands there without one, or a subquery is asked. */
function qualifiersOf(expr: Expr): Set<string> | undefined {
  if (asksQuery(expr)) return undefined;
  const found = new Set<string>();
  for (const { parts } of columnsOf(expr)) {
    if (parts.length < 2) return undefined;
    found.add(parts[0]!.name.toLowerCase());
    found.add(parts[parts.length - 2]!.name.toLowerCase());
  }
  return found;
}

/** True when a condition may link the relation with another one: it names both, or does not say whose columns it compares. */
function isLinked(conditions: readonly Expr[], alias: string | undefined): boolean {
  for (const condition of conditions.flatMap(conjuncts)) {
    if (hasUnknown(condition) || asksQuery(condition)) return true;
    const columns = columnsOf(condition);
    if (columns.length < 2) continue;
    if (alias === undefined || columns.some(({ parts }) => parts.length === 1)) return true;
    const own = columns.filter(({ parts }) => parts.slice(0, -1).some((part) => part.name.toLowerCase() === alias));
    if (own.length > 0 && own.length < columns.length) return true;
  }
  return false;
}

/** What is wrong with a join, or `undefined`: it pairs every row with every row. */
export function joinComplaint(
  source: Source,
  before: readonly Source[],
  select: Select,
  ctes: readonly Cte[],
  text: string,
): string | undefined {
  const { join, relation } = source;
  if (!join || join.kind === 'cross' || join.natural || join.lateral || join.using) return undefined;
  if (relation.kind === 'function' || relation.kind === 'opaque' || hasOneRow(relation, ctes)) return undefined;
  if (before.every(({ relation: left }) => left.kind === 'function' || left.kind === 'opaque' || hasOneRow(left, ctes)))
    return undefined;
  const alias = aliasOf(relation);
  const inner = join.kind === 'inner' || join.kind === 'comma';
  const { on } = join;
  if (!on) {
    if (inner && isLinked(rowFilters(select), alias)) return undefined;
    return 'Nothing joins this table with the ones before it: every row meets every row.';
  }
  if (hasUnknown(on)) return undefined;
  const parts = conjuncts(on);
  if (parts.every((part) => isAlwaysTrue(part, text))) {
    if (inner && select.where && isLinked([select.where], alias)) return undefined;
    return 'The join condition is always true: every row meets every row.';
  }
  const qualifiers = qualifiersOf(on);
  if (!qualifiers || qualifiers.size === 0 || alias === undefined) return undefined;
  const others = new Set(before.map((left) => aliasOf(left.relation)));
  if (others.has(undefined)) return undefined;
  // A qualifier that is no table of this query may be a struct, or a table of the query around it.
  for (const qualifier of qualifiers) if (qualifier !== alias && !others.has(qualifier)) return undefined;
  if (qualifiers.has(alias) && qualifiers.size > 1) return undefined;
  if (inner && select.where && isLinked([select.where], alias)) return undefined;
  return qualifiers.has(alias)
    ? `The join condition names only \`${alias}\`: every row of the other side meets every row that passes.`
    : `The join condition does not name \`${alias}\`: every row of it meets every row that passes.`;
}
