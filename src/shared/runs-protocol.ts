/** What the runs view and its host say to each other. Times are milliseconds since 1970, ids are strings. */

/** The few states that a reader tells apart. Each has its own glyph, colour and place in the filter. */
export const STATE_KINDS = [
  'waiting',
  'running',
  'succeeded',
  'warning',
  'failed',
  'cancelled',
  'skipped',
  'unknown',
] as const;
export type StateKind = (typeof STATE_KINDS)[number];

/** A state to show: `word` is exact ("Timed out"), `kind` groups it ("failed"). */
export interface StateView {
  readonly kind: StateKind;
  readonly word: string;
}

/** When something started and how long it took. */
export interface Counting {
  readonly started?: number;
  /** Still changing: the view counts its duration on. */
  readonly active: boolean;
  /** As the workspace counts it; absent while it is active. */
  readonly durationMs?: number;
}

/** One row of the run list. */
export interface RunRow extends Counting {
  readonly id: string;
  readonly job: string;
  readonly state: StateView;
  readonly trigger: string;
}

/** One task of a run: its latest attempt, and how many attempts began. */
export interface TaskRow extends Counting {
  readonly key: string;
  readonly kind: string;
  readonly runId: string;
  readonly state: StateView;
  /** 0: it waits for other tasks, or was passed over because of them. */
  readonly attempts: number;
  /** The first line of its error. */
  readonly error?: string;
  /** What the task runs: a file of this workspace, or else a path of the Databricks workspace. */
  readonly source?: string;
  /** The source is a file of this workspace. */
  readonly canOpen: boolean;
}

/** Where the time of a run went. */
export interface Timing {
  readonly label: string;
  readonly ms: number;
}

/** The error of one task, as the workspace reports it. */
export interface TaskError {
  readonly taskKey: string;
  readonly message: string;
  readonly trace?: string;
}

/** Everything that is shown of the selected run. */
export interface RunDetail extends RunRow {
  readonly ended?: number;
  readonly message?: string;
  readonly creator?: string;
  readonly timings: readonly Timing[];
  /** What failed first, then what runs, then the rest as the workspace lists it. */
  readonly tasks: readonly TaskRow[];
  readonly errors: readonly TaskError[];
  readonly canOpenInBrowser: boolean;
  /** Said when a part of the run could not be read. */
  readonly note?: string;
}

/** Next steps that the view can offer as a button. */
export type NextStep = 'retry' | 'connect' | 'demo';

/** Something that went wrong: one sentence, what to do, and the buttons that do it. */
export interface Trouble {
  readonly message: string;
  readonly advice: string;
  readonly steps: readonly NextStep[];
}

export interface RunsFilter {
  /** `all` or one kind of state. */
  readonly state: StateKind | 'all';
  /** A part of the job's name, letter case ignored. */
  readonly job: string;
}

export const NO_FILTER: RunsFilter = { state: 'all', job: '' };

export interface ConnectionView {
  readonly name: string;
  readonly host: string;
  readonly demo: boolean;
}

/** The selected run: `detail` is absent while it is read for the first time or could not be read. */
export interface Selection {
  readonly runId: string;
  readonly loading: boolean;
  readonly detail?: RunDetail;
  readonly trouble?: Trouble;
}

/** The whole state of the view. Every event carries all of it. */
export interface RunsSnapshot {
  readonly connection?: ConnectionView;
  /** The loaded runs that pass the filter, newest first. */
  readonly rows: readonly RunRow[];
  readonly filter: RunsFilter;
  readonly loading: boolean;
  readonly trouble?: Trouble;
  /** How far was looked: so many runs, back to this start time, and whether older ones exist. */
  readonly looked: { readonly runs: number; readonly backTo?: number; readonly more: boolean };
  readonly selection?: Selection;
}

/** What the view remembers between two lives: arrangement only, never data. */
export interface Arrangement {
  readonly filter: RunsFilter;
  readonly runId?: string;
}

/** What the host offers to the view. */
export interface RunsHost {
  readonly methods: {
    /** The first word is the view's; the answer is the whole state. */
    ready(arrangement: Arrangement): RunsSnapshot;
    /** Shows the detail of a run; without an id, closes it. */
    selectRun(id?: string): void;
    setFilter(filter: RunsFilter): void;
    loadMore(): void;
    refresh(): void;
    /** Opens the page of a run or of a task run. The address stays with the host. */
    openInBrowser(runId: string): void;
    useDemo(): void;
    chooseConnection(): void;
    openSource(taskKey: string): void;
    copyId(runId: string): void;
  };
  readonly events: {
    snapshot: RunsSnapshot;
  };
}

/** What the view offers to the host: nothing yet. */
export interface RunsView {
  readonly methods: Record<never, never>;
  readonly events: Record<never, never>;
}

/** An arrangement out of anything: what the page kept may be old or damaged. */
export function readArrangement(raw: unknown): Arrangement {
  const { filter, runId } = asRecord(raw);
  const { state, job } = asRecord(filter);
  const known = state === 'all' || STATE_KINDS.some((kind) => kind === state);
  return {
    filter: { state: known ? (state as RunsFilter['state']) : 'all', job: typeof job === 'string' ? job : '' },
    runId: typeof runId === 'string' ? runId : undefined,
  };
}

function asRecord(raw: unknown): Record<string, unknown> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}
