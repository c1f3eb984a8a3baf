import type { TableCatalog } from '../catalog/catalog';
import { isClock } from '../sql/bounds';
import { sideOf } from '../sql/merges';
import { lastPart, sameTable } from '../sql/names';
import { namesIn } from '../sql/names-in';
import type { Expr, Query } from '../sql/nodes';
import { callName, columnsOf, conjuncts, hasUnknown, isEquality, unwrap } from '../sql/predicates';
import type { MergeClause, MergeStatement } from '../sql/tree';
import { uniqueBy } from '../sql/unique';
import { walkExpr } from '../sql/walk';
import { duplicatesIn } from './merge-duplicates';
import { doubled, fails, same, UNKNOWN, type Repetition } from './verdicts';

/** What is known of a MERGE beside its text. */
export interface MergeFacts {
  /** The text that its offsets count in. */
  readonly text: string;
  /** The query behind the source, where it is known. */
  readonly query?: Query;
  readonly catalog: TableCatalog;
  /** Something reduces the source to one row for each key. */
  readonly isReduced: boolean;
}

/** A column of the target and the one of the source that ON sets equal to it. */
interface KeyPair {
  readonly target: string;
  readonly source: string;
  /** `<=>`: NULL matches NULL. */
  readonly isNullSafe: boolean;
}

/** What a second run of a MERGE that was read without gaps does. */
export function repetitionOfMerge(merge: MergeStatement, facts: MergeFacts): Repetition {
  const { on, clauses, source } = merge;
  if (!on || !source || hasUnknown(on) || clauses.length === 0) return UNKNOWN;
  if (clauses.some(({ action, condition }) => action === 'unknown' || (condition && hasUnknown(condition))))
    return UNKNOWN;
  const duplicates = duplicatesIn(merge, facts);
  if (duplicates) return fails('duplicate keys', duplicates.reason, source);
  if (readsTarget(merge)) return UNKNOWN;
  const inserts = clauses.filter(({ when }) => when === 'not matched');
  if (inserts.length > 0 && isNever(on, facts.text)) {
    const reason = 'The condition never holds, so a second run inserts the same rows again';
    return doubled('never matches', reason, true, on);
  }
  const changes = changesOf(merge, facts);
  if (changes !== 'again the same') return changes;
  if (inserts.length === 0)
    return same('keys', 'A second run finds the same rows and changes them in the same way', on);
  return inserted(merge, inserts, facts);
}

/** The source looks at the target: what it gives changes with the first run. */
function readsTarget(merge: MergeStatement): boolean {
  const { relation } = merge.target;
  if (relation.kind !== 'table') return true;
  return [...namesIn(merge)].some(({ name, role }) => role === 'read' && sameTable(name.text, relation.name.text));
}

function isNever(on: Expr, text: string): boolean {
  const inner = unwrap(on);
  const written = text.slice(inner.from, inner.to);
  return /^false$/i.test(written) || /^(\d+)\s*=\s*(?!\1$)\d+$/.test(written);
}

/** What the UPDATE and DELETE clauses do to rows that the first run has changed or inserted. */
function changesOf(merge: MergeStatement, { text }: MergeFacts): Repetition | 'again the same' {
  const updates = merge.clauses.filter(({ action }) => action.startsWith('update'));
  // With several of them a row may take another branch the second time.
  if (updates.filter(({ when }) => when === 'matched').length > 1) return UNKNOWN;
  for (const { assignments, condition } of updates) {
    for (const { target, value } of assignments) {
      if (hasUnknown(value)) return UNKNOWN;
      const fromTarget = columnsOf(value).some((column) => sideOf(column, merge) !== 'source');
      if (!fromTarget || isFallback(value)) continue;
      if (condition || !addsUp(value, target, merge)) return UNKNOWN;
      const sum = text.slice(value.from, value.to).replace(/\s+/g, ' ');
      return doubled('adds up', `\`${sum}\` adds to the value that the first run has left`, true, value);
    }
  }
  return 'again the same';
}

/** `coalesce(s.a, t.a)`, `greatest(t.a, s.a)`: once applied, they change nothing more. */
function isFallback(value: Expr): boolean {
  const inner = unwrap(value);
  return /^(coalesce|nvl|ifnull|greatest|least)$/.test(callName(inner)) && inner.kind === 'call'
    ? inner.args.every((arg) => unwrap(arg).kind === 'column' || unwrap(arg).kind === 'literal')
    : inner.kind === 'column';
}

/** `t.n + s.n`, `coalesce(t.n, 0) + 1`: the assigned column itself is a term. */
function addsUp(value: Expr, target: Expr, merge: MergeStatement): boolean {
  const inner = unwrap(value);
  if (inner.kind !== 'binary' || !/^([+*-]|\|\|)$/.test(inner.operator) || target.kind !== 'column') return false;
  const isOwn = (side: Expr): boolean => {
    const term = unwrap(side);
    if (/^(coalesce|nvl|ifnull)$/.test(callName(term)) && term.kind === 'call')
      return !!term.args[0] && isOwn(term.args[0]);
    return term.kind === 'column' && sideOf(term, merge) === 'target' && lastPart(term) === lastPart(target);
  };
  return isOwn(inner.left) || (inner.operator !== '-' && isOwn(inner.right));
}

