import type { Expr } from './ast';
import { unwrap } from './ast';
import { sizeOf } from './bounded';
import { partsOf, readColumn, walkColumn, type ColumnFact } from './column-expressions';
import type { CallFact, PythonFacts } from './facts';
import { isOf, joinKind } from './outer-joins';
import { argument } from './strings-of';
import { ancestors, type DataFrameValue } from './values';

/** Whose columns a part of a condition asks for; `undefined` where that cannot be told of all of them. */
export type Sides = 'none' | 'left' | 'right' | 'both' | undefined;

/** A join of two frames by Columns: `a.join(b, a.x == b.x)`. */
export interface JoinCondition {
  readonly fact: CallFact;
  readonly left: DataFrameValue;
  readonly right: DataFrameValue;
  readonly kind: string | undefined;
  /** What `&`, or a list, joins. */
  readonly parts: readonly ColumnFact[];
  sidesOf(part: ColumnFact): Sides;
}

/** Every join whose condition is a Column. */
export function* joinConditions(facts: PythonFacts): Generator<JoinCondition> {
  for (const fact of facts.dataFrameCalls('join')) {
    const { call, receiver: left } = fact;
    const other = argument(call, 0, 'other');
    const on = argument(call, 1, 'on');
    const right = other && facts.valueOf(other);
    if (!on || right?.kind !== 'dataframe') continue;
    const given = unwrap(on);
    const conditions = given.type === 'List' ? given.items : [given];
    if (!conditions.every((one) => facts.valueOf(one).kind === 'column')) continue;
    const parts = conditions.flatMap((one) => [...partsOf(one, '&', facts)]);
    const sidesOf = (part: ColumnFact) => sides(part.node, left, right, facts);
    yield { fact, left, right, kind: joinKind(call, facts), parts, sidesOf };
  }
}

function sides(expr: Expr, left: DataFrameValue, right: DataFrameValue, facts: PythonFacts): Sides {
  let found: Sides = 'none';
  for (const fact of walkColumn(expr, facts)) {
    if (fact.kind === 'unknown') return undefined;
    if (fact.kind !== 'column') continue;
    const side = isOf(fact, left, right) ? 'left' : isOf(fact, right, left) ? 'right' : undefined;
    if (!side) return undefined;
    found = found === 'none' || found === side ? side : 'both';
  }
  return found;
}

/** True for `a.x == b.x`: each side of the equality asks one side of the join. */
export function isKey(part: ColumnFact, { sidesOf }: JoinCondition, facts: PythonFacts): boolean {
  const [first, second] = equated(part) ?? [];
  if (!first || !second) return false;
  const found = [sidesOf(readColumn(first, facts)), sidesOf(readColumn(second, facts))].sort();
  return found[0] === 'left' && found[1] === 'right';
}

/** True when a part may be a key: an equality of both sides, or something that nobody can tell. */
export function mayHaveKey({ parts, sidesOf }: JoinCondition): boolean {
  return parts.some((part) => {
    const side = sidesOf(part);
    return side === undefined || (side === 'both' && equated(part) !== undefined);
  });
}

function equated(part: ColumnFact): readonly Expr[] | undefined {
  if (part.kind === 'operator' && part.operator === '==') return [part.left, part.right];
  if (part.kind === 'call' && part.on && part.name === 'eqNullSafe' && part.args[0])
    return [part.on, part.args[0].value];
  return undefined;
}

/** True when a side is small, or is sent to every node, or a hint says how to join. */
export function isEased({ left, right }: JoinCondition): boolean {
  return [left, right].some((side) => {
    if (sizeOf(side) === 'few') return true;
    for (const { step } of ancestors(side)) if (step && /^(broadcast|hint)$/.test(step.method)) return true;
    return false;
  });
}
