import type { Span } from '../types';
import { unwrap, type Call } from './ast';
import { sizeOf } from './bounded';
import { lastName, walkColumn } from './column-expressions';
import type { CallFact, PythonFacts, WriteFact } from './facts';
import { argument } from './strings-of';
import { isShared, stepSpan } from './uses';
import { recentFrames, type DataFrameValue } from './values';
import { sortKeys } from './windows';

/** `limit(n)` on rows without an order, and what becomes of these rows. */
export interface ArbitraryLimit {
  readonly span: Span;
  readonly fate: 'stored' | 'joined';
  /** The table or path that they are stored in. */
  readonly target?: string;
}

/** The limits that pick rows by chance which are then kept. Each limit once. */
export function* arbitraryLimits(facts: PythonFacts): Generator<ArbitraryLimit> {
  const told = new Set<Call>();
  for (const { frame, target, writer } of facts.writes) {
    if (writer.streaming || !target?.known) continue;
    for (const call of limitsOf(frame)) {
      if (told.has(call)) continue;
      told.add(call);
      yield { span: stepSpan(call), fate: 'stored', target: target.text.text };
    }
  }
  for (const { receiver, result } of facts.dataFrameCalls('join')) {
    if (result.kind !== 'dataframe') continue;
    for (const side of [receiver, ...result.others]) {
      for (const call of limitsOf(side)) {
        if (told.has(call)) continue;
        told.add(call);
        yield { span: stepSpan(call), fate: 'joined' };
      }
    }
  }
}

function* limitsOf(frame: DataFrameValue): Generator<Call> {
  for (const { step, parent } of recentFrames(frame)) {
    // What comes before a join is told where it is joined.
    if (step?.method === 'join') return;
    if (step?.method !== 'limit' || !parent || step.call.args.length !== 1) continue;
    const count = unwrap(step.call.args[0]!.value);
    if (count.type !== 'Num' || Number(count.text) === 0 || sizeOf(parent) !== 'many') continue;
    const isChosen = [...recentFrames(parent)].some(({ step: before }) =>
      /^(orderBy|sort|sample|sampleBy|randomSplit|transform)$/.test(before?.method ?? ''),
    );
    if (!isChosen) yield step.call;
  }
}

/** A sort whose order nobody sees. */
export interface LostSort {
  readonly call: Call;
  readonly span: Span;
  readonly fate: 'lost' | 'stored';
}

/** Sorts right before a step that mixes the rows anew, and before a write to a Delta table. */
export function* lostSorts(facts: PythonFacts): Generator<LostSort> {
  for (const fact of facts.dataFrameCalls('groupBy', 'groupby', 'join', 'orderBy', 'sort', 'distinct')) {
    const sorted = sortBefore(fact.receiver, facts);
    if (sorted?.step && mixes(fact, facts)) yield found(sorted.step.call, 'lost');
  }
  for (const write of facts.writes) {
    const sorted = sortBefore(write.frame, facts);
    if (sorted?.step && keepsNoOrder(write, sorted, facts)) yield found(sorted.step.call, 'stored');
  }
}

function found(call: Call, fate: LostSort['fate']): LostSort {
  return { call, span: stepSpan(call), fate };
}

/** The sorted frame that a frame is made of, when nothing else looks at it on the way. */
function sortBefore(frame: DataFrameValue, facts: PythonFacts): DataFrameValue | undefined {
  const passed: DataFrameValue[] = [];
  let at = frame;
  for (; at.step && /^(filter|where|drop)$/.test(at.step.method) && at.parent; at = at.parent) passed.push(at);
  if (!at.step || !/^(orderBy|sort)$/.test(at.step.method) || at.step.call.args.length === 0) return undefined;
  return [...passed, at].some((each) => each.streaming || isShared(each, facts)) ? undefined : at;
}

const aggregates =
  /^(count|sum|avg|mean|min|max|count_if|countDistinct|count_distinct|sum_distinct|stddev\w*|var\w*|approx_count_distinct)$/;

/** True when a step gives no sign of the order of what it is given. */
function mixes(fact: CallFact, facts: PythonFacts): boolean {
  if (!/^groupby$/i.test(fact.method)) return true;
  const parent = fact.call.parent;
  const end = parent?.type === 'Attribute' && parent.parent?.type === 'Call' ? parent.parent : undefined;
  if (!end || parent?.type !== 'Attribute') return false;
  if (/^(count|sum|avg|mean|min|max)$/.test(parent.name)) return true;
  if (parent.name !== 'agg') return false;
  return end.args.every(({ value, star, keyword }) => !star && !keyword && isOrderless(value, facts));
}

/** `F.sum("x").alias("s")`: only functions for which the order of the rows is all the same. */
function isOrderless(expr: Parameters<typeof walkColumn>[0], facts: PythonFacts): boolean {
  for (const part of walkColumn(expr, facts)) {
    if (part.kind === 'unknown') return false;
    if (part.kind === 'call' && !/^(alias|cast)$/.test(part.name) && !aggregates.test(part.name)) return false;
  }
  return true;
}

/** True for a Delta table that is not laid out by what the rows are sorted by. */
function keepsNoOrder(
  { format, target, steps, writer }: WriteFact,
  sorted: DataFrameValue,
  facts: PythonFacts,
): boolean {
  if (target?.kind !== 'table' || !target.known || writer.streaming || !(format === undefined || format === 'delta'))
    return false;
  const [first] =
    sortKeys(
      sorted.step!.call.args.filter(({ keyword }) => keyword === undefined),
      facts,
    ) ?? [];
  if (first?.kind !== 'column') return false;
  const known = facts.catalog.find(target.text.text);
  const layout = [...(known?.partitionedBy ?? []), ...(known?.clusteredBy ?? [])].map((name) => name.toLowerCase());
  const isLaidOut = steps.some(({ method }) => /^(partition(ed)?By|clusterBy|bucketBy|sortBy)$/.test(method));
  return (
    !isLaidOut && !layout.includes(lastName(first.name).toLowerCase()) && argument(sorted.step!.call, 0) !== undefined
  );
}
