import { ROOT, type DemoJob, type DemoTask } from './job';
import type { Attempt } from './plan';
import { lastAttempts, type DemoRun, type RepairRecord, type RunResult } from './run';
import { stateFields, type Ending, type Wire } from './wire-state';

export type { Wire };

/** What every answer is made with. */
export interface View {
  readonly now: number;
  readonly url: string;
}

const WORKSPACE = '855120394417623';
const full = (path: string): string => `${ROOT}/${path}`;

/** Where an attempt is at a moment. */
export function phaseOf(one: Attempt, now: number): string {
  if (now >= one.end) return 'TERMINATED';
  if (now < one.ready) return one.ready - one.visible === 5000 && one.number > 0 ? 'WAITING_FOR_RETRY' : 'BLOCKED';
  if (now < one.ready + one.setupMs) return 'PENDING';
  return now < one.ready + one.setupMs + one.executionMs ? 'RUNNING' : 'TERMINATING';
}

/** Why an attempt failed, in one sentence; a for-each speaks of its iterations. */
export function errorOf(one: Attempt): string | undefined {
  const failed = one.iterations.filter((inner) => inner.failure).length;
  return failed > 0 ? `${String(failed)} of ${String(one.iterations.length)} iterations failed.` : one.failure?.error;
}

function endingOf(one: Attempt): Ending {
  const usual = 'Workload failed, see run output for details';
  switch (one.result) {
    case 'SUCCESS':
      return { result: 'SUCCESS', code: 'SUCCESS', type: 'SUCCESS', message: '' };
    case 'CANCELED':
      return { result: 'CANCELED', code: 'USER_CANCELED', type: 'CLIENT_ERROR', message: 'Run cancelled.' };
    case 'EXCLUDED':
      return {
        result: 'EXCLUDED',
        code: 'SKIPPED',
        type: 'SUCCESS',
        message: 'Run was skipped because its run condition was not met.',
      };
    case 'UPSTREAM_FAILED':
      return { result: 'UPSTREAM_FAILED', code: 'SKIPPED', type: 'CLIENT_ERROR', message: 'An upstream task failed.' };
    case 'UPSTREAM_CANCELED':
      return {
        result: 'UPSTREAM_CANCELED',
        code: 'SKIPPED',
        type: 'CLIENT_ERROR',
        message: 'An upstream task was cancelled.',
      };
    default:
      return {
        result: one.result,
        code: one.failure?.code ?? 'RUN_EXECUTION_ERROR',
        type: one.failure?.type ?? 'CLIENT_ERROR',
        message: one.failure?.message ?? usual,
      };
  }
}

function runEnding(run: DemoRun, result: RunResult, now: number): Ending {
  if (result === 'SUCCESS') return { result, code: 'SUCCESS', type: 'SUCCESS', message: '' };
  if (result === 'CANCELED') return { result, code: 'USER_CANCELED', type: 'CLIENT_ERROR', message: 'Run cancelled.' };
  if (result === 'MAXIMUM_CONCURRENT_RUNS_REACHED') {
    const limit = String(run.job.maxConcurrent);
    return {
      result,
      code: 'MAX_CONCURRENT_RUNS_EXCEEDED',
      type: 'CLIENT_ERROR',
      message: `Skipped because the job already had ${limit} active run(s), its limit of concurrent runs.`,
    };
  }
  const ended = [...lastAttempts(run.attempts).values()].filter((one) => one.end <= now);
  const first = ended.find((one) => one.result === 'FAILED' || one.result === 'TIMEDOUT');
  const reason = first ? `Task ${first.task.key} failed with message: ${endingOf(first).message}.` : '';
  if (result === 'SUCCESS_WITH_FAILURES')
    return { result, code: 'SUCCESS_WITH_FAILURES', type: 'SUCCESS', message: reason };
  const blocked = ended.some((one) => one.result === 'UPSTREAM_FAILED');
  const code = first?.failure?.code ?? 'RUN_EXECUTION_ERROR';
  return {
    result,
    code,
    type: first?.failure?.type ?? 'CLIENT_ERROR',
    message: blocked ? `${reason} This caused all downstream tasks to get skipped.` : reason,
  };
}

