import type { SqlFacts } from '../sql/facts';
import { holdsTemplate } from '../sql/marks';
import { sourceQuery } from '../sql/merges';
import { lastPart, sameTable } from '../sql/names';
import { namesIn } from '../sql/names-in';
import { columnsOf, hasUnknown } from '../sql/predicates';
import { shown } from '../sql/shown';
import type { CopyStatement, DeleteStatement, MergeStatement, Statement, UpdateStatement } from '../sql/tree';
import { Kind } from '../sql/reader/tokens';
import { isUnderstood } from '../sql/walk';
import type { Span } from '../types';
import { repetitionOfAppend } from './append-runs';
import { repetitionOfMerge } from './merge-runs';
import { repetitionOfCreate, repetitionOfOverwrite } from './overwrite-runs';
import { asksClock, clockCut, hasDoubts, isNamesOnly } from './statement-doubts';
import { doubled, same, UNKNOWN, withClock, type Repetition, type SecondRun } from './verdicts';

/** What a second run of a SQL statement does. Views, DDL and everything that writes no rows: unknown. */
export function secondRunOfStatement(statement: Statement, facts: SqlFacts): SecondRun {
  if (!isUnderstood(statement)) return UNKNOWN;
  const found = repetitionOfStatement(statement, facts);
  const bound = clockCut(statement);
  if (!bound || !isLoad(statement)) return found.verdict === 'same' && asksClock(statement) ? UNKNOWN : found;
  const text = shown(facts.tree.text.slice(bound.part.from, bound.part.to));
  return withClock(found, { text, span: bound.part, isPart: isPartialLoad(statement) });
}

function isLoad(statement: Statement): boolean {
  if (statement.kind === 'create') return statement.object === 'table' && !statement.temporary && statement.orReplace;
  return statement.kind === 'merge' || statement.kind === 'insert';
}

/** True for a write that adds to its table or replaces a part of it. One that makes the whole table new is made for the day it runs on. */
export function isPartialLoad(statement: Statement): boolean {
  if (statement.kind === 'merge') return true;
  if (statement.kind !== 'insert' || !statement.query) return false;
  return !statement.overwrite || statement.partition !== undefined || statement.replace !== undefined;
}

/** What the same statement does when it is run again at once. */
export function repetitionOfStatement(statement: Statement, facts: SqlFacts): Repetition {
  switch (statement.kind) {
    case 'insert':
      return statement.overwrite || statement.replace
        ? repetitionOfOverwrite(statement, facts)
        : repetitionOfAppend(statement, facts);
    case 'create':
      return repetitionOfCreate(statement, facts);
    case 'merge':
      return merged(statement, facts);
    case 'copy':
      return copied(statement, facts);
    case 'delete':
      return deleted(statement, facts);
    case 'update':
      return updated(statement, facts);
    default:
      return UNKNOWN;
  }
}

function merged(merge: MergeStatement, facts: SqlFacts): Repetition {
  const { source, on } = merge;
  if (!source || !on || !isFixed(merge, facts)) return UNKNOWN;
  const { text } = facts.tree;
  // `row_number() OVER (…)`, `QUALIFY`: somebody has thought of keys that come twice.
  const isReduced = /\b(row_number|rank|qualify|distinct|group\s+by)\b/i.test(text.slice(source.from, source.to));
  return repetitionOfMerge(merge, { text, query: sourceQuery(merge, facts), catalog: facts.catalog, isReduced });
}

/** True when nothing is filled in but parts of table names, and chance and the clock decide nothing. */
function isFixed(statement: Statement, { source, tree }: SqlFacts): boolean {
  if (holdsTemplate(tree, statement) && !(source.holes.length > 0 && isNamesOnly(statement, source.holes)))
    return false;
  return !hasDoubts(statement, tree.text, true);
}

/** `COPY_OPTIONS ('force' = 'true')` loads all files again. */
function copied(copy: CopyStatement, facts: SqlFacts): Repetition {
  const { tree } = facts;
  if (!copy.target || holdsTemplate(tree, copy)) return UNKNOWN;
  const { tokens } = tree;
  let word: Span | undefined;
  for (let i = tokens.at(copy.from); i < tokens.count && tokens.from(i) < copy.to; i++) {
    if (tokens.kinds[i]! < Kind.block || tokens.textOf(i) === '=') continue;
    const text = tokens
      .textOf(i)
      .replace(/^['"]|['"]$/g, '')
      .toLowerCase();
    if (word) {
      if (text === 'false') break;
      if (text !== 'true') return UNKNOWN;
      return doubled('forced', 'With `force` every file is loaded again', true, word);
    }
    if (text === 'force') word = { from: tokens.from(i), to: tokens.to(i) };
  }
  return same('remembered', 'COPY INTO remembers the files that it has loaded, and leaves them out', copy.head);
}

function readsOwnTarget(statement: DeleteStatement | UpdateStatement): boolean {
  const { relation } = statement.target;
  if (relation.kind !== 'table') return true;
  return [...namesIn(statement)].some(({ name, role }) => role === 'read' && sameTable(name.text, relation.name.text));
}

function deleted(statement: DeleteStatement, facts: SqlFacts): Repetition {
  if (!isFixed(statement, facts) || readsOwnTarget(statement)) return UNKNOWN;
  return same('keys', 'What the first run has deleted is gone: a second one finds nothing to delete', statement.head);
}

/** Values that no assigned column goes into are the same the second time, whichever rows WHERE finds then. */
function updated(statement: UpdateStatement, facts: SqlFacts): Repetition {
  const { assignments, where } = statement;
  if (assignments.length === 0 || !isFixed(statement, facts) || readsOwnTarget(statement)) return UNKNOWN;
  if (assignments.some(({ target }) => target.kind !== 'column')) return UNKNOWN;
  const assigned = new Set(assignments.map(({ target }) => (target.kind === 'column' ? lastPart(target) : '')));
  const own = assignments.find(({ value }) =>
    columnsOf(value).some((c) => assigned.has(lastPart(c)) || c.parts.length > 2),
  );
  if (!own) return same('keys', 'A second run sets the same values again', statement.head);
  const { target, value } = own;
  const sum = value.kind === 'binary' && /^[+*-]$/.test(value.operator) ? value : undefined;
  const isOwn = sum?.left.kind === 'column' && target.kind === 'column' && lastPart(sum.left) === lastPart(target);
  const isUntouched = !where || (!hasUnknown(where) && columnsOf(where).every((c) => !assigned.has(lastPart(c))));
  if (!sum || !isOwn || columnsOf(sum.right).length > 0 || !isUntouched) return UNKNOWN;
  const text = facts.tree.text.slice(value.from, value.to).replace(/\s+/g, ' ');
  return doubled('adds up', `\`${text}\` changes the value that the first run has left`, true, value);
}
