import type { TableCatalog } from '../catalog/catalog';
import { cteOf } from './names';
import type { Cte, QueryBody, Relation, Select } from './nodes';
import { isGenerator, outputName } from './outputs';

const deepest = 20;

/** A column of a query in lower case; `undefined` when Spark makes the name up. */
export type ColumnName = string | undefined;

/** The columns that a query body gives, in their order; `undefined` where that is not known. */
export function columnNames(
  body: QueryBody,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth = 0,
): ColumnName[] | undefined {
  if (depth > deepest) return undefined;
  if (body.kind === 'select') return namesOfItems(body, ctes, catalog, depth);
  // Set operators take the names of their first query.
  if (body.kind === 'set') return columnNames(body.operands[0]!, ctes, catalog, depth + 1);
  if (body.kind !== 'query' || body.pipes.length > 0) return undefined;
  return columnNames(body.body, [...ctes, ...body.ctes], catalog, depth + 1);
}

function namesOfItems(
  select: Select,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): ColumnName[] | undefined {
  const names: ColumnName[] = [];
  for (const item of select.items) {
    const { expr } = item;
    if (expr.kind === 'hole' || expr.kind === 'opaque' || isGenerator(expr)) return undefined;
    if (expr.kind !== 'star') {
      names.push(outputName(item)?.toLowerCase());
      continue;
    }
    const [source, second] = select.sources;
    if (!source || second || expr.except || expr.replace || expr.qualifier.length > 0) return undefined;
    const columns = namesOfRelation(source.relation, ctes, catalog, depth);
    if (!columns) return undefined;
    for (const column of columns) names.push(column);
  }
  return names.length > 0 ? names : undefined;
}

function namesOfRelation(
  relation: Relation,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): ColumnName[] | undefined {
  if (relation.modifiers.some(({ kind }) => kind === 'pivot' || kind === 'unpivot' || kind === 'other'))
    return undefined;
  const listed = relation.columnAliases?.map(({ name }) => name.toLowerCase());
  if (listed) return listed;
  if (relation.kind === 'subquery') return columnNames(relation.query, ctes, catalog, depth + 1);
  if (relation.kind !== 'table') return undefined;
  const cte = cteOf(relation, ctes);
  if (cte)
    return (
      cte.columns?.map(({ name }) => name.toLowerCase()) ??
      // What the query of a CTE reads by its own name is another table.
      columnNames(cte.query, ctes.slice(0, ctes.indexOf(cte)), catalog, depth + 1)
    );
  if (!relation.name.known) return undefined;
  return catalog.find(relation.name.text)?.columns?.map(({ name }) => name.toLowerCase());
}
