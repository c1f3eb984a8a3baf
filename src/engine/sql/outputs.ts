import type { TableCatalog } from '../catalog/catalog';
import { cteOf, lastIdent } from './names';
import type { Cte, Expr, Query, QueryBody, Relation, Select, SelectItem } from './nodes';
import { callName } from './predicates';

const deepest = 20;

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

/** How many columns a query body gives; `undefined` when that is not known. */
export function columnCount(
  body: QueryBody,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth = 0,
): number | undefined {
  if (depth > deepest) return undefined;
  switch (body.kind) {
    case 'select':
      return countItems(body, ctes, catalog, depth);
    case 'set':
      return columnCount(body.operands[0]!, ctes, catalog, depth + 1);
    case 'values': {
      const [row] = body.rows;
      if (!row || row.kind === 'opaque' || row.kind === 'hole') return undefined;
      return row.kind === 'tuple' ? row.items.length : 1;
    }
    case 'query':
      return queryColumnCount(body, ctes, catalog, depth);
    default:
      return undefined;
  }
}

function queryColumnCount(
  query: Query,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): number | undefined {
  if (query.pipes.length > 0) return undefined;
  return columnCount(query.body, [...ctes, ...query.ctes], catalog, depth + 1);
}

function countItems(select: Select, ctes: readonly Cte[], catalog: TableCatalog, depth: number): number | undefined {
  let count = 0;
  for (const { expr } of select.items) {
    if (expr.kind === 'hole' || expr.kind === 'opaque' || isGenerator(expr)) return undefined;
    if (expr.kind !== 'star') {
      count++;
      continue;
    }
    const [source, second] = select.sources;
    if (!source || second || expr.except || expr.replace || expr.qualifier.length > 0) return undefined;
    const columns = countRelation(source.relation, ctes, catalog, depth);
    if (columns === undefined) return undefined;
    count += columns;
  }
  return count > 0 ? count : undefined;
}

function countRelation(
  relation: Relation,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): number | undefined {
  if (relation.modifiers.some(({ kind }) => kind === 'pivot' || kind === 'unpivot' || kind === 'other'))
    return undefined;
  if (relation.columnAliases) return relation.columnAliases.length;
  if (relation.kind === 'values') return columnCount(relation.values, ctes, catalog, depth + 1);
  if (relation.kind === 'subquery') return queryColumnCount(relation.query, ctes, catalog, depth);
  if (relation.kind !== 'table') return undefined;
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns?.length ?? queryColumnCount(cte.query, ctes, catalog, depth);
  return relation.name.known ? catalog.find(relation.name.text)?.columns?.length : undefined;
}
