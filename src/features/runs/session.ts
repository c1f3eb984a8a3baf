import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { TokenStore } from '../../platform/secrets';
import { SettingsReader } from '../../platform/settings';
import type { Connection, ErrorValue, Job, Run, RunDetail, RunsStore } from '../../runs';
import type { ConnectionView, Trouble } from '../../shared/runs-protocol';
import type { Opened } from './backend';
import { choiceLabel, RememberedChoice, type Choice } from './choice';
import { RunHistory } from './history';
import { troubleOf } from './trouble';

interface Live {
  readonly choice: Choice;
  readonly opened: Opened;
  readonly store: RunsStore;
  readonly history: RunHistory;
}

/** The one connection of this window: opened when somebody looks, remembered for the folder, polled while it is seen. */
export class RunsSession implements vscode.Disposable {
  readonly tokens: TokenStore;
  private readonly remembered: RememberedChoice;
  private readonly settings = new SettingsReader('lakelint.runs');
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watchers = new Set<unknown>();
  private live: Live | undefined;
  private pending: Choice | undefined;
  private failure: ErrorValue | undefined;
  private started = false;
  /** Counts the connections, so that a late one does not replace its successor. */
  private turn = 0;

  /** Something that is shown may have changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly app: App) {
    this.tokens = new TokenStore(app.context.secrets);
    this.remembered = new RememberedChoice(app.context.workspaceState);
  }

  /** Connects as the last time, once. A window that was started with the demo workspace shows that one without a question. */
  start(): void {
    if (this.started) return;
    this.started = true;
    const choice = this.remembered.get() ?? (process.env['LAKELINT_DEMO_URL'] ? { kind: 'demo' as const } : undefined);
    if (choice) void this.connect(choice);
  }

  /** Connects as the last time, if there was one, and waits for it. */
  async resume(): Promise<void> {
    this.start();
    while (this.connecting) {
      await new Promise<void>((resolve) => {
        const listening = this.onDidChange(() => {
          listening.dispose();
          resolve();
        });
      });
    }
  }

  /** Connects, and remembers the choice for this folder. What goes wrong becomes the state of the session. */
  async connect(choice: Choice): Promise<void> {
    this.started = true;
    const turn = ++this.turn;
    this.pending = choice;
    this.failure = undefined;
    await this.close();
    this.changed.fire();
    const backend = await import('./backend');
    let opened: Opened | undefined;
    try {
      opened = await backend.openConnection(choice, this.tokens);
      if (turn !== this.turn) return void (await opened.close());
      const pace = { ...backend.PACE, fastMs: 1000 * this.settings.number('refreshSeconds', 5, 2, 300) };
      const store = new backend.RunsStore(backend.createJobsClient({ connection: opened.connection }), { pace });
      this.live = { choice, opened, store, history: new RunHistory(store, backend.errorValue) };
      store.onChange(() => this.changed.fire());
      store.setVisible(this.watchers.size > 0);
      void store.loadJobs();
      this.app.log.info(`Job runs: connected through ${choiceLabel(choice)} to ${store.client.host}.`);
    } catch (cause) {
      if (turn !== this.turn) return;
      this.failure = backend.errorValue(cause);
      this.app.log.warn(`Job runs: ${this.failure.message}`);
    }
    this.pending = this.live ? undefined : choice;
    await this.remembered.set(choice);
    this.changed.fire();
  }

  /** Closes the connection and forgets the choice, and the access token if that was one. */
  async disconnect(): Promise<void> {
    this.turn++;
    const choice = this.live?.choice ?? this.pending;
    if (choice?.kind === 'token') await this.tokens.delete(choice.host);
    this.pending = undefined;
    this.failure = undefined;
    await this.close();
    await this.remembered.set(undefined);
    this.changed.fire();
  }

  /** Reads everything that is shown again; after a failure, connects again. */
  async refresh(): Promise<void> {
    if (!this.live) return this.pending && this.failure ? this.connect(this.pending) : undefined;
    this.live.history.clear();
    await Promise.all([this.live.store.refresh(), this.live.store.loadJobs()]);
  }

  /** Says whether `who` looks at the runs. Nobody looking means no requests. */
  watch(who: unknown, looks: boolean): void {
    if (looks) this.watchers.add(who);
    else this.watchers.delete(who);
    if (looks) this.start();
    this.live?.store.setVisible(this.watchers.size > 0);
  }

  /** The open connection, for requests that are not about runs. */
  get workspace(): Connection | undefined {
    return this.live?.opened.connection;
  }

  get store(): RunsStore | undefined {
    return this.live?.store;
  }

  get connection(): ConnectionView | undefined {
    if (!this.live) return undefined;
    const { choice, store } = this.live;
    return { name: choiceLabel(choice), host: store.client.host, demo: choice.kind === 'demo' };
  }

  /** A connection was chosen and is being opened. */
  get connecting(): boolean {
    return this.pending !== undefined && this.failure === undefined;
  }

  get jobs(): readonly Job[] {
    return this.store?.snapshot.jobs.items ?? [];
  }

  get loading(): boolean {
    const snapshot = this.store?.snapshot;
    return this.connecting || snapshot?.jobs.loading === true;
  }

  /** Why there is no connection, or why the jobs could not be read. */
  get trouble(): Trouble | undefined {
    const error = this.failure ?? this.store?.snapshot.jobs.error;
    return error && troubleOf(error);
  }

  /** The runs of the workspace were read at least once. */
  get looked(): boolean {
    return this.store?.snapshot.runs.updatedAt !== undefined;
  }

  /** The newest run of a job; `null`: it has none; `undefined`: none among the newest, and it was not looked for. */
  latestRunOf(jobId: string): Run | null | undefined {
    return this.store?.snapshot.latest[jobId];
  }

  /** The recent runs of a job. */
  async readRunsOf(jobId: string): Promise<{ runs: readonly Run[]; trouble?: Trouble }> {
    return this.live?.history.runsOf(jobId) ?? { runs: [] };
  }

  /** A run with its tasks. */
  async readDetail(runId: string): Promise<{ detail?: RunDetail; trouble?: Trouble }> {
    return this.live?.history.detail(runId) ?? {};
  }

  /** Nobody looks at the tasks of a run any more. */
  forgetDetail(runId: string): void {
    this.live?.store.unfollow(runId);
  }

  dispose(): void {
    this.turn++;
    void this.close();
    this.changed.dispose();
  }

  private async close(): Promise<void> {
    const { live } = this;
    this.live = undefined;
    live?.store.dispose();
    await live?.opened.close();
  }
}