function sourceOf(task: DemoTask): Wire {
  switch (task.kind) {
    case 'notebook':
      return { notebook_task: { notebook_path: full(task.path), source: 'WORKSPACE' } };
    case 'sql':
      return { sql_task: { warehouse_id: '9f0c41d2b7aa3e15', file: { path: full(task.path), source: 'WORKSPACE' } } };
    case 'python':
      return { spark_python_task: { python_file: full(task.path), source: 'WORKSPACE' } };
    case 'wheel':
      return { python_wheel_task: { package_name: task.path.split('.')[0], entry_point: task.path.split('.')[1] } };
    case 'condition': {
      const [left, right] = task.path.split(' == ');
      return { condition_task: { op: 'EQUAL_TO', left, right } };
    }
    case 'for_each': {
      const inner = {
        task_key: `${task.key}_iteration`,
        notebook_task: { notebook_path: full(task.path), source: 'WORKSPACE', base_parameters: { table: '{{input}}' } },
      };
      return {
        for_each_task: { inputs: JSON.stringify(task.inputs ?? []), concurrency: task.concurrency ?? 1, task: inner },
      };
    }
  }
}

function specOf(task: DemoTask): Wire {
  return {
    task_key: task.key,
    run_if: task.runIf ?? 'ALL_SUCCESS',
    ...(task.after.length > 0 && {
      depends_on: task.after.map((key) => ({ task_key: key, ...(task.when && { outcome: task.when }) })),
    }),
    ...sourceOf(task),
    ...(task.timeoutSeconds && { timeout_seconds: task.timeoutSeconds }),
  };
}

function iterationStats(one: Attempt, now: number): Wire {
  const ended = one.iterations.filter((inner) => now >= inner.end);
  const failed = ended.filter((inner) => inner.result !== 'SUCCESS').length;
  const active = one.iterations.filter((inner) => now >= inner.ready && now < inner.end).length;
  return {
    active_iterations: active,
    completed_iterations: ended.length,
    failed_iterations: failed,
    scheduled_iterations: active + ended.length,
    succeeded_iterations: ended.length - failed,
    total_iterations: one.iterations.length,
  };
}

/** A task run as `tasks` and `iterations` hold it. */
export function taskRun(run: DemoRun, one: Attempt, view: View): Wire {
  const phase = phaseOf(one, view.now);
  const over = phase === 'TERMINATED';
  const elapsed = Math.max(0, view.now - one.ready);
  const spec = specOf(one.task);
  if (one.task.kind === 'for_each')
    spec['for_each_task'] = {
      ...(spec['for_each_task'] as Wire),
      stats: { task_run_stats: iterationStats(one, view.now) },
    };
  if (over && one.outcome) spec['condition_task'] = { ...(spec['condition_task'] as Wire), outcome: one.outcome };
  return {
    run_id: one.id,
    ...spec,
    ...stateFields(
      phase,
      over ? endingOf(one) : undefined,
      phase === 'PENDING' ? 'Waiting for compute' : phase === 'RUNNING' ? 'In run' : '',
    ),
    run_page_url: pageUrl(run, one.id, view),
    attempt_number: one.number,
    start_time: phase === 'BLOCKED' || phase === 'WAITING_FOR_RETRY' ? 0 : one.ready,
    setup_duration: Math.min(one.setupMs, elapsed),
    execution_duration: over ? one.executionMs : 0,
    cleanup_duration: over ? one.cleanupMs : 0,
    end_time: over ? one.end : 0,
  };
}

function pageUrl(run: DemoRun, id: bigint, view: View): string {
  return `${view.url}/?o=${WORKSPACE}#job/${String(run.job.id)}/run/${String(id)}`;
}

