import type { SqlFacts } from './facts';
import { statementsBefore, treesUpTo } from './history';
import { namesIn } from './names-in';
import type { Expr, Name } from './nodes';
import { oncePer } from './once';
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

/** Tables that some statement of the file empties, in this text or before it: of the others nobody needs to ask. */
export function emptiedTables(facts: SqlFacts): Set<string> {
  return new Set(treesUpTo(facts).flatMap(emptiedIn));
}

const emptiedIn = oncePer((tree: SqlTree): readonly string[] => {
  const names: string[] = [];
  for (const one of tree.statements) {
    if (one.kind === 'drop' && one.name) names.push(one.name.text);
    if (one.kind === 'truncate' && one.target) names.push(one.target.text);
    if (one.kind === 'delete' && one.target.relation.kind === 'table') names.push(one.target.relation.name.text);
  }
  return names;
});

/** The statement before a fill that took the rows away which the fill brings back; `undefined` when none is known for certain. */
export function emptiedBefore(fill: Fill, target: Name, facts: SqlFacts): Statement | undefined {
  const before = statementsBefore(facts, fill) ?? [];
  // In a transaction nobody sees the table between two statements; in a script nobody knows which of them run.
  if (before.some((one) => one.kind === 'script' || isTransaction(one))) return undefined;
  for (let i = before.length - 1; i >= 0; i--) {
    const one = before[i]!;
    if (one.kind === 'use') return undefined;
    if (!isAbout(one, target)) continue;
    if (one.kind === 'drop') return /^table$/i.test(one.object) ? one : undefined;
    if (one.kind === 'truncate') return one.partition ? undefined : one;
    if (one.kind === 'delete') return takesTheSame(one, fill, facts) ? one : undefined;
    // An empty table between DROP and INSERT is still empty; whatever else was done to it ends the search.
    if (one.kind !== 'create' || one.query || one.ifNotExists || one.orReplace) return undefined;
  }
  return undefined;
}

function isTransaction(statement: Statement): boolean {
  return statement.kind === 'other' && /^(BEGIN|START) TRANSACTION/.test(statement.words.join(' '));
}

function isAbout(statement: Statement, { text }: Name): boolean {
  for (const { name, role } of namesIn(statement))
    if (role === 'written' && name.known && name.text === text) return true;
  return false;
}

/** True when the rows that are deleted are those that come back: the same condition, or keys of a table that the fill reads. */
function takesTheSame(gone: DeleteStatement, fill: Fill, facts: SqlFacts): boolean {
  if (!gone.where) return false;
  const text = textOf(gone, facts);
  if (text === undefined) return false;
  if (isAlwaysTrue(gone.where, text)) return true;
  const filters = [...rowConditions(fill)].flatMap(conjuncts).map((part) => plain(part, facts.tree.text));
  if (conjuncts(gone.where).every((part) => filters.includes(plain(part, text)))) return true;
  const read = (statement: Statement) =>
    [...namesIn(statement)].flatMap(({ name, role }) => (role === 'read' && name.known ? [name.text] : []));
  const brought = new Set(read(fill));
  return read(gone).some((name) => brought.has(name));
}

/** The text that a statement was read from: this one, or one that runs before it. */
function textOf(statement: Statement, facts: SqlFacts): string | undefined {
  for (const tree of treesUpTo(facts)) for (const one of statementsOf(tree)) if (one === statement) return tree.text;
  return undefined;
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
