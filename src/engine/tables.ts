import { normalizeTableName, TableCatalog } from './catalog/catalog';
import type { Document } from './documents/document';
import { ColumnReader } from './sql/columns';
import type { Expr } from './sql/nodes';
import { sameTable } from './sql/names';
import { columnsOf } from './sql/predicates';
import { readSql } from './sql/read';
import type { CreateStatement, SqlTree, Statement } from './sql/tree';
import { isUnderstood, statementsOf } from './sql/walk';
import type { ColumnFacts, TableFacts } from './types';

const known = new WeakMap<SqlTree, readonly NamedFacts[]>();

/** Facts of a table under the name that a text gives it. */
export type NamedFacts = readonly [name: string, facts: TableFacts];

/** What a SQL text says about the tables and views that it makes or changes. */
export function tablesInTree(tree: SqlTree): readonly NamedFacts[] {
  const before = known.get(tree);
  if (before) return before;
  const tables = readTables(tree);
  known.set(tree, tables);
  return tables;
}

function readTables(tree: SqlTree): readonly NamedFacts[] {
  const found: NamedFacts[] = [];
  // A table made by a query has the columns of the tables which that reads.
  const reader = () => new ColumnReader(new TableCatalog(mergeTables(found)));
  for (const statement of statementsOf(tree)) {
    if (!isUnderstood(statement)) continue;
    if (statement.kind === 'create' && statement.name?.known && /table|view/.test(statement.object))
      found.push([statement.name.text, factsOf(statement, tree, reader)]);
    const changed = changedTable(statement, tree);
    if (changed) found.push([changed, { isOpen: true }]);
  }
  return [...mergeTables(found)];
}

/** The same for all SQL cells of a document. */
export function tablesOf(document: Document): NamedFacts[] {
  return document.cells
    .filter((cell) => cell.language === 'sql')
    .flatMap((cell) => tablesInTree(readSql(cell.source.text)));
}

/** What the SQL of a file says of tables; where it only adds columns to one, with what is known of that otherwise. */
export function ownTables(texts: readonly { readonly tree: SqlTree }[], outer: TableCatalog | undefined): NamedFacts[] {
  return [...mergeTables(texts.flatMap(({ tree }) => tablesInTree(tree)))].map(([name, facts]) => {
    return [name, isOnlyOpen(facts) ? { ...outer?.find(name), ...facts } : facts];
  });
}

/** The tables of a file: what the settings say of one comes on top of what is known of it otherwise. */
export function catalogOf(
  own: readonly NamedFacts[],
  settings: ReadonlyMap<string, TableFacts>,
  outer: TableCatalog | undefined,
): TableCatalog {
  const tables = new Map(own);
  for (const [name, facts] of settings) {
    const key = normalizeTableName(name);
    tables.set(key, { ...(tables.get(key) ?? outer?.find(key)), ...facts });
  }
  return new TableCatalog(tables, outer);
}

/** One map out of all that was said. Where two definitions of a table disagree, only what both say is known. */
export function mergeTables(tables: Iterable<NamedFacts>): Map<string, TableFacts> {
  const merged = new Map<string, TableFacts>();
  const open: string[] = [];
  for (const [name, facts] of tables) {
    const key = normalizeTableName(name);
    if (isOnlyOpen(facts)) open.push(key);
    else {
      const before = merged.get(key);
      merged.set(key, before ? common(before, facts) : facts);
    }
  }
  for (const name of new Set(open)) {
    const meant = [...merged.keys()].filter((key) => sameTable(key, name));
    for (const key of meant.length > 0 ? meant : [name]) merged.set(key, { ...merged.get(key), isOpen: true });
  }
  return merged;
}

function common(a: TableFacts, b: TableFacts): TableFacts {
  const same = <K extends keyof TableFacts>(key: K) => JSON.stringify(a[key]) === JSON.stringify(b[key]);
  return {
    ...(same('columns') && { columns: a.columns }),
    ...(same('partitionedBy') && { partitionedBy: a.partitionedBy }),
    ...(same('clusteredBy') && { clusteredBy: a.clusteredBy }),
    ...(same('primaryKey') && { primaryKey: a.primaryKey }),
    ...((a.isOpen || b.isOpen) && { isOpen: true }),
  };
}

/** Nothing is said of the table but that its columns change. */
export function isOnlyOpen(facts: TableFacts): boolean {
  return facts.isOpen === true && Object.keys(facts).length === 1;
}

/** The table whose columns a statement changes, or lets the data change. */
function changedTable(statement: Statement, tree: SqlTree): string | undefined {
  if (statement.kind !== 'alter' && statement.kind !== 'insert' && statement.kind !== 'merge') return undefined;
  const text = tree.text.slice(statement.from, statement.to);
  if (statement.kind === 'alter') {
    const isChange = /\b(add|drop|rename|replace|change)\s+columns?\b|\brename\s+to\b/i.test(text);
    return isChange && statement.name?.known ? statement.name.text : undefined;
  }
  const name =
    statement.kind === 'insert'
      ? statement.target
      : statement.target.relation.kind === 'table'
        ? statement.target.relation.name
        : undefined;
  return name?.known && /\bwith\s+schema\s+evolution\b/i.test(text) ? name.text : undefined;
}

function factsOf(create: CreateStatement, tree: SqlTree, reader: () => ColumnReader): TableFacts {
  // A table made from another one has what that one has.
  if (create.clone) return {};
  const columns = columnsOfTable(create, tree, reader);
  if (create.object === 'view') return { columns };
  const { clusterBy } = create;
  return {
    columns,
    partitionedBy: names(create.partitionedBy ?? []),
    clusteredBy: clusterBy === 'auto' ? undefined : names(clusterBy ?? []),
    primaryKey: create.primaryKey,
    // A flow may bring columns along, and change data capture adds two of its own.
    ...(create.object === 'streaming table' && { isOpen: true }),
  };
}

/** Only a table whose columns are all written down, or follow from its query. */
function columnsOfTable(
  create: CreateStatement,
  tree: SqlTree,
  reader: () => ColumnReader,
): readonly ColumnFacts[] | undefined {
  const { columns, query } = create;
  if (!columns) {
    const given = query && reader().ofQuery(query, []);
    return given?.some(({ name }) => name === '') ? undefined : given;
  }
  if (columns.some((column) => column.name.name.includes('{') || column.name.name.startsWith('$'))) return undefined;
  if (!query && columns.every((column) => column.type === undefined)) return undefined;
  return columns.map(({ name, type, notNull, from, to }) => {
    const comment = commentIn(tree.text.slice(from, to));
    return { name: name.name, type, nullable: !notNull, ...(comment !== undefined && { comment }) };
  });
}

/** The text behind COMMENT in the definition of a column. */
function commentIn(definition: string): string | undefined {
  const found = /\bcomment\s+(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/i.exec(definition);
  return (found?.[1] ?? found?.[2])?.replace(/\\(.)/g, '$1');
}

/** Column names of a list; of a transform such as `days(ts)` the column inside. */
function names(list: readonly Expr[]): string[] {
  return list.flatMap((expr) => columnsOf(expr).map((column) => column.parts.map((part) => part.name).join('.')));
}
