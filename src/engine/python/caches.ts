import { oncePer } from '../once';
import type { Call, Name } from './ast';
import { unwrap } from './ast';
import type { CallFact, PythonFacts } from './facts';
import type { DataFrameValue, Value } from './values';
import { areFollowed, frameReads, madeFrom, runsOnceWith, type FrameRead } from './reads';
import { chainAfter, nodesOf, usesOf } from './walk';

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

/** These read the frame below them twice: once to find out where to cut, once for the rows. */
const READS_TWICE = /^(orderBy|sort|repartitionByRange|checkpoint|localCheckpoint|randomSplit)$/;

/** The calls that put rows into the cache which are read exactly once, as far as every use of them can be followed. */
export const cachesReadOnce = oncePer((facts: PythonFacts): ReadonlySet<Call> => {
  const cached = facts.dataFrameCalls('cache', 'persist').filter(({ receiver }) => !receiver.streaming);
  const reads = cached.length > 0 ? readsOfCaches(cached, facts) : new Map<CacheCall, FrameRead[]>();
  return new Set(cached.filter((fact) => isReadOnce(fact, reads.get(fact) ?? [], facts)).map(({ call }) => call));
});

type CacheCall = CachedFrame['fact'];

/** For each frame in the cache the reads behind the call that come by it; a self-join comes by twice. */
function readsOfCaches(cached: readonly CacheCall[], facts: PythonFacts): Map<CacheCall, FrameRead[]> {
  const byFrame = new Map<Value, CacheCall>();
  for (const fact of cached) for (const frame of [fact.receiver, fact.result]) byFrame.set(frame, fact);
  const reads = new Map<CacheCall, FrameRead[]>(cached.map((fact) => [fact, []]));
  for (const read of frameReads(facts)) {
    const pending: DataFrameValue[] = [read.frame];
    // Branches that meet again and again double the ways: what is seen up to here is enough to know of more than one.
    for (let seen = 0; pending.length > 0 && seen < 10_000; seen++) {
      const frame = pending.pop()!;
      const fact = byFrame.get(frame);
      if (fact && fact.call.to < read.call.call.to) reads.get(fact)!.push(read);
      // The frame before the call and the one after it are the same rows.
      const from = fact ? fact.receiver : frame;
      pending.push(...from.others);
      if (from.parent) pending.push(from.parent);
    }
  }
  return reads;
}

function isReadOnce(fact: CacheCall, [read, ...more]: readonly FrameRead[], facts: PythonFacts): boolean {
  const { receiver, result, place } = fact;
  if (!read || more.length > 0 || !runsOnceWith(read.place, place) || result.kind !== 'dataframe') return false;
  const cached = new Set<DataFrameValue>([receiver, result]);
  const made = madeFrom(cached, facts);
  return !isReadTwice(made, cached) && !isTurnedAround(made, fact, facts) && areFollowed(made, facts);
}

/** A loop hands the frame to its next turn, by a name that is spoken of above the place where it is bound. */
function isTurnedAround(made: ReadonlySet<Value>, { place }: CallFact, facts: PythonFacts): boolean {
  let outer = place.loop;
  if (!outer) return false;
  while (outer.outer) outer = outer.outer;
  const { from, to } = outer.node;
  const bound = facts.assignments.filter(({ value, stmt }) => made.has(value) && stmt.from >= from && stmt.to <= to);
  if (bound.some(({ carried }) => carried)) return true;
  const names = new Map(bound.map(({ name, stmt }) => [name, stmt.from]));
  return nodesOf(facts, 'Name').some(({ id, from: at }) => at >= from && at < (names.get(id) ?? 0));
}

function isReadTwice(made: ReadonlySet<DataFrameValue>, cached: ReadonlySet<DataFrameValue>): boolean {
  return [...made].some((frame) => !cached.has(frame) && READS_TWICE.test(frame.step?.method ?? ''));
}
