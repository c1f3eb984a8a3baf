import type {
  Dependency,
  IterationStats,
  Job,
  Page,
  Parameter,
  Repair,
  Run,
  Task,
  TaskOutput,
  TaskRun,
  TaskSpec,
  Timing,
} from './model';
import { stateOf, type RawState } from './state';

/** A JSON object as the API sent it. Nothing about it is certain. */
export type Raw = Readonly<Record<string, unknown>>;

/** The value as an object; anything else is an empty one. */
export function object(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

/** The objects of a list; anything else is none. */
export function objects(value: unknown): readonly Raw[] {
  return Array.isArray(value) ? value.map(object) : [];
}

/** A string that says something. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An int64 id as a string, exact. */
export function id(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text) && text !== '0' ? text : undefined;
}

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
/** Times and durations: the API writes 0 for "not yet". */
const positive = (value: unknown): number | undefined => {
  const found = number(value);
  return found !== undefined && found > 0 ? found : undefined;
};

/** Drops the fields that are `undefined`, so that absent means absent after JSON and in comparisons. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

function timing(raw: Raw): Timing {
  return {
    startedAt: positive(raw['start_time']),
    endedAt: positive(raw['end_time']),
    setupMs: number(raw['setup_duration']),
    executionMs: number(raw['execution_duration']),
    cleanupMs: number(raw['cleanup_duration']),
    queueMs: number(raw['queue_duration']),
    runMs: number(raw['run_duration']),
  };
}

/**
 * The page of a run, when it is safe to open: `https` and the workspace's own host. Plain http is spoken by the demo workspace alone,
 * which has no pages.
 */
function pageUrl(value: unknown, host: string): string | undefined {
  const text = string(value);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' && url.host === new URL(host).host ? url.href : undefined;
}

function parameters(value: unknown): Parameter[] {
  return objects(value).map((raw) =>
    compact({ name: string(raw['name']) ?? '', value: string(raw['value']), default: string(raw['default']) }),
  );
}

function dependencies(value: unknown): Dependency[] {
  return objects(value).map((raw) =>
    compact({ taskKey: string(raw['task_key']) ?? '', outcome: string(raw['outcome']) }),
  );
}

/** Where each kind of task keeps the name of what it runs, as far as known; the first that is there counts. */
const PATHS: readonly (readonly string[])[] = [
  ['notebook_path'],
  ['python_file'],
  ['file', 'path'],
  ['query', 'query_id'],
  ['dashboard', 'dashboard_id'],
  ['alert', 'alert_id'],
  ['main_class_name'],
  ['pipeline_id'],
  ['job_id'],
  ['dashboard_id'],
  ['project_directory'],
];

