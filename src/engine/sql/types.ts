import type { TableCatalog } from '../catalog/catalog';
import { aliasOf, cteOf, lastPart } from './names';
import type { ColumnExpr, Cte, Expr, Query, Relation, Select, Source } from './nodes';
import { outputName } from './outputs';
import { callName, unwrap } from './predicates';

const deepest = 20;

/** What a value is, as far as comparisons care. */
export type TypeKind = 'text' | 'number' | 'date' | 'timestamp';

/** What is known of the type of an expression; `name` is there where somebody wrote it down. */
export interface KnownType {
  readonly kind: TypeKind;
  readonly name?: string;
}

/** Where columns come from: a FROM list, or the tables of a MERGE, UPDATE or DELETE. */
export interface TypeScope {
  readonly sources: readonly Pick<Source, 'relation'>[];
  readonly ctes: readonly Cte[];
  readonly catalog: TableCatalog;
}

const kinds: readonly (readonly [RegExp, TypeKind])[] = [
  [/^(string|varchar|char)\b/, 'text'],
  [/^(tinyint|smallint|int|integer|bigint|byte|short|long|float|real|double|decimal|dec|numeric)\b/, 'number'],
  [/^date$/, 'date'],
  [/^timestamp(_ntz|_ltz)?$/, 'timestamp'],
];

const functions: Readonly<Record<TypeKind, RegExp>> = {
  text: /^(upper|lower|ucase|lcase|trim|ltrim|rtrim|btrim|initcap|substring|substr|substring_index|split_part|regexp_extract|regexp_replace|date_format|format_string|concat_ws|translate|get_json_object|md5|sha1|sha2|string)$/,
  number:
    /^(length|char_length|year|quarter|month|day|dayofmonth|dayofweek|dayofyear|weekofyear|hour|minute|second|datediff|count|unix_timestamp|int|bigint|double)$/,
  date: /^(current_date|curdate|to_date|date|date_add|date_sub|add_months|last_day|next_day|make_date)$/,
  timestamp: /^(current_timestamp|now|to_timestamp|timestamp|date_trunc|from_utc_timestamp|to_utc_timestamp)$/,
};

/** The kind of a type as it is written in SQL: `decimal(10,2)` is a number. */
export function kindOfType(type: string | undefined): KnownType | undefined {
  const name = type?.trim().toLowerCase() ?? '';
  const kind = kinds.find(([pattern]) => pattern.test(name))?.[1];
  return kind && { kind, name };
}

/** The type of an expression; `undefined` where it is not known. */
export function typeOf(expr: Expr, scope: TypeScope, depth = 0): KnownType | undefined {
  const inner = unwrap(expr);
  if (depth > deepest) return undefined;
  switch (inner.kind) {
    case 'literal':
      if (inner.type === 'string') return { kind: 'text' };
      return inner.type === 'number' || inner.type === 'date' || inner.type === 'timestamp'
        ? { kind: inner.type }
        : undefined;
    case 'unary':
      return inner.operator === '-' ? typeOf(inner.expr, scope, depth + 1) : undefined;
    case 'cast':
      return kindOfType(inner.type);
    case 'call':
      return typeOfFunction(callName(inner));
    case 'column':
      return typeOfColumn(inner, scope, depth);
    default:
      return undefined;
  }
}

/** What a function gives back, by its name in lower case. */
export function typeOfFunction(name: string): KnownType | undefined {
  for (const kind of ['text', 'number', 'date', 'timestamp'] as const) if (functions[kind].test(name)) return { kind };
  return undefined;
}

const relationsByName = new WeakMap<TypeScope['sources'], Map<string, Relation | undefined>>();

/** The relations of a FROM list by their names; `undefined` for a name that two of them bear. */
function relationsOf(sources: TypeScope['sources']): Map<string, Relation | undefined> {
  const kept = relationsByName.get(sources);
  if (kept) return kept;
  const found = new Map<string, Relation | undefined>();
  for (const { relation } of sources) {
    const name = aliasOf(relation);
    if (name !== undefined) found.set(name, found.has(name) ? undefined : relation);
  }
  relationsByName.set(sources, found);
  return found;
}

function typeOfColumn(column: ColumnExpr, scope: TypeScope, depth: number): KnownType | undefined {
  const [qualifier, , third] = column.parts;
  // A longer name is a field of a struct, or a table with its schema.
  if (third) return undefined;
  const { sources } = scope;
  const relation =
    column.parts.length === 2
      ? relationsOf(sources).get(qualifier!.name.toLowerCase())
      : sources.length === 1
        ? sources[0]!.relation
        : undefined;
  return relation && typeInRelation(relation, lastPart(column), scope, depth);
}

/** The type of a column of a relation, by its name in lower case. */
export function typeInRelation(relation: Relation, name: string, scope: TypeScope, depth = 0): KnownType | undefined {
  if (relation.columnAliases || relation.modifiers.some(({ kind }) => kind !== 'version' && kind !== 'sample'))
    return undefined;
  const { ctes, catalog } = scope;
  if (relation.kind === 'subquery') return typeOfOutput(relation.query, name, ctes, catalog, depth);
  if (relation.kind !== 'table') return undefined;
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns ? undefined : typeOfOutput(cte.query, name, ctes, catalog, depth);
  if (!relation.name.known) return undefined;
  const columns = catalog.find(relation.name.text)?.columns;
  return kindOfType(columns?.find((one) => one.name.toLowerCase() === name)?.type);
}

const itemsByName = new WeakMap<Select, Map<string, Expr | undefined>>();

function itemOf(select: Select, name: string): Expr | undefined {
  let items = itemsByName.get(select);
  if (!items) {
    items = new Map();
    for (const item of select.items) {
      const key = outputName(item)?.toLowerCase();
      if (key !== undefined) items.set(key, items.has(key) ? undefined : item.expr);
    }
    itemsByName.set(select, items);
  }
  return items.get(name);
}

function typeOfOutput(
  query: Query,
  name: string,
  outer: readonly Cte[],
  catalog: TableCatalog,
  depth: number,
): KnownType | undefined {
  const { body } = query;
  if (body.kind !== 'select' || query.pipes.length > 0) return undefined;
  const ctes = query.ctes.length > 0 ? [...outer, ...query.ctes] : outer;
  const scope = { sources: body.sources, ctes, catalog };
  const expr = itemOf(body, name);
  if (expr) return typeOf(expr, scope, depth + 1);
  const [star] = body.items;
  const passes = body.items.length === 1 && star?.expr.kind === 'star' && !star.expr.except && !star.expr.replace;
  const [only, second] = body.sources;
  return passes && only && !second ? typeInRelation(only.relation, name, scope, depth + 1) : undefined;
}
