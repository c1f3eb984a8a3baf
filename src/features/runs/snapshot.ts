import type { Run, RunDetail, Task, TaskOutput, Timing } from '../../runs/model';
import { durationOf, hasBegun, isFailure } from '../../runs/state';
import type {
  Counting,
  RunDetail as DetailView,
  RunRow,
  RunsFilter,
  TaskError,
  TaskRow,
} from '../../shared/runs-protocol';
import { firstLine, readable, stateView, taskKindWord, timingsOf, triggerWord } from './words';

/** One row of the list. */
export function rowOf(run: Run): RunRow {
  return {
    id: run.id,
    job: run.name || `Run ${run.id}`,
    state: stateView(run.state),
    trigger: triggerWord(run.trigger),
    ...counting(run, run.state.terminal),
  };
}

/** Does a row pass the filter? The server cannot filter by state or by a part of a name, so this is done here. */
export function passes(filter: RunsFilter): (row: RunRow) => boolean {
  const part = filter.job.trim().toLowerCase();
  return ({ state, job }) =>
    (filter.state === 'all' || state.kind === filter.state) && (part === '' || job.toLowerCase().includes(part));
}

/** What is known beside the run itself. */
export interface Surroundings {
  /** Outputs by the id of the task run, as far as they were read. */
  readonly outputs: ReadonlyMap<string, TaskOutput>;
  /** The file of this folder that a task's path stands for, as the user calls it. */
  fileOf(path: string): string | undefined;
}

/** The detail of a run. */
export function detailOf(run: RunDetail, around: Surroundings): DetailView {
  const { message } = run.state;
  return {
    ...rowOf(run),
    ended: run.endedAt,
    ...(message && { message: readable(message) }),
    ...(run.creator && { creator: run.creator }),
    timings: timingsOf(run),
    tasks: urgentFirst(run.tasks).map((task) => taskRow(task, around)),
    errors: run.tasks.flatMap((task) => errorOf(task, around)),
    canOpenInBrowser: run.pageUrl !== undefined,
    ...(run.partial && { note: 'This run has more tasks than were read. Open it in the browser to see all of them.' }),
  };
}

/** What failed by itself first, then what runs, then the rest, each in the order of the workspace. */
function urgentFirst(tasks: readonly Task[]): readonly Task[] {
  const rank = ({ latest: { state } }: Task): number =>
    isFailure(state) && hasBegun(state) ? 0 : stateView(state).kind === 'running' ? 1 : 2;
  return [...tasks].sort((a, b) => rank(a) - rank(b));
}

function taskRow({ key, attempts, latest }: Task, around: Surroundings): TaskRow {
  const file = latest.path === undefined ? undefined : around.fileOf(latest.path);
  const error = isFailure(latest.state) ? (around.outputs.get(latest.id)?.error ?? latest.state.message) : undefined;
  return {
    key,
    kind: taskKindWord(latest.kind),
    runId: latest.id,
    state: stateView(latest.state),
    attempts: attempts.filter(({ state }) => hasBegun(state)).length,
    ...(error && { error: firstLine(readable(error)) }),
    ...(latest.path && { source: file ?? latest.path }),
    canOpen: file !== undefined,
    ...(hasBegun(latest.state) ? counting(latest, latest.state.terminal) : { active: !latest.state.terminal }),
  };
}

/** The errors that started it: what failed only because something before it failed is not repeated. */
function errorOf({ key, latest }: Task, { outputs }: Surroundings): TaskError[] {
  if (!isFailure(latest.state) || latest.state.kind === 'upstream failed') return [];
  const output = outputs.get(latest.id);
  const message = output?.error ?? latest.state.message;
  if (!message) return [];
  return [
    { taskKey: key, message: readable(message), ...(output?.errorTrace && { trace: readable(output.errorTrace) }) },
  ];
}

function counting(timing: Timing, terminal: boolean): Counting {
  const durationMs = terminal && timing.endedAt !== undefined ? durationOf(timing, timing.endedAt) : undefined;
  return {
    ...(timing.startedAt !== undefined && { started: timing.startedAt }),
    active: !terminal,
    ...(durationMs !== undefined && { durationMs }),
  };
}
