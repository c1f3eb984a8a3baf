import type { ErrorValue, JobsClient, Run, RunDetail, RunsStore } from '../../runs';
import { troubleOf } from './trouble';
import type { Trouble } from '../../shared/runs-protocol';

/** So long an answer about something that is still moving is good enough for the tree. */
const FRESH_MS = 4_000;

interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

/** What the tree reads beside the store: the runs of one job and the tasks of one run, each asked for when it is unfolded. */
export class RunHistory {
  private readonly client: JobsClient;
  private runs = new Map<string, Kept<readonly Run[]>>();
  private readonly details = new Map<string, Kept<RunDetail>>();

  constructor(
    private readonly store: RunsStore,
    private readonly toError: (cause: unknown) => ErrorValue,
  ) {
    this.client = store.client;
  }

  /** The recent runs of a job, newest first, each as the store knows it now. */
  async runsOf(jobId: string): Promise<{ runs: readonly Run[]; trouble?: Trouble }> {
    try {
      const kept = this.runs.get(jobId) ?? { at: Date.now(), value: (await this.client.listRuns({ jobId })).items };
      this.runs.set(jobId, kept);
      const listed = this.store.snapshot.runs.items.filter((run) => run.jobId === jobId);
      const byId = new Map([...kept.value, ...listed].map((run) => [run.id, run]));
      return { runs: [...byId.values()].sort((a, b) => (b.startedAt ?? Infinity) - (a.startedAt ?? Infinity)) };
    } catch (cause) {
      return { runs: [], trouble: troubleOf(this.toError(cause)) };
    }
  }

  /** A run with its tasks. What has ended is read once. */
  async detail(runId: string): Promise<{ detail?: RunDetail; trouble?: Trouble }> {
    const { detail: open } = this.store.snapshot;
    if (open?.runId === runId && open.run) return { detail: open.run };
    const kept = this.details.get(runId);
    if (kept && (kept.value.state.terminal || Date.now() - kept.at < FRESH_MS)) return { detail: kept.value };
    try {
      const value = await this.client.getRun(runId);
      this.details.set(runId, { at: Date.now(), value });
      return { detail: value };
    } catch (cause) {
      return { trouble: troubleOf(this.toError(cause)) };
    }
  }

  /** Forgets everything: the user wants to look again. */
  clear(): void {
    this.runs = new Map();
    this.details.clear();
  }
}
