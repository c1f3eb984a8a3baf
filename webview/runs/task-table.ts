import type { TaskRow } from '../../src/shared/runs-protocol';
import { statePart, timePart, type Part, type Ticker } from './cells';
import { el, rowButton, setText } from './dom';
import { KeyedRows } from './keyed-rows';

const COLUMNS = ['Task', 'State', 'Attempts', 'Started', 'Duration'];

/** What can be done with a task. */
export interface TaskActions {
  openSource(taskKey: string): void;
}

/** The tasks of a run: the latest attempt of each, and below it what went wrong. */
export class TaskTable {
  readonly element: HTMLElement;
  private readonly rows: KeyedRows<TaskRow>;

  constructor(
    private readonly ticker: Ticker,
    private readonly actions: TaskActions,
  ) {
    const head = COLUMNS.map((name) => el('th', { scope: 'col' }, name));
    const table = el('table', { class: 'tasks' }, el('caption', {}, 'Tasks'), el('thead', {}, el('tr', {}, ...head)));
    this.element = table;
    this.rows = new KeyedRows(
      table,
      (task) => task.key,
      (task) => this.row(task),
    );
  }

  update(tasks: readonly TaskRow[]): void {
    this.element.hidden = tasks.length === 0;
    this.rows.update(tasks);
  }

  private row({ key, kind }: TaskRow): Part<TaskRow> {
    const state = statePart();
    const started = timePart();
    const duration = this.ticker.part();
    const attempts = el('td', { class: 'number' });
    const error = el('td', { class: 'error', colspan: String(COLUMNS.length) });
    const errorRow = el('tr', {}, error);
    const source = el('span', { class: 'source' });
    const open = rowButton('', () => this.actions.openSource(key));
    open.title = `Open the source of ${key}`;
    const row = el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        el('span', { class: 'key' }, key),
        ' ',
        el('span', { class: 'kind' }, kind),
        source,
        open,
      ),
      el('td', {}, state.element),
      attempts,
      el('td', {}, started.element),
      el('td', { class: 'number' }, duration.element),
    );
    return {
      element: el('tbody', {}, row, errorRow),
      update(task) {
        state.update(task.state);
        setText(attempts, task.attempts > 0 ? String(task.attempts) : '–');
        started.update(task.started);
        duration.update(task);
        setText(error, task.error ?? '');
        errorRow.hidden = !task.error;
        setText(source, task.canOpen ? '' : tail(task.source ?? ''));
        source.title = task.source ?? '';
        setText(open, task.canOpen ? (task.source ?? 'source') : '');
        source.hidden = task.canOpen || task.source === undefined;
        open.hidden = !task.canOpen;
      },
    };
  }
}

/** The last names of a path; the whole of it is the title. */
function tail(path: string): string {
  const names = path.split('/');
  return names.length > 4 ? `…/${names.slice(-2).join('/')}` : path;
}
