import type { JobsClient, RunFilter } from './client';
import { errorValue, RunsError, type ErrorValue } from './errors';
import { Followed } from './followed';
import { LatestRuns, type LatestByJob } from './latest-runs';
import { realClock, type Clock } from './limiter';
import type { Run, RunDetail } from './model';
import { gather } from './paging';
import { PACE, Poller, type Pace, type Round } from './polling';
import { listedPart, RunPages } from './run-pages';
import type { OutputState, Snapshot } from './snapshot';
import { isFailure } from './state';

/** How the store is made; all of it is for tests. */
export interface StoreOptions {
  readonly clock?: Clock;
  readonly pace?: Pace;
}

const JOB_PAGES = 20;
/** Outputs of failed tasks that are fetched without being asked for. */
const OUTPUTS = 12;

/** The runs of one workspace: reads, keeps, polls, and hands out whole snapshots. */
export class RunsStore {
  #snapshot: Snapshot;
  #pages: RunPages;
  readonly #latest: LatestRuns;
  readonly #followed: Followed;
  #looking: Promise<void> | undefined;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #clock: Clock;
  readonly #poller: Poller;
  readonly #life = new AbortController();

  constructor(
    readonly client: JobsClient,
    options: StoreOptions = {},
  ) {
    this.#clock = options.clock ?? realClock;
    this.#poller = new Poller(() => this.#round(), this.#clock, options.pace ?? PACE);
    this.#pages = new RunPages(client, {});
    this.#latest = new LatestRuns(client);
    this.#followed = new Followed(client);
    this.#snapshot = {
      host: client.host,
      jobs: { items: [], partial: false, loading: false },
      runs: { items: [], more: false, loading: false },
      latest: {},
      followed: {},
      filter: {},
    };
  }

  /** What is known now. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Calls the listener with every new snapshot; gives the function that ends it. */
  onChange(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Polls while somebody looks. */
  setVisible(visible: boolean): void {
    this.#poller.setVisible(visible);
  }

  /** Reads the head of the list and the open run now. */
  refresh(): Promise<void> {
    return this.#poller.now();
  }

  /** Reads the jobs and who is signed in. */
  async loadJobs(): Promise<void> {
    this.#set({ jobs: { ...this.#snapshot.jobs, loading: true } });
    try {
      const signal = this.#life.signal;
      const identity = this.#snapshot.identity ?? (await this.client.me({ signal }));
      this.#set({ identity });
      const { items, partial } = await gather(
        (pageToken) => this.client.listJobs({ pageToken }, { signal }),
        JOB_PAGES,
      );
      const byName = [...items].sort((a, b) => a.name.localeCompare(b.name));
      this.#set({ jobs: { items: byName, partial, loading: false } });
      this.#latest.reset();
      await this.#readLatest();
    } catch (cause) {
      this.#set({ jobs: { ...this.#snapshot.jobs, loading: false, error: errorValue(cause) } });
    }
  }

  /** Lists other runs, from the newest on. */
  setFilter(filter: RunFilter): Promise<void> {
    this.#pages = new RunPages(this.client, filter);
    this.#set({ filter, runs: { items: [], more: false, loading: true } });
    return this.#poller.now();
  }

  /** Reads one more page of older runs. */
  async loadMore(): Promise<void> {
    const pages = this.#pages;
    if (this.#snapshot.runs.loading || !pages.list.more) return;
    this.#set({ runs: { ...this.#snapshot.runs, loading: true } });
    let error: ErrorValue | undefined;
    try {
      await pages.loadMore(this.#life.signal);
    } catch (cause) {
      error = errorValue(cause);
    }
    if (pages === this.#pages) this.#showRuns(error);
  }

  /** Opens a run, or closes the one that is open. */
  async open(runId: string | undefined): Promise<void> {
    if (runId === undefined) {
      this.#set({ detail: undefined });
      return;
    }
    if (this.#snapshot.detail?.runId !== runId) this.#set({ detail: { runId, loading: true, outputs: {} } });
    const active = await this.#readDetail(true).catch(() => 'quiet' as const);
    if (active === 'active') this.#poller.hurry();
  }

  /** Shows the tasks of one more run from now on. Throws `RunsError`. */
  async follow(runId: string): Promise<RunDetail> {
    const run = await this.#followed.add(runId, this.#life.signal);
    this.#set(this.#taken(run));
    if (!run.state.terminal) this.#poller.hurry();
    return run;
  }

  /** Ends that. */
  unfollow(runId: string): void {
    this.#followed.drop(runId);
    this.#set({ followed: this.#followed.all });
  }

  /** Reads the output of a task run of the open run. */
  async loadOutput(taskRunId: string): Promise<void> {
    const runId = this.#snapshot.detail?.runId;
    let found: OutputState;
    try {
      found = { output: await this.client.getOutput(taskRunId, { signal: this.#life.signal }) };
    } catch (cause) {
      found = { error: errorValue(cause) };
    }
    const detail = this.#snapshot.detail;
    if (!detail || detail.runId !== runId) return;
    this.#set({ detail: { ...detail, outputs: { ...detail.outputs, [taskRunId]: found } } });
  }

  /** Ends polling and every request. */
  dispose(): void {
    this.#poller.stop();
    this.#listeners.clear();
    this.#life.abort();
  }

  #set(change: Partial<Snapshot>): void {
    if (this.#life.signal.aborted) return;
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  #showRuns(error?: ErrorValue): void {
    const now = this.#clock.now();
    const before = this.#snapshot.runs.updatedAt;
    const updatedAt = error === undefined ? now : before;
    const { list } = this.#pages;
    this.#set({
      runs: { ...list, loading: false, ...(error && { error }), ...(updatedAt !== undefined && { updatedAt }) },
      latest: this.#latestOf(list.items),
    });
  }

  /** A run that was just read, everywhere where it is shown: two places must not say two things about it. */
  #taken(run: RunDetail): Partial<Snapshot> {
    const listed = listedPart(run);
    this.#pages.absorb(listed);
    this.#latest.absorb(listed);
    this.#followed.absorb(run);
    const { items } = this.#pages.list;
    return {
      runs: { ...this.#snapshot.runs, items },
      latest: this.#latestOf(items),
      followed: this.#followed.all,
    };
  }

  /** Only the list of all runs tells which run is the newest. */
  #latestOf(items: readonly Run[]): LatestByJob {
    return Object.keys(this.#snapshot.filter).length === 0 ? this.#latest.of(items) : this.#snapshot.latest;
  }

  /** Looks for the newest runs of jobs that have none in the list. A failure only leaves them unknown until the next round. */
  #readLatest(): Promise<void> {
    const { jobs, runs, filter } = this.#snapshot;
    if (jobs.items.length === 0 || runs.updatedAt === undefined || Object.keys(filter).length > 0)
      return Promise.resolve();
    this.#looking ??= this.#latest
      .read(jobs.items, runs.items, this.#life.signal)
      .catch(() => undefined)
      .then(() => {
        this.#looking = undefined;
        this.#set({ latest: this.#latestOf(this.#snapshot.runs.items) });
      });
    return this.#looking;
  }

  async #round(): Promise<Round> {
    const pages = this.#pages;
    this.#set({ runs: { ...this.#snapshot.runs, loading: true } });
    let failure: Error | undefined;
    try {
      await pages.refresh(this.#life.signal);
    } catch (cause) {
      failure = cause instanceof Error ? cause : new Error('not an error');
    }
    // The filter changed under way: the poller was told and begins again.
    if (pages === this.#pages) this.#showRuns(failure === undefined ? undefined : errorValue(failure));
    if (failure !== undefined) throw failure;
    const detail = await this.#readDetail(false);
    await this.#readFollowed();
    await this.#readLatest();
    const shown = [...pages.list.items, ...Object.values(this.#snapshot.followed)];
    const moving = detail === 'active' || shown.some((run) => !run.state.terminal);
    return moving ? 'active' : 'quiet';
  }

  /** Reads the open run, unless it is known to have ended; an ended run moves again through a repair, which the list shows. */
  async #readDetail(always: boolean): Promise<Round> {
    const before = this.#snapshot.detail;
    if (!before) return 'quiet';
    const { runId } = before;
    const listed = this.#snapshot.runs.items.find((run) => run.id === runId);
    const ended = before.run?.state.terminal === true && (listed === undefined || listed.state.terminal);
    if ((ended || before.error?.kind === 'not-found') && !always) return 'quiet';
    this.#set({ detail: { ...before, loading: true } });
    let run: RunDetail;
    try {
      run = await this.client.getRun(runId, { signal: this.#life.signal });
    } catch (cause) {
      const detail = this.#snapshot.detail;
      if (detail?.runId === runId) this.#set({ detail: { ...detail, loading: false, error: errorValue(cause) } });
      if (cause instanceof RunsError && cause.kind === 'not-found') return 'quiet';
      throw cause;
    }
    const detail = this.#snapshot.detail;
    if (detail?.runId !== runId) return 'quiet';
    const { error: _error, ...rest } = detail;
    this.#set({ ...this.#taken(run), detail: { ...rest, run, loading: false } });
    await this.#readFailures(run);
    return run.state.terminal ? 'quiet' : 'active';
  }

  async #readFollowed(): Promise<void> {
    const { runs, detail } = this.#snapshot;
    const read = await this.#followed.refresh(runs.items, detail?.runId, this.#life.signal);
    for (const run of read) this.#set(this.#taken(run));
  }

  /** Fetches why tasks failed, once for each: the reader came for that. */
  async #readFailures(run: RunDetail): Promise<void> {
    const known = this.#snapshot.detail?.outputs ?? {};
    const wanted = run.tasks
      .map((task) => task.latest)
      .filter((one) => isFailure(one.state) && one.state.kind !== 'upstream failed' && known[one.id] === undefined);
    await Promise.all(wanted.slice(0, OUTPUTS).map((one) => this.loadOutput(one.id)));
  }
}
