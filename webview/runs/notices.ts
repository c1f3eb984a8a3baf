import type { NextStep, Trouble } from '../../src/shared/runs-protocol';
import { button, el } from './dom';

/** What the buttons of a notice do. */
export type Steps = Readonly<Record<NextStep, () => void>>;

const LABELS: Readonly<Record<NextStep, string>> = {
  retry: 'Try again',
  connect: 'Choose a connection',
  demo: 'Use the demo workspace',
};

/** What went wrong and how to go on. */
export function troubleNotice({ message, advice, steps }: Trouble, run: Steps): HTMLElement {
  return el(
    'div',
    { class: 'notice trouble' },
    el('p', { class: 'message' }, el('span', { class: 'glyph', 'aria-hidden': 'true' }, '✕'), `${message} `),
    el('p', {}, advice),
    buttons(steps, run),
  );
}

/** The first thing a new user sees. */
export function welcome(run: Steps): HTMLElement {
  return el(
    'div',
    { class: 'notice' },
    el('h2', {}, 'No workspace is connected'),
    el('p', {}, 'Connect to a Databricks workspace with a profile, the environment or databricks.yml.'),
    el('p', {}, 'Nothing set up yet? The demo workspace runs on this machine and needs no account.'),
    buttons(['demo', 'connect'], run),
  );
}

/** A ring and a word. A plain `status`, because an alert would interrupt a screen reader at each refresh. */
export function loading(what: string): HTMLElement {
  return el('p', { class: 'loading' }, el('span', { class: 'ring', 'aria-hidden': 'true' }), what);
}

/** A sentence, and buttons of the caller. */
export function hint(sentence: string, ...actions: readonly HTMLElement[]): HTMLElement {
  return el('div', { class: 'notice' }, el('p', {}, sentence), el('div', { class: 'buttons' }, ...actions));
}

function buttons(steps: readonly NextStep[], run: Steps): HTMLElement {
  return el(
    'div',
    { class: 'buttons' },
    ...steps.map((step, index) => button(LABELS[step], run[step], index === 0 ? 'primary' : 'secondary')),
  );
}
