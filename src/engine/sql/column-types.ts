import type { TableCatalog } from '../catalog/catalog';
import { cteOf } from './names';
import type { ColumnExpr, Cte, Query, Select } from './nodes';
import { relationOf } from './nullability';
import { outputName } from './outputs';
import { unwrap } from './predicates';

const deepest = 20;

/** The type that a table declares for a column, in lower case; `undefined` where nobody knows. */
export function declaredType(
  column: ColumnExpr,
  select: Select,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth = 0,
): string | undefined {
  const relation = column.parts.length <= 2 ? relationOf(column, select) : undefined;
  if (!relation || relation.columnAliases || relation.modifiers.length > 0 || depth > deepest) return undefined;
  const name = column.parts[column.parts.length - 1]!.name.toLowerCase();
  if (relation.kind === 'subquery') return typeOfOutput(relation.query, name, ctes, catalog, depth);
  if (relation.kind !== 'table') return undefined;
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns ? undefined : typeOfOutput(cte.query, name, ctes, catalog, depth);
  const facts = relation.name.known ? catalog.find(relation.name.text) : undefined;
  return facts?.columns?.find((known) => known.name.toLowerCase() === name)?.type?.toLowerCase();
}

function typeOfOutput(
  query: Query,
  name: string,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): string | undefined {
  const { body } = query;
  if (body.kind !== 'select' || query.pipes.length > 0) return undefined;
  const item = body.items.find((one) => outputName(one)?.toLowerCase() === name);
  const expr = item && unwrap(item.expr);
  if (expr?.kind === 'cast') return expr.type;
  return expr?.kind === 'column' ? declaredType(expr, body, [...ctes, ...query.ctes], catalog, depth + 1) : undefined;
}
