import { unwrap, type Call } from './ast';
import type { PythonFacts } from './facts';
import type { Edit } from '../types';
import type { Value } from './values';
import { nodesOf } from './walk';

const counted = new WeakMap<PythonFacts, Map<Value, number>>();

/** True for a value that a file speaks of by name more than once. What is only a step of one chain is used once. */
export function isShared(value: Value, facts: PythonFacts): boolean {
  let counts = counted.get(facts);
  if (!counts) {
    counts = new Map();
    for (const name of nodesOf(facts, 'Name')) {
      const found = facts.valueOf(name);
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    counted.set(facts, counts);
  }
  return (counts.get(value) ?? 0) > 1;
}

/** Takes a method call out of its chain: `.orderBy("x")`, with the line break before it. `undefined` where a comment would be lost. */
export function withoutStep(call: Call, facts: PythonFacts): Edit | undefined {
  const func = unwrap(call.func);
  if (func.type !== 'Attribute') return undefined;
  const span = { from: func.object.to, to: call.to };
  const isCommented = facts.comments.some(({ from }) => from >= span.from && from < span.to);
  return isCommented ? undefined : { ...span, insert: '' };
}
