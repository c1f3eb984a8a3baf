import { NO_FILTER, STATE_KINDS, type RunsFilter } from '../../src/shared/runs-protocol';
import type { ValueElement } from './controls';
import { button, el } from './dom';
import { KIND_WORDS } from './format';

/** The dropdown fires while one arrows through it, the text field on every key: the host hears the last word only. */
const SETTLE_MS = 150;

/** State, part of a job's name, and a button that looks again. */
export class FilterBar {
  readonly element: HTMLElement;
  private readonly state: ValueElement;
  private readonly job: ValueElement;
  private told: RunsFilter;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    initial: RunsFilter,
    private readonly changed: (filter: RunsFilter) => void,
    refresh: () => void,
  ) {
    this.told = initial;
    const options = (['all', ...STATE_KINDS] as const).map((kind) => {
      const option = el('vscode-option', { value: kind }, kind === 'all' ? 'All states' : KIND_WORDS[kind]);
      if (kind === initial.state) option.setAttribute('selected', '');
      return option;
    });
    // Both names: `for` makes the label clickable, `aria-labelledby` is what accessibility checkers accept.
    const label = el('label', { id: 'state-label', for: 'state' }, 'State');
    this.state = el('vscode-dropdown', { id: 'state', 'aria-labelledby': 'state-label' }, ...options) as ValueElement;
    this.job = el(
      'vscode-text-field',
      { id: 'job', placeholder: 'Part of a name', value: initial.job },
      'Job',
    ) as ValueElement;
    this.element = el(
      'div',
      { class: 'filter', role: 'search', 'aria-label': 'Filter runs' },
      el('div', { class: 'field' }, label, this.state),
      this.job,
      button('Refresh', refresh),
    );
    // A list that is left with Tab changes its value without an event, hence `focusout`.
    for (const type of ['change', 'focusout']) this.state.addEventListener(type, () => this.settle());
    for (const type of ['input', 'change']) this.job.addEventListener(type, () => this.settle());
  }

  /** Shows every run again. */
  clear(): void {
    this.state.value = NO_FILTER.state;
    this.job.value = NO_FILTER.job;
    this.tell();
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SETTLE_MS);
  }

  private tell(): void {
    clearTimeout(this.timer);
    const state: RunsFilter['state'] = STATE_KINDS.find((kind) => kind === this.state.value) ?? 'all';
    const filter: RunsFilter = { state, job: this.job.value };
    if (filter.state === this.told.state && filter.job === this.told.job) return;
    this.told = filter;
    this.changed(filter);
  }
}
