import { oncePer } from '../once';
import { cteOf } from './names';
import type { Cte, Query, QueryBody, Relation, Select } from './nodes';
import { callName } from './predicates';
import { relationsOf, walkExpr } from './walk';

const deepest = 20;
const aggregate =
  /^(count|sum|avg|mean|min|max|first|last|any_value|collect_\w+|array_agg|approx_\w+|percentile\w*|stddev\w*|variance|median|mode|max_by|min_by|count_if)$/;

/** True when a SELECT gives one row or a few: grouped, limited, or an aggregate of everything. */
export function isReduced(select: Select): boolean {
  return select.groupBy !== undefined || select.distinct || isAggregate(select);
}

/** `SELECT count(*) FROM t`: one row, whatever the table holds. */
export const isAggregate = oncePer((select: Select): boolean => {
  if (select.groupBy) return false;
  return select.items.some(({ expr }) => {
    for (const node of walkExpr(expr))
      if (node.kind === 'call' && !node.over && aggregate.test(callName(node))) return true;
    return false;
  });
});

/** True when a SELECT reads a stored table without grouping, limiting or counting on the way. */
export function readsStoredRows(select: Select, ctes: readonly Cte[], depth = 0): boolean {
  return [...relationsOf(select.sources)].some((relation) => storedRelation(relation, ctes, depth));
}

function storedRelation(relation: Relation, ctes: readonly Cte[], depth: number): boolean {
  if (depth > deepest || relation.modifiers.some(({ kind }) => kind === 'sample' || kind === 'pivot')) return false;
  if (relation.kind === 'subquery') return storedQuery(relation.query, ctes, depth + 1);
  if (relation.kind !== 'table') return false;
  const cte = cteOf(relation, ctes);
  // A CTE that reads its own name is a recursive one.
  return cte ? storedQuery(cte.query, ctes.slice(0, ctes.indexOf(cte)), depth + 1) : true;
}

function storedQuery(query: Query, ctes: readonly Cte[], depth: number): boolean {
  const inner = [...ctes, ...query.ctes];
  const stored = (body: QueryBody): boolean => {
    if (body.kind === 'set') return body.operands.some(stored);
    if (body.kind === 'query') return storedQuery(body, inner, depth + 1);
    if (body.kind === 'table') return true;
    return body.kind === 'select' && !isReduced(body) && readsStoredRows(body, inner, depth);
  };
  return query.limit === undefined && query.pipes.length === 0 && depth <= deepest && stored(query.body);
}
