import type { ErrorValue, Run, RunDetail, RunsStore } from '../../runs';
import type { Trouble } from '../../shared/runs-protocol';
import { troubleOf } from './trouble';

/** So long the runs of a job are good enough although one of them was active and the store does not follow it. */
const FRESH_MS = 10_000;

interface Kept {
  readonly at: number;
  readonly runs: readonly Run[];
}

/**
 * What the tree reads beside the snapshot of the store, when a node is unfolded: the runs of one job, and the tasks of one run. What
 * the snapshot knows of them always counts more, so that tree and panel say the same.
 */
export class RunHistory {
  private kept = new Map<string, Kept>();

  constructor(
    private readonly store: RunsStore,
    private readonly toError: (cause: unknown) => ErrorValue,
  ) {}

  /** The recent runs of a job, newest first, each as the store knows it now. */
  async runsOf(jobId: string): Promise<{ runs: readonly Run[]; trouble?: Trouble }> {
    try {
      const kept = this.kept.get(jobId);
      const runs = kept && !this.isOld(kept) ? kept.runs : await this.read(jobId);
      const byId = new Map([...runs, ...this.known(jobId)].map((run) => [run.id, run]));
      return { runs: [...byId.values()].sort((a, b) => (b.startedAt ?? Infinity) - (a.startedAt ?? Infinity)) };
    } catch (cause) {
      return { runs: [], trouble: troubleOf(this.toError(cause)) };
    }
  }

  /** A run with its tasks. From now on the store keeps it up to date. */
  async detail(runId: string): Promise<{ detail?: RunDetail; trouble?: Trouble }> {
    const { detail: open, followed } = this.store.snapshot;
    const known = followed[runId] ?? (open?.runId === runId ? open.run : undefined);
    if (known) return { detail: known };
    try {
      return { detail: await this.store.follow(runId) };
    } catch (cause) {
      return { trouble: troubleOf(this.toError(cause)) };
    }
  }

  /** Forgets everything: the user wants to look again. */
  clear(): void {
    this.kept = new Map();
  }

  private async read(jobId: string): Promise<readonly Run[]> {
    const { items } = await this.store.client.listRuns({ jobId });
    this.kept.set(jobId, { at: Date.now(), runs: items });
    return items;
  }

  /** The runs of a job in the snapshot; the most exact word on each comes last. */
  private known(jobId: string): readonly Run[] {
    const { runs, latest, followed, detail } = this.store.snapshot;
    const all = [...runs.items, latest[jobId], ...Object.values(followed), detail?.run];
    return all.filter((run): run is Run => run?.jobId === jobId);
  }

  private isOld({ at, runs }: Kept): boolean {
    if (Date.now() - at < FRESH_MS) return false;
    const known = new Set(
      runs.flatMap(({ jobId }) => (jobId === undefined ? [] : this.known(jobId))).map(({ id }) => id),
    );
    return runs.some(({ id, state }) => !state.terminal && !known.has(id));
  }
}
