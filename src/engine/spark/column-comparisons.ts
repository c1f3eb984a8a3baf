import { unwrap, type Argument, type Expr } from '../python/ast';
import {
  columnText,
  readColumn,
  walkColumn,
  type ColumnFact,
  type ColumnReference,
} from '../python/column-expressions';
import type { CallFact, PythonFacts } from '../python/facts';
import { argument } from '../python/strings-of';
import { aggregations } from '../python/unique-rows';
import type { DataFrameValue } from '../python/values';
import type { KnownType } from '../sql/types';
import { typeOfColumn } from './column-types';
import { frameColumns, homeOf, plainName } from './frame-columns';

/** One side of a comparison of Columns. */
export interface ComparedColumn {
  readonly expr: Expr;
  readonly fact: ColumnFact;
  /** Absent where the type is not known. */
  readonly type?: KnownType;
  /** Tells the column from others of the same step; absent for what is no column. */
  readonly key?: string;
}

/** Two values that a Column expression compares. */
export interface ColumnComparison {
  /** The whole comparison: `a == b`, or the call of `isin` or `between`. */
  readonly node: Expr;
  readonly left: ComparedColumn;
  readonly right: ComparedColumn;
  readonly asksEqual: boolean;
}

/** Columns of one name that a join by text makes equal. */
export interface JoinedByName {
  readonly node: Expr;
  readonly name: string;
  readonly types: readonly [KnownType, KnownType];
}

/** The comparisons of each step that speaks of Columns, step by step. */
export function* steppedComparisons(facts: PythonFacts): Generator<readonly ColumnComparison[]> {
  const methods = ['filter', 'where', 'select', 'withColumn', 'groupBy', 'groupby', 'orderBy', 'sort'];
  for (const { call, receiver } of facts.dataFrameCalls(...methods)) yield comparisonsIn(call.args, [receiver], facts);
  for (const { fact, input } of aggregations(facts)) yield comparisonsIn(fact.call.args, [input], facts);
  for (const { call, receiver, right } of joins(facts))
    yield comparisonsIn(call.args.slice(1), [receiver, right], facts);
}

function* joins(facts: PythonFacts): Generator<CallFact & { receiver: DataFrameValue; right: DataFrameValue }> {
  for (const fact of facts.dataFrameCalls('join')) {
    const other = argument(fact.call, 0, 'other');
    const right = other && facts.valueOf(other);
    if (right?.kind === 'dataframe') yield { ...fact, right };
  }
}

/** The joins by name whose columns have types that are known on both sides. */
export function* joinedByName(facts: PythonFacts): Generator<JoinedByName> {
  for (const { call, receiver, right } of joins(facts)) {
    const on = argument(call, 1, 'on');
    const given = on && unwrap(on);
    const names = given?.type === 'List' ? given.items.map(unwrap) : given ? [given] : [];
    for (const node of names) {
      const name = node.type === 'Str' ? facts.constantOf(node) : undefined;
      if (name === undefined) continue;
      const [a, b] = [receiver, right].map((frame) => typeIn([frame], name, node, facts));
      if (a && b) yield { node, name, types: [a, b] };
    }
  }
}

function comparisonsIn(args: readonly Argument[], frames: readonly DataFrameValue[], facts: PythonFacts) {
  const found: ColumnComparison[] = [];
  for (const { value } of args) {
    const expr = unwrap(value);
    for (const one of expr.type === 'List' ? expr.items : [expr]) {
      if (facts.valueOf(one).kind !== 'column') continue;
      for (const fact of walkColumn(one, facts)) found.push(...pairsOf(fact, frames, facts));
    }
  }
  return found;
}

function* pairsOf(
  fact: ColumnFact,
  frames: readonly DataFrameValue[],
  facts: PythonFacts,
): Generator<ColumnComparison> {
  const side = (expr: Expr) => sideOf(expr, frames, facts);
  const { node } = fact;
  if (fact.kind === 'operator' && /^([=!]=|[<>]=?)$/.test(fact.operator)) {
    yield { node, left: side(fact.left), right: side(fact.right), asksEqual: /^[=!]=$/.test(fact.operator) };
  } else if (fact.kind === 'call' && fact.on && /^(isin|between|eqNullSafe)$/.test(fact.name)) {
    const left = side(fact.on);
    for (const { value, star, keyword } of fact.args) {
      const given = unwrap(value);
      const values = given.type === 'List' || given.type === 'Tuple' ? given.items : [given];
      if (!star && !keyword)
        for (const one of values) yield { node, left, right: side(one), asksEqual: fact.name === 'eqNullSafe' };
    }
  }
}

function sideOf(expr: Expr, frames: readonly DataFrameValue[], facts: PythonFacts): ComparedColumn {
  const fact = readColumn(expr, facts);
  const ofName = (column: ColumnReference) => {
    const name = plainName(column.name);
    return name === undefined ? undefined : typeIn(column.frame ? [column.frame] : frames, name, expr, facts);
  };
  // Columns that are asked of frames may be of two frames.
  const key = fact.kind === 'column' && !fact.frame ? columnText(fact, facts) : undefined;
  return { expr, fact, type: typeOfColumn(fact, facts, ofName), ...(key !== undefined && { key }) };
}

/** The type of a column in one of these frames; where two have it, they must agree. */
function typeIn(frames: readonly DataFrameValue[], name: string, at: Expr, facts: PythonFacts): KnownType | undefined {
  const known = frames.map((frame) => frameColumns(frame, homeOf(at), facts));
  if (known.some((columns) => !columns)) return undefined;
  const found = known.flatMap((columns) => columns!.get(name.toLowerCase()) ?? []);
  const [first] = found;
  return found.every(({ type }) => type?.kind === first?.type?.kind) ? first?.type : undefined;
}
