import type { RunFilter } from './client';
import type { ErrorValue } from './errors';
import type { LatestByJob } from './latest-runs';
import type { Identity, Job, Run, RunDetail, TaskOutput } from './model';

/** What one task run left behind, or why it could not be read. */
export interface OutputState {
  readonly output?: TaskOutput;
  readonly error?: ErrorValue;
}

/** The run that is open. Old data stays while new data is on its way, and when it does not come. */
export interface DetailState {
  readonly runId: string;
  readonly run?: RunDetail;
  readonly loading: boolean;
  readonly error?: ErrorValue;
  /** By task run id. Those of failed tasks come on their own, others when asked for. */
  readonly outputs: Readonly<Record<string, OutputState>>;
}

/** Everything that a view shows, as one value. A change makes a new one. */
export interface Snapshot {
  readonly host: string;
  readonly identity?: Identity;
  readonly jobs: {
    readonly items: readonly Job[];
    readonly partial: boolean;
    readonly loading: boolean;
    readonly error?: ErrorValue;
  };
  readonly runs: {
    readonly items: readonly Run[];
    /** Older runs exist. */
    readonly more: boolean;
    readonly loading: boolean;
    readonly error?: ErrorValue;
    readonly updatedAt?: number;
  };
  /** The newest run of each job, also of jobs that have none in the list. */
  readonly latest: LatestByJob;
  /** Runs that are shown with their tasks beside the open one, by id. */
  readonly followed: Readonly<Record<string, RunDetail>>;
  readonly filter: RunFilter;
  readonly detail?: DetailState;
}
