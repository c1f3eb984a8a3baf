import type { RunState, StateKind as ModelState, Timing } from '../../runs/model';
import type { StateKind, StateView } from '../../shared/runs-protocol';

const KINDS: Readonly<Record<ModelState, StateKind>> = {
  queued: 'waiting',
  pending: 'waiting',
  blocked: 'waiting',
  'waiting for retry': 'waiting',
  running: 'running',
  terminating: 'running',
  succeeded: 'succeeded',
  'succeeded with failures': 'warning',
  failed: 'failed',
  'timed out': 'failed',
  'upstream failed': 'failed',
  'internal error': 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
  excluded: 'skipped',
  unknown: 'unknown',
};

/** A state as the view shows it. */
export function stateView({ kind, label }: RunState): StateView {
  return { kind: KINDS[kind], word: kind === 'unknown' ? label : capitalized(label) };
}

const TRIGGERS = new Map([
  ['PERIODIC', 'Schedule'],
  ['ONE_TIME', 'Manual'],
  ['RETRY', 'Retry'],
  ['RUN_JOB_TASK', 'Another job'],
  ['FILE_ARRIVAL', 'File arrival'],
  ['CONTINUOUS', 'Continuous'],
  ['CONTINUOUS_RESTART', 'Continuous restart'],
  ['TABLE', 'Table update'],
]);

/** What started a run. A word that is not known here is shown in plain letters. */
export function triggerWord(trigger: string | undefined): string {
  if (trigger === undefined) return 'Unknown';
  return TRIGGERS.get(trigger) ?? plain(trigger);
}

const TASK_KINDS = new Map([
  ['notebook', 'Notebook'],
  ['sql', 'SQL'],
  ['dbt', 'dbt'],
  ['spark_python', 'Python file'],
  ['python_wheel', 'Python wheel'],
  ['spark_jar', 'JAR'],
  ['run_job', 'Job'],
  ['for_each', 'For each'],
]);

/** What kind of task it is. */
export function taskKindWord(kind: string): string {
  return TASK_KINDS.get(kind) ?? plain(kind);
}

/** Where the time of a run went; parts that the server did not measure are left out. */
export function timingsOf({ queueMs, setupMs, executionMs, cleanupMs }: Timing): { label: string; ms: number }[] {
  const parts: [string, number | undefined][] = [
    ['Queue', queueMs],
    ['Setup', setupMs],
    ['Execution', executionMs],
    ['Cleanup', cleanupMs],
  ];
  return parts.flatMap(([label, ms]) => (ms ? [{ label, ms }] : []));
}

/** The first line of a text that says something. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return line.trim().slice(0, 300);
}

// Colour codes of terminals: notebooks put them into their traces.
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
const LONGEST = 200_000;

/** A text as a person can read it: without colour codes, and not longer than a page can carry. */
export function readable(text: string): string {
  const clean = text.replace(ESCAPES, '').replace(/\r\n?/g, '\n');
  if (clean.length <= LONGEST) return clean;
  return `${clean.slice(0, LONGEST)}\n… ${clean.length - LONGEST} more characters. Open the run in the browser to read them.`;
}

function plain(word: string): string {
  return capitalized(word.toLowerCase().replaceAll('_', ' '));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
