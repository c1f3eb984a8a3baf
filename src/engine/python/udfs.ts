import type { Call, Expr, FunctionDef, Lambda } from './ast';
import { unwrap } from './ast';
import { FUNCTIONS } from './api';
import type { PythonFacts } from './facts';
import { argument } from './strings-of';
import type { Span } from '../types';

/** A Python UDF that works row by row: where it is made, and the function inside, when that can be seen. */
export interface Udf {
  readonly span: Span;
  readonly body?: FunctionDef | Lambda;
}

/** The row-by-row UDFs of a file. */
export interface Udfs {
  readonly all: readonly Udf[];
  /** The UDF that a call applies to columns; `undefined` for any other call. */
  appliedBy(call: Call): Udf | undefined;
}

/** Finds `@udf`, `@udf("long")` and `name = udf(f, …)`. A name that is bound to other things as well stands for none. */
export function udfsOf(facts: PythonFacts): Udfs {
  const isUdf = (expr: Expr): boolean => {
    const value = facts.valueOf(expr);
    return value.kind === 'imported' && value.name === `${FUNCTIONS}udf`;
  };
  const all: Udf[] = [];
  const byNode = new Map<FunctionDef, Udf>();
  for (const node of facts.functions) {
    const [decorator, ...more] = node.decorators.map(unwrap);
    if (!decorator || more.length > 0) continue;
    if (!isUdf(decorator.type === 'Call' ? decorator.func : decorator)) continue;
    const udf = { span: node.nameSpan, body: node };
    byNode.set(node, udf);
    all.push(udf);
  }
  const byCall = new Map<Call, Udf>();
  for (const { call, nameSpan, qualified } of facts.callsNamed('udf')) {
    const given = argument(call, 0, 'f');
    if (qualified !== `${FUNCTIONS}udf` || !given) continue;
    const value = facts.valueOf(given);
    const udf = { span: nameSpan, body: value.kind === 'function' ? value.node : undefined };
    if (value.kind !== 'function' && unwrap(given).type !== 'Name') continue;
    byCall.set(call, udf);
    all.push(udf);
  }
  const byName = new Map<string, Udf | undefined>();
  for (const { name, stmt } of facts.assignments) {
    const value = stmt.type === 'Assign' && stmt.value ? unwrap(stmt.value) : undefined;
    const udf = value?.type === 'Call' ? byCall.get(value) : undefined;
    byName.set(name, byName.has(name) ? undefined : udf);
  }
  return {
    all,
    appliedBy(call) {
      const func = unwrap(call.func);
      if (func.type !== 'Name') return undefined;
      const value = facts.valueOf(func);
      if (value.kind === 'function') return value.node.type === 'FunctionDef' ? byNode.get(value.node) : undefined;
      return value.kind === 'unknown' ? byName.get(func.id) : undefined;
    },
  };
}
