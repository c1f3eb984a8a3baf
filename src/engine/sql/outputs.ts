import { lastIdent } from './names';
import type { Expr, SelectItem } from './nodes';
import { callName } from './predicates';

/** Functions that may give more than one row or more than one column. */
const generators = new Set(
  'explode explode_outer posexplode posexplode_outer inline inline_outer stack json_tuple parse_url_tuple variant_explode variant_explode_outer transform'.split(
    ' ',
  ),
);

/** True for `explode(…)` and its like, which give rows and columns of their own number. */
export function isGenerator(expr: Expr): boolean {
  return generators.has(callName(expr));
}

/** The name of an output column as it is written; `undefined` when Spark makes one up. */
export function outputName(item: SelectItem): string | undefined {
  if (item.alias) return item.alias.name;
  let expr = item.expr;
  while (expr.kind === 'paren') expr = expr.expr;
  return expr.kind === 'column' ? lastIdent(expr)?.name : undefined;
}
