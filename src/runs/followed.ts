import type { JobsClient } from './client';
import { RunsError } from './errors';
import type { Run, RunDetail } from './model';

/** At most so many runs are read again in a round. */
const IN_A_ROUND = 4;

/** Runs that are shown with their tasks beside the open one: read once, and again while they are active. */
export class Followed {
  /** The one that was read longest ago comes first. */
  readonly #details = new Map<string, RunDetail>();

  constructor(private readonly client: JobsClient) {}

  /** All of them, by id. */
  get all(): Readonly<Record<string, RunDetail>> {
    return Object.fromEntries(this.#details);
  }

  /** Reads a run and keeps it. */
  async add(runId: string, signal?: AbortSignal): Promise<RunDetail> {
    const run = await this.client.getRun(runId, { signal });
    this.#keep(run);
    return run;
  }

  /** Nobody looks at its tasks any more. */
  drop(runId: string): void {
    this.#details.delete(runId);
  }

  /** A run was read in another way. */
  absorb(run: RunDetail): void {
    if (this.#details.has(run.id)) this.#keep(run);
  }

  /** Reads those again that are active, by their own word or by that of the list: a repair sets an ended run going. */
  async refresh(listed: readonly Run[], openId: string | undefined, signal?: AbortSignal): Promise<RunDetail[]> {
    const active = new Set(listed.filter((run) => !run.state.terminal).map((run) => run.id));
    const wanted = [...this.#details.values()].filter(
      (run) => run.id !== openId && (!run.state.terminal || active.has(run.id)),
    );
    const read: RunDetail[] = [];
    for (const { id } of wanted.slice(0, IN_A_ROUND)) {
      try {
        const run = await this.client.getRun(id, { signal });
        // Dropped while it was read.
        if (!this.#details.has(id)) continue;
        this.#keep(run);
        read.push(run);
      } catch (cause) {
        if (!(cause instanceof RunsError) || cause.kind !== 'not-found') throw cause;
        this.#details.delete(id);
      }
    }
    return read;
  }

  #keep(run: RunDetail): void {
    this.#details.delete(run.id);
    this.#details.set(run.id, run);
  }
}
