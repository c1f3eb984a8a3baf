import assert from 'node:assert/strict';
import { createServer, request as httpRequest } from 'node:http';
import {
  createJobsClient,
  gather,
  isFailure,
  RunsError,
  startDemoWorkspace,
  tokenConnection,
  type Demo,
  type JobsClient,
  type Run,
  type RunFilter,
} from '../../src/runs';
import { DemoWorkspace } from '../../src/runs/demo/workspace';
import { Limiter, realClock } from '../../src/runs/limiter';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('demo workspace through the real client', () => {
  let now: number;
  let demo: Demo;
  let client: JobsClient;
  beforeEach(async () => {
    now = NOON;
    demo = await startDemoWorkspace({ clock: () => now });
    // The pace that a real workspace is owed would make this slow.
    client = createJobsClient({
      connection: tokenConnection(demo.url, demo.token, 'demo'),
      limiter: new Limiter(realClock, 8, 100_000),
    });
  });
  afterEach(() => demo.stop());

  const allRuns = async (filter: RunFilter = {}): Promise<readonly Run[]> =>
    (await gather((token) => client.listRuns(filter, token), 100)).items;
  const jobId = async (name: string): Promise<string> => (await client.listJobs({ name })).items[0]?.id ?? '';

  it('has jobs, two weeks of runs, and every state that a list must show', async function () {
    this.timeout(10_000);
    const jobs = (await client.listJobs()).items.map((job) => job.name).sort();
    assert.deepEqual(jobs, [
      'backfill_orders',
      'customers_hourly',
      'gold_reports',
      'inventory_sync',
      'orders_daily',
      'orders_stream',
      'quality_checks',
      'table_maintenance',
    ]);
    const runs = await allRuns();
    assert.ok(runs.length > 180 && runs.length < 240, String(runs.length));
    assert.equal(new Set(runs.map((run) => run.id)).size, runs.length);
    const kinds = new Set(runs.map((run) => run.state.kind));
    for (const kind of [
      'running',
      'succeeded',
      'failed',
      'timed out',
      'cancelled',
      'skipped',
      'succeeded with failures',
    ] as const) {
      assert.ok(kinds.has(kind), `no run is ${kind}`);
    }
    assert.ok(!kinds.has('unknown'));
    assert.ok(runs.every((run) => BigInt(run.id) > 2n ** 53n && !Number.isSafeInteger(Number(run.id))));
    assert.ok(
      runs.every((run, index) => index === 0 || (runs[index - 1]?.startedAt ?? 0) >= (run.startedAt ?? 0)),
      'newest first',
    );
    assert.ok(runs.every((run) => (run.startedAt ?? 0) > NOON - 15 * DAY && (run.startedAt ?? 0) <= NOON));
    assert.equal((await client.me()).userName, 'you@example.com');
  });

  it('has a stream that runs whenever a visitor arrives', function () {
    this.timeout(20_000);
    const fortnight = Array.from({ length: 14 }, (_, day) => NOON + day * DAY);
    // The stream begins anew a little after four on some days; that is where a gap would be.
    const restarts = fortnight.flatMap((noon) =>
      [5, 9, 11, 14, 17, 22, 31].map((minute) => noon - 8 * 60 * MINUTE + minute * MINUTE),
    );
    for (const at of [...fortnight, ...restarts]) {
      const stream = new DemoWorkspace(at).runs(at).find((run) => run.job.continuous && run.end > at);
      assert.ok(stream, `none at ${new Date(at).toISOString()}`);
      assert.ok(
        stream.attempts.some((one) => at > one.ready + one.setupMs && at < one.end),
        'its task runs',
      );
      assert.ok(stream.end - at > 30 * MINUTE, 'it goes on for a while');
    }
  });

  it('keeps to the filters of the API', async () => {
    const active = await allRuns({ state: 'active' });
    assert.ok(active.length >= 2 && active.every((run) => !run.state.terminal));
    const id = await jobId('orders_daily');
    const some = await allRuns({ jobId: id, state: 'completed', startedFrom: NOON - 3 * DAY, startedTo: NOON - DAY });
    assert.equal(some.length, 2);
    assert.ok(some.every((run) => run.jobId === id && run.state.terminal));
  });

  it('tells why every failed task failed', async function () {
    this.timeout(15_000);
    const failed = (await allRuns({ state: 'completed' })).filter((run) => isFailure(run.state));
    assert.ok(failed.length >= 12);
    const words = new Set<string>();
    for (const run of failed) {
      const detail = await client.getRun(run.id);
      const broken = detail.tasks.filter(
        (task) => isFailure(task.latest.state) && task.latest.state.kind !== 'upstream failed',
      );
      assert.ok(broken.length > 0, run.name);
      for (const task of broken)
        words.add(
          (await client.getOutput(task.latest.id)).error ?? assert.fail(`${run.name} ${task.key} says nothing`),
        );
    }
    const all = [...words].join('\n');
    for (const word of [
      'DELTA_MULTIPLE_SOURCE_ROW_MATCHING',
      'maxResultSize',
      'CONFIG_NOT_AVAILABLE',
      'DELTA_FAILED_TO_MERGE_FIELDS',
      'Timed out',
      'iterations failed',
    ]) {
      assert.ok(all.includes(word), word);
    }
  });

  it('has retries, repairs, a job of 120 tasks in two pages, and a for-each with iterations', async () => {
    const backfill = await jobId('backfill_orders');
    assert.equal((await client.getJob(backfill)).tasks.length, 120);
    const runs = await allRuns({ jobId: backfill, state: 'completed' });
    const details = await Promise.all(runs.map((run) => client.getRun(run.id)));
    assert.ok(details.every((run) => run.tasks.length === 120 && !run.partial));
    assert.ok(
      details.some((run) => run.repairs.length === 2 && run.state.kind === 'succeeded'),
      'a repaired run',
    );
    assert.ok(
      details.some((run) => run.tasks.some((task) => task.attempts.length > 1)),
      'a retry',
    );

    const checks = (await allRuns({ jobId: await jobId('quality_checks'), state: 'completed' }))[0];
    const check = (await client.getRun(checks?.id ?? '')).tasks.find((task) => task.key === 'check_tables');
    assert.equal(check?.latest.iterations?.total, 10);
    const each = await client.getRun(check.latest.id);
    assert.equal(each.iterations.length, 10);
    await assert.rejects(client.getOutput(checks?.id ?? ''), /multiple tasks is not supported/);
    assert.equal((await client.getOutput(each.iterations[0]?.id ?? '')).errorTrace, undefined);
  });

  it('moves: a run starts, goes on task by task and ends as the clock goes on', async () => {
    const id = await jobId('gold_reports');
    const runId = await client.runNow({ jobId: id });
    const seen: string[] = [];
    let detail = await client.getRun(runId);
    let finished = 0;
    for (let step = 0; step < 60 && !detail.state.terminal; step++) {
      if (seen.at(-1) !== detail.state.kind) seen.push(detail.state.kind);
      const done = detail.tasks.filter((task) => task.latest.state.terminal).length;
      assert.ok(done >= finished, 'a task went back');
      finished = done;
      now += 10_000;
      detail = await client.getRun(runId);
    }
    assert.deepEqual(seen, ['pending', 'running']);
    assert.equal(detail.state.kind, 'succeeded');
    assert.ok(detail.endedAt !== undefined && detail.endedAt <= now && detail.endedAt > now - 10_000);
    assert.ok(detail.tasks.every((task) => task.latest.state.kind === 'succeeded'));
  });

  it('new runs appear on their own, and something moves for an hour', async () => {
    const before = new Set((await allRuns({ startedFrom: NOON - DAY })).map((run) => run.id));
    for (let step = 0; step < 12; step++) {
      now += 5 * MINUTE;
      const active = await allRuns({ state: 'active' });
      assert.ok(active.length > 0);
    }
    const added = (await allRuns({ startedFrom: NOON })).filter((run) => !before.has(run.id));
    assert.ok(added.length > 20);
    assert.ok(added.some((run) => isFailure(run.state)) && added.some((run) => run.state.kind === 'succeeded'));
  });

  it('cancel, then repair, then a second repair really change the run', async () => {
    const runId = await client.runNow({ jobId: await jobId('gold_reports') });
    now += 20_000;
    await client.cancelRun(runId);
    assert.equal((await client.getRun(runId)).state.kind, 'terminating');
    now += 5000;
    const cancelled = await client.getRun(runId);
    assert.equal(cancelled.state.kind, 'cancelled');
    assert.ok(cancelled.tasks.every((task) => task.latest.state.kind === 'cancelled'));
    now += MINUTE;
    await client.cancelRun(runId);
    assert.deepEqual(
      (await client.getRun(runId)).endedAt,
      cancelled.endedAt,
      'cancelling an ended run changes nothing',
    );

    const first = await client.repairRun({ runId });
    assert.equal((await client.getRun(runId)).state.terminal, false);
    await assert.rejects(client.repairRun({ runId }), /active/);
    now += 10 * MINUTE;
    const repaired = await client.getRun(runId);
    assert.equal(repaired.state.kind, 'succeeded');
    assert.deepEqual(
      repaired.repairs.map((one) => one.id),
      [undefined, first],
    );
    assert.ok(repaired.tasks.every((task) => task.attempts.length === 2));

    await assert.rejects(client.repairRun({ runId, tasks: ['customer_value'], latestRepairId: '1' }), /not the latest/);
    const second = await client.repairRun({ runId, tasks: ['customer_value'], dependents: true });
    assert.notEqual(second, first);
    now += 10 * MINUTE;
    const again = await client.getRun(runId);
    assert.deepEqual(
      again.tasks.map((task) => [task.key, task.attempts.length]),
      [
        ['daily_revenue', 2],
        ['revenue_by_channel', 2],
        ['customer_value', 3],
        ['export_reports', 3],
      ],
    );
  });

  it('starts a run once for one idempotency token, with parameters and only some tasks', async () => {
    const id = await jobId('orders_daily');
    const request = { jobId: id, idempotencyToken: 'once', only: ['ingest_orders'], parameters: { day: '2026-11-20' } };
    const runId = await client.runNow(request);
    assert.equal(await client.runNow(request), runId);
    const run = await client.getRun(runId);
    assert.deepEqual(
      run.tasks.map((task) => task.key),
      ['ingest_orders'],
    );
    assert.equal(run.parameters.find((one) => one.name === 'day')?.value, '2026-11-20');
    await assert.rejects(client.runNow({ jobId: id, parameters: { nonsense: '1' } }), RunsError);
    await assert.rejects(
      client.runNow({ jobId: '5' }),
      (cause) => cause instanceof RunsError && cause.kind === 'not-found',
    );
  });

  it('queues or skips a run when the job has as many as it may', async () => {
    const queueing = await jobId('orders_daily');
    const first = await client.runNow({ jobId: queueing });
    const second = await client.runNow({ jobId: queueing });
    const waiting = (await client.getRun(second)).state;
    assert.deepEqual([waiting.kind, waiting.code], ['queued', 'MAX_CONCURRENT_RUNS_REACHED']);
    now += 10_000;
    await client.cancelRun(first);
    now += 8000;
    assert.notEqual((await client.getRun(second)).state.kind, 'queued');
    const skipping = await jobId('customers_hourly');
    await client.runNow({ jobId: skipping });
    assert.equal((await client.getRun(await client.runNow({ jobId: skipping }))).state.kind, 'skipped');
  });

  it('cancelling one task leaves those after it without their upstream', async () => {
    const runId = await client.runNow({ jobId: await jobId('gold_reports') });
    now += 25_000;
    const root = (await client.getRun(runId)).tasks.find((task) => task.key === 'daily_revenue');
    await client.cancelRun(root?.latest.id ?? '');
    now += 5000;
    const run = await client.getRun(runId);
    assert.deepEqual(
      run.tasks.map((task) => task.latest.state.kind),
      ['cancelled', 'upstream failed', 'upstream failed', 'upstream failed'],
    );
    assert.equal(run.state.terminal, true);
  });

  it('is the same for the same seed and clock, however often it was asked in between', async function () {
    this.timeout(10_000);
    const other = await startDemoWorkspace({ clock: () => now });
    const second = createJobsClient({ connection: tokenConnection(other.url, other.token, 'demo') });
    for (let step = 0; step < 10; step++) {
      now += 3 * MINUTE;
      await client.listRuns();
    }
    const strip = (runs: readonly Run[]) => runs.map(({ pageUrl: _pageUrl, ...run }) => run);
    const mine = (await gather((token) => client.listRuns({}, token), 100)).items;
    const theirs = (await gather((token) => second.listRuns({}, token), 100)).items;
    await other.stop();
    assert.deepEqual(strip(mine), strip(theirs));
  });

  it('pages do not move when new runs come in', async () => {
    const first = await client.listRuns();
    now += 30 * MINUTE;
    const second = await client.listRuns({}, first.nextPageToken);
    const known = new Set(first.items.map((run) => run.id));
    assert.ok(second.items.length === 25 && second.items.every((run) => !known.has(run.id)));
  });

  it('wants its token, serves its own address only, and shows nothing without', async () => {
    assert.match(demo.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const wrong = createJobsClient({ connection: tokenConnection(demo.url, 'wrong', 'demo') });
    await assert.rejects(wrong.listRuns(), (cause) => cause instanceof RunsError && cause.kind === 'not-signed-in');
    assert.equal((await fetch(`${demo.url}/api/2.2/jobs/list`)).status, 401);
    const status = await new Promise((resolve) => {
      const { port } = new URL(demo.url);
      httpRequest(
        {
          host: '127.0.0.1',
          port,
          path: '/api/2.2/jobs/list',
          headers: { host: 'evil.example.com', authorization: `Bearer ${demo.token}` },
        },
        (response) => {
          resolve(response.statusCode);
          response.resume();
        },
      ).end();
    });
    assert.equal(status, 421);
    const page = await (await fetch(demo.url)).text();
    assert.ok(page.includes('demo workspace') && !page.includes(demo.token));
  });

  it('refuses what the API refuses', async () => {
    const headers = { authorization: `Bearer ${demo.token}` };
    const status = async (path: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(demo.url + path, { ...init, headers })).status;
    assert.equal(await status('/api/2.2/jobs/runs/list?limit=100'), 400);
    assert.equal(await status('/api/2.2/jobs/runs/list?active_only=true&completed_only=true'), 400);
    assert.equal(await status('/api/2.2/jobs/runs/list?page_token=%%%'), 400);
    assert.equal(await status('/api/2.2/jobs/runs/get?run_id=5'), 400);
    assert.equal(await status('/api/2.2/jobs/runs/get'), 400);
    assert.equal(await status('/api/2.2/jobs/delete', { method: 'POST', body: '{}' }), 404);
    assert.equal(await status('/api/2.2/jobs/runs/cancel', { method: 'POST', body: '[1' }), 400);
    assert.equal(await status('/api/2.2/jobs/runs/cancel', { method: 'POST', body: 'x'.repeat(1_100_000) }), 413);
  });
});

describe('demo workspace', () => {
  it('says so when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    assert.ok(address && typeof address === 'object');
    await assert.rejects(startDemoWorkspace({ port: address.port }), /EADDRINUSE/);
    other.close();
  });
});
