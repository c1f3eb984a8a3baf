import { randomUUID } from 'node:crypto';
import { RunsError } from './errors';
import type { Identity, Job, Page, Run, RunDetail, TaskOutput } from './model';
import { gather } from './paging';
import {
  groupTasks,
  id,
  object,
  objects,
  readJob,
  readOutput,
  readPage,
  readRepair,
  readRun,
  readTaskRun,
  string,
  type Raw,
} from './read';
import { Transport, type CallOptions, type TransportOptions } from './transport';

/** Which runs to list; the server knows no other filters. */
export interface RunFilter {
  readonly jobId?: string;
  /** Absent: both. */
  readonly state?: 'active' | 'completed';
  readonly startedFrom?: number;
  readonly startedTo?: number;
}

/** What to start. */
export interface RunNow {
  readonly jobId: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Task keys; all tasks without it. */
  readonly only?: readonly string[];
  /** At most 64 characters. Made up when absent; give the same one to try again without starting twice. */
  readonly idempotencyToken?: string;
}

/** What to run again. */
export interface Repair {
  readonly runId: string;
  /** Task keys; all that failed without it. */
  readonly tasks?: readonly string[];
  readonly dependents?: boolean;
  /** Looked up when absent. */
  readonly latestRepairId?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The part of the Jobs API that Lakelint uses. Every method throws `RunsError` and nothing else. */
export interface JobsClient {
  readonly host: string;
  me(options?: CallOptions): Promise<Identity>;
  listJobs(query?: { readonly pageToken?: string; readonly name?: string }, options?: CallOptions): Promise<Page<Job>>;
  getJob(jobId: string, options?: CallOptions): Promise<Job>;
  listRuns(filter?: RunFilter, pageToken?: string, options?: CallOptions): Promise<Page<Run>>;
  getRun(runId: string, options?: CallOptions): Promise<RunDetail>;
  /** Of a task run; the API refuses it for a run with several tasks. */
  getOutput(taskRunId: string, options?: CallOptions): Promise<TaskOutput>;
  /** Gives the id of the run. */
  runNow(request: RunNow, options?: CallOptions): Promise<string>;
  cancelRun(runId: string, options?: CallOptions): Promise<void>;
  /** Gives the id of the repair. */
  repairRun(request: Repair, options?: CallOptions): Promise<string>;
}

/** Deadlines of one attempt, in milliseconds. */
export interface Deadlines {
  readonly list: number;
  readonly output: number;
  readonly change: number;
}

const DEADLINES: Deadlines = { list: 15_000, output: 60_000, change: 30_000 };
const JOBS = '/api/2.2/jobs';
/** 1,000 tasks of a job in pages of 100, with room for their attempts. */
const PAGE_CAP = 60;
const RUNS_PER_PAGE = 25;
const JOBS_PER_PAGE = 100;

/** An id for the wire: a bare number, exact. */
function exact(value: string, what: string): bigint {
  if (!/^\d{1,19}$/.test(value))
    throw new RunsError('not-found', `There is no ${what} with this id.`, 'Give the number that the run page shows.');
  return BigInt(value);
}

/** A client for one workspace. */
export function createJobsClient(options: TransportOptions & { readonly deadlines?: Partial<Deadlines> }): JobsClient {
  const transport = new Transport(options);
  const { host } = transport;
  const limits = { ...DEADLINES, ...options.deadlines };
  const list = (
    path: string,
    query: Record<string, string | number | boolean | undefined>,
    call?: CallOptions,
  ): Promise<unknown> => transport.get(`${JOBS}${path}`, query, limits.list, call);

  /** Fetches all pages of an answer whose arrays come in portions; the first page carries everything else. */
  const merged = async (
    path: string,
    query: Record<string, string | number | boolean>,
    call?: CallOptions,
  ): Promise<{ pages: Raw[]; partial: boolean }> => {
    const { items, partial } = await gather(async (token) => {
      const raw = object(await list(path, { ...query, page_token: token }, call));
      const nextPageToken = string(raw['next_page_token']);
      return { items: [raw], ...(nextPageToken !== undefined && { nextPageToken }) };
    }, PAGE_CAP);
    return { pages: [...items], partial };
  };

  const client: JobsClient = {
    host,

    async me(call) {
      const raw = object(await transport.get('/api/2.0/preview/scim/v2/Me', {}, limits.list, call));
      return { host, userName: string(raw['userName']) ?? string(raw['displayName']) ?? '' };
    },

    async listJobs(query = {}, call) {
      const answer = await list('/list', { limit: JOBS_PER_PAGE, name: query.name, page_token: query.pageToken }, call);
      return readPage(answer, 'jobs', readJob);
    },

    async getJob(jobId, call) {
      const { pages } = await merged('/get', { job_id: String(exact(jobId, 'job')) }, call);
      const tasks = pages.flatMap((page) => objects(object(page['settings'])['tasks']));
      const first = pages[0] ?? {};
      return readJob({ ...first, settings: { ...object(first['settings']), tasks } });
    },

    async listRuns(filter = {}, pageToken, call) {
      const query = {
        limit: RUNS_PER_PAGE,
        job_id: filter.jobId,
        active_only: filter.state === 'active' ? true : undefined,
        completed_only: filter.state === 'completed' ? true : undefined,
        start_time_from: filter.startedFrom,
        start_time_to: filter.startedTo,
        page_token: pageToken,
      };
      return readPage(await list('/runs/list', query, call), 'runs', (raw) => readRun(raw, host));
    },

    async getRun(runId, call) {
      const { pages, partial } = await merged(
        '/runs/get',
        { run_id: String(exact(runId, 'run')), include_history: true },
        call,
      );
      const first = pages[0] ?? {};
      const all = (field: string): Raw[] => pages.flatMap((page) => objects(page[field]));
      const read = (raw: Raw) => readTaskRun(raw, host);
      return {
        ...readRun(first, host),
        // The pages of a for-each run repeat its one task; entries with the same id are dropped here.
        tasks: groupTasks(all('tasks').map(read)),
        iterations: all('iterations').map(read),
        repairs: all('repair_history').map(readRepair),
        partial,
      };
    },

    async getOutput(taskRunId, call) {
      const query = { run_id: String(exact(taskRunId, 'task run')) };
      return readOutput(object(await transport.get(`${JOBS}/runs/get-output`, query, limits.output, call)), taskRunId);
    },

    async runNow(request, call) {
      const body = {
        job_id: exact(request.jobId, 'job'),
        idempotency_token: request.idempotencyToken ?? randomUUID(),
        ...(request.parameters && { job_parameters: request.parameters }),
        ...(request.only && request.only.length > 0 && { only: [...new Set(request.only)] }),
      };
      return idFrom(await transport.post(`${JOBS}/run-now`, body, limits.change, call), 'run_id', host);
    },

    async cancelRun(runId, call) {
      await transport.post(`${JOBS}/runs/cancel`, { run_id: exact(runId, 'run') }, limits.change, call);
    },

    async repairRun(request, call) {
      const run = exact(request.runId, 'run');
      // From the second repair on, the API wants to hear the id of the one before.
      const latest = request.latestRepairId ?? latestRepair(await client.getRun(request.runId, call));
      const body = {
        run_id: run,
        ...(latest !== undefined && { latest_repair_id: exact(latest, 'repair') }),
        ...(request.tasks ? { rerun_tasks: [...new Set(request.tasks)] } : { rerun_all_failed_tasks: true }),
        ...(request.dependents && { rerun_dependent_tasks: true }),
        ...(request.parameters && { job_parameters: request.parameters }),
      };
      return idFrom(await transport.post(`${JOBS}/runs/repair`, body, limits.change, call), 'repair_id', host);
    },
  };
  return client;
}

function latestRepair(run: RunDetail): string | undefined {
  const repairs = run.repairs.filter((one) => one.id !== undefined);
  return repairs.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).at(-1)?.id;
}

function idFrom(answer: unknown, field: string, host: string): string {
  const found = id(object(answer)[field]);
  if (found === undefined)
    throw new RunsError('not-json', `${host} did not say what it started.`, 'Refresh the list of runs.');
  return found;
}
