import { emptiedBefore, isFill } from '../sql/emptied';
import type { SqlFacts } from '../sql/facts';
import { statementsBefore, treesAround } from '../sql/history';
import { holdsTemplate } from '../sql/marks';
import { hasKnownTail, knownTail, sameTable } from '../sql/names';
import { namesIn } from '../sql/names-in';
import type { Name, Query, QueryBody, Select } from '../sql/nodes';
import { hasUnknown } from '../sql/predicates';
import { sliceOf } from '../sql/slices';
import type { CreateStatement, InsertStatement, Statement } from '../sql/tree';
import { queriesOf, relationsOf, selectsOf, statementsOf } from '../sql/walk';
import { hasDoubts, isNamesOnly } from './statement-doubts';
import { daysLost, fails, kept, same, UNKNOWN, type Repetition } from './verdicts';

const WHOLE = 'The whole table is replaced by the rows that the run reads';

/** What a second run of INSERT OVERWRITE, REPLACE WHERE and their like does. */
export function repetitionOfOverwrite(insert: InsertStatement, facts: SqlFacts): Repetition {
  const { target, query, replace, partition, head } = insert;
  if (!target || !query) return UNKNOWN;
  if (replace) {
    if (hasUnknown(replace.expr)) return UNKNOWN;
    return certainly(insert, target, facts, () =>
      same('part', 'The statement replaces exactly the rows that it names', replace.expr),
    );
  }
  if (partition) return certainly(insert, target, facts, () => same('part', 'The partition is replaced', partition));
  return wholly(insert, target, query, { from: head.from, to: target.to }, facts);
}

/** What a second run of CREATE TABLE … AS does, with OR REPLACE, IF NOT EXISTS, or neither; a clone is one too. */
export function repetitionOfCreate(create: CreateStatement, facts: SqlFacts): Repetition {
  const { name, query, head, clone } = create;
  if (create.object !== 'table' || create.temporary || !name || !(query ?? clone)) return UNKNOWN;
  // `LIKE` takes no rows along. `CREATE OR REFRESH`, `CREATE LIVE TABLE`: a pipeline keeps it up to date.
  const words = clone ? facts.tree.text.slice(name.to, clone.from) : '';
  if (clone && !/\bclone\s+$/i.test(words)) return UNKNOWN;
  if (create.orRefresh || /\blive\b/i.test(facts.tree.text.slice(head.from, name.from))) return UNKNOWN;
  if (create.orReplace) {
    const span = { from: head.from, to: name.to };
    if (query) return wholly(create, name, query, span, facts);
    // Open-source Delta refuses to make a shallow clone anew.
    return holdsTemplate(facts.tree, create) || /\bshallow\b/i.test(words)
      ? UNKNOWN
      : same('overwrite', 'The table is made anew as a copy', span);
  }
  // Of a table that nobody knows it cannot be told whether something else fills it.
  if (!hasKnownTail(name)) return UNKNOWN;
  if (create.ifNotExists) return keptRows(create, name, query, facts);
  const before = statementsBefore(facts, create);
  if (!before) return UNKNOWN;
  const emptied = isFill(create) ? emptiedBefore(create, name, facts) : undefined;
  if (emptied)
    return certainly(create, name, facts, () =>
      same('emptied', `The ${emptied.kind.toUpperCase()} above takes the table away first`, head),
    );
  const dropped = before.some((one) => one.kind === 'drop' && (!one.name || mayBe(one.name, name)));
  return dropped ? UNKNOWN : fails('exists', 'This fails as soon as the table exists', head);
}

/** The whole table is replaced: days that are not read are lost, else the rows are the same. */
function wholly(statement: Statement, target: Name, query: Query, span: Span, facts: SqlFacts): Repetition {
  if (!target.known && !hasKnownTail(target)) return UNKNOWN;
  const where = onlySelect(query.body)?.where;
  const slice = where && sliceOf(where, facts.tree.text);
  if (slice) {
    if (!target.known || isDynamic(facts, statement)) return UNKNOWN;
    const written = facts.tree.text.slice(slice.from, slice.to).replace(/\s+/g, ' ');
    return daysLost(facts.source.isKnown(slice) && written.length <= 60 ? written : '…', span);
  }
  return certainly(statement, target, facts, () => same('overwrite', WHOLE, span));
}

