import type { TableCatalog } from '../catalog/catalog';
import { aliasOf, cteOf, lastPart } from './names';
import type { ColumnExpr, Cte, Expr, Query, Relation, Select } from './nodes';
import { outputName } from './outputs';
import { callName, conjuncts, isComparison, unwrap } from './predicates';

const deepest = 20;
const neverNull = new Set(
  'count count_if row_number rank dense_rank ntile percent_rank cume_dist monotonically_increasing_id uuid rand randn current_date current_timestamp now'.split(
    ' ',
  ),
);
const firstNotNull = /^(coalesce|ifnull|nvl)$/;

/** Whether a value can be NULL: `undefined` when nobody knows. */
export type Nullable = boolean | undefined;

/** Where a column comes from: the relations that its name can mean. */
export function relationOf(column: ColumnExpr, select: Select): Relation | undefined {
  const { sources } = select;
  if (column.parts.length === 1) return sources.length === 1 ? sources[0]!.relation : undefined;
  const qualifier = column.parts[column.parts.length - 2]!.name.toLowerCase();
  return sources.find(({ relation }) => aliasOf(relation) === qualifier)?.relation;
}

/** Whether the value of an expression in a SELECT can be NULL. */
export function nullable(expr: Expr, select: Select, ctes: readonly Cte[], catalog: TableCatalog, depth = 0): Nullable {
  const inner = unwrap(expr);
  if (depth > deepest) return undefined;
  if (inner.kind === 'literal') return inner.type === 'null';
  if (inner.kind === 'is' || inner.kind === 'exists') return false;
  if (inner.kind === 'call') {
    const name = callName(inner);
    if (neverNull.has(name)) return false;
    if (firstNotNull.test(name)) {
      return inner.args.some((arg) => nullable(arg, select, ctes, catalog, depth + 1) === false) ? false : undefined;
    }
    return undefined;
  }
  if (inner.kind !== 'column') return undefined;
  if (rejectsNull(select, inner)) return false;
  const relation = relationOf(inner, select);
  if (!relation || outerAliases(select).has(aliasOf(relation) ?? '')) return undefined;
  const name = lastPart(inner);
  if (relation.columnAliases || relation.modifiers.length > 0) return undefined;
  if (relation.kind === 'subquery') return nullableOutput(relation.query, name, ctes, catalog, depth);
  if (relation.kind !== 'table') return relation.kind === 'function' ? false : undefined;
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns ? undefined : nullableOutput(cte.query, name, ctes, catalog, depth);
  const facts = relation.name.known ? catalog.find(relation.name.text) : undefined;
  if (facts?.primaryKey?.some((key) => key.toLowerCase() === name)) return false;
  return facts?.columns?.find((known) => known.name.toLowerCase() === name)?.nullable;
}

function nullableOutput(
  query: Query,
  name: string,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): Nullable {
  const { body } = query;
  if (body.kind !== 'select' || query.pipes.length > 0) return undefined;
  const item = body.items.find((one) => outputName(one)?.toLowerCase() === name);
  if (!item) return undefined;
  return nullable(item.expr, body, [...ctes, ...query.ctes], catalog, depth + 1);
}

/** `a.x` and `x` may be one column. */
export function mayBeSameColumn(a: ColumnExpr, b: ColumnExpr): boolean {
  const shorter = Math.min(a.parts.length, b.parts.length);
  for (let i = 1; i <= shorter; i++) {
    const [left, right] = [a.parts[a.parts.length - i]!, b.parts[b.parts.length - i]!];
    if (left.name.toLowerCase() !== right.name.toLowerCase()) return false;
  }
  return true;
}

/** Conditions that every row passes: WHERE and what inner joins ask for. */
function filtersOf(select: Select): Expr[] {
  const joins = select.sources.flatMap(({ join }) => (join?.on && join.kind === 'inner' ? [join.on] : []));
  return [...(select.where ? [select.where] : []), ...joins].flatMap(conjuncts);
}

/** True when a condition says `col IS NOT NULL`, or asks something positive that NULL cannot answer. */
function rejectsNull(select: Select, column: ColumnExpr): boolean {
  return filtersOf(select).some((part) => {
    const same = (expr: Expr) => {
      const inner = unwrap(expr);
      return inner.kind === 'column' && mayBeSameColumn(inner, column);
    };
    if (part.kind === 'is') return part.not && part.what === 'NULL' && same(part.expr);
    if (part.kind === 'between' || part.kind === 'in' || part.kind === 'like') return !part.not && same(part.expr);
    if (part.kind !== 'binary' || !isComparison(part.operator) || /^(<=>|<>|!=)$/.test(part.operator)) return false;
    return same(part.left) || same(part.right);
  });
}

/** Aliases of the relations for which an outer join makes up NULLs, in lower case. */
export function outerAliases(select: Select): Set<string> {
  const aliases = new Set<string>();
  const { sources } = select;
  for (let i = 1; i < sources.length; i++) {
    const { join, relation } = sources[i]!;
    const add = (one: Relation) => aliases.add(aliasOf(one) ?? '');
    if (join?.kind === 'left' || join?.kind === 'full') add(relation);
    if (join?.kind === 'right' || join?.kind === 'full') for (const left of sources.slice(0, i)) add(left.relation);
  }
  return aliases;
}
