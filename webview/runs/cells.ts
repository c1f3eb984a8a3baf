import type { Counting, StateView } from '../../src/shared/runs-protocol';
import { el, setText } from './dom';
import { formatDuration, formatTime, GLYPHS, isoTime, isTime } from './format';

/** A part of the page that shows one value and follows it. */
export interface Part<T> {
  readonly element: HTMLElement;
  update(value: T): void;
}

/** Glyph and word of a state. */
export function statePart(): Part<StateView> {
  const glyph = el('span', { class: 'glyph', 'aria-hidden': 'true' });
  const word = el('span');
  const element = el('span', { class: 'state' }, glyph, word);
  return {
    element,
    update({ kind, word: text }) {
      element.dataset.kind = kind;
      setText(glyph, GLYPHS[kind]);
      setText(word, text);
    },
  };
}

/** A time in the reader's zone, with the exact one as its title. */
export function timePart(seconds = false): Part<number | undefined> {
  const element = el('time');
  return {
    element,
    update(ms) {
      if (!isTime(ms)) return setText(element, '–');
      setText(element, formatTime(ms, seconds));
      element.dateTime = isoTime(ms);
      element.title = isoTime(ms);
    },
  };
}

/** Counts the durations of what is still active, once a second while the page is seen. */
export class Ticker {
  private readonly active = new Map<HTMLElement, number>();

  constructor() {
    setInterval(() => this.tick(), 1000);
  }

  /** A duration that goes on counting while its run is active. */
  part(): Part<Counting> {
    const element = el('span', { class: 'duration' });
    return {
      element,
      update: ({ active, started, durationMs }) => {
        if (active && started !== undefined) {
          this.active.set(element, started);
          setText(element, elapsed(started));
        } else {
          this.active.delete(element);
          setText(element, durationMs === undefined ? '–' : formatDuration(durationMs));
        }
      },
    };
  }

  private tick(): void {
    if (document.hidden) return;
    for (const [element, started] of this.active) {
      if (element.isConnected) setText(element, elapsed(started));
      else this.active.delete(element);
    }
  }
}

/** Whole seconds: a counter that shows milliseconds would flicker. */
function elapsed(started: number): string {
  const seconds = Math.max(0, Math.floor((Date.now() - started) / 1000));
  return seconds === 0 ? '0 s' : formatDuration(seconds * 1000);
}
