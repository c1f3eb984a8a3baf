import type { ColumnFacts, Span, TableFacts } from '../types';
import { ColumnReader, tableOf, type Columns } from './columns';
import { cteOf, sameTable } from './names';
import { namesIn } from './names-in';
import type { Cte, Ident, Name, Query, QueryBody, SelectItem, TableRelation } from './nodes';
import { outputName } from './outputs';
import { meaningOf, referencesOf, type Reference, type SqlNames } from './references';
import type { Scope, ScopeSource } from './scopes';
import type { CreateStatement, SqlTree } from './tree';
import { queriesOf, relationsOf, statementsOf } from './walk';

/** A name that somebody asks about, with what it means at its place. Spans count in the SQL text. */
export type NameAt = { readonly span: Span } & (
  | { readonly kind: 'table'; readonly name: Name; readonly facts?: TableFacts; readonly definition?: Span }
  | { readonly kind: 'cte'; readonly name: string; readonly columns: Columns; readonly definition: Span }
  | { readonly kind: 'alias'; readonly name: string; readonly source: ScopeSource; readonly definition: Span }
  | {
      readonly kind: 'column';
      readonly name: string;
      readonly column?: ColumnFacts;
      /** The table that has the column, where it is stored as it is. */
      readonly table?: Name;
      /** What the relation is called in the query. */
      readonly of?: string;
      readonly definition?: Span;
    }
);

function covers(span: Span, offset: number): boolean {
  return span.from <= offset && offset <= span.to;
}

/** The name of a table or a column under an offset. */
export function nameAt(names: SqlNames, offset: number): NameAt | undefined {
  return tableAt(names, offset) ?? columnAt(names, offset);
}

function tableAt(names: SqlNames, offset: number): NameAt | undefined {
  const statement = statementsOf(names.tree).findLast((one) => covers(one, offset) && one.kind !== 'script');
  if (!statement) return undefined;
  for (const { ctes, query } of queriesOf(statement)) {
    for (const cte of query.ctes) if (covers(cte.name, offset)) return ofCte(cte, cte.name, ctes, names);
    const bodies: readonly QueryBody[] = query.body.kind === 'set' ? query.body.operands : [query.body];
    for (const body of bodies) {
      if (body.kind !== 'select') continue;
      for (const relation of relationsOf(body.sources)) {
        if (relation.kind !== 'table' || !covers(relation.name, offset)) continue;
        const cte = cteOf(relation, ctes);
        return cte ? ofCte(cte, relation.name, ctes, names) : ofTable(relation.name, names);
      }
    }
  }
  for (const { name } of namesIn(statement)) if (covers(name, offset)) return ofTable(name, names);
  return undefined;
}

function ofCte(cte: Cte, span: Span, ctes: readonly Cte[], { catalog }: SqlNames): NameAt {
  const columns = new ColumnReader(catalog).ofQuery(cte.query, ctes.slice(0, ctes.indexOf(cte)));
  const given = cte.columns?.map(({ name }, i) => ({ ...columns?.[i], name }));
  return { kind: 'cte', span, name: cte.name.name, columns: given ?? columns, definition: cte.name };
}

function ofTable(name: Name, { tree, catalog }: SqlNames): NameAt {
  return {
    kind: 'table',
    span: name,
    name,
    facts: tableOf(name, catalog),
    definition: creationOf(tree, name.text)?.name,
  };
}

/** The statement that makes a table or view; the last one before it is made anew counts. */
function creationOf(tree: SqlTree, table: string): CreateStatement | undefined {
  let found: CreateStatement | undefined;
  for (const statement of statementsOf(tree)) {
    if (statement.kind !== 'create' || !statement.name || !/table|view/.test(statement.object)) continue;
    if (sameTable(statement.name.text, table)) found = statement;
  }
  return found;
}

/** Where a SQL text makes a table, or a column of it. */
export function definitionIn(tree: SqlTree, table: string, column?: string): Span | undefined {
  const create = creationOf(tree, table);
  if (!create || column === undefined) return create?.name;
  const wanted = column.toLowerCase();
  const defined = create.columns?.find(({ name }) => name.name.toLowerCase() === wanted)?.name;
  return defined ?? (create.query && outputSpan(create.query, wanted)) ?? create.name;
}

