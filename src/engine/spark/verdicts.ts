import type { Span } from '../types';

/** What a write does when the job runs a second time over the same sources. */
interface Of<V extends string, C extends string> {
  readonly verdict: V;
  /** How the analysis came to it: what a rule asks about. */
  readonly cause: C;
  /** One plain sentence, without its full stop. */
  readonly reason: string;
  /** What decided, in the text that the write stands in: `Document.text` in Python, the SQL text in SQL. */
  readonly spans: readonly Span[];
}

/** The target holds the same rows as after the first run. */
export type Same = Of<
  'same',
  /** The whole table, a part of it that is named, or the partitions of the new rows take the place of the old ones. */
  | 'overwrite'
  | 'part'
  | 'dynamic'
  /** Something before the write takes away what it brings. */
  | 'emptied'
  /** Delta, COPY INTO and a checkpoint remember what they have written or read. */
  | 'numbered'
  | 'remembered'
  | 'checkpoint'
  /** Rows that the target has are left out, or matched by key. */
  | 'new rows'
  | 'keys'
  | 'changed before'
>;

/** The second run writes nothing: what the first one wrote stays. */
export type Kept = Of<'kept', 'first rows' | 'nothing to refresh' | 'filled elsewhere' | 'asked'>;

/** Rows come twice, or a value is added to again. */
export type Doubled = Of<
  'doubled',
  'append' | 'own rows' | 'messages' | 'batch' | 'no checkpoint' | 'adds up' | 'never matches' | 'forced'
> & {
  /** The rows are known to be read from tables or files, and not handed in by a caller. */
  readonly isStored: boolean;
};

/** Each run leaves only the days that it has read. */
export type DaysLost = Of<'days lost', 'slice'> & {
  /** The condition that cuts the days out, short enough to be shown. */
  readonly slice: string;
};

/** The second run ends with an error, or may do so. */
export type Fails = Of<'fails', 'no mode' | 'asked' | 'exists' | 'duplicate keys' | 'no checkpoint'>;

/** Nothing certain can be said. */
export interface Unknown {
  readonly verdict: 'unknown';
}

/** What a second run does at the same time of the clock. */
export type Repetition = Same | Kept | Doubled | DaysLost | Fails | Unknown;

/** Which rows are written depends on when the job runs. `part`: the write adds rows or replaces a part, so days can be missed. */
export type Clock = Of<'clock', 'part' | 'whole'> & { readonly repetition: Repetition };

/** What a second run of a write does. */
export type SecondRun = Repetition | Clock;

export const UNKNOWN: Unknown = { verdict: 'unknown' };

/** The target holds the same rows. */
export function same(cause: Same['cause'], reason: string, ...spans: Span[]): Same {
  return { verdict: 'same', cause, reason, spans };
}

/** The rows of the first run stay. */
export function kept(cause: Kept['cause'], reason: string, ...spans: Span[]): Kept {
  return { verdict: 'kept', cause, reason, spans };
}

/** Rows come again. */
export function doubled(cause: Doubled['cause'], reason: string, isStored: boolean, ...spans: Span[]): Doubled {
  return { verdict: 'doubled', cause, reason, isStored, spans };
}

/** The second run fails. */
export function fails(cause: Fails['cause'], reason: string, ...spans: Span[]): Fails {
  return { verdict: 'fails', cause, reason, spans };
}

/** The other days are lost. */
export function daysLost(slice: string, ...spans: Span[]): DaysLost {
  const reason = `Only \`${slice}\` is read, but the whole table is replaced`;
  return { verdict: 'days lost', cause: 'slice', reason, slice, spans };
}

/** Adds the clock to what a second run does, where it changes that. */
export function withClock(
  repetition: Repetition,
  clock: { text: string; span: Span; isPart: boolean } | undefined,
): SecondRun {
  if (!clock || /^(kept|days lost|fails)$/.test(repetition.verdict)) return repetition;
  const reason = `\`${clock.text}\` follows the clock: a run at another time writes other rows`;
  return { verdict: 'clock', cause: clock.isPart ? 'part' : 'whole', reason, spans: [clock.span], repetition };
}

/** What a second run does when the clock has not gone on. */
export function repetitionOf(run: SecondRun): Repetition {
  return run.verdict === 'clock' ? run.repetition : run;
}

/** What every append without a guard has to be told. */
export const APPENDED = 'Run twice, this job appends the same rows again';
