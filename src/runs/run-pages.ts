import type { JobsClient, RunFilter } from './client';
import { RunsError } from './errors';
import type { Run, RunDetail } from './model';

/** The runs that were loaded, newest first, and what is known of the rest. */
export interface RunList {
  readonly items: readonly Run[];
  /** Older runs exist. */
  readonly more: boolean;
}

/** At most so many runs are asked for one by one in a round. */
const SINGLE = 4;

const newestFirst = (a: Run, b: Run): number =>
  (b.startedAt ?? Infinity) - (a.startedAt ?? Infinity) || (a.id.length - b.id.length || (a.id < b.id ? -1 : 1)) * -1;

/** What a list shows of a run. */
export function listedPart(detail: RunDetail): Run {
  const { tasks: _tasks, iterations: _iterations, repairs: _repairs, partial: _partial, ...run } = detail;
  return run;
}

/** The pages of one run list: the head is read again and again, the tail grows when somebody asks for it. */
export class RunPages {
  #items = new Map<string, Run>();
  #next: string | undefined;
  #tokens = new Set<string>();
  #begun = false;

  constructor(
    private readonly client: JobsClient,
    private readonly filter: RunFilter,
  ) {}

  /** What was loaded so far. */
  get list(): RunList {
    return { items: [...this.#items.values()].sort(newestFirst), more: this.#next !== undefined };
  }

  /** Reads the newest page, and the active runs that are further down, so that no row keeps an old state. */
  async refresh(signal?: AbortSignal): Promise<void> {
    const page = await this.client.listRuns(this.filter, undefined, { signal });
    const joins = !this.#begun || page.nextPageToken === undefined || page.items.some((run) => this.#items.has(run.id));
    if (!joins || !this.#begun || page.nextPageToken === undefined) {
      // The first time, or so much is new that there would be a gap, or this page is all there is.
      this.#items = new Map();
      this.#next = page.nextPageToken;
      this.#tokens = new Set();
      this.#begun = true;
    }
    const seen = new Set(page.items.map((run) => run.id));
    for (const run of page.items) this.#items.set(run.id, run);
    await this.#refreshOlder(seen, signal);
  }

  /** A run was read in another way. An answer that was long under way does not bring an ended run back to life. */
  absorb(run: Run): void {
    const listed = this.#items.get(run.id);
    if (listed && (run.state.terminal || !listed.state.terminal)) this.#items.set(run.id, run);
  }

  async #refreshOlder(seen: ReadonlySet<string>, signal?: AbortSignal): Promise<void> {
    const isOpen = (): Run[] => [...this.#items.values()].filter((run) => !run.state.terminal && !seen.has(run.id));
    let open = isOpen();
    if (open.length === 0) return;
    if (open.length > SINGLE) {
      const active = await this.client.listRuns({ ...this.filter, state: 'active' }, undefined, { signal });
      const known = new Set(active.items.map((run) => run.id));
      for (const run of active.items) if (this.#items.has(run.id)) this.#items.set(run.id, run);
      open = isOpen().filter((run) => !known.has(run.id));
    }
    for (const run of open.slice(0, SINGLE)) {
      try {
        this.#items.set(run.id, listedPart(await this.client.getRun(run.id, { signal })));
      } catch (cause) {
        if (!(cause instanceof RunsError) || cause.kind !== 'not-found') throw cause;
        this.#items.delete(run.id);
      }
    }
  }

  /** Reads the next older page. A token that comes a second time ends the list. */
  async loadMore(signal?: AbortSignal): Promise<void> {
    const token = this.#next;
    if (token === undefined) return;
    this.#tokens.add(token);
    const page = await this.client.listRuns(this.filter, token, { signal });
    if (this.#next !== token) return;
    for (const run of page.items) this.#items.set(run.id, run);
    this.#next =
      page.nextPageToken !== undefined && this.#tokens.has(page.nextPageToken) ? undefined : page.nextPageToken;
  }
}
