import type { Call, Name } from './ast';
import { unwrap } from './ast';
import type { CallFact, PythonFacts } from './facts';
import type { DataFrameValue, Value } from './values';
import { chainAfter, usesOf } from './walk';

/** A frame that is put into the cache, and where code speaks of it afterwards. */
export interface CachedFrame {
  readonly fact: CallFact & { readonly receiver: DataFrameValue };
  readonly uses: readonly Name[];
}

/** What `cache()` and `persist()` are called on. The frame before the call and the one after it are the same rows. */
export function cachedFrames(facts: PythonFacts): CachedFrame[] {
  const calls = facts.dataFrameCalls('cache', 'persist');
  if (calls.length === 0) return [];
  const wanted = new Set<Value>(calls.flatMap(({ receiver, result }) => [receiver, result]));
  const uses = usesOf(facts, wanted);
  return calls.map((fact) => {
    const names = [...(uses.get(fact.receiver) ?? []), ...(uses.get(fact.result) ?? [])];
    const after = names.filter((name) => name.from > fact.call.to).sort((a, b) => a.from - b.from);
    return { fact, uses: after };
  });
}

/** What is called on a use of a frame, to the end of its chain; `undefined` where the frame is handed on as it is. */
export function readBy(use: Name): { readonly methods: readonly string[]; readonly end: Call } | undefined {
  const { names, end } = chainAfter(use);
  const last = unwrap(end);
  return names.length > 0 && last.type === 'Call' ? { methods: names, end: last } : undefined;
}
