import { unwrap, type Call, type Expr } from './ast';
import type { PythonFacts } from './facts';
import { perCell } from './per-cell';
import type { Edit, Span } from '../types';
import type { DataFrameValue, Value } from './values';
import { enclosing, nodesOf } from './walk';

/** How often each cell speaks of each value by name. */
const timesNamed = perCell((facts): [ReadonlyMap<Value, number>] => {
  const counts = new Map<Value, number>();
  for (const name of nodesOf(facts, 'Name')) {
    const found = facts.valueOf(name);
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return [counts];
});

/** True for a value that a file speaks of by name more than once. What is only a step of one chain is used once. */
export function isShared(value: Value, facts: PythonFacts): boolean {
  let times = 0;
  for (const counts of timesNamed(facts)) times += counts.get(value) ?? 0;
  return times > 1;
}

/** A method call without what it is called on: `orderBy("x")`. */
export function stepSpan(call: Call): Span {
  const func = unwrap(call.func);
  return func.type === 'Attribute' ? { from: func.nameSpan.from, to: call.to } : { from: call.from, to: call.to };
}

/** Takes a method call out of its chain: `.orderBy("x")`, with the line break before it. `undefined` where a comment would be lost. */
export function withoutStep(call: Call, facts: PythonFacts): Edit | undefined {
  const func = unwrap(call.func);
  if (func.type !== 'Attribute') return undefined;
  const span = { from: func.object.to, to: call.to };
  const isCommented = facts.comments.some(({ from }) => from >= span.from && from < span.to);
  return isCommented ? undefined : { ...span, insert: '' };
}

/** A call on a frame that is given an expression: `df.withColumn("x", …)`. */
export interface FrameUse {
  readonly frame: DataFrameValue;
  readonly call: Call;
  readonly method: string;
}

/** The call on a frame that an expression is an argument of, at any depth; `undefined` where it is only bound to a name. */
export function frameAround(expr: Expr, facts: PythonFacts): FrameUse | undefined {
  for (const node of enclosing(expr)) {
    if (/^(Lambda|Comprehension|FunctionDef|Assign|ExprStmt|Return)$/.test(node.type)) return undefined;
    const func = node.type === 'Call' ? unwrap(node.func) : undefined;
    if (node.type !== 'Call' || func?.type !== 'Attribute') continue;
    const frame = facts.valueOf(func.object);
    if (frame.kind === 'dataframe' && expr.from > func.to) return { frame, call: node, method: func.name };
  }
  return undefined;
}
