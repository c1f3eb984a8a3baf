import type { TableCatalog } from '../catalog/catalog';
import { hasOneRow } from './joins';
import { aliasOf, cteOf, lastPart, nameWords } from './names';
import type { Cte, Query, Relation, Select, Source } from './nodes';
import { columnsOf, conjuncts, hasUnknown, isEquality, rowFilters, unwrap } from './predicates';
import { uniqueBy } from './unique';

/** A relation of a FROM list, with what its joins say of it. */
export interface Joined {
  readonly alias: string;
  readonly source: Source;
  /** Its columns that a join makes equal to something, in lower case. */
  readonly joinedBy: Set<string>;
  /** The other relations that a condition names together with it. */
  readonly partners: Set<string>;
}

/** The relations of a FROM list by their names; `undefined` where a join cannot be read, or is no plain one. */
export function joinedRelations({ sources, where }: Select): Map<string, Joined> | undefined {
  const found = new Map<string, Joined>();
  for (const source of sources) {
    const alias = aliasOf(source.relation);
    const { join, relation } = source;
    if (alias === undefined || found.has(alias) || relation.kind === 'group' || relation.kind === 'opaque')
      return undefined;
    if (join && (join.natural || join.lateral || join.kind === 'cross')) return undefined;
    found.set(alias, { alias, source, joinedBy: new Set(), partners: new Set() });
    if (join?.using && sources.length > 2) return undefined;
    for (const { name } of join?.using ?? []) for (const one of found.values()) one.joinedBy.add(name.toLowerCase());
  }
  const conditions = sources.flatMap(({ join }) => (join?.on ? [join.on] : []));
  if (sources.some(({ join }) => join?.kind === 'comma') && where) conditions.push(where);
  for (const part of conditions.flatMap(conjuncts)) {
    if (hasUnknown(part)) return undefined;
    const columns = columnsOf(part);
    if (columns.some(({ parts }) => parts.length !== 2 || !found.has(parts[0]!.name.toLowerCase()))) return undefined;
    const aliases = new Set(columns.map(({ parts }) => parts[0]!.name.toLowerCase()));
    if (aliases.size > 8) return undefined;
    for (const one of aliases) for (const other of aliases) if (one !== other) found.get(one)!.partners.add(other);
    if (part.kind !== 'binary' || !isEquality(part.operator)) continue;
    for (const side of [unwrap(part.left), unwrap(part.right)]) {
      if (side.kind === 'column') found.get(side.parts[0]!.name.toLowerCase())!.joinedBy.add(lastPart(side));
    }
  }
  return found;
}

/** Words that say in which layer a table lies, not what it holds. */
const layers = new Set('dim fact fct stg stage raw bronze silver gold tbl table vw v'.split(' '));

/** What the key of a table is mostly called: `customer_id` in `dim_customers`. */
function usualKeys(relation: Relation): string[] {
  if (relation.kind !== 'table') return [];
  const words = nameWords(relation.name).filter((word) => !layers.has(word));
  const base = words.join('_');
  const one = base.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
  return base ? ['id', ...[base, one].flatMap((name) => [`${name}_id`, `${name}id`, `${name}_key`, `${name}_sk`])] : [];
}

/** The columns that tell one row of a relation from the others: each list is a key. Usual names count where nothing is known. */
export function keysOf(
  relation: Relation,
  ctes: readonly Cte[],
  catalog: TableCatalog,
): readonly (readonly string[])[] {
  if (relation.columnAliases || relation.modifiers.some(({ kind }) => kind !== 'version')) return [];
  if (relation.kind === 'subquery') return uniqueKeys(relation.query);
  if (relation.kind !== 'table') return [];
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns ? [] : uniqueKeys(cte.query);
  const known = relation.name.known ? catalog.find(relation.name.text)?.primaryKey : undefined;
  if (known && known.length > 0) return [known.map((name) => name.toLowerCase())];
  return usualKeys(relation).map((name) => [name]);
}

function uniqueKeys(query: Query): readonly string[][] {
  const keys = uniqueBy(query);
  return keys ? [keys] : [];
}

const oneOfMany = /^(rn|rnk|rank|row_?num(ber)?|seq|dense_rank)$|current|latest|active|valid|_?end_?(at|date|ts|time)/;

/** The relations of which a condition picks one row out of several: `h.is_current`, `r.rn = 1`, `h.end_date IS NULL`. */
export function pickedRelations(select: Select): Set<string> {
  const picked = new Set<string>();
  for (const part of rowFilters(select).flatMap(conjuncts)) {
    for (const column of columnsOf(part))
      if (column.parts.length === 2 && oneOfMany.test(lastPart(column)))
        picked.add(column.parts[0]!.name.toLowerCase());
  }
  return picked;
}

/** True when a row on the other side of its joins meets one row of the relation at most. */
export function meetsOnce({ source, joinedBy }: Joined, ctes: readonly Cte[], catalog: TableCatalog): boolean {
  const { relation, join } = source;
  if (join?.kind === 'semi' || join?.kind === 'anti' || hasOneRow(relation, ctes)) return true;
  return keysOf(relation, ctes, catalog).some((key) => key.every((column) => joinedBy.has(column)));
}
