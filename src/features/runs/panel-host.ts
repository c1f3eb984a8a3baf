import type { Handlers } from '../../shared/rpc';
import {
  NO_FILTER,
  type RunsFilter,
  type RunsHost,
  type RunsSnapshot,
  type Selection,
} from '../../shared/runs-protocol';
import type { RunsSession } from './session';
import { detailOf, passes, rowOf } from './snapshot';
import { troubleOf } from './trouble';

/** What the host does outside the store; the panel supplies it. */
export interface Outside {
  openInBrowser(url: string): Promise<void>;
  openSource(path: string): Promise<void>;
  copy(text: string): Promise<void>;
  connect(): Promise<void>;
  /** The snapshot is another one now. */
  changed(): void;
  /** The file of this folder that a task's path stands for, as the user calls it. */
  fileOf(path: string): string | undefined;
}

/** The host's end of the runs view: answers its wishes and composes its snapshots. */
export class PanelHost {
  private filter: RunsFilter = NO_FILTER;
  /** The run to open as soon as there is a connection. */
  private wanted: string | undefined;

  constructor(
    private readonly session: RunsSession,
    private readonly outside: Outside,
  ) {}

  /** Opens a run, now or when the connection stands. */
  open(runId: string): void {
    this.wanted = runId;
    this.follow();
  }

  /** The connection may stand now. */
  follow(): void {
    const { store } = this.session;
    if (!store || this.wanted === undefined) return;
    const runId = this.wanted;
    this.wanted = undefined;
    void store.open(runId);
  }

  readonly handlers: Handlers<RunsHost> = {
    ready: ({ filter, runId }) => {
      this.filter = filter;
      const known = this.wanted ?? this.session.store?.snapshot.detail?.runId;
      if (known === undefined) this.wanted = runId;
      this.follow();
      return this.snapshot();
    },
    selectRun: (id) => {
      this.wanted = undefined;
      void this.session.store?.open(id ?? undefined);
    },
    setFilter: (filter) => {
      this.filter = filter;
      this.outside.changed();
    },
    loadMore: () => this.session.store?.loadMore(),
    refresh: () => this.session.refresh(),
    openInBrowser: (runId) => {
      const url = this.pageOf(runId);
      if (url === undefined) throw new Error('This run has no page that can be opened in the browser.');
      return this.outside.openInBrowser(url);
    },
    // Connecting takes as long as it takes; the view follows it through snapshots.
    useDemo: () => void this.session.connect({ kind: 'demo' }),
    chooseConnection: () => void this.outside.connect(),
    openSource: (taskKey) => {
      const path = this.session.store?.snapshot.detail?.run?.tasks.find(({ key }) => key === taskKey)?.latest.path;
      if (path === undefined) throw new Error(`The source of ${taskKey} is not known.`);
      return this.outside.openSource(path);
    },
    copyId: (runId) => this.outside.copy(runId),
  };

  /** Everything the view shows, as of now. */
  snapshot(): RunsSnapshot {
    const { connection, store, connecting } = this.session;
    const base = { filter: this.filter, connection };
    if (!store) {
      const { trouble } = this.session;
      return { ...base, rows: [], loading: connecting, looked: { runs: 0, more: false }, ...(trouble && { trouble }) };
    }
    const { items, more, loading, error, updatedAt } = store.snapshot.runs;
    const starts = items.flatMap(({ startedAt }) => (startedAt === undefined ? [] : [startedAt]));
    return {
      ...base,
      rows: items.map(rowOf).filter(passes(this.filter)),
      // Before the first answer nothing is known, so "no runs" would be untrue.
      loading: loading || (updatedAt === undefined && !error),
      ...(error && { trouble: troubleOf(error) }),
      looked: {
        runs: items.length,
        more,
        ...(starts.length > 0 && { backTo: starts.reduce((a, b) => Math.min(a, b)) }),
      },
      ...this.selection(),
    };
  }

  private selection(): { selection?: Selection } {
    const detail = this.session.store?.snapshot.detail;
    if (!detail) return {};
    const { runId, run, loading, error, outputs } = detail;
    const read = Object.values(outputs).flatMap(({ output }) => (output ? [[output.taskRunId, output] as const] : []));
    const around = { outputs: new Map(read), fileOf: (path: string) => this.outside.fileOf(path) };
    return {
      selection: {
        runId,
        loading,
        ...(run && { detail: detailOf(run, around) }),
        ...(error && { trouble: troubleOf(error) }),
      },
    };
  }

  private pageOf(runId: string): string | undefined {
    const { detail, runs } = this.session.store?.snapshot ?? {};
    if (detail?.runId === runId && detail.run?.pageUrl) return detail.run.pageUrl;
    return runs?.items.find(({ id }) => id === runId)?.pageUrl;
  }
}
