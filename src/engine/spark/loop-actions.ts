import type { MappedText } from '../documents/mapped-text';
import type { Comprehension, For } from '../python/ast';
import { sizeOf } from '../python/bounded';
import { cachedFrames } from '../python/caches';
import { emptinessAsked } from '../python/emptiness';
import type { CallFact, PythonFacts } from '../python/facts';
import { isRepeated, isShortLoop, loopsOf, namesOfTurn, speaksOf } from '../python/loops';
import { loudnessOf } from '../python/pulls';
import type { Loop } from '../python/place';
import { ancestors, type DataFrameValue, type Step } from '../python/values';
import type { Level } from '../types';
import { rowLoops } from './row-loops';
import { aggregateOfTurn } from './work';

/** An action in a loop on a frame that is another one in each turn. */
export interface LoopAction {
  readonly fact: CallFact & { readonly receiver: DataFrameValue };
  /**
   * `grows`: the frame is built on that of the turn before, and each action computes all turns again. `rescans`: each turn takes
   * another part of the same rows, which are read from end to end each time.
   */
  readonly kind: 'grows' | 'rescans';
  readonly severity: Level | undefined;
}

const ACTIONS = ['count', 'collect', 'toPandas', 'show', 'first', 'head', 'take'] as const;

interface Loudness {
  readonly severity: Level | undefined;
}

/** These cut the plan or keep the rows: what was computed before is not computed again. */
const KEEPS = /^(cache|persist|checkpoint|localCheckpoint)$/;

const STORED = /^(table|files)$/;
const GROUPS = /^(groupBy|groupby|rollup|cube|groupingSets|pivot)$/;
const BOUNDS = /^(limit|sample|sampleBy|head|tail|take)$/;
const READS = /^(count|collect|toPandas)$/;
const NEEDS_ALL =
  /^(agg|groupBy|groupby|count|sum|avg|mean|min|max|distinct|dropDuplicates|drop_duplicates|orderBy|sort)$/;

/** True when an action after these steps has to read all rows that the steps begin with. */
function readsAll({ method, receiver }: LoopAction['fact'], steps: readonly Step[]): boolean {
  if (steps.some((step) => BOUNDS.test(step.method))) return false;
  // What has few rows and was not cut off is an aggregate.
  return READS.test(method) || sizeOf(receiver) === 'few' || steps.some((step) => NEEDS_ALL.test(step.method));
}

/** Loops of at most this many turns do little harm. */
const FEW_TURNS = 5;

/** The actions that loops of a file repeat on frames that change from turn to turn. */
export function* loopActions(facts: PythonFacts): Generator<LoopAction> {
  const actions = facts.dataFrameCalls(...ACTIONS).filter(({ place, receiver }) => place.loop && !receiver.streaming);
  if (actions.length === 0) return;
  const looks = new LoopLooks(facts);
  // A loop over rows has a rule of its own.
  const overRows = new Set<Loop['node']>(rowLoops(facts).map(({ node }) => node));
  for (const fact of actions) {
    if (isOfOtherRule(fact)) continue;
    const loop = [...loopsOf(fact.place.loop)].find((each) => isRepeated(fact.call, each));
    if (!loop || loop.node.type === 'Call' || overRows.has(loop.node) || isShortLoop(loop, facts, FEW_TURNS)) continue;
    if (looks.grows(fact, loop))
      yield { fact, kind: 'grows', severity: infoWhere(sizeOf(fact.receiver) === 'unknown') };
    else {
      const again = looks.rescans(fact, loop);
      if (again) yield { fact, kind: 'rescans', severity: again.severity };
    }
  }
}

/** Rules of their own speak of rows that are counted to see whether there are any, and of rows that the driver may not hold. */
function isOfOtherRule({ call, method, receiver }: LoopAction['fact']): boolean {
  if (method === 'count') return emptinessAsked(call) !== undefined;
  return (method === 'collect' || method === 'toPandas') && loudnessOf(receiver) !== undefined;
}

function infoWhere(isUnsure: boolean): Level | undefined {
  return isUnsure ? 'info' : undefined;
}

class LoopLooks {
  private readonly kept: ReadonlySet<DataFrameValue>;
  private readonly carried = new Map<Loop['node'], Set<DataFrameValue>>();
  private readonly names = new Map<Loop['node'], ReadonlySet<string>>();

  constructor(private readonly facts: PythonFacts) {
    this.kept = new Set(cachedFrames(facts).map(({ fact }) => fact.receiver));
    for (const { value, carried, place } of facts.assignments) {
      if (!carried || value.kind !== 'dataframe' || !place.loop) continue;
      const frames = this.carried.get(place.loop.node) ?? new Set();
      this.carried.set(place.loop.node, frames.add(value));
    }
  }

  /** The frame is built in the loop on what the turn before made of it, and nothing on the way keeps what was computed. */
  grows({ receiver }: LoopAction['fact'], loop: Loop): boolean {
    const carried = this.carried.get(loop.node);
    if (!carried || sizeOf(receiver) === 'few') return false;
    const frames = [...ancestors(receiver)];
    return frames.some((frame) => carried.has(frame)) && !frames.some((frame) => this.isKept(frame));
  }

  /** Every turn reads all rows of a frame from before the loop; `undefined` where that is not what happens. */
  rescans(fact: LoopAction['fact'], loop: Loop): Loudness | undefined {
    if (loop.node.type !== 'For' && loop.node.type !== 'Comprehension') return undefined;
    const names = this.namesOf(loop, loop.node);
    const steps: Step[] = [];
    let base: DataFrameValue | undefined = fact.receiver;
    while (base && !base.source && base.step && isRepeated(base.step.call, loop)) {
      if (base.others.length > 0) return undefined;
      steps.push(base.step);
      base = base.parent;
    }
    if (!base || [...ancestors(fact.receiver)].some((frame) => this.isKept(frame))) return undefined;
    const { source } = base;
    if (source && isRepeated(source.expr, loop)) {
      if (source.sql) return steps.length > 0 ? undefined : this.asksAgain(source.sql, names);
      if (!STORED.test(source.kind) || speaksOf(source.expr, names)) return undefined;
    }
    const turning = steps.filter(({ call }) => call.args.some(({ value }) => speaksOf(value, names)));
    // Groups by another column each time cannot be had in one pass.
    if (turning.length === 0 || turning.some((step) => GROUPS.test(step.method))) return undefined;
    const size = sizeOf(base);
    return !readsAll(fact, steps) || size === 'few' ? undefined : { severity: infoWhere(size !== 'many') };
  }

  private asksAgain(query: MappedText, names: ReadonlySet<string>): Loudness | undefined {
    const found = aggregateOfTurn(query, names, this.facts);
    return found && { severity: infoWhere(!found.known) };
  }

  private namesOf(loop: Loop, node: For | Comprehension): ReadonlySet<string> {
    const names = this.names.get(node) ?? namesOfTurn(loop);
    this.names.set(node, names);
    return names;
  }

  private isKept(frame: DataFrameValue): boolean {
    return this.kept.has(frame) || (frame.step !== undefined && KEEPS.test(frame.step.method));
  }
}
