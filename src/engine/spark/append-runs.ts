import { emptiedBefore, isFill } from '../sql/emptied';
import type { SqlFacts } from '../sql/facts';
import { clears, statementsBefore } from '../sql/history';
import { hasKnownTail, knownTail, lastPart, sameTable } from '../sql/names';
import type { Expr, Name, Query, Relation } from '../sql/nodes';
import { conjuncts, unwrap } from '../sql/predicates';
import type { InsertStatement, Statement } from '../sql/tree';
import { queriesOf, relationsOf, selectsOf, statementsOf } from '../sql/walk';
import { certainly } from './overwrite-runs';
import { APPENDED, doubled, same, UNKNOWN, type Repetition } from './verdicts';

const EMPTIED = (word: string) => `The ${word} above takes the rows of the first run away`;

/** What a second run of an INSERT INTO does. */
export function repetitionOfAppend(insert: InsertStatement, facts: SqlFacts): Repetition {
  const { target, query } = insert;
  if (!target || !hasKnownTail(target) || !query || query.body.kind === 'opaque') return UNKNOWN;
  const relations = relationsRead(insert);
  if (!isKnownButForNames(insert, target, relations, facts) || isPartOfMany(insert, facts)) return UNKNOWN;
  if (relations.some((r) => r.kind === 'opaque' || ((r.kind === 'table' || r.kind === 'function') && r.stream)))
    return UNKNOWN;
  const tables = relations.flatMap((relation) => (relation.kind === 'table' ? [relation.name] : []));
  const span = { from: insert.head.from, to: target.to };
  const own = knownTail(target);
  const mayBeTarget = (name: Name) => !hasKnownTail(name) || sameTable(knownTail(name), own);
  if (tables.some(mayBeTarget)) return leavesOut(query, mayBeTarget, facts) ?? UNKNOWN;
  const before = statementsBefore(facts, insert);
  if (!before) return UNKNOWN;
  const clearing = before.filter((statement) => clears(statement, target));
  if (clearing.length > 0) return emptied(insert, target, clearing, facts);
  // Rows that are made up, and files: nothing that a second run would read again by mistake.
  const isStored = query.body.kind !== 'values' && tables.some((name) => !name.text.includes('/'));
  return doubled(isStored ? 'append' : 'own rows', APPENDED, isStored, span);
}

/** Everything that the query reads, at any depth. */
function relationsRead(insert: InsertStatement): Relation[] {
  const list: Relation[] = [];
  for (const { select } of selectsOf(insert)) list.push(...relationsOf(select.sources));
  for (const { query } of queriesOf(insert)) {
    if (query.body.kind !== 'table') continue;
    const { name, from, to } = query.body;
    list.push({ kind: 'table', name, stream: false, modifiers: [], from, to });
  }
  return list;
}

/** True when nothing in the statement is filled in but parts of table names. */
function isKnownButForNames(
  insert: InsertStatement,
  target: Name,
  relations: Relation[],
  { source }: SqlFacts,
): boolean {
  const names = [target, ...relations.flatMap((r) => (r.kind === 'table' ? [r.name] : []))];
  const holes = source.holes.filter((h) => h.from >= insert.from && h.to <= insert.to);
  return holes.every((h) => names.some((name) => h.from >= name.from && h.to <= name.to));
}

/** `FROM s INSERT INTO a SELECT …`: what it reads stands outside. */
function isPartOfMany(insert: InsertStatement, { tree }: SqlFacts): boolean {
  return statementsOf(tree).some((one) => one.kind === 'multi-insert' && one.inserts.includes(insert));
}

/** The condition that lets through only rows which the target does not have; `undefined` where that is not certain. */
function leavesOut({ body }: Query, isTarget: (name: Name) => boolean, facts: SqlFacts): Repetition | undefined {
  if (body.kind !== 'select') return undefined;
  const reads = (query: Query): boolean =>
    query.body.kind === 'select' &&
    [...relationsOf(query.body.sources)].some((r) => r.kind === 'table' && r.name.known && isTarget(r.name));
  const anti = body.sources.find(
    ({ join, relation }) =>
      join?.kind === 'anti' && relation.kind === 'table' && relation.name.known && isTarget(relation.name),
  );
  const reason = 'Only rows that the target does not have are appended';
  if (anti) return same('new rows', reason, anti);
  for (const part of body.where ? conjuncts(body.where) : []) {
    const inner = part.kind === 'unary' && part.operator === 'NOT' ? unwrap(part.expr) : undefined;
    if (inner?.kind === 'exists' && reads(inner.query)) return same('new rows', reason, part);
    if (part.kind === 'in' && part.not && part.query && reads(part.query)) return same('new rows', reason, part);
    if (part.kind === 'binary' && part.operator === '>' && isNewest(part.left, part.right, reads, facts))
      return same('new rows', 'Only rows that are newer than those of the target are appended', part);
  }
  return undefined;
}

/** `ts > (SELECT max(ts) FROM target)`. */
function isNewest(left: Expr, right: Expr, reads: (query: Query) => boolean, { tree }: SqlFacts): boolean {
  const inner = unwrap(right);
  const query = inner.kind === 'subquery' ? inner : undefined;
  if (left.kind !== 'column' || !query || !reads(query.query)) return false;
  const max = new RegExp(`\\bmax\\s*\\(\\s*(\\w+\\.)?${lastPart(left)}\\s*\\)`, 'i');
  return max.test(tree.text.slice(query.from, query.to));
}

function emptied(insert: InsertStatement, target: Name, clearing: readonly Statement[], facts: SqlFacts): Repetition {
  const direct = isFill(insert) ? emptiedBefore(insert, target, facts) : undefined;
  if (direct)
    return certainly(insert, target, facts, () => same('emptied', EMPTIED(direct.kind.toUpperCase()), insert.head));
  const whole = clearing.findLast((one) => isWhole(one, target));
  if (!whole) return UNKNOWN;
  const word = whole.kind === 'create' ? 'CREATE OR REPLACE TABLE' : whole.kind.toUpperCase();
  return certainly(insert, target, facts, () => same('changed before', EMPTIED(word), insert.head));
}

/** True for a statement that leaves nothing of the table that it names in full. */
function isWhole(statement: Statement, target: Name): boolean {
  switch (statement.kind) {
    case 'truncate':
      return !statement.partition && statement.target?.text === target.text;
    case 'create':
      return statement.orReplace && statement.object === 'table' && statement.name?.text === target.text;
    case 'delete':
      return statement.where === undefined && statement.target.relation.kind === 'table' && statement.target.relation.name.text === target.text; // prettier-ignore
    default:
      return false;
  }
}
