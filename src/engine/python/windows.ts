import type { Argument, Call, Expr } from './ast';
import { unwrap } from './ast';
import {
  isSameColumn,
  readColumn,
  readColumns,
  readNamed,
  type ColumnCall,
  type ColumnFact,
} from './column-expressions';
import type { CallFact, PythonFacts } from './facts';
import { argument } from './strings-of';
import { frameAround, type FrameUse } from './uses';

/** What `Window.partitionBy(…).orderBy(…).rowsBetween(…)` comes to. `undefined` lists: nobody can tell which columns. */
export interface WindowSpec {
  readonly partitionBy: readonly ColumnFact[] | undefined;
  readonly orderBy: readonly ColumnFact[] | undefined;
  /** `rowsBetween` or `rangeBetween`. */
  readonly frame?: Call;
  /** How the file writes `Window`. */
  readonly base: string;
}

/** `F.sum("x").over(w)`. */
export interface WindowCall {
  readonly over: CallFact;
  /** What `.over` is given. */
  readonly window: Expr;
  readonly spec: WindowSpec;
  /** The function before `.over`. */
  readonly fn: ColumnCall;
  /** The frame that gets the Column, where it is written into its call. */
  readonly use?: FrameUse;
}

/** Every call over a window that can be told in full. */
export function* windowCalls(facts: PythonFacts): Generator<WindowCall> {
  for (const over of facts.callsNamed('over')) {
    const func = unwrap(over.call.func);
    const window = argument(over.call, 0, 'window');
    if (over.receiver?.kind !== 'column' || func.type !== 'Attribute' || !window) continue;
    const fn = readColumn(func.object, facts);
    const spec = windowOf(window, facts);
    if (fn.kind === 'call' && !fn.on && spec) yield { over, window, spec, fn, use: frameAround(over.call, facts) };
  }
}

/** The window that an expression stands for; `undefined` where nobody can tell. */
export function windowOf(expr: Expr, facts: PythonFacts): WindowSpec | undefined {
  const steps: { readonly name: string; readonly call: Call }[] = [];
  let from: Expr | undefined = expr;
  // Names lead to what they were bound to, and chains to their beginning.
  while (from) {
    const value = facts.valueOf(from);
    if (value.kind === 'imported') break;
    if (value.kind !== 'window' || !value.expr) return undefined;
    const e = unwrap(value.expr);
    const func = e.type === 'Call' ? unwrap(e.func) : undefined;
    if (e.type !== 'Call' || func?.type !== 'Attribute') return undefined;
    steps.push({ name: func.name, call: e });
    from = func.object;
  }
  if (!from || steps.length === 0) return undefined;
  const base = facts.document.text.slice(from.from, from.to);
  let spec: WindowSpec = { partitionBy: [], orderBy: [], base };
  for (const { name, call } of steps.reverse()) {
    if (name === 'partitionBy') spec = { ...spec, partitionBy: readColumns(call.args, facts) };
    else if (name === 'orderBy') spec = { ...spec, orderBy: sortKeys(call.args, facts) };
    else if (name === 'rowsBetween' || name === 'rangeBetween') spec = { ...spec, frame: call };
    else return undefined;
  }
  return spec;
}

/** The Columns that rows are sorted by, without their direction. */
export function sortKeys(args: readonly Argument[], facts: PythonFacts): ColumnFact[] | undefined {
  return readColumns(args, facts)?.map((fact) => withoutDirection(fact, facts));
}

/** `F.col("x")` in `F.col("x").desc()` and `F.desc("x")`. */
function withoutDirection(fact: ColumnFact, facts: PythonFacts): ColumnFact {
  if (fact.kind !== 'call' || !/^(asc|desc)(_nulls_(first|last))?$/.test(fact.name)) return fact;
  const inner = fact.on ?? fact.args[0]?.value;
  return inner ? (fact.on ? readColumn(inner, facts) : readNamed(inner, facts)) : fact;
}

/** True when the keys of the order are the same for all rows of a partition. */
export function ordersNothing({ partitionBy, orderBy }: WindowSpec, facts: PythonFacts): boolean {
  if (!partitionBy || !orderBy) return false;
  return orderBy.every(
    (key) => isConstant(key) || (key.kind === 'column' && partitionBy.some((one) => isSameColumn(one, key, facts))),
  );
}

/** `F.lit(1)`; `F.lit(None)` says that any order will do. */
function isConstant(fact: ColumnFact): boolean {
  if (fact.kind !== 'literal') return false;
  const value = unwrap(fact.value);
  return !(value.type === 'Constant' && value.value === 'None');
}

/** What `first`, `last` and their like do with NULL: their argument says it. */
export function nullsOption(
  { call, name }: ColumnCall,
  facts: PythonFacts,
): 'ignore' | 'respect' | 'unknown' | undefined {
  const given = argument(call, /^(lag|lead|nth_value)$/.test(name) ? 2 : 1, 'ignorenulls', 'ignoreNulls');
  if (call.args.some(({ star }) => star)) return 'unknown';
  if (!given || /^(lag|lead)$/.test(name)) return undefined;
  const text = facts.constantOf(given);
  return text === 'true' ? 'ignore' : text === 'false' ? 'respect' : 'unknown';
}
