import type { Call, Expr, Name } from './ast';
import { parentOf, unwrap } from './ast';
import { JOIN_METHODS, WRITER_ENDS } from './api';
import type { CallFact, PythonFacts } from './facts';
import type { Place } from './scope';
import type { DataFrameValue, Value } from './values';
import { chainAfter, nodesOf } from './walk';

/** An action or a write: the end of a chain that makes Spark compute a frame. */
export interface FrameRead {
  readonly call: CallFact;
  readonly frame: DataFrameValue;
  readonly place: Place;
}

const READS =
  /^(count|collect|toPandas|first|head|take|tail|isEmpty|show|display|foreach|foreachPartition|toLocalIterator)$/;

/** Asks nothing of the rows. */
const READS_NOTHING = /^(printSchema|explain|columns|schema|dtypes|isStreaming|is_cached|storageLevel|sparkSession)$/;

/** Everything in a file that computes a frame, streams left out, in the order of the text. */
export function frameReads(facts: PythonFacts): FrameRead[] {
  const reads: FrameRead[] = [];
  for (const call of facts.calls) {
    const { receiver, method, place } = call;
    const shown = method === 'display' && !receiver ? call.call.args[0] : undefined;
    const frame = shown ? facts.valueOf(shown.value) : receiver;
    if (frame?.kind === 'dataframe' && READS.test(method)) reads.push({ call, frame, place });
  }
  for (const { end, frame, writer, place } of facts.writes)
    if (!writer.streaming) reads.push({ call: end, frame, place });
  return reads.sort((a, b) => a.call.call.to - b.call.call.to);
}

/** How often a read comes by one of these frames on the way back to its sources; a self-join does so twice. */
export function timesThrough(read: FrameRead, wanted: ReadonlySet<Value>): number {
  let times = 0;
  const pending: DataFrameValue[] = [read.frame];
  // Branches that meet again and again double the ways: what is counted up to here is enough to know that it is more than once.
  for (let seen = 0; pending.length > 0 && seen < 10_000; seen++) {
    const frame = pending.pop()!;
    if (wanted.has(frame)) times++;
    else {
      pending.push(...frame.others);
      if (frame.parent) pending.push(frame.parent);
    }
  }
  return times;
}

/** These frames and all that the code of the file makes from them. */
export function madeFrom(frames: ReadonlySet<Value>, facts: PythonFacts): ReadonlySet<Value> {
  const known = new Map<DataFrameValue, boolean>();
  const isMade = (frame: DataFrameValue, depth: number): boolean => {
    const before = known.get(frame);
    if (before !== undefined) return before;
    // What a frame is made of has been looked at before it, so this goes down a few steps only.
    const parts = depth > 100 ? [] : [...frame.others, ...(frame.parent ? [frame.parent] : [])];
    const made = frames.has(frame) || parts.some((part) => isMade(part, depth + 1));
    known.set(frame, made);
    return made;
  };
  const made = new Set<Value>(frames);
  const look = (value: Value) => {
    if (value.kind === 'dataframe' && isMade(value, 0)) made.add(value);
  };
  for (const { result } of facts.calls) look(result);
  for (const { value } of facts.assignments) look(value);
  return made;
}

/** True when everything that is done with the names of these frames can be followed to the reads of the file. */
export function areFollowed(made: ReadonlySet<Value>, facts: PythonFacts): boolean {
  return nodesOf(facts, 'Name').every((name) => !made.has(facts.valueOf(name)) || isFollowed(name, facts));
}

/** The name begins a chain whose end is known, or is one of two frames that are joined. */
function isFollowed(name: Name, facts: PythonFacts): boolean {
  const { names, end } = chainAfter(name);
  const { kind } = facts.valueOf(end);
  if (kind === 'column') return true;
  const [first, last] = [names[0], names[names.length - 1]];
  if (first !== undefined && last !== undefined) {
    if (READS.test(last) || READS_NOTHING.test(first)) return true;
    if (/^(write|writeTo)$/.test(names.find((each) => each.startsWith('write')) ?? '')) return last in WRITER_ENDS;
    if (kind !== 'dataframe') return false;
  }
  return isTaken(end, facts);
}

/** What becomes of a frame that is no chain any more: bound to a name, dropped, or joined to another. */
function isTaken(end: Expr, facts: PythonFacts): boolean {
  const around = parentOf(end);
  if (around?.type === 'ExprStmt') return true;
  if (around?.type === 'Assign') return around.targets.every(({ type }) => type === 'Name');
  return around?.type === 'Call' && (isJoin(around, facts) || isDisplay(around));
}

function isJoin({ func }: Call, facts: PythonFacts): boolean {
  const f = unwrap(func);
  return f.type === 'Attribute' && JOIN_METHODS.has(f.name) && facts.valueOf(f.object).kind === 'dataframe';
}

function isDisplay({ func }: Call): boolean {
  const f = unwrap(func);
  return f.type === 'Name' && f.id === 'display';
}

/** True when one place is reached once for each time that the other is: no function and no loop lies between them. */
export function runsOnceWith(read: Place, other: Place): boolean {
  if (read.func !== other.func) return false;
  const around = new Set<unknown>();
  for (let loop = other.loop; loop; loop = loop.outer) around.add(loop.node);
  for (let loop = read.loop; loop; loop = loop.outer) if (!around.has(loop.node)) return false;
  return true;
}