function pathOf(kind: string, body: Raw): string | undefined {
  if (kind === 'condition') {
    return [body['left'], body['op'], body['right']].map((part) => string(part) ?? '').join(' ');
  }
  if (kind === 'python_wheel') {
    const parts = [string(body['package_name']), string(body['entry_point'])].filter((part) => part !== undefined);
    return parts.length > 0 ? parts.join('.') : undefined;
  }
  for (const steps of PATHS) {
    const found = steps.reduce<unknown>((at, step) => object(at)[step], body);
    const text = string(found) ?? id(found);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A task of a job or of a run. The kind is read from the one field that ends in `_task`, so a kind of tomorrow has a name too. */
export function readTask(raw: Raw, nested = false): TaskSpec {
  const field = Object.keys(raw).find((name) => name.endsWith('_task') && typeof raw[name] === 'object');
  const kind = field?.slice(0, -'_task'.length) ?? 'unknown';
  const body = object(field === undefined ? undefined : raw[field]);
  return compact({
    key: string(raw['task_key']) ?? '',
    kind,
    path: pathOf(kind, body),
    description: string(raw['description']),
    dependsOn: dependencies(raw['depends_on']),
    runIf: string(raw['run_if']),
    // A for-each does not hold another one; an answer that says so must not lead us down for ever.
    repeats: kind === 'for_each' && !nested && body['task'] ? readTask(object(body['task']), true) : undefined,
  });
}

function iterationStats(raw: Raw): IterationStats | undefined {
  const stats = object(object(raw['for_each_task'])['stats'])['task_run_stats'];
  if (stats === undefined) return undefined;
  const count = (name: string): number => number(object(stats)[`${name}_iterations`]) ?? 0;
  return {
    active: count('active'),
    completed: count('completed'),
    failed: count('failed'),
    scheduled: count('scheduled'),
    succeeded: count('succeeded'),
    total: count('total'),
  };
}

/** One attempt of a task. */
export function readTaskRun(raw: Raw, host: string): TaskRun {
  return compact({
    ...readTask(raw),
    ...timing(raw),
    id: id(raw['run_id']) ?? '',
    attempt: number(raw['attempt_number']) ?? 0,
    state: stateOf(raw as RawState),
    pageUrl: pageUrl(raw['run_page_url'], host),
    iterations: iterationStats(raw),
    childRunId: id(object(raw['run_job_output'])['run_id']) ?? id(object(raw['run_job_task'])['run_id']),
  });
}

/** Gathers the attempts of each task; retries and repairs come as further entries with the same key. */
export function groupTasks(runs: readonly TaskRun[]): Task[] {
  // A Map, because `__proto__` is a legal task key.
  const byKey = new Map<string, TaskRun[]>();
  const seen = new Set<string>();
  for (const run of runs) {
    if (run.id !== '' && seen.has(run.id)) continue;
    seen.add(run.id);
    const attempts = byKey.get(run.key);
    if (attempts) attempts.push(run);
    else byKey.set(run.key, [run]);
  }
  return [...byKey].map(([key, attempts]) => {
    attempts.sort((a, b) => a.attempt - b.attempt || (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity));
    return { key, attempts, latest: attempts[attempts.length - 1] as TaskRun };
  });
}

/** A run without its tasks. */
export function readRun(raw: Raw, host: string): Run {
  return compact({
    id: id(raw['run_id']) ?? '',
    jobId: id(raw['job_id']),
    name: string(raw['run_name']) ?? 'Untitled',
    type: string(raw['run_type']),
    trigger: string(raw['trigger']),
    creator: string(raw['creator_user_name']),
    attempt: number(raw['attempt_number']) ?? 0,
    state: stateOf(raw as RawState),
    pageUrl: pageUrl(raw['run_page_url'], host),
    parameters: parameters(raw['job_parameters']),
    ...timing(raw),
  });
}

/** One entry of `repair_history`. */
export function readRepair(raw: Raw): Repair {
  return compact({
    id: id(raw['id']),
    original: raw['type'] === 'ORIGINAL',
    state: stateOf(raw as RawState),
    taskRunIds: (Array.isArray(raw['task_run_ids']) ? raw['task_run_ids'] : [])
      .map(id)
      .filter((one) => one !== undefined),
    ...timing(raw),
  });
}

/** A job. */
export function readJob(raw: Raw): Job {
  const settings = object(raw['settings']);
  const schedule = object(settings['schedule']);
  const cron = string(schedule['quartz_cron_expression']);
  const zone = string(schedule['timezone_id']);
  const continuous = settings['continuous'] === undefined ? undefined : object(settings['continuous']);
  const trigger = settings['trigger'] === undefined ? undefined : object(settings['trigger']);
  const started =
    cron !== undefined
      ? `${cron}${zone === undefined ? '' : ` (${zone})`}`
      : continuous
        ? 'continuous'
        : trigger && 'on trigger';
  const pause = string((cron !== undefined ? schedule : (continuous ?? trigger ?? {}))['pause_status']);
  const tags = Object.entries(object(settings['tags'])).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return compact({
    id: id(raw['job_id']) ?? '',
    name: string(settings['name']) ?? 'Untitled',
    creator: string(raw['creator_user_name']),
    createdAt: positive(raw['created_time']),
    tags: Object.fromEntries(tags),
    schedule: started,
    paused: pause === undefined ? undefined : pause === 'PAUSED',
    maxConcurrentRuns: number(settings['max_concurrent_runs']),
    tasks: objects(settings['tasks']).map((task) => readTask(task)),
    parameters: parameters(settings['parameters']),
  });
}

/** What a task run left behind. */
export function readOutput(raw: Raw, taskRunId: string): TaskOutput {
  const notebook = object(raw['notebook_output']);
  return compact({
    taskRunId,
    error: string(raw['error']),
    errorTrace: string(raw['error_trace']),
    logs: string(raw['logs']),
    logsTruncated: raw['logs_truncated'] === true,
    result: string(notebook['result']),
    resultTruncated: notebook['truncated'] === true,
    info: string(raw['info']),
    childRunId: id(object(raw['run_job_output'])['run_id']),
  });
}

/** One page of a list: what the field holds, and the token of the next page. */
export function readPage<T>(value: unknown, field: string, read: (raw: Raw) => T): Page<T> {
  const raw = object(value);
  return compact({ items: objects(raw[field]).map(read), nextPageToken: string(raw['next_page_token']) });
}
