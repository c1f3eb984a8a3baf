import type { PythonFacts } from './facts';
import { ancestors, type DataFrameValue } from './values';

const known = new WeakMap<PythonFacts, Set<DataFrameValue>>();

/** True for a frame whose rows go into a table or into files, by a write of the same file. */
export function isStored(frame: DataFrameValue, facts: PythonFacts): boolean {
  let stored = known.get(facts);
  if (!stored) {
    stored = new Set();
    for (const write of facts.writes) for (const one of ancestors(write.frame)) stored.add(one);
    known.set(facts, stored);
  }
  return stored.has(frame);
}
