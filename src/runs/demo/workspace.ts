import { FAILURES } from './failures';
import type { DemoJob, Incident } from './job';
import { DEMO_JOBS } from './jobs';
import type { Attempt, Trouble } from './plan';
import { hash } from './random';
import { cancelRun, lastAttempts, planRun, repairRun, shiftRun, skipRun, withDependents, type DemoRun } from './run';

const DAY = 86_400_000;
const HISTORY_DAYS = 14;
/** How often somebody starts something by hand, so that a visitor always sees a run move. */
const VISIT = 110_000;

/** A refusal in the words of the API. */
export class DemoRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const refuse = (message: string): DemoRefusal => new DemoRefusal(400, 'INVALID_PARAMETER_VALUE', message);

const PEOPLE = ['ana.torres@example.com', 'liam.becker@example.com', 'grace.okafor@example.com'];
const VISITED = ['customers_hourly', 'gold_reports', 'orders_daily', 'quality_checks'];

/** What `run-now` is asked for. */
export interface RunNowRequest {
  readonly jobId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  readonly idempotencyToken?: string;
}

/** What `runs/repair` is asked for. */
export interface RepairRequest {
  readonly runId: string;
  readonly tasks: readonly string[] | undefined;
  readonly allFailed: boolean;
  readonly dependents: boolean;
  readonly latestRepairId: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The state of the demo workspace: jobs and runs. Time moves when it is asked for something. */
export class DemoWorkspace {
  readonly jobs = DEMO_JOBS;
  /** When the workspace and its jobs came into being. */
  readonly created: number;
  readonly #seed: string;
  readonly #started: number;
  readonly #runs = new Map<string, DemoRun>();
  readonly #tokens = new Map<string, string>();
  #seen: number;
  #visits = 0;
  #ordered = 0;

  constructor(now: number, seed = 'lakehouse') {
    this.#seed = seed;
    this.#started = now;
    this.#seen = now - HISTORY_DAYS * DAY;
    this.created = now - 200 * DAY;
    this.advance(now);
  }