function columnAt(names: SqlNames, offset: number): NameAt | undefined {
  const { columns, stars } = referencesOf(names);
  const reference = columns.find(({ column }) => covers(column, offset));
  if (reference) return ofReference(reference, offset, names);
  for (const { qualifier, scope } of stars) {
    const at = qualifier.findIndex((part) => covers(part, offset));
    const source = at >= 0 ? sourceIn(scope, qualifier) : undefined;
    if (source) return ofSource(source, qualifier[at]!);
  }
  return undefined;
}

function sourceIn(scope: Scope, parts: readonly Ident[]): ScopeSource | undefined {
  const qualifier = parts.map(({ name }) => name.toLowerCase()).join('.');
  for (let one: Scope | undefined = scope; one; one = one.outer) {
    const source = one.source(qualifier);
    if (source) return source;
  }
  return undefined;
}

function ofReference(reference: Reference, offset: number, names: SqlNames): NameAt | undefined {
  const { column, scope } = reference;
  const at = column.parts.findIndex((part) => covers(part, offset));
  const part = column.parts[at];
  if (!part) return undefined;
  const meaning = meaningOf(reference);
  if (meaning.kind === 'alias') {
    const item = scope.select!.items.find(({ alias }) => alias?.name.toLowerCase() === part.name.toLowerCase());
    return item?.alias && { kind: 'column', span: part, name: part.name, definition: item.alias };
  }
  if (meaning.kind !== 'column') return undefined;
  const { source } = meaning;
  // What stands before the column names its source; what stands behind it is a field.
  const length = qualifierLength(column.parts, source);
  if (at < length) return ofSource(source, part);
  if (at > length) return undefined;
  return ofColumn(part, source, meaning.column, names);
}

function qualifierLength(parts: readonly Ident[], source: ScopeSource): number {
  for (let length = Math.min(3, parts.length - 1); length > 0; length--) {
    const qualifier = parts.slice(0, length).map(({ name }) => name.toLowerCase());
    if (source.names.includes(qualifier.join('.'))) return length;
  }
  return 0;
}

function ofSource(source: ScopeSource, part: Ident): NameAt {
  const { relation } = source;
  const definition = relation.alias ?? relation;
  return { kind: 'alias', span: part, name: part.name, source, definition };
}

function ofColumn(part: Ident, source: ScopeSource, column: ColumnFacts | undefined, names: SqlNames): NameAt {
  const { relation } = source;
  const common = { kind: 'column', span: part, name: column?.name ?? part.name, column, of: source.names[0] } as const;
  const listed = relation.columnAliases?.find(({ name }) => name.toLowerCase() === part.name.toLowerCase());
  if (listed) return { ...common, definition: listed };
  if (relation.kind === 'subquery')
    return { ...common, definition: outputSpan(relation.query, part.name.toLowerCase()) };
  if (relation.kind !== 'table') return common;
  const query = queryOfCte(relation, names);
  if (query) return { ...common, definition: outputSpan(query, part.name.toLowerCase()) };
  const definition = definitionIn(names.tree, relation.name.text, part.name);
  return { ...common, table: relation.name, definition };
}

/** The query of the CTE that a relation reads. */
function queryOfCte(relation: TableRelation, { tree }: SqlNames): Query | undefined {
  for (const statement of tree.statements) {
    if (!covers(statement, relation.from)) continue;
    for (const { query, ctes } of queriesOf(statement)) {
      if (covers(query, relation.from)) {
        const cte = cteOf(relation, ctes);
        if (cte) return cte.query;
      }
    }
  }
  return undefined;
}

/** Where a query names a column of its result. */
function outputSpan({ body }: Query, name: string): Span | undefined {
  if (body.kind === 'query') return outputSpan(body, name);
  const select = body.kind === 'set' ? body.operands[0] : body;
  if (select?.kind !== 'select') return undefined;
  const item: SelectItem | undefined = select.items.find((one) => outputName(one)?.toLowerCase() === name);
  return item && (item.alias ?? item.expr);
}
