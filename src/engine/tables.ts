import { AskedCatalog, type CatalogAnswers } from './asked-catalog';
import { normalizeTableName, TableCatalog } from './catalog/catalog';
import type { Document } from './documents/document';
import { ColumnReader } from './sql/columns';
import type { Expr, Query } from './sql/nodes';
import { sameTable } from './sql/names';
import { oncePer } from './once';
import { columnsOf } from './sql/predicates';
import { K } from './sql/reader/keywords';
import { readStatementsWith } from './sql/reader/read';
import type { CreateStatement, SqlTree, Statement } from './sql/tree';
import { isUnderstood, statementsOf } from './sql/walk';
import type { ColumnFacts, TableFacts } from './types';

/** Facts of a table under the name that a text gives it. */
export type NamedFacts = readonly [name: string, facts: TableFacts];

/** What one statement says of a table or view. */
export interface TableNote {
  readonly name: string;
  readonly facts: TableFacts;
  /** The columns are those of this query. */
  readonly query?: Query;
}

/** What the statements of a text say of tables and views; the same objects for the same tree. */
export const tableNotes = oncePer((tree: SqlTree): readonly TableNote[] => {
  const notes: TableNote[] = [];
  for (const statement of statementsOf(tree)) {
    if (!isUnderstood(statement)) continue;
    if (statement.kind === 'create' && statement.name?.known && /table|view/.test(statement.object))
      notes.push(noteOf(statement, statement.name.text, tree));
    const changed = changedTable(statement, tree);
    if (changed) notes.push({ name: changed, facts: { isOpen: true } });
  }
  return notes;
});

/**
 * The tables that statements tell of, in their order: a query reads what was made before it.
 * @param outer tables that are known otherwise.
 * @param before the last answer: facts that are still the same keep their identity.
 */
export function resolveTables(
  notes: Iterable<TableNote>,
  outer?: TableCatalog,
  before?: ReadonlyMap<string, TableFacts>,
): Map<string, TableFacts> {
  const found: NamedFacts[] = [];
  const catalog = new TableCatalog([], outer);
  for (const note of notes) {
    const facts = withColumns(note, catalog);
    found.push([note.name, facts]);
    if (!isOnlyOpen(facts)) catalog.add(note.name, facts);
  }
  const merged = mergeTables(found);
  for (const [name, facts] of merged) {
    const all = isOnlyOpen(facts) ? { ...outer?.find(name), ...facts } : facts;
    merged.set(name, unchanged(before?.get(name), all));
  }
  return merged;
}

interface Resolved {
  readonly facts: TableFacts;
  /** What was asked of the tables that the query reads. */
  readonly answers: CatalogAnswers;
}

const resolved = new WeakMap<TableNote, Resolved>();

/** The facts of a note with the columns of its query; the same object for as long as the tables that it reads stay the same. */
function withColumns(note: TableNote, catalog: TableCatalog): TableFacts {
  const { query, facts } = note;
  if (!query) return facts;
  const before = resolved.get(note);
  if (before?.answers.areThoseOf(catalog)) return before.facts;
  const asked = new AskedCatalog(catalog);
  const columns = new ColumnReader(asked).ofQuery(query, []);
  const whole = columns?.every((column) => column.name !== '') ? { ...facts, columns } : facts;
  resolved.set(note, { facts: whole, answers: asked.answers });
  return whole;
}

/** Without one of these no statement says anything of a table: see `tableNotes`. */
const telling = new Set([K.CREATE, K.REPLACE, K.ALTER, K.EVOLUTION]);

/** What the SQL cells of a document say of tables. */
export function tablesOf(document: Document): NamedFacts[] {
  const cells = document.cells.filter((cell) => cell.language === 'sql');
  return [...resolveTables(cells.flatMap((cell) => tableNotes(readStatementsWith(telling, cell.source.text))))];
}

/**
 * All tables that are known to a file: what the settings say of one comes on top of what is known of it otherwise.
 * @param before the last answer: facts that are still the same keep their identity.
 */
export function layeredTables(
  own: ReadonlyMap<string, TableFacts>,
  settings: ReadonlyMap<string, TableFacts>,
  outer?: TableCatalog,
  before?: ReadonlyMap<string, TableFacts>,
): Map<string, TableFacts> {
  const tables = new Map(own);
  for (const [name, facts] of settings) {
    const key = normalizeTableName(name);
    const all = { ...(tables.get(key) ?? outer?.find(key)), ...facts };
    tables.set(key, unchanged(before?.get(key), all));
  }
  return tables;
}

function unchanged(before: TableFacts | undefined, now: TableFacts): TableFacts {
  if (before === now) return now;
  return before && JSON.stringify(before) === JSON.stringify(now) ? before : now;
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

function noteOf(create: CreateStatement, name: string, tree: SqlTree): TableNote {
  // A table made from another one has what that one has.
  if (create.clone) return { name, facts: {} };
  const { columns: listed, query, clusterBy } = create;
  const columns = listed && columnsOfTable(create, tree);
  const common = { name, ...(!listed && query && { query }) };
  if (create.object === 'view') return { ...common, facts: { columns } };
  const facts: TableFacts = {
    columns,
    partitionedBy: names(create.partitionedBy ?? []),
    clusteredBy: clusterBy === 'auto' ? undefined : names(clusterBy ?? []),
    primaryKey: create.primaryKey,
    // A flow may bring columns along, and change data capture adds two of its own.
    ...(create.object === 'streaming table' && { isOpen: true }),
  };
  return { ...common, facts };
}

/** Only a table whose columns are all written down. */
function columnsOfTable({ columns = [], query }: CreateStatement, tree: SqlTree): readonly ColumnFacts[] | undefined {
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
