/**
 * What the rest of Lakelint knows about jobs and their runs. Plain values that survive `structuredClone` and JSON as they are.
 * Ids are strings, because the API's int64 does not fit a JavaScript number. Times are milliseconds since 1970, durations milliseconds;
 * an absent field means that the server did not say.
 */

/** One word for people. `unknown` comes with the server's own word in `RunState.raw`. */
export type StateKind =
  | 'queued'
  | 'pending'
  | 'running'
  | 'terminating'
  | 'blocked'
  | 'waiting for retry'
  | 'succeeded'
  | 'succeeded with failures'
  | 'failed'
  | 'timed out'
  | 'cancelled'
  | 'skipped'
  | 'upstream failed'
  | 'excluded'
  | 'internal error'
  | 'unknown';

/** Where a run or a task run stands, computed once from the API's `status` and `state`. */
export interface RunState {
  readonly kind: StateKind;
  /** What to show: the kind, or the server's own word when the kind is `unknown`. */
  readonly label: string;
  /** The server's words, for example `TERMINATED / UPSTREAM_FAILED`. */
  readonly raw: string;
  /** No further change comes (except through a repair). */
  readonly terminal: boolean;
  /** The state message, or why the run is queued. */
  readonly message?: string;
  /** Termination or queue code, for example `RUN_EXECUTION_ERROR`. */
  readonly code?: string;
}

/** Times of a run or a task run. `durationOf` in `state.ts` turns them into one length. */
export interface Timing {
  readonly startedAt?: number;
  /** Absent while active. */
  readonly endedAt?: number;
  readonly setupMs?: number;
  readonly executionMs?: number;
  readonly cleanupMs?: number;
  readonly queueMs?: number;
  /** Length of a multi-task run, where the three parts above are 0. */
  readonly runMs?: number;
}

/** A job parameter as the run saw it. */
export interface Parameter {
  readonly name: string;
  readonly value?: string;
  readonly default?: string;
}

/** An edge of the task graph. `outcome` is set when the upstream task is a condition. */
export interface Dependency {
  readonly taskKey: string;
  readonly outcome?: string;
}

/** Counts of a for-each task. */
export interface IterationStats {
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  readonly scheduled: number;
  readonly succeeded: number;
  readonly total: number;
}

/** What a task is: the same in a job's definition and in a run of it. */
export interface TaskSpec {
  readonly key: string;
  /** `notebook`, `spark_python`, `sql`, `for_each` and so on; a kind not known here comes as the server names it. */
  readonly kind: string;
  /** The file, notebook, query or child job that the task runs. */
  readonly path?: string;
  readonly description?: string;
  readonly dependsOn: readonly Dependency[];
  /** `ALL_SUCCESS` unless the task says otherwise. */
  readonly runIf?: string;
  /** The task that a for-each repeats. */
  readonly repeats?: TaskSpec;
}

/** One attempt of one task. Retries and repairs add further attempts with the same key. */
export interface TaskRun extends TaskSpec, Timing {
  readonly id: string;
  readonly attempt: number;
  readonly state: RunState;
  /** Page of the task run: on the own host of the workspace and `https`, else absent. */
  readonly pageUrl?: string;
  readonly iterations?: IterationStats;
  /** The run that a run-job task started. */
  readonly childRunId?: string;
}

/** A task of a run with all its attempts, the oldest first. */
export interface Task {
  readonly key: string;
  readonly attempts: readonly TaskRun[];
  readonly latest: TaskRun;
}

/** A run as a list shows it. */
export interface Run extends Timing {
  readonly id: string;
  readonly jobId?: string;
  readonly name: string;
  /** `JOB_RUN`, `SUBMIT_RUN`, `WORKFLOW_RUN`. */
  readonly type?: string;
  /** `PERIODIC`, `ONE_TIME`, `RETRY`, `FILE_ARRIVAL` and so on. */
  readonly trigger?: string;
  readonly creator?: string;
  readonly attempt: number;
  readonly state: RunState;
  readonly pageUrl?: string;
  readonly parameters: readonly Parameter[];
}

/** The first run or one repair of it. */
export interface Repair extends Timing {
  /** Absent for the original run. */
  readonly id?: string;
  readonly original: boolean;
  readonly state: RunState;
  readonly taskRunIds: readonly string[];
}

/** A run with everything that `runs/get` says, merged over its pages. */
export interface RunDetail extends Run {
  readonly tasks: readonly Task[];
  /** Runs of a for-each task, when this run is one. */
  readonly iterations: readonly TaskRun[];
  readonly repairs: readonly Repair[];
  /** The page cap was met: more tasks exist than are listed. */
  readonly partial: boolean;
}

/** A job. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly creator?: string;
  readonly createdAt?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Quartz cron expression with its time zone, or what else starts the job. */
  readonly schedule?: string;
  readonly paused?: boolean;
  readonly maxConcurrentRuns?: number;
  /** Empty in a list that was not asked for tasks. */
  readonly tasks: readonly TaskSpec[];
  readonly parameters: readonly Parameter[];
}

/** What one task run left behind. Texts are untrusted and may be several megabytes long. */
export interface TaskOutput {
  readonly taskRunId: string;
  readonly error?: string;
  readonly errorTrace?: string;
  /** Standard output; the API has it for JAR, Python file and wheel tasks only. */
  readonly logs?: string;
  readonly logsTruncated: boolean;
  /** The value given to `dbutils.notebook.exit()`. */
  readonly result?: string;
  readonly resultTruncated: boolean;
  readonly info?: string;
  /** The run that a run-job task started. */
  readonly childRunId?: string;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
}

/** Who is signed in, and where. */
export interface Identity {
  readonly host: string;
  readonly userName: string;
}