type Span = { readonly from: number; readonly to: number };

/** The verdict, where the statement does not read its own target and its rows come again as they were. */
export function certainly(statement: Statement, target: Name, facts: SqlFacts, verdict: () => Repetition): Repetition {
  const { source, tree, place } = facts;
  if (holdsTemplate(tree, statement) && !(source.holes.length > 0 && isNamesOnly(statement, source.holes)))
    return UNKNOWN;
  const reads = [...namesIn(statement)].filter(({ role }) => role === 'read');
  if (!hasKnownTail(target) || reads.some(({ name }) => !hasKnownTail(name) || mayBe(name, target))) return UNKNOWN;
  if (hasDoubts(statement, tree.text, place === 'file' && !makesTempViews(facts))) return UNKNOWN;
  return verdict();
}

function makesTempViews(facts: SqlFacts): boolean {
  return treesAround(facts).some((tree) =>
    statementsOf(tree).some((one) => one.kind === 'create' && one.object === 'view' && one.temporary),
  );
}

function mayBe(name: Name, target: Name): boolean {
  return sameTable(knownTail(name), knownTail(target));
}

/** The SELECT that gives the rows, when there is only one. */
function onlySelect(body: QueryBody): Select | undefined {
  if (body.kind === 'query') return onlySelect(body.body);
  return body.kind === 'select' ? body : undefined;
}

/** True when only the partitions in the new rows are overwritten. */
function isDynamic(facts: SqlFacts, statement: Statement): boolean {
  return (statementsBefore(facts, statement) ?? statementsOf(facts.tree)).some(
    (s) =>
      s.kind === 'set' && /partitionoverwritemode$/i.test(s.key?.text ?? '') && /dynamic/i.test(s.value?.text ?? ''),
  );
}

const KEPT = 'Once the table exists this query never runs again';

function keptRows(create: CreateStatement, name: Name, query: Query | undefined, facts: SqlFacts): Repetition {
  const { head } = create;
  if (!query) return kept('asked', 'Once the table exists it is not copied again', head);
  if (hasNothingToRefresh(query, create, facts.tree.text))
    return kept('nothing to refresh', 'Once the table exists nothing is done', head);
  const around = treesAround(facts).flatMap((tree) => statementsOf(tree));
  if (around.some((one) => one.kind === 'drop' && one.name && sameTable(one.name.text, name.text))) return UNKNOWN;
  const isFilled = around.some((one) => {
    const target = written(one);
    return target !== undefined && sameTable(target.text, name.text);
  });
  return isFilled
    ? kept('filled elsewhere', KEPT, head)
    : kept('first rows', `${KEPT}: the table keeps its first rows`, head);
}

/** The table that a statement writes to, the CREATE itself left out. */
function written(statement: Statement): Name | undefined {
  if (statement.kind === 'insert' || statement.kind === 'copy') return statement.target;
  if (statement.kind !== 'merge' && statement.kind !== 'update') return undefined;
  return statement.target.relation.kind === 'table' ? statement.target.relation.name : undefined;
}

/** Rows that are written down, made up, or none at all: there is nothing to refresh. */
function hasNothingToRefresh(query: Query, create: CreateStatement, text: string): boolean {
  if (query.limit && text.slice(query.limit.from, query.limit.to) === '0') return true;
  for (const { select } of selectsOf(create)) {
    if (select.where && isNever(text.slice(select.where.from, select.where.to))) return true;
  }
  return !queriesOf(create).some(({ query: { body } }) => {
    if (body.kind === 'table') return true;
    const selects = body.kind === 'set' ? body.operands : [body];
    return selects.some((s) => s.kind === 'select' && [...relationsOf(s.sources)].some((r) => r.kind === 'table'));
  });
}

function isNever(condition: string): boolean {
  return /^\(*\s*(false|(\d+)\s*=\s*(?!\2\b)\d+|(\d+)\s*(?:<>|!=)\s*\3)\s*\)*$/i.test(condition);
}
