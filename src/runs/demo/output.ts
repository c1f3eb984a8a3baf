import type { Attempt } from './plan';
import type { DemoRun } from './run';
import { errorOf, phaseOf, taskRun, type View, type Wire } from './wire';

function logsOf(one: Attempt, now: number): string {
  const lines = (one.task.output ?? '').split('\n').filter((line) => line !== '');
  const started = one.ready + one.setupMs;
  const share = Math.min(1, Math.max(0, (now - started) / Math.max(1, one.executionMs)));
  const shown = one.failure
    ? lines.slice(0, Math.floor(lines.length / 2))
    : lines.slice(0, Math.ceil(lines.length * share));
  const trace = one.failure && now >= one.end ? [one.failure.trace ?? one.failure.error] : [];
  return [...shown, ...trace].map((line) => `${line}\n`).join('');
}

/** `runs/get-output` of a task run. */
export function outputOf(run: DemoRun, one: Attempt, view: View): Wire {
  const over = phaseOf(one, view.now) === 'TERMINATED';
  const error = over ? errorOf(one) : undefined;
  const wrote = one.task.kind === 'python' || one.task.kind === 'wheel';
  const result = over && one.result === 'SUCCESS' ? one.task.output : undefined;
  return {
    metadata: { ...taskRun(run, one, view), job_id: run.job.id, run_name: one.task.key, run_type: 'JOB_RUN' },
    ...(error !== undefined && { error }),
    ...(over && one.failure?.trace !== undefined && { error_trace: one.failure.trace }),
    ...(one.task.kind === 'notebook' &&
      over && { notebook_output: { ...(result !== undefined && { result }), truncated: false } }),
    ...(wrote && { logs: logsOf(one, view.now), logs_truncated: false }),
  };
}
