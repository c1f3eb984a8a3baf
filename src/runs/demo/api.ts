import { outputOf } from './output';
import type { DemoRun } from './run';
import { tableInfo } from './tables';
import { baseRun, jobWire, repairHistory, taskRun, visibleAttempts, type View, type Wire } from './wire';
import { DemoRefusal, type DemoWorkspace } from './workspace';

/** One call: its parameters come from the query of a GET or from the body of a POST. */
export interface Call {
  readonly query: URLSearchParams;
  readonly body: Wire;
  readonly view: View;
}

/** What answers one kind of request. */
export type Handler = (workspace: DemoWorkspace, call: Call) => Wire;

const ARRAY_PAGE = 100;

const refuse = (message: string): DemoRefusal => new DemoRefusal(400, 'INVALID_PARAMETER_VALUE', message);

function limitOf(query: URLSearchParams, fallback: number, most: number): number {
  const text = query.get('limit');
  if (text === null) return fallback;
  const limit = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(limit <= most)) throw refuse(`Limit must be a number no larger than ${String(most)}.`);
  return limit === 0 ? most : limit;
}

function requiredId(value: unknown, name: string): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (!/^\d+$/.test(text)) throw refuse(`Missing required field: ${name}`);
  return text;
}

const token = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function readToken(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw refuse('Invalid page token.');
  }
}

