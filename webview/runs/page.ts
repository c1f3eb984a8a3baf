import type { ArgsOf, Channel } from '../../src/shared/rpc';
import {
  NO_FILTER,
  type Arrangement,
  type RunsHost,
  type RunsSnapshot,
  type RunsView,
} from '../../src/shared/runs-protocol';
import { Announcer } from './announcer';
import { Ticker } from './cells';
import { button, el, memo, setText } from './dom';
import { FilterBar } from './filter-bar';
import { formatTime, isTime } from './format';
import { hint, loading, troubleNotice, welcome, type Steps } from './notices';
import { RunDetailPane } from './run-detail';
import { RunList } from './run-list';

/** The runs view: shows snapshots, sends wishes, and keeps nothing but its own arrangement. */
export class Page {
  private arrangement: Arrangement;
  private snapshot: RunsSnapshot | undefined;
  /** Set when the reader opened a run: the focus follows as soon as the host shows it. */
  private focusDetail = false;

  private readonly announcer = new Announcer();
  private readonly filter: FilterBar;
  private readonly list: RunList;
  private readonly detail: RunDetailPane;
  private readonly where = el('p', { class: 'where' });
  private readonly change: HTMLElement;
  private readonly notice = el('div', { class: 'notices' });
  private readonly more: HTMLElement;
  private readonly looked = el('p', { class: 'looked' });
  private readonly runs: HTMLElement;
  private readonly showNotice;

  constructor(
    root: HTMLElement,
    arrangement: Arrangement,
    private readonly channel: Channel<RunsView, RunsHost>,
    private readonly keep: (arrangement: Arrangement) => void,
  ) {
    this.arrangement = arrangement;
    const ticker = new Ticker();
    const steps: Steps = {
      retry: () => this.ask('refresh'),
      connect: () => this.ask('chooseConnection'),
      demo: () => this.ask('useDemo'),
    };
    this.filter = new FilterBar(arrangement.filter, (filter) => this.setFilter(filter), steps.retry);
    this.list = new RunList(ticker, (id) => this.open(id));
    this.detail = new RunDetailPane(
      ticker,
      {
        close: () => this.close(),
        openInBrowser: (id) => this.ask('openInBrowser', id),
        openSource: (key) => this.ask('openSource', key),
        copyId: (id) => this.ask('copyId', id),
      },
      steps,
    );
    this.change = button('Change connection', steps.connect);
    this.more = button('Load older runs', () => this.ask('loadMore'));
    this.showNotice = memo(this.notice, (about: ReturnType<typeof noticeOf>) => this.noticeNodes(about, steps));
    this.runs = el(
      'section',
      { class: 'list', 'aria-label': 'Runs' },
      this.filter.element,
      this.notice,
      el('div', { class: 'scroll' }, this.list.element),
      el('div', { class: 'foot' }, this.looked, this.more),
    );
    root.replaceChildren(
      el('header', {}, el('h1', {}, 'Job runs'), this.where, this.change),
      el('main', {}, this.runs, this.detail.element),
      this.announcer.element,
    );
    this.channel.on('snapshot', (snapshot) => this.show(snapshot));
    this.render(undefined);
  }

  /** Asks the host for everything. The first word is the view's. */
  async start(): Promise<void> {
    try {
      this.show(await this.channel.call('ready', this.arrangement));
    } catch (error) {
      this.failed(error);
    }
  }

  private show(snapshot: RunsSnapshot): void {
    this.snapshot = snapshot;
    this.announcer.follow(snapshot);
    this.remember({ filter: this.arrangement.filter, runId: snapshot.selection?.runId });
    this.render(snapshot);
    if (!this.focusDetail || !snapshot.selection) return;
    this.focusDetail = false;
    this.detail.focus();
  }

