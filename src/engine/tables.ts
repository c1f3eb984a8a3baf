import type { Document } from './documents/document';
import type { Expr } from './sql/nodes';
import { columnsOf } from './sql/predicates';
import { readSql } from './sql/read';
import type { CreateStatement, SqlTree } from './sql/tree';
import { isUnderstood, statementsOf } from './sql/walk';
import type { ColumnFacts, TableFacts } from './types';

const known = new WeakMap<SqlTree, readonly [string, TableFacts][]>();

/** What the CREATE TABLE statements of a SQL text say about their tables; the same objects for the same tree. */
export function tablesInTree(tree: SqlTree): readonly [string, TableFacts][] {
  let tables = known.get(tree);
  if (!tables) known.set(tree, (tables = readTables(tree)));
  return tables;
}

function readTables(tree: SqlTree): [string, TableFacts][] {
  const list: [string, TableFacts][] = [];
  for (const statement of statementsOf(tree)) {
    if (statement.kind !== 'create' || !statement.name?.known || !isUnderstood(statement)) continue;
    if (/view|table/.test(statement.object) && statement.object !== 'view') {
      list.push([statement.name.text, factsOf(statement)]);
    }
  }
  return list;
}

/** The same for all SQL cells of a document. */
export function tablesOf(document: Document): [string, TableFacts][] {
  return document.cells
    .filter((cell) => cell.language === 'sql')
    .flatMap((cell) => tablesInTree(readSql(cell.source.text)));
}

function factsOf(statement: CreateStatement): TableFacts {
  // A table made from another one has what that one has.
  if (statement.clone) return {};
  const { clusterBy } = statement;
  return {
    columns: columnsOfTable(statement),
    partitionedBy: names(statement.partitionedBy ?? []),
    clusteredBy: clusterBy === 'auto' ? undefined : names(clusterBy ?? []),
    primaryKey: statement.primaryKey,
  };
}

/** Only a table whose columns are all written down, each with its type: the list of a CTAS gives names alone. */
function columnsOfTable(statement: CreateStatement): ColumnFacts[] | undefined {
  const { columns } = statement;
  if (!columns || columns.some((column) => column.name.name.includes('{') || column.name.name.startsWith('$')))
    return undefined;
  if (!statement.query && columns.every((column) => column.type === undefined)) return undefined;
  return columns.map(({ name, type, notNull }) => ({ name: name.name, type, nullable: !notNull }));
}

/** Column names of a list; of a transform such as `days(ts)` the column inside. */
function names(list: readonly Expr[]): string[] {
  return list.flatMap((expr) => columnsOf(expr).map((column) => column.parts.map((part) => part.name).join('.')));
}