/** The attempts that exist at a moment. */
export function visibleAttempts(run: DemoRun, now: number): Attempt[] {
  return run.attempts.filter((one) => one.visible <= now);
}

function phaseOfRun(run: DemoRun, now: number): string {
  if (now >= run.end) return 'TERMINATED';
  if (now < run.start) return 'QUEUED';
  if (run.cancelledAt !== undefined && now >= run.cancelledAt) return 'TERMINATING';
  const begun = run.attempts.some((one) => now >= one.ready + one.setupMs);
  return begun ? 'RUNNING' : 'PENDING';
}

/** The run and all its repairs, without the time between them. */
function runDuration(run: DemoRun, now: number): number {
  const spent = run.repairs.map((repair) => Math.max(0, Math.min(now, repair.end) - repair.start));
  return spent.reduce((sum, one) => sum + one, 0);
}

/** A run without its tasks. */
export function baseRun(run: DemoRun, view: View): Wire {
  const phase = phaseOfRun(run, view.now);
  const over = phase === 'TERMINATED';
  return {
    job_id: run.job.id,
    run_id: run.id,
    number_in_job: run.id,
    original_attempt_run_id: run.id,
    run_name: run.job.name,
    run_type: 'JOB_RUN',
    format: 'MULTI_TASK',
    trigger: run.trigger,
    creator_user_name: run.creator,
    run_page_url: pageUrl(run, run.id, view),
    ...stateFields(phase, over ? runEnding(run, run.result, view.now) : undefined, phase === 'RUNNING' ? 'In run' : ''),
    ...(run.job.cron && {
      schedule: { quartz_cron_expression: run.job.cron, timezone_id: 'UTC', pause_status: 'UNPAUSED' },
    }),
    job_parameters: Object.entries(run.parameters).map(([name, value]) => ({
      name,
      default: run.job.parameters[name] ?? '',
      value,
    })),
    start_time: run.created,
    end_time: over ? run.end : 0,
    setup_duration: 0,
    execution_duration: 0,
    cleanup_duration: 0,
    queue_duration: Math.min(view.now, run.start) - run.created,
    run_duration: runDuration(run, view.now),
  };
}

function repairItem(run: DemoRun, repair: RepairRecord, view: View): Wire {
  const over = view.now >= repair.end;
  return {
    type: repair.id === undefined ? 'ORIGINAL' : 'REPAIR',
    ...(repair.id !== undefined && { id: repair.id }),
    start_time: repair.start,
    end_time: over ? repair.end : 0,
    ...stateFields(over ? 'TERMINATED' : 'RUNNING', over ? runEnding(run, repair.result, repair.end) : undefined),
    task_run_ids: repair.attempts,
  };
}

/** `repair_history` of a run. */
export function repairHistory(run: DemoRun, view: View): Wire[] {
  return run.repairs.map((repair) => repairItem(run, repair, view));
}

/** A job as `jobs/list` and `jobs/get` give it. */
export function jobWire(job: DemoJob, created: number, tasks: readonly DemoTask[] | undefined): Wire {
  return {
    job_id: job.id,
    creator_user_name: job.creator,
    created_time: created,
    settings: {
      name: job.name,
      tags: job.tags,
      format: 'MULTI_TASK',
      max_concurrent_runs: job.maxConcurrent,
      timeout_seconds: 0,
      queue: { enabled: job.queue },
      ...(job.cron && { schedule: { quartz_cron_expression: job.cron, timezone_id: 'UTC', pause_status: 'UNPAUSED' } }),
      ...(job.continuous && { continuous: { pause_status: 'UNPAUSED' } }),
      parameters: Object.entries(job.parameters).map(([name, value]) => ({ name, default: value })),
      ...(tasks && {
        tasks: tasks.map((task) => ({ ...specOf(task), ...(task.retries && { max_retries: task.retries }) })),
      }),
    },
  };
}
