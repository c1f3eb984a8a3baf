import type { RunState, StateKind, Timing } from './model';

/** The parts of the API's `status` and `state` that decide, as they came: every enum of the API is open. */
export interface RawState {
  readonly status?: {
    readonly state?: unknown;
    readonly termination_details?: { readonly code?: unknown; readonly type?: unknown; readonly message?: unknown };
    readonly queue_details?: { readonly code?: unknown; readonly message?: unknown };
  };
  readonly state?: {
    readonly life_cycle_state?: unknown;
    readonly result_state?: unknown;
    readonly state_message?: unknown;
    readonly queue_reason?: unknown;
  };
  /** 0 or absent while active. */
  readonly end_time?: unknown;
}

const ACTIVE = new Map<string, StateKind>([
  ['QUEUED', 'queued'],
  ['PENDING', 'pending'],
  ['RUNNING', 'running'],
  ['TERMINATING', 'terminating'],
  ['BLOCKED', 'blocked'],
  ['WAITING', 'waiting for retry'],
  ['WAITING_FOR_RETRY', 'waiting for retry'],
]);

const RESULTS = new Map<string, StateKind>([
  ['SUCCESS', 'succeeded'],
  ['SUCCESS_WITH_FAILURES', 'succeeded with failures'],
  ['FAILED', 'failed'],
  ['TIMEDOUT', 'timed out'],
  ['CANCELED', 'cancelled'],
  ['MAXIMUM_CONCURRENT_RUNS_REACHED', 'skipped'],
  ['EXCLUDED', 'excluded'],
  ['UPSTREAM_FAILED', 'upstream failed'],
  ['UPSTREAM_CANCELED', 'upstream failed'],
  ['DISABLED', 'skipped'],
]);

const CODES = new Map<string, StateKind>([
  ['SUCCESS', 'succeeded'],
  ['SUCCESS_WITH_FAILURES', 'succeeded with failures'],
  ['USER_CANCELED', 'cancelled'],
  ['CANCELED', 'cancelled'],
  ['SKIPPED', 'skipped'],
  ['DISABLED', 'skipped'],
  ['MAX_CONCURRENT_RUNS_EXCEEDED', 'skipped'],
  ['MAX_JOB_QUEUE_SIZE_EXCEEDED', 'skipped'],
  ['INTERNAL_ERROR', 'internal error'],
]);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** How a run ended, once its life cycle says that it did. The old `result_state` is the finer word, so it is asked first. */
function outcome(raw: RawState, lifeCycle: string | undefined): StateKind {
  const result = text(raw.state?.result_state);
  const known = result === undefined ? undefined : RESULTS.get(result);
  if (known) return known;
  if (lifeCycle === 'SKIPPED') return 'skipped';
  if (lifeCycle === 'INTERNAL_ERROR') return 'internal error';
  if (result !== undefined) return 'unknown';
  const details = raw.status?.termination_details;
  const code = text(details?.code);
  const byCode = code === undefined ? undefined : CODES.get(code);
  if (byCode) return byCode;
  switch (text(details?.type)) {
    case 'SUCCESS':
      return 'succeeded';
    case 'CLIENT_ERROR':
    case 'CLOUD_FAILURE':
      return 'failed';
    case 'INTERNAL_ERROR':
      return 'internal error';
    default:
      return 'unknown';
  }
}

const ENDED = new Set(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']);

/** Messages of the server that repeat the state. */
const REPEATS = new Set(['in run', 'run in progress', 'success']);

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/[\s.]+$/, '')
    .trim();

/** Does a message say more than the words of the state do? */
function isTelling(message: string, said: readonly string[]): boolean {
  const words = bare(message);
  return words !== '' && !REPEATS.has(words) && !said.some((word) => bare(word) === words);
}

/** One state for people, from the API's two fields. An enum value that is not known here is shown as it came. */
export function stateOf(raw: RawState): RunState {
  const status = text(raw.status?.state);
  const lifeCycle = text(raw.state?.life_cycle_state);
  const result = text(raw.state?.result_state);
  const code = text(raw.status?.termination_details?.code) ?? text(raw.status?.queue_details?.code);
  // SKIPPED and INTERNAL_ERROR exist in the old field only, so either field may end the run. An end time ends it too: a word that
  // the API adds later must not keep the polling alive for ever.
  const terminal =
    ENDED.has(status ?? '') ||
    ENDED.has(lifeCycle ?? '') ||
    (!ACTIVE.has(status ?? '') && !ACTIVE.has(lifeCycle ?? '') && Number(raw.end_time ?? 0) > 0);
  const kind = terminal
    ? outcome(raw, lifeCycle)
    : (ACTIVE.get(status ?? '') ?? (status === undefined ? ACTIVE.get(lifeCycle ?? '') : undefined) ?? 'unknown');

  const words = [
    status ?? lifeCycle,
    result ?? (lifeCycle !== status ? lifeCycle : undefined) ?? (terminal ? code : undefined),
  ];
  const said = [...new Set(words.filter((word) => word !== undefined))];
  const message = [
    text(raw.status?.termination_details?.message),
    text(raw.state?.state_message),
    text(raw.status?.queue_details?.message),
    text(raw.state?.queue_reason),
  ].find((one) => one !== undefined && isTelling(one, [kind, ...said]));
  return {
    kind,
    label: kind === 'unknown' ? (said.at(-1) ?? 'unknown') : kind,
    raw: said.join(' / '),
    terminal,
    ...(message !== undefined && { message }),
    ...(code !== undefined && { code }),
  };
}

const FAILED: ReadonlySet<StateKind> = new Set([
  'failed',
  'timed out',
  'internal error',
  'upstream failed',
  'succeeded with failures',
]);

/** Somebody should look at it: it ended, and not well. A cancelled or skipped run is not a failure. */
export function isFailure(state: RunState): boolean {
  return FAILED.has(state.kind);
}

const NOT_BEGUN: ReadonlySet<StateKind> = new Set(['blocked', 'upstream failed', 'excluded', 'skipped']);

/** It did something. What waits for other tasks, or was passed over because of them, has the server's attempt and times all the same. */
export function hasBegun(state: RunState): boolean {
  return !NOT_BEGUN.has(state.kind);
}

/** How long a run took, or has been running at `now`. `undefined` before it starts. */
export function durationOf(timing: Timing, now: number): number | undefined {
  if (timing.startedAt === undefined) return undefined;
  if (timing.endedAt === undefined) return Math.max(0, now - timing.startedAt);
  if (timing.runMs) return timing.runMs;
  const parts = (timing.setupMs ?? 0) + (timing.executionMs ?? 0) + (timing.cleanupMs ?? 0);
  return parts > 0 ? parts : Math.max(0, timing.endedAt - timing.startedAt);
}
