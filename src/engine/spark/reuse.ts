import { cachedFrames } from '../python/caches';
import type { AssignFact, PythonFacts } from '../python/facts';
import { frameReads, runsOnceWith, type FrameRead } from '../python/reads';
import { ancestors, type DataFrameValue } from '../python/values';
import { areExclusive, isOfBatch } from './streams';

/** A frame with a name that several actions compute again, each from the sources on. */
export interface Reuse {
  readonly name: string;
  /** The costly step on the way to it: `join`, `agg` … */
  readonly step: string;
  readonly reads: readonly FrameRead[];
}

/** Steps that move rows between machines, or run Python for each of them. */
const EXPENSIVE =
  /^(join|crossJoin|lateralJoin|agg|distinct|dropDuplicates|drop_duplicates|orderBy|sort|intersect|intersectAll|exceptAll|subtract|mapInPandas|mapInArrow|applyInPandas|pivot)$/;
const KEEPS = /^(cache|persist|checkpoint|localCheckpoint|limit)$/;

/** Actions that read every row. A look at the first ones may stop early. */
const READS_ALL = /^(count|collect|toPandas|foreach|foreachPartition|toLocalIterator)$/;

/** The frames of a file that cost much and are computed by several actions of one run, with nothing that keeps their rows. */
export function reusedFrames(facts: PythonFacts): Reuse[] {
  const kept = new Set(cachedFrames(facts).map(({ fact }) => fact.receiver));
  const isKept = (frame: DataFrameValue) => kept.has(frame) || KEEPS.test(frame.step?.method ?? '');
  const readers = new Map<DataFrameValue, FrameRead[]>();
  for (const read of frameReads(facts)) {
    const isWrite = read.call.receiver?.kind === 'writer';
    if (!isWrite && !READS_ALL.test(read.call.method)) continue;
    const frames = [...ancestors(read.frame)];
    if (isOfBatch(read.frame) || frames.some(isKept)) continue;
    for (const frame of frames) {
      const list = readers.get(frame);
      if (list) list.push(read);
      else readers.set(frame, [read]);
    }
  }
  const told = new Set<FrameRead>();
  const found: Reuse[] = [];
  // The frame nearest to the actions is the one to keep.
  for (const assignment of [...facts.assignments].reverse()) {
    const { value, name } = assignment;
    const reads = value.kind === 'dataframe' ? readsOf(assignment, readers.get(value) ?? [], facts) : [];
    if (value.kind !== 'dataframe' || reads.length < 2 || reads.slice(1).every((read) => told.has(read))) continue;
    const step = [...ancestors(value)].find((frame) => frame.step && EXPENSIVE.test(frame.step.method))?.step?.method;
    if (step === undefined) continue;
    for (const read of reads) told.add(read);
    found.push({ name, step, reads });
  }
  return found.reverse();
}

/** The reads that one run of the code around an assignment does, at most one of each set of branches. */
function readsOf({ place }: AssignFact, reads: readonly FrameRead[], facts: PythonFacts): FrameRead[] {
  const done: FrameRead[] = [];
  for (const read of reads) {
    if (!runsOnceWith(read.place, place)) continue;
    if (!done.some((other) => areExclusive(other.call.call, read.call.call, facts))) done.push(read);
  }
  return done;
}
