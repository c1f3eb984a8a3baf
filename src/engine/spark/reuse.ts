import { addTo } from '../lists';
import { oncePer } from '../once';
import type { PyNode } from '../python/ast';
import { cachedFrames } from '../python/caches';
import type { AssignFact, PythonFacts } from '../python/facts';
import { frameReads, runsOnceWith, type FrameRead } from '../python/reads';
import { ancestors, type DataFrameValue } from '../python/values';
import { enclosing } from '../python/walk';

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

const ancestorsOf = oncePer((frame: DataFrameValue): readonly DataFrameValue[] => [...ancestors(frame)]);

/** The frames of a file that cost much and are computed by several actions of one run, with nothing that keeps their rows. */
export function reusedFrames(facts: PythonFacts): Reuse[] {
  const kept = new Set(cachedFrames(facts).map(({ fact }) => fact.receiver));
  const isKept = (frame: DataFrameValue) => kept.has(frame) || KEEPS.test(frame.step?.method ?? '');
  const readers = new Map<DataFrameValue, FrameRead[]>();
  for (const read of frameReads(facts)) {
    const isWrite = read.call.receiver?.kind === 'writer';
    if (!isWrite && !READS_ALL.test(read.call.method)) continue;
    const frames: DataFrameValue[] = [];
    let isFresh = true;
    for (const frame of ancestorsOf(read.frame)) {
      frames.push(frame);
      isFresh &&= !isKept(frame) && !frame.streaming;
      if (!isFresh) break;
    }
    for (const frame of isFresh ? frames : []) {
      addTo(readers, frame, read);
    }
  }
  const told = new Set<FrameRead>();
  const found: Reuse[] = [];
  // The frame nearest to the actions is the one to keep.
  for (const assignment of [...facts.assignments].reverse()) {
    const { value, name } = assignment;
    const candidates = value.kind === 'dataframe' ? (readers.get(value) ?? []) : [];
    if (value.kind !== 'dataframe' || candidates.slice(1).every((read) => told.has(read))) continue;
    const step = ancestorsOf(value).find((frame) => frame.step && EXPENSIVE.test(frame.step.method))?.step?.method;
    const reads = step === undefined ? [] : readsOf(assignment, candidates);
    if (step === undefined || reads.length < 2 || reads.slice(1).every((read) => told.has(read))) continue;
    for (const read of reads) told.add(read);
    found.push({ name, step, reads });
  }
  return found.reverse();
}

/** The reads that one run of the code around an assignment does: at most one of several branches of one `if`. */
function readsOf({ place }: AssignFact, reads: readonly FrameRead[]): FrameRead[] {
  const done: FrameRead[] = [];
  const taken = new Map<PyNode, number>();
  for (const read of reads) {
    if (!runsOnceWith(read.place, place)) continue;
    const branches = [...branchesAround(read.call.call)];
    if (branches.some(([node, branch]) => (taken.get(node) ?? branch) !== branch)) continue;
    for (const [node, branch] of branches) taken.set(node, branch);
    done.push(read);
  }
  return done;
}

function* branchesAround(call: PyNode): Generator<[node: PyNode, branch: number]> {
  for (const node of enclosing(call)) {
    if (node.type !== 'If') continue;
    const branch = node.branches.findIndex(({ body }) =>
      body.some(({ from, to }) => from <= call.from && call.to <= to),
    );
    if (branch >= 0) yield [node, branch];
  }
}
