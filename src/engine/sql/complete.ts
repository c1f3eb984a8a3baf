import type { TableCatalog } from '../catalog/catalog';
import type { ColumnFacts, Span, SqlForm, TableFacts } from '../types';
import { tableOf } from './columns';
import { namesIn } from './names-in';
import { quoted } from './names';
import type { ColumnExpr, Ident, Name } from './nodes';
import { readSql } from './reader/read';
import { referencesOf, type Clause } from './references';
import type { Scope, ScopeSource } from './scopes';
import { Kind } from './reader/tokens';
import type { SqlTree, Statement } from './tree';
import { queriesOf, relationsOf, statementsOf } from './walk';

/** Something that can be written at a place. Spans count in the SQL text. */
export interface Completion {
  readonly kind: 'column' | 'table' | 'alias' | 'keyword';
  readonly label: string;
  /** What is written in place of `span`. */
  readonly insert: string;
  readonly span: Span;
  readonly detail?: string;
}

/** A word that nobody writes: it stands at the cursor, so that the reader tells what is being written there. */
const marker = 'lakelint__cursor';
/** More tables than these help nobody: a few letters more narrow the list. */
const mostTables = 2000;

const keywords = {
  statement:
    'SELECT,WITH,INSERT INTO,INSERT OVERWRITE,MERGE INTO,UPDATE,DELETE FROM,CREATE TABLE,CREATE OR REPLACE TABLE,CREATE TABLE IF NOT EXISTS,CREATE VIEW,CREATE OR REPLACE VIEW,CREATE OR REPLACE TEMP VIEW,CREATE MATERIALIZED VIEW,CREATE OR REFRESH STREAMING TABLE,ALTER TABLE,DROP TABLE IF EXISTS,TRUNCATE TABLE,COPY INTO,OPTIMIZE,VACUUM,ANALYZE TABLE,DESCRIBE,DESCRIBE HISTORY,SHOW TABLES,USE CATALOG,USE SCHEMA,SET,EXPLAIN,GRANT,REVOKE,COMMENT ON,DECLARE VARIABLE,CACHE TABLE,REFRESH TABLE',
  expression: 'CASE WHEN,CAST,NOT,EXISTS,NULL,TRUE,FALSE,INTERVAL,current_date(),current_timestamp()',
  item: 'AS,FROM,OVER',
  relation:
    'AS,JOIN,LEFT JOIN,RIGHT JOIN,FULL OUTER JOIN,LEFT SEMI JOIN,LEFT ANTI JOIN,CROSS JOIN,LATERAL VIEW explode,ON,USING,WHERE,GROUP BY,HAVING,QUALIFY,ORDER BY,LIMIT,UNION ALL,TABLESAMPLE,VERSION AS OF,TIMESTAMP AS OF,PIVOT,WHEN MATCHED THEN,SET',
  condition:
    'AND,OR,IS NULL,IS NOT NULL,IN,NOT IN,BETWEEN,LIKE,IS DISTINCT FROM,THEN,ELSE,END,WHERE,GROUP BY,HAVING,QUALIFY,ORDER BY,ASC,DESC,NULLS LAST,LIMIT,UNION ALL,JOIN,LEFT JOIN,WHEN MATCHED THEN UPDATE SET,WHEN NOT MATCHED THEN INSERT,WHEN NOT MATCHED BY SOURCE THEN DELETE',
} as const;

/** The statement in which somebody writes, read with a word at the cursor. */
interface Place {
  readonly statement: Statement;
  readonly text: string;
  readonly catalog: TableCatalog;
  /** What is written so far of the word, in the text of the caller. */
  readonly typed: Span;
  /** Leads back to the text of the caller. */
  readonly shift: number;
}

