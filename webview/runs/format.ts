import type { StateKind } from '../../src/shared/runs-protocol';

/** A glyph for each kind of state. It always stands next to the word, and is hidden from screen readers. */
export const GLYPHS: Readonly<Record<StateKind, string>> = {
  waiting: '○',
  running: '◐',
  succeeded: '✓',
  warning: '!',
  failed: '✕',
  cancelled: '⊘',
  skipped: '»',
  unknown: '?',
};

/** The word for each kind of state in the filter. */
export const KIND_WORDS: Readonly<Record<StateKind, string>> = {
  waiting: 'Waiting',
  running: 'Running',
  succeeded: 'Succeeded',
  warning: 'Succeeded with failures',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  unknown: 'Other',
};

const SHORT = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
const TO_THE_MINUTE = new Intl.DateTimeFormat(undefined, SHORT);
const TO_THE_SECOND = new Intl.DateTimeFormat(undefined, { ...SHORT, second: '2-digit' });

/** A date can be made of it; formatting anything else would throw. */
export function isTime(ms: number | undefined): ms is number {
  return ms !== undefined && Math.abs(ms) <= 8.64e15;
}

/** A time as people read it, in their own time zone. */
export function formatTime(ms: number, seconds = false): string {
  return (seconds ? TO_THE_SECOND : TO_THE_MINUTE).format(ms);
}

/** The exact time, for titles and for machines. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A duration with at most two units: `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `1 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(hours, 'h', minutes % 60, 'min');
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
