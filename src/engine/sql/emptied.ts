import { addTo } from '../lists';
import type { SqlFacts } from './facts';
import { namesIn } from './names-in';
import type { Expr, Name } from './nodes';
import { oncePer } from '../once';
import { conjuncts, isAlwaysTrue } from './predicates';
import { rowConditions } from './filters';
import type { CreateStatement, DeleteStatement, InsertStatement, SqlTree, Statement } from './tree';
import { queriesOf, relationsOf, selectsOf, statementsOf } from './walk';

/** A statement that fills a table with rows of other tables. */
export type Fill = InsertStatement | CreateStatement;

/** True for CREATE TABLE … AS and INSERT INTO that bring rows and replace none themselves. */
export function isFill(statement: Statement): statement is Fill {
  if (statement.kind === 'insert') return !statement.overwrite && !statement.replace && readsTables(statement);
  if (statement.kind !== 'create' || statement.object !== 'table' || statement.orReplace) return false;
  return (statement.format ?? 'delta') === 'delta' && readsTables(statement);
}

function readsTables(statement: Statement): boolean {
  for (const { select } of selectsOf(statement))
    for (const relation of relationsOf(select.sources))
      if (relation.kind === 'table' || (relation.kind === 'function' && relation.name.text === 'read_files'))
        return true;
  for (const { query } of queriesOf(statement)) if (query.body.kind === 'table') return true;
  return false;
}

/** A statement, where it stands in the file, and the text that it was read from. */
interface Placed {
  readonly statement: Statement;
  readonly at: number;
  readonly text: string;
}

/** What the statements of a file do to its tables. */
interface Deeds {
  /** Those that fill, change or remove a table, in order, by its name. */
  readonly byTable: ReadonlyMap<string, readonly Placed[]>;
  /** Where names begin to mean other tables. */
  readonly uses: readonly Placed[];
  /** In a transaction nobody sees a table between two statements; in a script nobody knows which of them run. */
  readonly firstBlock: Placed | undefined;
}

const deedsOf = oncePer((file: readonly SqlTree[]): Deeds => {
  const byTable = new Map<string, Placed[]>();
  const uses: Placed[] = [];
  let firstBlock: Placed | undefined;
  for (const [at, tree] of file.entries()) {
    for (const statement of statementsOf(tree)) {
      const placed = { statement, at, text: tree.text };
      if (statement.kind === 'script' || isTransaction(statement)) firstBlock ??= placed;
      if (statement.kind === 'use') uses.push(placed);
      const name = writtenBy(statement);
      if (name?.known) addTo(byTable, name.text, placed);
    }
  }
  return { byTable, uses, firstBlock };
});

/** The tables that the statements of a text empty. */
const emptiedIn = oncePer((tree: SqlTree): readonly string[] =>
  statementsOf(tree).flatMap((statement) => {
    const name = /^(drop|truncate|delete)$/.test(statement.kind) ? writtenBy(statement) : undefined;
    return name?.known ? [name.text] : [];
  }),
);

const allEmptied = oncePer((file: readonly SqlTree[]) => new Set(file.flatMap(emptiedIn)));

function writtenBy(statement: Statement): Name | undefined {
  return namesIn(statement).find(({ role }) => role === 'written')?.name;
}

/** True when some statement of the file empties the table: only then somebody has to look for it. */
export function isEmptied({ text }: Name, file: readonly SqlTree[]): boolean {
  return allEmptied(file).has(text);
}

/** The statement before a fill that took the rows away which the fill brings back; `undefined` when none is known for certain. */
export function emptiedBefore(fill: Fill, target: Name, facts: SqlFacts): Statement | undefined {
  const { file, at } = facts.around;
  const { byTable, uses, firstBlock } = deedsOf(file);
  if (!facts.earlier && facts.place !== 'file') return undefined;
  const isBefore = (one: Placed) => one.at < at || (one.at === at && one.statement.from < fill.from);
  if (firstBlock && isBefore(firstBlock)) return undefined;
  const use = uses.findLast(isBefore);
  const isHidden = (one: Placed) => use && (one.at < use.at || (one.at === use.at && one.statement.from < use.statement.from)); // prettier-ignore
  for (const placed of (byTable.get(target.text) ?? []).filter(isBefore).reverse()) {
    if (isHidden(placed)) return undefined;
    const one = placed.statement;
    if (one.kind === 'drop') return /^table$/i.test(one.object) ? one : undefined;
    if (one.kind === 'truncate') return one.partition ? undefined : one;
    if (one.kind === 'delete') return takesTheSame(one, placed.text, fill, facts.tree.text) ? one : undefined;
    // An empty table between DROP and INSERT is still empty; whatever else was done to it ends the search.
    if (one.kind !== 'create' || one.query || one.ifNotExists || one.orReplace) return undefined;
  }
  return undefined;
}

function isTransaction(statement: Statement): boolean {
  return statement.kind === 'other' && /^(BEGIN|START) TRANSACTION/.test(statement.words.join(' '));
}

/** True when the rows that are deleted are those that come back: the same condition, or keys of a table that the fill reads. */
function takesTheSame(gone: DeleteStatement, goneText: string, fill: Fill, fillText: string): boolean {
  if (!gone.where) return false;
  if (isAlwaysTrue(gone.where, goneText)) return true;
  const filters = [...rowConditions(fill)].flatMap(conjuncts).map((part) => plain(part, fillText));
  if (conjuncts(gone.where).every((part) => filters.includes(plain(part, goneText)))) return true;
  const read = (statement: Statement) =>
    [...namesIn(statement)].flatMap(({ name, role }) => (role === 'read' && name.known ? [name.text] : []));
  const brought = new Set(read(fill));
  return read(gone).some((name) => brought.has(name));
}

/** A condition without what may differ between two ways of writing it: case, spaces, brackets, qualifiers. */
function plain(expr: Expr, text: string): string {
  return text
    .slice(expr.from, expr.to)
    .toLowerCase()
    .replace(/\b\w+\.(?=\w)/g, '')
    .replace(/[\s()]+/g, ' ')
    .trim();
}
