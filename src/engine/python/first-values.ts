import type { Span } from '../types';
import { lastName, readNamed, walkColumn, type ColumnCall } from './column-expressions';
import type { PythonFacts } from './facts';
import { columnsOf } from './frame-columns';
import { aggregations, keysOf, uniqueRows, type Aggregation } from './unique-rows';
import { nullsOption, ordersNothing, windowCalls, type WindowCall } from './windows';

const takesOne = /^(first|last)(_value)?$/;
const takesOneOfWindow = /^((first|last|nth)(_value)?|row_number)$/;

/** A call that takes one row of several by chance. */
export interface FirstValue {
  readonly span: Span;
  readonly name: string;
  /** `group`: of an aggregation, which knows no order. Else what the window is ordered by. */
  readonly order: 'group' | 'none' | 'key' | 'constant';
  /** How many calls of one aggregation it stands for. */
  readonly times: number;
}

/** `first` and its like in aggregations, and in windows whose order decides nothing. */
export function* firstValues(facts: PythonFacts): Generator<FirstValue> {
  for (const aggregation of aggregations(facts)) yield* inGroups(aggregation, facts);
  for (const found of windowCalls(facts)) {
    const order = orderOf(found, facts);
    const { fn, over } = found;
    if (order) yield { span: { from: fn.node.from, to: over.call.to }, name: fn.name, order, times: 1 };
  }
}

function* inGroups({ fact, input, grouping, isPivoted }: Aggregation, facts: PythonFacts): Generator<FirstValue> {
  const keys = grouping ? keysOf(grouping, facts) : [];
  if (!keys || isPivoted || input.step?.method === 'limit') return;
  if (grouping && uniqueRows(input, facts)?.every((name) => keys.includes(name))) return;
  const found: ColumnCall[] = [];
  for (const { value, star } of fact.call.args) {
    for (const part of star ? [] : walkColumn(value, facts)) {
      if (part.kind !== 'call' || part.on || !takesOne.test(part.name) || !differs(part, keys, facts)) continue;
      found.push(part);
    }
  }
  const [first] = found;
  if (first) yield { span: first.node, name: first.name, order: 'group', times: found.length };
}

/** True when the rows of a group may have several values for what a function takes; false where nobody can tell. */
function differs(fn: ColumnCall, keys: readonly string[], facts: PythonFacts): boolean {
  const [arg] = fn.args;
  if (!arg || arg.star || arg.keyword) return false;
  const own = readNamed(arg.value, facts);
  // `F.first(F.when(…), True)` turns rows into columns: mostly one value is left.
  if (own.kind !== 'column' && nullsOption(fn, facts) !== undefined) return false;
  const parts = own.kind === 'column' ? [own] : [...walkColumn(arg.value, facts)];
  if (parts.some(({ kind }) => kind === 'unknown')) return false;
  return parts.some((part) => part.kind === 'column' && !keys.includes(lastName(part.name).toLowerCase()));
}

/** How a window is ordered that decides nothing; `undefined` for any other. */
function orderOf({ spec, fn, use }: WindowCall, facts: PythonFacts): FirstValue['order'] | undefined {
  const { partitionBy, orderBy } = spec;
  if (!partitionBy || !orderBy || !takesOneOfWindow.test(fn.name) || !ordersNothing(spec, facts)) return undefined;
  const numbers = fn.name === 'row_number';
  // Spark itself asks row_number for an order.
  if (numbers && orderBy.length === 0) return undefined;
  const keys = partitionBy.flatMap((key) => (key.kind === 'column' ? [lastName(key.name).toLowerCase()] : []));
  const isKey = (name: string) => keys.includes(name);
  if (use && uniqueRows(use.frame, facts)?.every(isKey)) return undefined;
  // Rows that are equal in all that they have: whichever is taken looks the same.
  if (numbers ? use && columnsOf(use.frame, facts)?.every(isKey) : !differs(fn, keys, facts)) return undefined;
  if (orderBy.length === 0) return 'none';
  return orderBy.some(({ kind }) => kind === 'column') ? 'key' : 'constant';
}
