import type { Job, JobDefinition, Task } from './definitions';
import { at, itemsOf, textOf, type Value } from './values';

/** Kinds of task that run code of the project. */
const CODE = new Set([
  'notebook_task',
  'spark_python_task',
  'python_wheel_task',
  'spark_jar_task',
  'spark_submit_task',
  'dbt_task',
]);

/** True for a task that runs code of the project: a notebook, a script, a wheel … */
export function runsCode({ kind }: Task): boolean {
  return kind !== undefined && CODE.has(kind);
}

/** True for a job that is always running; its failures are retried by the scheduler. */
export function isContinuous({ value }: Job): boolean {
  return at(value, 'continuous') !== undefined;
}

/** True for a job that starts by itself: by the clock, by what arrives, or always. */
export function startsByItself({ value, isDevelopment }: Job): boolean {
  if (isDevelopment) return false;
  return ['schedule', 'trigger', 'continuous'].some((field) => {
    const trigger = at(value, field);
    return trigger !== undefined && textOf(at(trigger, 'pause_status')) !== 'PAUSED';
  });
}

/** True when a value is there in any target, for the job or for each of its tasks. */
export function hasEverywhere({ views }: JobDefinition, find: (holder: Value) => Value | undefined): boolean {
  return views.some((job) => {
    if (find(job.value)) return true;
    return job.tasks.length > 0 && job.tasks.every((task) => find(task.value) ?? find(task.inner));
  });
}

/** Who is told that a run failed. */
export function failureAlert(holder: Value): Value | undefined {
  for (const field of ['email_notifications', 'webhook_notifications']) {
    const told = at(holder, field, 'on_failure');
    if (told && (told.kind !== 'list' || itemsOf(told).length > 0)) return told;
  }
  return undefined;
}
