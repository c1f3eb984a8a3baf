import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SparkInstall } from './install';

/** What Spark, or the proof's own code, complained about. */
export class SparkError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly errorClass: string | undefined,
    readonly place: string | undefined,
  ) {
    super(`${type}${place ? ` in ${place}` : ''}: ${message}`);
  }
}

/** A proof: SQL that prepares tables, sources (snippets, examples) by name, and Python that runs them and sets `result`. */
export interface Proof {
  readonly setup?: readonly string[];
  /** `@work` in a source stands for the proof's own folder. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly code: string;
}

interface Reply {
  readonly id?: number;
  readonly ready?: boolean;
  readonly spark?: string;
  readonly result?: unknown;
  /** Of the JVM since its start. */
  readonly cpuSeconds?: number;
  readonly error?: { type: string; message: string; errorClass?: string; place?: string; fatal?: boolean };
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

const startLimit = 180_000;
/** The worker keeps the time itself; this much later the client stops believing in it. */
const grace = 30_000;

/** One Spark for all proofs: requests go one after another; a worker that died is replaced at the next request. */
export class SparkWorker {
  private child: ChildProcessWithoutNullStreams | undefined;
  private waiting: Waiting | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private lastId = 0;
  private stderr: string[] = [];
  /** Version of the Spark that runs. */
  version = '';
  requests = 0;
  /** What the JVMs that answered last have used. */
  cpuSeconds = 0;
  private earlierCpu = 0;

  constructor(private readonly install: SparkInstall) {}

  /** Runs a proof in its own session and database and returns what its code put into `result`. */
  async prove<T>(proof: Proof, seconds = 280): Promise<T> {
    return (await this.request('prove', proof, seconds)) as T;
  }

  /** For each text `null`, or why it does not parse. */
  async parse(language: 'python' | 'sql', texts: readonly string[]): Promise<({ message: string } | null)[]> {
    return (await this.request('parse', { language, texts }, 280)) as ({ message: string } | null)[];
  }

  /** For each SQL text its plan before analysis, or why it does not parse. */
  async plans(texts: readonly string[]): Promise<({ plan: string } | { plan?: undefined; message: string })[]> {
    return (await this.request('plans', { texts }, 280)) as ({ plan: string } | { message: string })[];
  }

  /** Ends Spark. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    child.stdin.end();
    await gone;
    clearTimeout(late);
  }

  private request(method: string, params: unknown, timeout: number): Promise<unknown> {
    const turn = this.queue.then(() => this.send(method, params, timeout));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async send(method: string, params: unknown, timeout: number): Promise<unknown> {
    const child = this.child ?? (await this.start());
    const answer = this.next(timeout * 1000 + grace, `${method} took longer than ${timeout} s`);
    this.requests += 1;
    child.stdin.write(`${JSON.stringify({ id: ++this.lastId, method, params, timeout })}\n`);
    const { result, error, cpuSeconds = 0 } = await answer;
    this.cpuSeconds = this.earlierCpu + cpuSeconds;
    if (!error) return result;
    if (error.fatal) this.child = undefined;
    throw new SparkError(error.type, error.message, error.errorClass ?? undefined, error.place);
  }

  private async start(): Promise<ChildProcessWithoutNullStreams> {
    this.stderr = [];
    this.earlierCpu = this.cpuSeconds;
    const root = mkdtempSync(join(tmpdir(), 'spark-worker-'));
    const child = spawn(this.install.python, ['-u', this.install.worker], {
      env: { ...process.env, SPARK_WORKER_JARS: this.install.jars, SPARK_WORKER_ROOT: root },
    });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.settle((w) => w.resolve(JSON.parse(line) as Reply)),
    );
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.stderr = [...this.stderr.slice(-19), line];
    });
    child.stdin.on('error', () => undefined); // the end of the process says more than a broken pipe
    child.on('error', (error) => this.ended(child, error.message));
    child.on('close', (code, signal) => {
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      this.ended(child, `exit ${signal ?? code}`);
    });
    const ready = await this.next(startLimit, 'Spark did not start in time');
    this.version = ready.spark ?? '';
    return child;
  }

  private ended(child: ChildProcessWithoutNullStreams, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    const tail = this.stderr.length > 0 ? `\n${this.stderr.join('\n')}` : '';
    this.settle((w) =>
      w.reject(new SparkError('SparkDied', `the Spark worker ended (${how})${tail}`, undefined, undefined)),
    );
  }

  private settle(how: (waiting: Waiting) => void): void {
    const waiting = this.waiting;
    this.waiting = undefined;
    if (waiting) how(waiting);
  }

  private next(limit: number, complaint: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        const child = this.child;
        this.child = undefined;
        child?.kill('SIGKILL');
        this.settle((w) => w.reject(new SparkError('Timeout', complaint, undefined, undefined)));
      }, limit);
      const settle =
        <A>(then: (value: A) => void) =>
        (value: A) => {
          clearTimeout(late);
          then(value);
        };
      this.waiting = { resolve: settle(resolve), reject: settle(reject) };
    });
  }
}
