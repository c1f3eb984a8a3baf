import type { FailureName } from './failures';

/** Where the demo project is deployed in the demo workspace. */
export const ROOT = '/Workspace/Shared/.bundle/lakehouse/prod/files';

/** A task of a demo job. */
export interface DemoTask {
  readonly key: string;
  readonly kind: 'notebook' | 'sql' | 'python' | 'wheel' | 'condition' | 'for_each';
  /** Path below the project, condition, or entry point. */
  readonly path: string;
  readonly after: readonly string[];
  /** The outcome that a condition before it must have. */
  readonly when?: 'true' | 'false';
  readonly runIf?: 'ALL_DONE' | 'AT_LEAST_ONE_FAILED';
  /** Execution time, from and to. */
  readonly seconds: readonly [number, number];
  readonly retries?: number;
  readonly timeoutSeconds?: number;
  readonly inputs?: readonly string[];
  readonly concurrency?: number;
  /** `dbutils.notebook.exit()` value or standard output of a run that succeeds. */
  readonly output?: string;
}

/** Something that goes differently on one day of the fortnight, so that every window of 14 days shows it once. */
export interface Incident {
  /** Days since 1970, modulo 14. */
  readonly day: number;
  readonly hour?: number;
  readonly task?: string;
  readonly failure?: FailureName;
  /** Failed attempts before it succeeds; without it every attempt fails. */
  readonly recoversAfter?: number;
  /** Minutes after the end at which somebody repaired it. */
  readonly repairedAfter?: number;
  /** Share of the way at which somebody cancelled it. */
  readonly cancelledAt?: number;
  readonly skipped?: boolean;
  /** Every task takes so many times longer. */
  readonly slower?: number;
  /** The iteration of a for-each that fails. */
  readonly iteration?: number;
}

/** A demo job. */
export interface DemoJob {
  readonly id: bigint;
  readonly name: string;
  readonly creator: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly cron?: string;
  /** Hours (UTC) and minute of its runs, on which days of the fortnight. */
  readonly hours: readonly number[];
  readonly minute: number;
  readonly days?: readonly number[];
  /** A run lasts until the next one begins. */
  readonly continuous?: boolean;
  /** Seconds for compute to come up. */
  readonly setup: readonly [number, number];
  readonly maxConcurrent: number;
  readonly queue: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tasks: readonly DemoTask[];
  readonly incidents: readonly Incident[];
}

/** A notebook task. */
export const notebook = (
  key: string,
  path: string,
  after: readonly string[],
  seconds: readonly [number, number],
  more: Partial<DemoTask> = {},
): DemoTask => ({ key, kind: 'notebook', path, after, seconds, ...more });