  private render(snapshot: RunsSnapshot | undefined): void {
    const { rows = [], connection, selection, looked } = snapshot ?? {};
    setText(this.where, connection ? whereOf(connection) : '');
    this.change.hidden = !connection;
    this.runs.classList.toggle('connected', connection !== undefined);
    this.filter.element.hidden = !connection;
    this.showNotice(noticeOf(snapshot));
    this.list.element.hidden = rows.length === 0;
    this.list.update(rows, selection?.runId);
    setText(this.looked, looked && connection ? lookedOf(looked) : '');
    this.more.hidden = !connection || !looked?.more;
    document.body.classList.toggle('with-detail', selection !== undefined);
    this.detail.element.hidden = !selection;
    if (selection) this.detail.update(selection, rows.find(({ id }) => id === selection.runId)?.job);
  }

  private noticeNodes(about: ReturnType<typeof noticeOf>, steps: Steps): readonly Node[] {
    if (about.trouble) return [troubleNotice(about.trouble, steps)];
    switch (about.kind) {
      case 'loading':
        return [loading('Looking for runs…')];
      case 'welcome':
        return [welcome(steps)];
      case 'filtered':
        return [
          hint(
            'No loaded run matches the filter.',
            button('Show all runs', () => this.filter.clear()),
          ),
        ];
      case 'empty':
        return [
          hint('This workspace has no job runs yet. Start a job and look again.', button('Look again', steps.retry)),
        ];
      default:
        return [];
    }
  }

  private open(id: string): void {
    this.focusDetail = true;
    this.ask('selectRun', id);
  }

  private close(): void {
    const id = this.snapshot?.selection?.runId;
    if (this.snapshot) this.show({ ...this.snapshot, selection: undefined });
    this.list.focus(id);
    this.ask('selectRun', undefined);
  }

  private setFilter(filter: Arrangement['filter']): void {
    this.remember({ ...this.arrangement, filter });
    this.ask('setFilter', filter);
  }

  private remember(arrangement: Arrangement): void {
    this.arrangement = arrangement;
    this.keep(arrangement);
  }

  /** Sends a wish. What comes of it arrives as a snapshot; what fails is said. */
  private ask<K extends keyof RunsHost['methods']>(method: K, ...args: ArgsOf<RunsHost['methods'][K]>): void {
    this.channel.call(method, ...args).catch((error: unknown) => this.failed(error));
  }

  private failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const trouble = {
      message,
      advice: 'Try again; the output channel "Lakelint" may say more.',
      steps: ['retry'],
    } as const;
    this.showNotice({ kind: 'none', trouble });
    this.announcer.say(message);
  }
}

type NoticeKind = 'none' | 'loading' | 'welcome' | 'filtered' | 'empty';

/** What stands above the list, or in its place. */
function noticeOf(snapshot: RunsSnapshot | undefined): { kind: NoticeKind; trouble?: RunsSnapshot['trouble'] } {
  if (!snapshot) return { kind: 'loading' };
  const { trouble, rows, connection, looked, filter } = snapshot;
  if (trouble) return { kind: 'none', trouble };
  if (rows.length > 0) return { kind: 'none' };
  if (snapshot.loading) return { kind: 'loading' };
  if (!connection) return { kind: 'welcome' };
  const filtered = looked.runs > 0 && (filter.state !== NO_FILTER.state || filter.job !== NO_FILTER.job);
  return { kind: filtered ? 'filtered' : 'empty' };
}

function whereOf({ name, host, demo }: NonNullable<RunsSnapshot['connection']>): string {
  return demo ? `${name}, on this machine` : `${name}, ${host}`;
}

function lookedOf({ runs, backTo, more }: RunsSnapshot['looked']): string {
  if (runs === 0) return '';
  const back = isTime(backTo) ? `, back to ${formatTime(backTo)}` : '';
  return `Looked at ${runs} ${runs === 1 ? 'run' : 'runs'}${back}. ${more ? 'There are older ones.' : 'There are no older ones.'}`;
}
