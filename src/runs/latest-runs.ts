import type { JobsClient } from './client';
import type { Job, Run } from './model';

/** The newest run of each job. `null`: the job has none. A job that is not named was not looked at. */
export type LatestByJob = Readonly<Record<string, Run | null>>;

/** Jobs that are asked for one by one: in a round, and in all. */
const IN_A_ROUND = 4;
const IN_ALL = 24;

/**
 * The newest run of the jobs that have none among the loaded runs: a stream that began long ago, a job that runs once a week. One request
 * brings everything that is active; a few more look at single jobs, so that a workspace of a thousand jobs costs no more than a small one.
 */
export class LatestRuns {
  readonly #found = new Map<string, Run | null>();
  #settled = new Set<string>();
  #asked = 0;

  constructor(private readonly client: JobsClient) {}

  /** What is known beside the loaded runs, which are newer than all others and come newest first. */
  of(listed: readonly Run[]): LatestByJob {
    const newest = new Map(this.#found);
    for (const run of [...listed].reverse()) if (run.jobId !== undefined) newest.set(run.jobId, run);
    return Object.fromEntries(newest);
  }

  /** Looks again at everything, for somebody asked for it. What is known stays until the answer is there. */
  reset(): void {
    this.#settled = new Set();
    this.#asked = 0;
  }

  /** A run was read in another way. */
  absorb(run: Run): void {
    if (run.jobId !== undefined && this.#found.get(run.jobId)?.id === run.id) this.#found.set(run.jobId, run);
  }

  /** Reads what is missing, and follows what is active. */
  async read(jobs: readonly Job[], listed: readonly Run[], signal?: AbortSignal): Promise<void> {
    const inList = new Set(listed.map((run) => run.jobId));
    const missing = (): string[] => jobs.map((job) => job.id).filter((id) => !inList.has(id) && !this.#settled.has(id));
    const moving = [...this.#found]
      .filter(([id, run]) => run && !run.state.terminal && !inList.has(id))
      .map(([id]) => id);
    const room = Math.min(IN_A_ROUND, IN_ALL - this.#asked);
    if (moving.length === 0 && (room <= 0 || missing().length === 0)) return;

    const { items } = await this.client.listRuns({ state: 'active' }, undefined, { signal });
    const active = new Map<string, Run>();
    for (const run of [...items].reverse()) if (run.jobId !== undefined) active.set(run.jobId, run);
    for (const [id, run] of active) this.#settle(id, run);

    const ended = moving.filter((id) => !active.has(id)).slice(0, IN_A_ROUND);
    const others = missing().slice(0, Math.max(0, room));
    this.#asked += others.length;
    await Promise.all(
      [...new Set([...ended, ...others])].map(async (jobId) => {
        const page = await this.client.listRuns({ jobId }, undefined, { signal });
        this.#settle(jobId, page.items[0] ?? null);
      }),
    );
  }

  #settle(jobId: string, run: Run | null): void {
    this.#found.set(jobId, run);
    this.#settled.add(jobId);
  }
}
