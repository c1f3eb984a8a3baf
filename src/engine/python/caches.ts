import type { Call, Name } from './ast';
import { unwrap } from './ast';
import type { CallFact, PythonFacts } from './facts';
import type { DataFrameValue, Value } from './values';
import { areFollowed, madeFrom, runsOnceWith, timesThrough, type FrameRead } from './reads';
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

/** True when the rows that a frame keeps in the cache are read exactly once, as far as every use of them can be followed. */
export function isReadOnce({ fact }: CachedFrame, facts: PythonFacts, reads: readonly FrameRead[]): boolean {
  const { receiver, result, call, place } = fact;
  if (receiver.streaming || result.kind !== 'dataframe') return false;
  const wanted = new Set<Value>([receiver, result]);
  let times = 0;
  for (const read of reads) {
    if (read.call.call.to <= call.to) continue;
    const through = timesThrough(read, wanted);
    if (through === 0) continue;
    if (through > 1 || ++times > 1 || !runsOnceWith(read.place, place)) return false;
  }
  if (times !== 1) return false;
  const made = madeFrom(wanted, facts);
  return !isTurnedAround(made, fact, facts) && !isReadTwice(made, wanted) && areFollowed(made, facts);
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

function isReadTwice(made: ReadonlySet<Value>, cached: ReadonlySet<Value>): boolean {
  return [...made].some(
    (value) => !cached.has(value) && value.kind === 'dataframe' && value.step && READS_TWICE.test(value.step.method),
  );
}