/** What can be written at an offset of a SQL text. Reads the statement around it alone. */
export function completionsAt(
  { tree, form, catalog }: { tree: SqlTree; form: SqlForm; catalog: TableCatalog },
  offset: number,
): Completion[] {
  if (isInWords(tree, offset)) return [];
  const { text } = tree;
  const around = statementAround(tree, offset);
  const from = wordStart(text, offset);
  const before = text.slice(around.from, offset);
  // What stands behind the cursor in the same word is kept for the next one: the word ends here.
  const after = text.slice(offset, around.to).replace(/^\w+/, '');
  // Without a value behind it, the name of an assignment would be read as something else.
  const isAssigned = /\bset\s[^;]*$/i.test(before) && /(?:\bset|,)\s*[\w.]*$/i.test(before) && !/^\s*=/.test(after);
  const marked = `${before}${marker}${isAssigned ? ' = NULL ' : ' '}${after}`;
  const markedTree = readSql(marked, form);
  const at = offset - around.from;
  const statement = statementsOf(markedTree).findLast((one) => one.from <= at && at <= one.to);
  if (!statement) return [];
  const place: Place = { statement, text: marked, catalog, typed: { from, to: offset }, shift: around.from };
  const { columns } = referencesOf({ tree: markedTree, catalog });
  const reference = columns.find(({ column }) => column.parts.some(isMarked));
  if (reference) return columnCompletions(reference.column, reference.scope, reference.clause, place);
  const table = markedTable(statement);
  if (table) return tableCompletions(table, statement, place);
  const listed = markedList(statement, place);
  if (listed) return listed;
  return keywordCompletions(statement, place);
}

/** Comments and strings hold no names. */
function isInWords({ tokens, text }: SqlTree, offset: number): boolean {
  for (let i = Math.max(0, tokens.at(offset) - 1); i < tokens.count && tokens.from(i) < offset; i++) {
    const kind = tokens.kinds[i];
    if (kind !== Kind.string && kind !== Kind.comment && kind !== Kind.hint) continue;
    // A comment to the end of the line goes on at its end, and a string that nobody has closed does so too.
    const isOpen = text.startsWith('--', tokens.from(i)) || !/['"/]$/.test(tokens.textOf(i));
    if (offset < tokens.to(i) || (isOpen && offset === tokens.to(i))) return true;
  }
  return false;
}

/** From the beginning of the statement in which the offset lies to that of the next one. */
function statementAround({ text, statements }: SqlTree, offset: number): Span {
  let from = 0;
  for (const statement of statements) {
    if (statement.from > offset) return { from, to: statement.from };
    from = statement.from;
    const end = text.indexOf(';', statement.to);
    if (end >= 0 && end < offset) from = end + 1;
  }
  return { from, to: text.length };
}

function wordStart(text: string, offset: number): number {
  let from = offset;
  while (from > 0 && /\w/.test(text[from - 1]!)) from--;
  return from;
}

function isMarked(part: Ident): boolean {
  return part.name.includes(marker);
}

function* chain(scope: Scope): Generator<Scope> {
  for (let one: Scope | undefined = scope; one; one = one.outer) yield one;
}

function columnCompletions(column: ColumnExpr, scope: Scope, clause: Clause, place: Place): Completion[] {
  const at = column.parts.findIndex(isMarked);
  if (at > 0) {
    const qualifier = column.parts.slice(0, at).map(({ name }) => name.toLowerCase());
    for (const one of chain(scope)) {
      const source = one.source(qualifier.join('.'));
      if (source) return (source.columns ?? []).flatMap((known) => columnItem(known, source, '', place));
    }
    return [];
  }
  const list: Completion[] = [];
  const seen = new Set<string>();
  for (const one of chain(scope)) {
    const shared = repeated(one.sources);
    for (const source of one.sources) {
      for (const known of source.columns ?? []) {
        const isShared = shared.has(known.name.toLowerCase()) || seen.has(known.name.toLowerCase());
        const prefix = isShared && source.names[0] ? `${source.names[0]}.` : '';
        list.push(...columnItem(known, source, prefix, place));
      }
    }
    for (const { columns } of one.sources) for (const { name } of columns ?? []) seen.add(name.toLowerCase());
    for (const { names } of one.sources) if (names[0]) list.push(item('alias', quoted(names[0]), place));
  }
  if (clause === 'group by' || clause === 'having' || clause === 'qualify' || clause === 'order by') {
    for (const { alias } of scope.select?.items ?? [])
      if (alias && !isMarked(alias))
        list.push({ ...item('column', quoted(alias.name), place), detail: 'of the SELECT list' });
  }
  return [...list, ...words(keywords.expression, place)];
}

/** Names that more than one source has. */
function repeated(sources: readonly ScopeSource[]): Set<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const { columns } of sources) {
    for (const { name } of columns ?? []) (once.has(name.toLowerCase()) ? twice : once).add(name.toLowerCase());
  }
  return twice;
}

