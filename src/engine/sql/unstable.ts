import { cteOf } from './names';
import type { ColumnExpr, Cte, Expr, Query, Select } from './nodes';
import { relationOf } from './nullability';
import { outputName } from './outputs';
import { callName, unwrap } from './predicates';
import { childrenOf } from './walk';

const deepest = 20;

/** How a value changes from run to run: it is drawn by lot, or it counts rows in the order in which they happen to lie. */
export type Instability = 'random' | 'position';

/** Functions that only give a value where another one is missing. */
const fallbacks = /^(coalesce|nvl|ifnull|if|iff|nvl2)$/;

/** The call that makes an expression give other values in each run; what stands in CASE or COALESCE is left alone. */
export function unstableCall(expr: Expr): { readonly call: Expr; readonly kind: Instability } | undefined {
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const name = callName(next);
    if (name === 'monotonically_increasing_id') return { call: next, kind: 'position' };
    // With a seed the numbers follow the order of the rows, which nobody fixes either.
    if (/^(uuid|rand|randn|random)$/.test(name)) return { call: next, kind: 'random' };
    if (next.kind === 'case' || fallbacks.test(name)) continue;
    for (const child of childrenOf(next)) pending.push(child);
  }
  return undefined;
}

/** The expression that a subquery or CTE gives for a column; `undefined` for columns of tables and where it is not certain. */
export function expressionBehind(
  column: ColumnExpr,
  select: Select,
  ctes: readonly Cte[],
  depth = 0,
): Expr | undefined {
  const relation = column.parts.length <= 2 ? relationOf(column, select) : undefined;
  if (!relation || relation.columnAliases || relation.modifiers.length > 0 || depth > deepest) return undefined;
  const name = column.parts[column.parts.length - 1]!.name.toLowerCase();
  if (relation.kind === 'subquery') return outputOf(relation.query, name, ctes, depth);
  const cte = relation.kind === 'table' ? cteOf(relation, ctes) : undefined;
  return cte && !cte.columns ? outputOf(cte.query, name, ctes, depth) : undefined;
}

function outputOf(query: Query, name: string, ctes: readonly Cte[], depth: number): Expr | undefined {
  const { body } = query;
  if (body.kind !== 'select' || query.pipes.length > 0) return undefined;
  const item = body.items.find((one) => outputName(one)?.toLowerCase() === name);
  const expr = item && unwrap(item.expr);
  if (expr?.kind !== 'column') return expr;
  return expressionBehind(expr, body, [...ctes, ...query.ctes], depth + 1);
}
