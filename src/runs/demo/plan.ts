import type { Failure } from './failures';
import type { DemoJob, DemoTask } from './job';
import { between, bigId, random } from './random';

/** How an attempt ends, in the words of `result_state`. */
export type Result =
  'SUCCESS' | 'FAILED' | 'TIMEDOUT' | 'CANCELED' | 'EXCLUDED' | 'UPSTREAM_FAILED' | 'UPSTREAM_CANCELED';

/** One attempt of one task, with all its times fixed in advance: its state at any moment is read off them. */
export interface Attempt {
  readonly id: bigint;
  readonly task: DemoTask;
  readonly number: number;
  /** Appears in the run. */
  readonly visible: number;
  /** Its upstream tasks are done. */
  readonly ready: number;
  readonly setupMs: number;
  readonly executionMs: number;
  readonly cleanupMs: number;
  readonly end: number;
  readonly result: Result;
  readonly failure?: Failure;
  /** What a condition evaluated to. */
  readonly outcome?: 'true' | 'false';
  readonly iterations: readonly Attempt[];
}

/** What goes wrong in a simulation: by task, how many attempts fail and how. */
export interface Trouble {
  readonly failure: Failure;
  readonly attempts: number;
  readonly iteration?: number;
}

/** What a simulation starts from. */
export interface Scenario {
  readonly job: DemoJob;
  readonly tasks: readonly DemoTask[];
  /** Words that make its numbers its own. */
  readonly seed: readonly (string | number)[];
  readonly start: number;
  readonly slower: number;
  readonly trouble: ReadonlyMap<string, Trouble>;
  /** Tasks that ran before and are not run again: a repair builds on them. */
  readonly done: ReadonlyMap<string, Attempt>;
  /** How many attempts each task already had. */
  readonly tried: ReadonlyMap<string, number>;
  /** The one execution time of a continuous run. */
  readonly executionMs?: number;
}

const BROKEN: ReadonlySet<Result> = new Set(['FAILED', 'TIMEDOUT', 'UPSTREAM_FAILED']);

/** Why a task cannot run, when it cannot. */
function blockedBy(task: DemoTask, upstream: readonly Attempt[]): Result | undefined {
  if (upstream.length === 0 || task.runIf === 'ALL_DONE') return undefined;
  if (task.runIf === 'AT_LEAST_ONE_FAILED')
    return upstream.some((one) => BROKEN.has(one.result)) ? undefined : 'EXCLUDED';
  if (upstream.some((one) => BROKEN.has(one.result))) return 'UPSTREAM_FAILED';
  if (upstream.some((one) => one.result === 'CANCELED' || one.result === 'UPSTREAM_CANCELED'))
    return 'UPSTREAM_CANCELED';
  if (upstream.some((one) => one.result === 'EXCLUDED')) return 'EXCLUDED';
  const mismatch =
    task.when !== undefined && upstream.some((one) => one.outcome !== undefined && one.outcome !== task.when);
  return mismatch ? 'EXCLUDED' : undefined;
}

/** Runs the iterations of a for-each, `concurrency` at a time. */
function iterate(
  task: DemoTask,
  scenario: Scenario,
  number: number,
  start: number,
  trouble: Trouble | undefined,
): Attempt[] {
  const lanes = Array.from({ length: task.concurrency ?? 1 }, () => start);
  return (task.inputs ?? []).map((_, index) => {
    const lane = lanes.indexOf(Math.min(...lanes));
    const ready = lanes[lane] ?? start;
    const next = random(...scenario.seed, task.key, number, 'iteration', index);
    const executionMs = Math.round(between(next, task.seconds) * scenario.slower);
    const end = ready + executionMs;
    lanes[lane] = end;
    const failure = trouble && trouble.iteration === index ? trouble.failure : undefined;
    const inner: DemoTask = { ...task, kind: 'notebook', key: `${task.key}_iteration`, after: [] };
    return {
      id: bigId(...scenario.seed, task.key, number, 'iteration', index),
      task: inner,
      number: 0,
      visible: start,
      ready,
      setupMs: 0,
      executionMs,
      cleanupMs: 0,
      end,
      result: failure?.result ?? 'SUCCESS',
      ...(failure && { failure }),
      iterations: [],
    };
  });
}

/** One attempt of a task that can run. */
function attempt(
  task: DemoTask,
  scenario: Scenario,
  number: number,
  visible: number,
  ready: number,
  trouble: Trouble | undefined,
  upstream: readonly Attempt[],
): Attempt {
  const next = random(...scenario.seed, task.key, number);
  const failure = trouble?.failure;
  const condition = task.kind === 'condition';
  const setupMs = condition ? 0 : Math.round(between(next, scenario.job.setup) * (upstream.length > 0 ? 0.25 : 1));
  const iterations = task.kind === 'for_each' ? iterate(task, scenario, number, ready + setupMs, trouble) : [];
  const usual = Math.round(between(next, task.seconds) * scenario.slower);
  const executionMs = condition
    ? 150
    : iterations.length > 0
      ? Math.max(...iterations.map((one) => one.end)) - ready - setupMs
      : failure?.result === 'TIMEDOUT'
        ? (task.timeoutSeconds ?? 900) * 1000
        : (scenario.executionMs ?? (failure ? Math.round(usual * (0.3 + 0.6 * next())) : usual));
  const cleanupMs = condition ? 0 : Math.round(400 + 900 * next());
  // A for-each whose iterations break leaves the condition after it with something to say.
  const outcome = condition ? ('true' as const) : undefined;
  return {
    id: bigId(...scenario.seed, task.key, number),
    task,
    number,
    visible,
    ready,
    setupMs,
    executionMs,
    cleanupMs,
    end: ready + setupMs + executionMs + cleanupMs,
    result: failure?.result ?? 'SUCCESS',
    ...(failure && { failure }),
    ...(outcome && { outcome }),
    iterations,
  };
}

/** Plays tasks (listed after the ones they depend on) and gives every attempt, in the order of their start. */
export function simulate(scenario: Scenario): Attempt[] {
  const last = new Map(scenario.done);
  const attempts: Attempt[] = [];
  for (const task of scenario.tasks) {
    const upstream = task.after.map((key) => last.get(key)).filter((one) => one !== undefined);
    const ready = Math.max(scenario.start, ...upstream.map((one) => one.end));
    const tried = scenario.tried.get(task.key) ?? 0;
    const blocked = blockedBy(task, upstream);
    if (blocked) {
      const id = bigId(...scenario.seed, task.key, tried);
      const never = {
        id,
        task,
        number: tried,
        visible: scenario.start,
        ready,
        setupMs: 0,
        executionMs: 0,
        cleanupMs: 0,
        end: ready,
        result: blocked,
        iterations: [],
      };
      attempts.push(never);
      last.set(task.key, never);
      continue;
    }
    const trouble = scenario.trouble.get(task.key);
    let visible = scenario.start;
    let from = ready;
    for (let index = 0; index <= (task.retries ?? 0); index++) {
      const failing = trouble && index < trouble.attempts ? trouble : undefined;
      const one = attempt(task, scenario, tried + index, visible, from, failing, upstream);
      attempts.push(one);
      last.set(task.key, one);
      if (!failing) break;
      visible = one.end;
      from = one.end + 5000;
    }
  }
  return attempts.sort((a, b) => a.visible - b.visible || a.ready - b.ready);
}
