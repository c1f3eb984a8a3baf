import type { RunRow } from '../../src/shared/runs-protocol';
import { statePart, timePart, type Part, type Ticker } from './cells';
import { el, setText } from './dom';
import { KeyedRows } from './keyed-rows';
import { Roving } from './roving';

/** The table of runs. One Tab stop; the arrow keys walk the rows, Enter or a click opens a run. */
export class RunList {
  readonly element: HTMLElement;
  private readonly body = el('tbody');
  private readonly rows: KeyedRows<RunRow>;
  private readonly roving: Roving;
  private selected: string | undefined;
  private made = 0;

  constructor(
    private readonly ticker: Ticker,
    private readonly open: (id: string) => void,
  ) {
    const head = ['State', 'Job', 'Started', 'Duration', 'Trigger'].map((name) => el('th', { scope: 'col' }, name));
    this.element = el(
      'table',
      { class: 'runs' },
      el('caption', { class: 'visually-hidden' }, 'Job runs, newest first'),
      el('thead', {}, el('tr', {}, ...head)),
      this.body,
    );
    this.rows = new KeyedRows(
      this.body,
      (row) => row.id,
      (row) => this.row(row.id),
    );
    this.roving = new Roving(this.body, 'button.run');
    this.body.addEventListener('click', ({ target }) => {
      const row = target instanceof Element ? target.closest('tr') : null;
      if (row?.dataset.id !== undefined) this.open(row.dataset.id);
    });
  }

  update(rows: readonly RunRow[], selected: string | undefined): void {
    this.rows.update(rows);
    if (selected !== this.selected) {
      this.mark(this.selected, false);
      this.selected = selected;
    }
    this.mark(selected, true);
    this.roving.settle();
  }

  /** Puts the focus on a run, or on the first one when that run is not in the list. */
  focus(id: string | undefined): void {
    const target = this.find(id) ?? this.body;
    target.querySelector<HTMLElement>('button.run')?.focus();
  }

  private mark(id: string | undefined, on: boolean): void {
    const row = this.find(id);
    row?.classList.toggle('selected', on);
    const name = row?.querySelector('button.run');
    if (on) name?.setAttribute('aria-current', 'true');
    else name?.removeAttribute('aria-current');
  }

  private find(id: string | undefined): HTMLElement | null {
    return id === undefined ? null : this.body.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
  }

  private row(id: string): Part<RunRow> {
    const state = statePart();
    const started = timePart();
    const duration = this.ticker.part();
    const job = el('button', { type: 'button', class: 'run', tabindex: '-1' });
    const trigger = el('td');
    // The button is named after the job; the state is what one wants to hear next.
    state.element.id = `state-${this.made++}`;
    job.setAttribute('aria-describedby', state.element.id);
    const element = el(
      'tr',
      { 'data-id': id },
      el('td', {}, state.element),
      el('th', { scope: 'row' }, job),
      el('td', {}, started.element),
      el('td', { class: 'number' }, duration.element),
      trigger,
    );
    return {
      element,
      update(row) {
        state.update(row.state);
        setText(job, row.job);
        job.title = row.job;
        started.update(row.started);
        duration.update(row);
        setText(trigger, row.trigger);
      },
    };
  }
}