  /** Lets everything happen that is due by now, in the order of time, however seldom it is asked. */
  advance(now: number): void {
    if (now <= this.#seen) return;
    const events = this.#slots(this.#seen, now).map(({ job, at }) => ({ at, happen: () => this.#begin(job, at) }));
    for (let nth = this.#visits; this.#visitTime(nth) <= now; nth = ++this.#visits) {
      const at = this.#visitTime(nth);
      events.push({ at, happen: () => this.#visit(nth, at) });
    }
    this.#seen = now;
    for (const event of events.sort((a, b) => a.at - b.at)) event.happen();
  }

  /** All runs, the newest first. */
  runs(now: number): DemoRun[] {
    this.advance(now);
    return [...this.#runs.values()]
      .filter((run) => run.created <= now)
      .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
  }

  /** The run with this id, or the run that holds the task run with this id. */
  find(id: string, now: number): { run: DemoRun; attempt?: Attempt } {
    this.advance(now);
    const run = this.#runs.get(id);
    if (run && run.created <= now) return { run };
    for (const other of this.#runs.values()) {
      for (const one of other.attempts) {
        const attempt = String(one.id) === id ? one : one.iterations.find((inner) => String(inner.id) === id);
        if (attempt && other.created <= now && attempt.visible <= now) return { run: other, attempt };
      }
    }
    throw refuse(`Run ${id} does not exist.`);
  }

  /** The job with this id. */
  job(id: string): DemoJob {
    const job = this.jobs.find((one) => String(one.id) === id);
    if (!job) throw refuse(`Job ${id} does not exist.`);
    return job;
  }

  /** Starts a run, or gives the one that the same idempotency token started. */
  runNow(request: RunNowRequest, now: number): DemoRun {
    const job = this.job(request.jobId);
    const token = request.idempotencyToken;
    if (token !== undefined && token.length > 64)
      throw refuse('The idempotency token must have at most 64 characters.');
    const known = token === undefined ? undefined : this.#runs.get(this.#tokens.get(token) ?? '');
    if (known) return known;
    const keys = new Set(job.tasks.map((task) => task.key));
    const strange = request.only.find((key) => !keys.has(key));
    if (strange !== undefined) throw refuse(`Task ${strange} does not exist in job ${request.jobId}.`);
    const unknown = Object.keys(request.parameters).find((name) => !(name in job.parameters));
    if (unknown !== undefined) throw refuse(`Job parameter ${unknown} is not defined in job ${request.jobId}.`);
    const seed = [this.#seed, job.name, 'ordered', this.#started, this.#ordered++];
    const run = this.#start(job, seed, 'ONE_TIME', 'you@example.com', now, {
      parameters: request.parameters,
      ...(request.only.length > 0 && { only: new Set(request.only) }),
    });
    if (token !== undefined) this.#tokens.set(token, String(run.id));
    return run;
  }

  /** Cancels a run or a task run. A run that has ended stays as it is, as in the API. */
  cancel(id: string, now: number): void {
    const { run, attempt } = this.find(id, now);
    const stopped = cancelRun(run, now, attempt);
    this.#put(stopped);
    let free = stopped.end;
    for (const other of this.runs(now).reverse()) {
      if (other.job !== run.job || other.id === run.id || other.start <= now) continue;
      const moved = shiftRun(other, Math.min(other.start, free + 900));
      this.#put(moved);
      free = moved.end;
    }
  }

  /** Runs failed tasks of an ended run again; gives the id of the repair. */
  repair(request: RepairRequest, now: number): bigint {
    const { run, attempt } = this.find(request.runId, now);
    if (attempt) throw refuse(`Run ${request.runId} is a task run and cannot be repaired.`);
    if (now < run.end) throw refuse(`Run ${request.runId} is active. Only ended runs can be repaired.`);
    if (run.attempts.length === 0) throw refuse(`Run ${request.runId} was skipped and has no tasks to repair.`);
    const latest = run.repairs.at(-1)?.id;
    if (latest !== undefined && request.latestRepairId === undefined) {
      throw refuse('The latest repair ID needs to be provided in order to request a new repair.');
    }
    if (String(latest ?? '') !== (request.latestRepairId ?? '')) {
      throw refuse(`The repair ID ${request.latestRepairId ?? ''} is not the latest repair of run ${request.runId}.`);
    }
    if (request.allFailed === (request.tasks !== undefined)) {
      throw refuse('Give either rerun_tasks or rerun_all_failed_tasks.');
    }
    const last = lastAttempts(run.attempts);
    const failed = [...last]
      .filter(([, one]) => one.result !== 'SUCCESS' && one.result !== 'EXCLUDED')
      .map(([key]) => key);
    const chosen = request.tasks ?? failed;
    if (new Set(chosen).size !== chosen.length) throw refuse('rerun_tasks contains duplicate task keys.');
    const strange = chosen.find((key) => !last.has(key));
    if (strange !== undefined) throw refuse(`Task ${strange} does not exist in run ${request.runId}.`);
    if (chosen.length === 0) throw refuse(`Run ${request.runId} has no failed tasks.`);
    const tasks = [...last.values()].map((one) => one.task);
    const keys = request.dependents || request.allFailed ? withDependents(tasks, new Set(chosen)) : new Set(chosen);
    const repaired = repairRun(run, now, new Set([...keys].filter((key) => last.has(key))), request.parameters);
    this.#put(repaired.run);
    return repaired.id;
  }

  #put(run: DemoRun): void {
    this.#runs.set(String(run.id), run);
  }

  /** The scheduled starts after one moment, up to another, in the order of time. */
  #slots(after: number, until: number): { job: DemoJob; at: number }[] {
    const slots: { job: DemoJob; at: number }[] = [];
    for (let day = Math.floor(after / DAY); day <= Math.floor(until / DAY); day++) {
      for (const job of this.jobs) {
        if (job.days && !job.days.includes(day % HISTORY_DAYS)) continue;
        for (const hour of job.hours) {
          const at = day * DAY + hour * 3_600_000 + job.minute * 60_000 + (hash(job.name, day, hour) % 900);
          if (job.continuous && this.#arriving(at)) continue;
          if (at > after && at <= until) slots.push({ job, at });
        }
      }
    }
    return slots.sort((a, b) => a.at - b.at);
  }

  /** A visitor arrives at about this time and finds the stream running: it does not begin anew just then. */
  #arriving(at: number): boolean {
    return at > this.#started - 10 * 60_000 && at < this.#started + 60 * 60_000;
  }

  #begin(job: DemoJob, at: number): void {
    const day = Math.floor(at / DAY) % HISTORY_DAYS;
    const hour = new Date(at).getUTCHours();
    const incident = job.incidents.find((one) => one.day === day && (one.hour ?? hour) === hour);
    const seed = [this.#seed, job.name, Math.floor(at / 1000)];
    const more = {
      slower: incident?.slower ?? 1,
      trouble: troubleOf(incident),
      ...(job.continuous && { executionMs: this.#untilNext(job, at) }),
    };
    const trigger = job.continuous ? 'CONTINUOUS' : job.cron ? 'PERIODIC' : 'ONE_TIME';
    if (incident?.skipped) {
      this.#put(skipRun({ ...more, job, seed, trigger, creator: job.creator, created: at }));
      return;
    }
    const run = this.#start(job, seed, trigger, job.creator, at, more);
    const cancelled =
      incident?.cancelledAt === undefined
        ? run
        : cancelRun(run, run.start + (run.end - run.start) * incident.cancelledAt);
    this.#put(cancelled);
    if (incident?.repairedAfter === undefined) return;
    const failed = [...lastAttempts(run.attempts)].filter(([, one]) => one.result !== 'SUCCESS').map(([key]) => key);
    const when = run.end + incident.repairedAfter * 60_000;
    // A repair that lies ahead would show before its time; somebody who looks now finds the run as it failed.
    if (when < this.#started) this.#put(repairRun(run, when, new Set(failed)).run);
  }

  #start(
    job: DemoJob,
    seed: readonly (string | number)[],
    trigger: DemoRun['trigger'],
    creator: string,
    at: number,
    more: object,
  ): DemoRun {
    const active = [...this.#runs.values()].filter((run) => run.job === job && run.created <= at && run.end > at);
    const plan = { ...more, job, seed, trigger, creator, created: at };
    const full = active.length >= job.maxConcurrent;
    const start = Math.max(at, ...active.map((run) => run.end)) + (full ? 900 : 0);
    const run = full ? (job.queue ? planRun({ ...plan, start }) : skipRun(plan)) : planRun(plan);
    this.#put(run);
    return run;
  }

  #untilNext(job: DemoJob, at: number): number {
    const next = this.#slots(at, at + HISTORY_DAYS * DAY).find((slot) => slot.job === job)?.at ?? at + DAY;
    return next - at - 120_000;
  }

  /** Two things are under way when the visitor arrives; then something new begins again and again. */
  #visitTime(nth: number): number {
    return this.#started + (nth === 0 ? -45_000 : nth === 1 ? -20_000 : (nth - 1) * VISIT);
  }

  /** Somebody starts a job by hand. The backfill comes first: it keeps moving for minutes. */
  #visit(nth: number, at: number): void {
    const name = nth === 0 ? 'backfill_orders' : VISITED[(nth - 1) % VISITED.length];
    const job = this.jobs.find((one) => one.name === name);
    if (!job) return;
    const fails = nth % 3 === 2;
    const incidents = job.incidents.filter((one) => one.failure !== undefined && one.failure !== 'timeout');
    const incident = fails ? incidents[hash(this.#seed, nth) % incidents.length] : undefined;
    const creator = PEOPLE[nth % PEOPLE.length] ?? job.creator;
    this.#start(job, [this.#seed, job.name, 'visit', this.#started, nth], 'ONE_TIME', creator, at, {
      trouble: troubleOf(incident),
    });
  }
}

function troubleOf(incident: Incident | undefined): Map<string, Trouble> {
  if (!incident?.task || !incident.failure) return new Map();
  const attempts = incident.recoversAfter ?? Number.POSITIVE_INFINITY;
  const trouble = {
    failure: FAILURES[incident.failure],
    attempts,
    ...(incident.iteration !== undefined && { iteration: incident.iteration }),
  };
  return new Map([[incident.task, trouble]]);
}
