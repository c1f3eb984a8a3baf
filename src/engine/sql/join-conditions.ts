import { hasOneRow } from './joins';
import { aliasOf, cteOf } from './names';
import type { Cte, Expr, Relation, Select } from './nodes';
import { columnsOf, conjuncts, hasUnknown, isEquality } from './predicates';
import type { Statement } from './tree';
import { isUnderstood, selectsOf } from './walk';

/** Whose columns an expression names; `undefined` where that cannot be told. */
export type Side = 'one' | 'other' | 'both' | 'none';

/** The condition of a join that has to find its pairs by it: both sides may have many rows, and no hint says how. */
export interface JoinCondition {
  /** What AND joins in it. */
  readonly parts: readonly Expr[];
  sideOf(expr: Expr): Side | undefined;
}

function sidesBy(one: string, others: ReadonlySet<string>): JoinCondition['sideOf'] {
  return (expr) => {
    let side: Side = 'none';
    for (const { parts } of columnsOf(expr)) {
      const qualifier = parts[0]!.name.toLowerCase();
      if (parts.length < 2 || (qualifier !== one && !others.has(qualifier))) return undefined;
      const own = qualifier === one ? 'one' : 'other';
      side = side === 'none' || side === own ? own : 'both';
    }
    return side;
  };
}

/** True for a relation of a few rows: one row, rows that are written down, what a function gives for a row. */
function isSmall(relation: Relation, ctes: readonly Cte[]): boolean {
  if (relation.kind === 'function' || relation.kind === 'values' || hasOneRow(relation, ctes)) return true;
  if (relation.kind === 'subquery') return relation.query.body.kind === 'values';
  return relation.kind === 'table' && cteOf(relation, ctes)?.query.body.kind === 'values';
}

/** Hints that say how to join, or that somebody has looked at it. */
const hinted = /broadcast|mapjoin|range_join|shuffle_replicate_nl|skew/i;

function* conditionsOf(select: Select, ctes: readonly Cte[]): Generator<JoinCondition> {
  if (select.hints.some((hint) => hinted.test(hint))) return;
  const before = new Set<string>();
  let few = true;
  for (const { relation, join } of select.sources) {
    const alias = aliasOf(relation);
    if (alias === undefined || relation.kind === 'group' || relation.kind === 'opaque') return;
    const small = isSmall(relation, ctes);
    if (join?.on && !few && !small && !join.lateral && !before.has(alias) && !hasUnknown(join.on))
      yield { parts: conjuncts(join.on), sideOf: sidesBy(alias, before) };
    before.add(alias);
    few &&= small;
  }
}

/** The conditions by which the joins and the MERGE of a statement find their pairs. */
export function* joinConditionsOf(statement: Statement): Generator<JoinCondition> {
  for (const { select, ctes } of selectsOf(statement)) {
    if (select.sources.length > 1 && isUnderstood(statement, select)) yield* conditionsOf(select, ctes);
  }
  if (statement.kind !== 'merge' || !statement.on || !isUnderstood(statement) || hasUnknown(statement.on)) return;
  const source = statement.source && aliasOf(statement.source.relation);
  const target = aliasOf(statement.target.relation);
  if (source !== undefined && target !== undefined && source !== target)
    yield { parts: conjuncts(statement.on), sideOf: sidesBy(target, new Set([source])) };
}

/** `a.x = b.x`: a key by which rows of both sides can be hashed or sorted. */
export function isKey(part: Expr, { sideOf }: JoinCondition): boolean {
  if (part.kind !== 'binary' || !isEquality(part.operator)) return false;
  const sides = [sideOf(part.left), sideOf(part.right)];
  return sides.includes('one') && sides.includes('other');
}

/** True when a part of the condition may serve as a key: an equality over both sides, however it is written. */
export function mayHaveKey(condition: JoinCondition): boolean {
  return condition.parts.some((part) => {
    const side = condition.sideOf(part);
    return side === undefined || (side === 'both' && part.kind === 'binary' && isEquality(part.operator));
  });
}
