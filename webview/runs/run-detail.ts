import type { RunDetail, Selection, TaskError } from '../../src/shared/runs-protocol';
import { statePart, timePart, type Ticker } from './cells';
import { button, el, memo, setText } from './dom';
import { formatDuration } from './format';
import { loading, troubleNotice, type Steps } from './notices';
import { TaskTable, type TaskActions } from './task-table';

/** What can be done with the selected run. */
export interface RunActions extends TaskActions {
  close(): void;
  openInBrowser(runId: string): void;
  copyId(runId: string): void;
}

/** The selected run: what happened, why, and where the time went. */
export class RunDetailPane {
  readonly element: HTMLElement;
  private runId = '';
  private readonly title = el('h2', { id: 'detail-title', tabindex: '-1' });
  private readonly state = statePart();
  private readonly message = el('p', { class: 'message' });
  private readonly started = timePart(true);
  private readonly ended = timePart(true);
  private readonly duration;
  private readonly id = el('dd', { class: 'id' });
  private readonly trigger = el('dd');
  private readonly creator = el('dd');
  private readonly browser: HTMLElement;
  private readonly tasks: TaskTable;
  private readonly content: HTMLElement;
  private readonly status = el('div', { class: 'status' });
  private readonly showStatus;
  private readonly showTimings;
  private readonly showErrors;
  private readonly note = el('p', { class: 'note' });

  constructor(ticker: Ticker, actions: RunActions, steps: Steps) {
    this.duration = ticker.part();
    this.tasks = new TaskTable(ticker, actions);
    this.browser = button('Open in browser', () => actions.openInBrowser(this.runId));
    const timings = el('div');
    const errors = el('div');
    this.showTimings = memo(timings, timingsOf);
    this.showErrors = memo(errors, errorsOf);
    this.showStatus = memo(this.status, (selection: Pick<Selection, 'loading' | 'trouble'>) => {
      if (selection.trouble) return [troubleNotice(selection.trouble, steps)];
      return selection.loading ? [loading('Reading the run…')] : [];
    });
    const facts = [
      fact('Started', el('dd', {}, this.started.element)),
      fact('Ended', el('dd', {}, this.ended.element)),
      fact('Duration', el('dd', {}, this.duration.element)),
      fact('Trigger', this.trigger),
      fact('Started by', this.creator),
      fact('Run id', this.id),
    ];
    this.content = el(
      'div',
      {},
      el('p', { class: 'outcome' }, this.state.element),
      this.message,
      this.note,
      errors,
      el('dl', { class: 'facts' }, ...facts),
      timings,
      this.tasks.element,
    );
    const bar = el(
      'div',
      { class: 'bar' },
      button('Close details', () => actions.close()),
      this.browser,
      button('Copy run id', () => actions.copyId(this.runId)),
    );
    this.element = el(
      'section',
      { class: 'detail', 'aria-labelledby': 'detail-title' },
      bar,
      this.title,
      this.status,
      this.content,
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      actions.close();
    });
  }

  /** Shows a selection; `job` is the name known from the list while the detail is still being read. */
  update(selection: Selection, job: string | undefined): void {
    const { runId, detail, trouble } = selection;
    this.runId = runId;
    setText(this.title, detail?.job ?? job ?? `Run ${runId}`);
    // A detail that is read again stays as it is; only the first reading shows the ring.
    this.showStatus({ loading: selection.loading && !detail, trouble });
    this.content.hidden = !detail;
    this.browser.hidden = !detail?.canOpenInBrowser;
    if (detail) this.show(detail);
  }

  /** The focus goes to the heading, so that a screen reader starts to read there. */
  focus(): void {
    this.title.focus();
  }

  private show(detail: RunDetail): void {
    this.state.update(detail.state);
    optional(this.message, detail.message);
    optional(this.note, detail.note);
    this.started.update(detail.started);
    this.ended.update(detail.ended);
    this.duration.update(detail);
    setText(this.trigger, detail.trigger);
    setText(this.creator, detail.creator ?? '–');
    setText(this.id, detail.id);
    this.showTimings(detail.timings);
    this.showErrors(detail.errors);
    this.tasks.update(detail.tasks);
  }
}

function fact(name: string, value: HTMLElement): HTMLElement {
  return el('div', {}, el('dt', {}, name), value);
}

function optional(element: HTMLElement, text: string | undefined): void {
  setText(element, text ?? '');
  element.hidden = !text;
}

function timingsOf(timings: RunDetail['timings']): readonly Node[] {
  if (timings.length === 0) return [];
  return [
    el('h3', {}, 'Where the time went'),
    el('dl', { class: 'facts' }, ...timings.map(({ label, ms }) => fact(label, el('dd', {}, formatDuration(ms))))),
  ];
}

function errorsOf(errors: readonly TaskError[]): readonly Node[] {
  if (errors.length === 0) return [];
  return [el('h3', {}, errors.length === 1 ? 'Error' : 'Errors'), ...errors.map(errorOf)];
}

/** The trace can be scrolled with the keyboard, hence the Tab stop and the name. */
function errorOf({ taskKey, message, trace }: TaskError): HTMLElement {
  const parts: HTMLElement[] = [
    el('h4', {}, taskKey),
    el('pre', { class: 'failure', tabindex: '0', role: 'group', 'aria-label': `Error of ${taskKey}` }, message),
  ];
  if (trace !== undefined) {
    const text = el('pre', { tabindex: '0', role: 'group', 'aria-label': `Trace of ${taskKey}` }, trace);
    parts.push(el('details', {}, el('summary', {}, 'Trace'), text));
  }
  return el('div', { class: 'task-error' }, ...parts);
}
