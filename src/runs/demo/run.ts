import type { DemoJob, DemoTask } from './job';
import { simulate, type Attempt, type Result, type Trouble } from './plan';
import { bigId } from './random';

/** How a run ends: like an attempt, or never begun, or ended well although something in it failed. */
export type RunResult = Result | 'SUCCESS_WITH_FAILURES' | 'MAXIMUM_CONCURRENT_RUNS_REACHED';

/** One repair of a run, or the original run when it has no id. */
export interface RepairRecord {
  readonly id?: bigint;
  readonly start: number;
  readonly end: number;
  readonly result: RunResult;
  readonly attempts: readonly bigint[];
}

/** A run of a demo job. A change makes a new value. */
export interface DemoRun {
  readonly id: bigint;
  readonly job: DemoJob;
  readonly seed: readonly (string | number)[];
  readonly trigger: 'PERIODIC' | 'ONE_TIME' | 'CONTINUOUS';
  readonly creator: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly created: number;
  /** Left the queue. */
  readonly start: number;
  readonly end: number;
  readonly result: RunResult;
  readonly attempts: readonly Attempt[];
  readonly repairs: readonly RepairRecord[];
  readonly cancelledAt?: number;
}

/** The last attempt of every task. */
export function lastAttempts(attempts: readonly Attempt[]): Map<string, Attempt> {
  const last = new Map<string, Attempt>();
  for (const one of attempts) {
    const before = last.get(one.task.key);
    if (!before || one.number >= before.number) last.set(one.task.key, one);
  }
  return last;
}

/** The result of a run, from its leaf tasks as Databricks does it. */
export function resultOf(attempts: readonly Attempt[]): RunResult {
  const last = lastAttempts(attempts);
  const upstream = new Set([...last.values()].flatMap((one) => one.task.after));
  const leaves = [...last.values()].filter((one) => !upstream.has(one.task.key));
  const fine = (one: Attempt): boolean => one.result === 'SUCCESS' || one.result === 'EXCLUDED';
  const all = [...last.values()];
  if (leaves.every(fine)) return all.every(fine) ? 'SUCCESS' : 'SUCCESS_WITH_FAILURES';
  if (all.some((one) => one.result === 'FAILED')) return 'FAILED';
  if (all.some((one) => one.result === 'TIMEDOUT')) return 'TIMEDOUT';
  return 'CANCELED';
}

const endOf = (attempts: readonly Attempt[], atLeast: number): number =>
  Math.max(atLeast, ...attempts.map((one) => one.end));

/** What a new run needs to know. */
export interface NewRun {
  readonly job: DemoJob;
  readonly seed: readonly (string | number)[];
  readonly trigger: DemoRun['trigger'];
  readonly creator: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly created: number;
  readonly start?: number;
  readonly only?: ReadonlySet<string>;
  readonly trouble?: ReadonlyMap<string, Trouble>;
  readonly slower?: number;
  readonly executionMs?: number;
}

/** Plans a run from its start to its end. */
export function planRun(options: NewRun): DemoRun {
  const { job, seed, trigger, creator, created } = options;
  const start = options.start ?? created;
  const tasks = options.only ? job.tasks.filter((task) => options.only?.has(task.key)) : job.tasks;
  const attempts = simulate({
    job,
    tasks,
    seed,
    start,
    slower: options.slower ?? 1,
    trouble: options.trouble ?? new Map(),
    done: new Map(),
    tried: new Map(),
    ...(options.executionMs !== undefined && { executionMs: options.executionMs }),
  });
  const end = endOf(attempts, start) + 300;
  const result = resultOf(attempts);
  return {
    id: bigId(...seed),
    job,
    seed,
    trigger,
    creator,
    parameters: { ...job.parameters, ...options.parameters },
    created,
    start,
    end,
    result,
    attempts,
    repairs: [{ start, end, result, attempts: attempts.map((one) => one.id) }],
  };
}

/** A run that never began because the job already had as many as it may. */
export function skipRun(options: NewRun): DemoRun {
  const { created } = options;
  const empty = planRun({ ...options, only: new Set() });
  return { ...empty, start: created, end: created, result: 'MAXIMUM_CONCURRENT_RUNS_REACHED', repairs: [] };
}

