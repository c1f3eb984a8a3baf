import type { RunsSnapshot } from '../../src/shared/runs-protocol';
import { el } from './dom';

/** Tells a screen reader, politely, what changed by itself: states of runs, trouble, the number of runs shown. */
export class Announcer {
  readonly element = el('div', { role: 'status', class: 'visually-hidden' });
  private states = new Map<string, string>();
  private said = '';
  private shown = '';

  /** Compares a snapshot with the one before it. */
  follow(snapshot: RunsSnapshot): void {
    const changes: string[] = [];
    const states = new Map<string, string>();
    for (const { id, job, state } of snapshot.rows) {
      const before = this.states.get(id);
      if (before !== undefined && before !== state.word) changes.push(`${job}: ${state.word}.`);
      states.set(id, state.word);
    }
    this.states = states;
    if (changes.length > 3) this.say(`${changes.length} runs changed their state.`);
    else if (changes.length > 0) this.say(changes.join(' '));
    this.followRest(snapshot);
  }

  /** Says one thing now. */
  say(text: string): void {
    this.element.textContent = text;
  }

  private followRest({ trouble, loading, filter, rows, connection }: RunsSnapshot): void {
    const said = trouble ? `${trouble.message} ${trouble.advice}` : '';
    if (said !== this.said && said !== '') this.say(said);
    this.said = said;
    if (loading || !connection) return;
    // Only a filter of the reader's own changes the count by their doing; a new run is announced by nobody.
    const shown = `${filter.state} ${filter.job}`;
    if (this.shown !== '' && shown !== this.shown)
      this.say(`${rows.length} ${rows.length === 1 ? 'run' : 'runs'} shown.`);
    this.shown = shown;
  }
}