/** Rows that the first run inserted are found again, when they hold the keys under which they are looked for. */
function inserted(merge: MergeStatement, inserts: readonly MergeClause[], facts: MergeFacts): Repetition {
  const pairs = keyPairs(merge);
  if (!pairs || !inserts.every((clause) => pairs.every((pair) => storesKey(clause, pair, merge)))) return UNKNOWN;
  if (!deletesStay(merge, inserts, facts.text) || contradicts(merge, inserts, facts.text)) return UNKNOWN;
  const keys = pairs.map(({ target }) => `\`${target}\``).join(', ');
  const exceptions = exceptionsOf(merge, pairs, facts);
  return same(
    'keys',
    `Rows are matched by ${keys}, so a second run finds those of the first one${exceptions}`,
    merge.on!,
  );
}

/** The equalities that make up ON; `undefined` when it says anything else. */
function keyPairs(merge: MergeStatement): KeyPair[] | undefined {
  const pairs: KeyPair[] = [];
  for (const part of conjuncts(merge.on!)) {
    if (part.kind !== 'binary' || !isEquality(part.operator)) return undefined;
    const [left, right] = [unwrap(part.left), unwrap(part.right)];
    if (left.kind !== 'column' || right.kind !== 'column') return undefined;
    const [a, b] = [sideOf(left, merge), sideOf(right, merge)];
    if (a === undefined || b === undefined || a === b || left.parts.length > 2 || right.parts.length > 2)
      return undefined;
    const [target, source] = a === 'target' ? [left, right] : [right, left];
    pairs.push({ target: lastPart(target), source: lastPart(source), isNullSafe: part.operator === '<=>' });
  }
  return pairs.length > 0 ? pairs : undefined;
}

/** True when an INSERT puts the key of the source into the column that ON looks at. */
function storesKey({ action, columns, values }: MergeClause, pair: KeyPair, merge: MergeStatement): boolean {
  if (action === 'insert *') return pair.target === pair.source;
  const at = columns?.findIndex(({ name }) => name.toLowerCase() === pair.target) ?? -1;
  const value = at >= 0 && values?.[at] ? unwrap(values[at]) : undefined;
  return value?.kind === 'column' && sideOf(value, merge) !== 'target' && lastPart(value) === pair.source;
}

/** False when a row that is deleted is inserted by the next run: the INSERT has to leave out what the DELETE takes. */
function deletesStay(merge: MergeStatement, inserts: readonly MergeClause[], text: string): boolean {
  const deletes = merge.clauses.filter(({ when, action }) => when === 'matched' && action === 'delete');
  return deletes.every(({ condition }) => {
    const taken = condition && unwrap(condition);
    if (taken?.kind !== 'binary' || taken.operator !== '=') return false;
    const said = (side: Expr) => text.slice(side.from, side.to).toLowerCase();
    return inserts.every(({ condition: wanted }) =>
      (wanted ? conjuncts(wanted) : []).some(
        (part) =>
          part.kind === 'binary' &&
          /^(<>|!=)$/.test(part.operator) &&
          said(part.left) === said(taken.left) &&
          said(part.right) === said(taken.right),
      ),
    );
  });
}

/** True when a row that was inserted gets another literal as soon as it is matched: `'new'`, then `'changed'`. */
function contradicts(merge: MergeStatement, inserts: readonly MergeClause[], text: string): boolean {
  const updates = merge.clauses.filter(({ when, action }) => when === 'matched' && action === 'update');
  const plain = (expr: Expr) => text.slice(expr.from, expr.to);
  return updates.some(({ assignments }) =>
    assignments.some(({ target, value }) => {
      if (target.kind !== 'column' || unwrap(value).kind !== 'literal') return false;
      return inserts.some(({ columns, values }) => {
        const at = columns?.findIndex(({ name }) => name.toLowerCase() === lastPart(target)) ?? -1;
        const given = values?.[at];
        return given !== undefined && plain(given) !== plain(value) && !walkExpr(given).some(isClock);
      });
    }),
  );
}

/** The rows for which the keys do not do what they promise, as far as they cannot be ruled out. */
function exceptionsOf(
  merge: MergeStatement,
  pairs: readonly KeyPair[],
  { query, catalog, isReduced }: MergeFacts,
): string {
  const { relation } = merge.source!;
  const tableOf = (r: typeof relation) => (r.kind === 'table' && r.name.known ? catalog.find(r.name.text) : undefined);
  const [own, other] = [tableOf(merge.target.relation), tableOf(relation)];
  const isFilled = ({ target, source, isNullSafe }: KeyPair) =>
    isNullSafe ||
    [
      own?.columns?.find(({ name }) => name.toLowerCase() === target),
      other?.columns?.find(({ name }) => name.toLowerCase() === source),
    ].some((column) => column?.nullable === false);
  const updates = merge.clauses.some(({ when, action }) => when === 'matched' && action.startsWith('update'));
  const unique = query ? uniqueBy(query) : other?.primaryKey?.map((name) => name.toLowerCase());
  const isUnique = unique?.every((column) => pairs.some(({ source }) => source === column)) ?? false;
  const nulls = pairs.every(isFilled) ? '' : ', except where a key is NULL';
  return updates && !isUnique && !isReduced ? `${nulls}; it fails if the source holds a key twice` : nulls;
}