/** Moves a run that has not left the queue to another start. */
export function shiftRun(run: DemoRun, start: number): DemoRun {
  const by = start - run.start;
  const shift = (one: Attempt): Attempt => ({
    ...one,
    visible: one.visible + by,
    ready: one.ready + by,
    end: one.end + by,
    iterations: one.iterations.map(shift),
  });
  const repairs = run.repairs.map((repair) => ({ ...repair, start: repair.start + by, end: repair.end + by }));
  return { ...run, start, end: run.end + by, attempts: run.attempts.map(shift), repairs };
}

const STOPPING = 1800;

function stop(one: Attempt, at: number, result: Result): Attempt {
  if (one.end <= at) return one;
  const started = one.ready < at;
  const end = started ? at + STOPPING : at;
  const setupMs = Math.min(one.setupMs, Math.max(0, at - one.ready));
  const executionMs = started ? Math.max(0, Math.min(one.executionMs, at - one.ready - setupMs)) : 0;
  const { failure: _failure, outcome: _outcome, ...rest } = one;
  return {
    ...rest,
    ready: Math.min(one.ready, at),
    setupMs,
    executionMs,
    cleanupMs: started ? STOPPING : 0,
    end,
    result: started ? 'CANCELED' : result,
    iterations: one.iterations.map((inner) => stop(inner, at, 'CANCELED')),
  };
}

function withLastRepair(
  run: DemoRun,
  end: number,
  result: RunResult,
  attempts: readonly Attempt[],
): readonly RepairRecord[] {
  const kept = new Set(attempts.map((one) => one.id));
  return run.repairs.map((repair, index) =>
    index === run.repairs.length - 1
      ? { ...repair, end, result, attempts: repair.attempts.filter((id) => kept.has(id)) }
      : repair,
  );
}

/** Cancels a run, or one task of it (the tasks after that one then find their upstream cancelled). */
export function cancelRun(run: DemoRun, at: number, taskRun?: Attempt): DemoRun {
  if (run.end <= at) return run;
  const hit = new Set<string>(taskRun ? [taskRun.task.key] : run.job.tasks.map((task) => task.key));
  if (taskRun) for (const task of run.job.tasks) if (task.after.some((key) => hit.has(key))) hit.add(task.key);
  const attempts = run.attempts
    .filter((one) => one.visible <= at || !hit.has(one.task.key))
    .map((one) =>
      hit.has(one.task.key)
        ? stop(one, at, taskRun && one.task.key !== taskRun.task.key ? 'UPSTREAM_CANCELED' : 'CANCELED')
        : one,
    );
  const end = endOf(attempts, at) + 200;
  const result = taskRun ? resultOf(attempts) : 'CANCELED';
  return {
    ...run,
    attempts,
    end,
    result,
    ...(!taskRun && { cancelledAt: at }),
    start: Math.min(run.start, at),
    repairs: withLastRepair(run, end, result, attempts),
  };
}

/** The keys that a repair runs again: the chosen ones and, when wanted, all that depend on them. */
export function withDependents(tasks: readonly DemoTask[], chosen: ReadonlySet<string>): Set<string> {
  const keys = new Set(chosen);
  for (const task of tasks) if (task.after.some((key) => keys.has(key))) keys.add(task.key);
  return keys;
}

/** Runs some tasks of an ended run again. */
export function repairRun(
  run: DemoRun,
  at: number,
  keys: ReadonlySet<string>,
  parameters: Readonly<Record<string, string>> = {},
): { run: DemoRun; id: bigint } {
  const before = lastAttempts(run.attempts);
  const tried = new Map([...before].map(([key, one]) => [key, one.number + 1]));
  const done = new Map([...before].filter(([key]) => !keys.has(key)));
  const seed = [...run.seed, 'repair', run.repairs.length];
  const tasks = run.job.tasks.filter((task) => keys.has(task.key));
  const added = simulate({ job: run.job, tasks, seed, start: at, slower: 1, trouble: new Map(), done, tried });
  const attempts = [...run.attempts, ...added];
  const end = endOf(added, at) + 300;
  const result = resultOf(attempts);
  const id = bigId(...seed);
  const { cancelledAt: _cancelledAt, ...rest } = run;
  const repair = { id, start: at, end, result, attempts: added.map((one) => one.id) };
  return {
    id,
    run: {
      ...rest,
      parameters: { ...run.parameters, ...parameters },
      attempts,
      end,
      result,
      repairs: [...run.repairs, repair],
    },
  };
}
