import { perCell } from './per-cell';
import { addTo } from '../lists';
import { oncePer } from '../once';
import type { Call, Expr, Name } from './ast';
import { parentOf, unwrap } from './ast';
import { JOIN_METHODS, WRITER_ENDS } from './api';
import type { CallFact, PythonFacts } from './facts';
import type { Place } from './place';
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
  return [...readsInCells(facts)].sort((a, b) => a.call.call.to - b.call.call.to);
}

const readsInCells = perCell((facts): readonly FrameRead[] => {
  const reads: FrameRead[] = [];
  for (const call of facts.calls) {
    const { receiver, method, place } = call;
    const shown = method === 'display' && !receiver ? call.call.args[0] : undefined;
    const frame = shown ? facts.valueOf(shown.value) : receiver;
    if (frame?.kind === 'dataframe' && READS.test(method)) reads.push({ call, frame, place });
  }
  for (const { end, frame, writer, place } of facts.writes)
    if (!writer.streaming) reads.push({ call: end, frame, place });
  return reads;
});

/** What is made from a frame in one step, and the names by which code speaks of each frame. */
interface FrameIndex {
  readonly children: ReadonlyMap<DataFrameValue, readonly DataFrameValue[]>;
  readonly names: ReadonlyMap<Value, readonly Name[]>;
}

const indexOf = oncePer((facts: PythonFacts): FrameIndex => {
  const children = new Map<DataFrameValue, DataFrameValue[]>();
  const pending: Value[] = [...facts.calls.map(({ result }) => result), ...facts.assignments.map(({ value }) => value)];
  const seen = new Set<Value>();
  for (let value = pending.pop(); value; value = pending.pop()) {
    if (value.kind !== 'dataframe' || seen.has(value)) continue;
    seen.add(value);
    for (const from of value.parent ? [...value.others, value.parent] : value.others) {
      addTo(children, from, value);
      pending.push(from);
    }
  }
  const names = new Map<Value, Name[]>();
  for (const name of nodesOf(facts, 'Name')) {
    const value = facts.valueOf(name);
    if (value.kind === 'dataframe') addTo(names, value, name);
  }
  return { children, names };
});

/** These frames and all that the code of the file makes from them. */
export function madeFrom(frames: Iterable<DataFrameValue>, facts: PythonFacts): ReadonlySet<DataFrameValue> {
  const { children } = indexOf(facts);
  const made = new Set(frames);
  // The set grows by what is made from its members.
  for (const frame of made) for (const child of children.get(frame) ?? []) made.add(child);
  return made;
}

/** True when everything that is done with the names of these frames can be followed to the reads of the file. */
export function areFollowed(made: ReadonlySet<DataFrameValue>, facts: PythonFacts): boolean {
  const { names } = indexOf(facts);
  for (const frame of made) if (names.get(frame)?.some((name) => !isFollowed(name, facts))) return false;
  return true;
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