function columnItem(column: ColumnFacts, source: ScopeSource, prefix: string, place: Place): Completion[] {
  if (column.name === '' || column.name.includes(marker)) return [];
  const detail = [column.type, source.names[0]].filter(Boolean).join(' · ');
  return [{ ...item('column', prefix + quoted(column.name), place), ...(detail && { detail }) }];
}

function item(kind: Completion['kind'], insert: string, { typed }: Place): Completion {
  return { kind, label: insert, insert, span: typed };
}

function words(list: string, place: Place): Completion[] {
  return list.split(',').map((word) => item('keyword', word, place));
}

/** The name of a table that is being written. */
function markedTable(statement: Statement): Name | undefined {
  for (const { name } of namesIn(statement)) if (name.parts.some(isMarked)) return name;
  return undefined;
}

function tableCompletions(name: Name, statement: Statement, { catalog, typed, shift }: Place): Completion[] {
  const span = { from: name.from + shift, to: typed.to };
  const list: Completion[] = [];
  if (name.parts.length === 1) {
    for (const { query } of queriesOf(statement))
      for (const cte of query.ctes)
        list.push({ kind: 'table', label: quoted(cte.name.name), insert: quoted(cte.name.name), span, detail: 'WITH' });
  }
  for (const [table, facts] of catalog.tables()) {
    if (list.length >= mostTables) break;
    const insert = table.split('.').map(quoted).join('.');
    list.push({ kind: 'table', label: insert, insert, span, detail: layoutOf(facts) });
  }
  return list;
}

function layoutOf({ partitionedBy = [], clusteredBy = [], columns }: TableFacts): string | undefined {
  if (partitionedBy.length > 0) return `partitioned by ${partitionedBy.join(', ')}`;
  if (clusteredBy.length > 0) return `clustered by ${clusteredBy.join(', ')}`;
  return columns && `${columns.length} columns`;
}

/** Lists of plain names: the columns of INSERT, and those of USING. */
function markedList(statement: Statement, place: Place): Completion[] | undefined {
  const columnsOf = (table: Name, taken: readonly Ident[]) => {
    const used = new Set(taken.map(({ name }) => name.toLowerCase()));
    return (tableOf(table, place.catalog)?.columns ?? [])
      .filter(({ name }) => !used.has(name.toLowerCase()))
      .map(({ name, type }) => ({ ...item('column', quoted(name), place), ...(type && { detail: type }) }));
  };
  if (statement.kind === 'insert' && statement.target && statement.columns?.some(isMarked))
    return columnsOf(statement.target, statement.columns);
  if (statement.kind === 'merge' && statement.target.relation.kind === 'table') {
    const list = statement.clauses.find(({ columns }) => columns?.some(isMarked))?.columns;
    if (list) return columnsOf(statement.target.relation.name, list);
  }
  for (const { query } of queriesOf(statement)) {
    if (query.body.kind !== 'select') continue;
    for (const { join } of query.body.sources) {
      if (!join?.using?.some(isMarked)) continue;
      const tables = [...relationsOf(query.body.sources)].flatMap((one) => (one.kind === 'table' ? [one.name] : []));
      const names = tables.map((name) => columnsOf(name, join.using!));
      return names[0]?.filter(({ label }) =>
        names.some((other, i) => i > 0 && other.some((one) => one.label === label)),
      );
    }
  }
  return undefined;
}

/** Words that go on from what stands before the cursor. */
function keywordCompletions(statement: Statement, place: Place): Completion[] {
  const { text } = place;
  const before = text.slice(statement.from, text.indexOf(marker));
  if (/^\s*\w*\s*$/.test(before)) return words(keywords.statement, place);
  if (/\.\s*\w*$/.test(before)) return [];
  for (const { query } of queriesOf(statement)) {
    const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
    for (const body of bodies) {
      if (body.kind !== 'select') continue;
      if (body.items.some(({ alias }) => alias && isMarked(alias))) return words(keywords.item, place);
      for (const relation of relationsOf(body.sources))
        if (relation.alias && isMarked(relation.alias)) return words(keywords.relation, place);
    }
  }
  return words(keywords.condition, place);
}