const flag = (value: unknown): boolean => value === true || value === 'true';

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function stringMap(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const listJobs: Handler = (workspace, { query }) => {
  const limit = limitOf(query, 20, 100);
  const name = query.get('name')?.toLowerCase();
  const jobs = workspace.jobs.filter((job) => name === undefined || job.name.toLowerCase() === name);
  const from = Number(readToken(query.get('page_token')) ?? 0);
  const page = jobs.slice(from, from + limit);
  const more = from + limit < jobs.length;
  const expand = flag(query.get('expand_tasks'));
  return {
    jobs: page.map((job) => ({
      ...jobWire(job, workspace.created, expand ? job.tasks.slice(0, ARRAY_PAGE) : undefined),
      ...(expand && job.tasks.length > ARRAY_PAGE && { has_more: true }),
    })),
    has_more: more,
    ...(more && { next_page_token: token(from + limit) }),
  };
};

const getJob: Handler = (workspace, { query }) => {
  const job = workspace.job(requiredId(query.get('job_id'), 'job_id'));
  const from = Number(readToken(query.get('page_token')) ?? 0);
  const more = from + ARRAY_PAGE < job.tasks.length;
  const wire = jobWire(job, workspace.created, job.tasks.slice(from, from + ARRAY_PAGE));
  return { ...wire, ...(more && { has_more: true, next_page_token: token(from + ARRAY_PAGE) }) };
};

/** `runs/list`, newest first. The page token names the last run seen, so that new runs do not move the pages. */
const listRuns: Handler = (workspace, { query, view }) => {
  const limit = limitOf(query, 20, 25);
  const active = flag(query.get('active_only'));
  const completed = flag(query.get('completed_only'));
  if (active && completed) throw refuse('Only one of active_only and completed_only can be true.');
  const jobId = query.get('job_id');
  const from = Number(query.get('start_time_from') ?? 0);
  const to = Number(query.get('start_time_to') ?? Number.POSITIVE_INFINITY);
  const over = (run: DemoRun): boolean => view.now >= run.end;
  const type = query.get('run_type');
  const all = workspace
    .runs(view.now)
    .filter((run) => (jobId === null || String(run.job.id) === jobId) && run.created >= from && run.created <= to)
    .filter((run) => (!active || !over(run)) && (!completed || over(run)) && (type === null || type === 'JOB_RUN'));
  const cursor = readToken(query.get('page_token')) as { at: number; id: string } | undefined;
  const rest = cursor
    ? all.filter((run) => run.created < cursor.at || (run.created === cursor.at && run.id < BigInt(cursor.id)))
    : all;
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const expand = flag(query.get('expand_tasks'));
  return {
    ...(page.length > 0 && {
      runs: page.map((run) => {
        const tasks = expand ? visibleAttempts(run, view.now) : [];
        return {
          ...baseRun(run, view),
          ...(expand && { tasks: tasks.slice(0, ARRAY_PAGE).map((one) => taskRun(run, one, view)) }),
          ...(tasks.length > ARRAY_PAGE && { has_more: true }),
        };
      }),
    }),
    has_more: rest.length > limit,
    ...(rest.length > limit && last && { next_page_token: token({ at: last.created, id: String(last.id) }) }),
  };
};

/** `runs/get`: tasks, or the iterations of a for-each task run, in pages of 100; later pages hold only the arrays. */
const getRun: Handler = (workspace, { query, view }) => {
  const { run, attempt } = workspace.find(requiredId(query.get('run_id'), 'run_id'), view.now);
  const from = Number(readToken(query.get('page_token')) ?? 0);
  const all = attempt ? attempt.iterations : visibleAttempts(run, view.now);
  const page = all.slice(from, from + ARRAY_PAGE).map((one) => taskRun(run, one, view));
  const history = flag(query.get('include_history')) && !attempt ? { repair_history: repairHistory(run, view) } : {};
  const arrays: Wire = attempt
    ? { tasks: [taskRun(run, attempt, view)], ...(page.length > 0 && { iterations: page }) }
    : { tasks: page, ...history };
  const more = from + ARRAY_PAGE < all.length ? { has_more: true, next_page_token: token(from + ARRAY_PAGE) } : {};
  if (from > 0) return { ...arrays, ...more };
  const head = attempt
    ? { ...baseRun(run, view), ...taskRun(run, attempt, view), job_run_id: run.id, run_name: attempt.task.key }
    : baseRun(run, view);
  return { ...head, ...arrays, ...more };
};

const getOutput: Handler = (workspace, { query, view }) => {
  const { run, attempt } = workspace.find(requiredId(query.get('run_id'), 'run_id'), view.now);
  const only = visibleAttempts(run, view.now).length === 1 ? run.attempts[0] : undefined;
  const one = attempt ?? only;
  if (!one) {
    throw refuse(
      'Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.',
    );
  }
  return outputOf(run, one, view);
};

const runNow: Handler = (workspace, { body, view }) => {
  const idempotency = body['idempotency_token'];
  const run = workspace.runNow(
    {
      jobId: requiredId(body['job_id'], 'job_id'),
      parameters: stringMap(body['job_parameters']),
      only: strings(body['only']),
      ...(typeof idempotency === 'string' && { idempotencyToken: idempotency }),
    },
    view.now,
  );
  return { run_id: run.id, number_in_job: run.id };
};

const cancel: Handler = (workspace, { body, view }) => {
  workspace.cancel(requiredId(body['run_id'], 'run_id'), view.now);
  return {};
};

const repair: Handler = (workspace, { body, view }) => {
  const latest = body['latest_repair_id'];
  const id = workspace.repair(
    {
      runId: requiredId(body['run_id'], 'run_id'),
      tasks: Array.isArray(body['rerun_tasks']) ? strings(body['rerun_tasks']) : undefined,
      allFailed: flag(body['rerun_all_failed_tasks']),
      dependents: flag(body['rerun_dependent_tasks']),
      latestRepairId: latest === undefined ? undefined : requiredId(latest, 'latest_repair_id'),
      parameters: stringMap(body['job_parameters']),
    },
    view.now,
  );
  return { repair_id: id };
};

const me: Handler = () => ({
  id: '7214098835512046',
  userName: 'you@example.com',
  displayName: 'You',
  active: true,
  emails: [{ type: 'work', value: 'you@example.com', primary: true }],
});

const TABLES = 'GET /api/2.1/unity-catalog/tables/';

/** What answers a request, if anything does. */
export function handlerOf(method: string, path: string): Handler | undefined {
  const route = `${method} ${path}`;
  if (!route.startsWith(TABLES)) return ROUTES.get(route);
  const name = nameIn(route.slice(TABLES.length));
  return name === undefined ? undefined : (_, { view }) => tableInfo(name, view.now);
}

function nameIn(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Everything else the demo workspace answers. */
const ROUTES: ReadonlyMap<string, Handler> = new Map([
  ['GET /api/2.2/jobs/list', listJobs],
  ['GET /api/2.2/jobs/get', getJob],
  ['GET /api/2.2/jobs/runs/list', listRuns],
  ['GET /api/2.2/jobs/runs/get', getRun],
  ['GET /api/2.2/jobs/runs/get-output', getOutput],
  ['POST /api/2.2/jobs/run-now', runNow],
  ['POST /api/2.2/jobs/runs/cancel', cancel],
  ['POST /api/2.2/jobs/runs/repair', repair],
  ['GET /api/2.0/preview/scim/v2/Me', me],
]);
