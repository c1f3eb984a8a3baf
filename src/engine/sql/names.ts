import type { Cte, Ident, Name, Relation, Select, TableRelation } from './nodes';
import { relationsOf } from './walk';

/** The name by which the rest of a query speaks of a relation, in lower case; `undefined` when it has none. */
export function aliasOf(relation: Relation): string | undefined {
  if (relation.alias) return relation.alias.name.toLowerCase();
  if (relation.kind !== 'table' && relation.kind !== 'function') return undefined;
  return relation.name.parts[relation.name.parts.length - 1]?.name.toLowerCase();
}

/** The CTE that a table name means, if any: only a plain name can. */
export function cteOf(relation: TableRelation, ctes: readonly Cte[]): Cte | undefined {
  if (relation.name.parts.length !== 1) return undefined;
  for (let i = ctes.length - 1; i >= 0; i--) {
    const cte = ctes[i]!;
    // A CTE does not see itself: inside it, the name means the table.
    const inside = relation.from >= cte.query.from && relation.to <= cte.query.to;
    if (!inside && cte.name.name.toLowerCase() === relation.name.text) return cte;
  }
  return undefined;
}

/** The tables that a SELECT reads directly, CTEs left out. */
export function tablesOfSelect(select: Select, ctes: readonly Cte[]): TableRelation[] {
  const list: TableRelation[] = [];
  for (const relation of relationsOf(select.sources)) {
    if (relation.kind === 'table' && !cteOf(relation, ctes)) list.push(relation);
  }
  return list;
}

/** True for tables of system and information schemas: they hold a list of things, not data. */
export function isSystemTable({ name }: TableRelation): boolean {
  return /(^|\.)information_schema\.|^system\./.test(name.text);
}

/** True when two names can mean one table: `orders` and `main.sales.orders`. */
export function sameTable(a: string, b: string): boolean {
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

/** `a.b.c` of a list of parts, in lower case. */
export function joinParts(parts: readonly Ident[]): string {
  return parts.map((part) => part.name.toLowerCase()).join('.');
}

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name as it is written in SQL: in backticks where it needs them. */
export function quoted(name: string): string {
  return plainName.test(name) ? name : `\`${name}\``;
}

/** The words of a table name or path, in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** The words of a table's own name, in lower case: `main.raw.order_log` gives `order`, `log`. */
export function nameWords(name: Name): string[] {
  const last = name.parts[name.parts.length - 1]?.name ?? '';
  return wordsOf(last.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}

/** The words of the whole name, catalog and schema included. */
export function allNameWords(name: Name): string[] {
  return name.parts.flatMap((part) => wordsOf(part.name));
}

const hole = /__hole_\d+__|[${}]/;

/** True when the table's own name is written down, even if its catalog or schema is filled in: `{catalog}.sales.orders`. */
export function hasKnownTail(name: Name): boolean {
  const last = name.parts[name.parts.length - 1];
  return name.known || (name.parts.length > 1 && last !== undefined && !hole.test(last.name));
}

/** The part of a name behind its last filled-in part: what two such names can be compared by. */
export function knownTail(name: Name): string {
  const at = name.parts.findLastIndex((part) => hole.test(part.name));
  return joinParts(name.parts.slice(at + 1));
}
