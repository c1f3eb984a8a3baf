import assert from 'node:assert/strict';
import {
  createJobsClient,
  RunsError,
  RunsStore,
  startDemoWorkspace,
  tokenConnection,
  type Demo,
  type JobsClient,
  type Page,
  type Run,
  type RunDetail,
  type Snapshot,
} from '../../src/runs';
import { Limiter, realClock } from '../../src/runs/limiter';
import { stateOf } from '../../src/runs/state';
import { FakeClock, settle } from './clock';

type Word = 'PENDING' | 'RUNNING' | 'SUCCESS' | 'FAILED';

const run = (id: number, word: Word = 'SUCCESS'): Run => ({
  id: String(id),
  jobId: `j${String(id)}`,
  name: `run ${String(id)}`,
  attempt: 0,
  parameters: [],
  startedAt: id * 1000,
  state: stateOf({
    state:
      word === 'RUNNING' || word === 'PENDING'
        ? { life_cycle_state: word }
        : { life_cycle_state: 'TERMINATED', result_state: word },
  }),
});

const detailOf = (one: Run, failed: readonly string[] = []): RunDetail => ({
  ...one,
  iterations: [],
  repairs: [],
  partial: false,
  tasks: failed.map((id) => {
    const attempt = { id, key: `t${id}`, kind: 'notebook', dependsOn: [], attempt: 0, state: run(1, 'FAILED').state };
    return { key: attempt.key, attempts: [attempt], latest: attempt };
  }),
});

/** A client over a list in memory, which counts what it is asked and can be told to fail. */
class FakeClient implements Partial<JobsClient> {
  readonly host = 'https://a.example.com';
  readonly asked: string[] = [];
  runs: Run[] = [];
  failing: RunsError | undefined;
  pageSize = 25;
  failedTasks: string[] = [];

  listRuns: JobsClient['listRuns'] = (filter, pageToken): Promise<Page<Run>> => {
    const what = filter?.jobId === undefined ? (filter?.state ?? 'all') : `job ${filter.jobId}`;
    this.asked.push(`list ${what} ${pageToken ?? ''}`.trim());
    if (this.failing) return Promise.reject(this.failing);
    const all = this.runs.filter(
      (one) =>
        (filter?.state === undefined || (filter.state === 'active') === !one.state.terminal) &&
        (filter?.jobId === undefined || filter.jobId === one.jobId),
    );
    all.sort((a, b) => Number(b.id) - Number(a.id));
    const rest = pageToken === undefined ? all : all.filter((one) => Number(one.id) < Number(pageToken));
    const items = rest.slice(0, this.pageSize);
    return Promise.resolve({ items, ...(rest.length > this.pageSize && { nextPageToken: items.at(-1)?.id ?? '' }) });
  };

  jobs = 0;
  me: JobsClient['me'] = () => Promise.resolve({ host: this.host, userName: 'you' });
  listJobs: JobsClient['listJobs'] = () =>
    Promise.resolve({
      items: Array.from({ length: this.jobs }, (_, index) => ({
        id: `j${String(index + 1)}`,
        name: `job ${String(100 + index)}`,
        tags: {},
        tasks: [],
        parameters: [],
      })),
    });

  getRun: JobsClient['getRun'] = (id) => {
    this.asked.push(`get ${id}`);
    if (this.failing) return Promise.reject(this.failing);
    const found = this.runs.find((one) => one.id === id);
    return found
      ? Promise.resolve(detailOf(found, this.failedTasks))
      : Promise.reject(new RunsError('not-found', 'No.', 'Go.'));
  };

  getOutput: JobsClient['getOutput'] = (taskRunId) => {
    this.asked.push(`output ${taskRunId}`);
    return Promise.resolve({ taskRunId, error: `why ${taskRunId}`, logsTruncated: false, resultTruncated: false });
  };

  change(id: number, word: Word): void {
    this.runs = this.runs.map((one) => (one.id === String(id) ? run(id, word) : one));
  }
}

describe('store of runs', () => {
  let client: FakeClient;
  let clock: FakeClock;
  let store: RunsStore;
  beforeEach(() => {
    client = new FakeClient();
    clock = new FakeClock();
    store = new RunsStore(client as unknown as JobsClient, { clock });
  });
  afterEach(() => {
    store.dispose();
  });
  const ids = (snapshot: Snapshot = store.snapshot): string[] => snapshot.runs.items.map((one) => one.id);
  const asked = (): string[] => client.asked.splice(0);

  it('lists runs newest first, page by page, and keeps order and pages while the head changes', async () => {
    client.pageSize = 3;
    client.runs = [1, 2, 3, 4, 5, 6, 7].map((id) => run(id));
    await store.refresh();
    assert.deepEqual([ids(), store.snapshot.runs.more], [['7', '6', '5'], true]);
    await store.loadMore();
    client.runs.push(run(8));
    await store.refresh();
    assert.deepEqual([ids(), store.snapshot.runs.more], [['8', '7', '6', '5', '4', '3', '2'], true]);
    await store.loadMore();
    assert.deepEqual([ids(), store.snapshot.runs.more], [['8', '7', '6', '5', '4', '3', '2', '1'], false]);
    await store.loadMore();
    assert.equal(ids().length, 8);
  });

  it('begins again when so much is new that there would be a gap', async () => {
    client.pageSize = 3;
    client.runs = [1, 2, 3, 4].map((id) => run(id));
    await store.refresh();
    client.runs.push(...[5, 6, 7, 8].map((id) => run(id)));
    await store.refresh();
    assert.deepEqual([ids(), store.snapshot.runs.more], [['8', '7', '6'], true]);
  });

  it('follows an active run that is no longer on the first page', async () => {
    client.pageSize = 2;
    client.runs = [run(1, 'RUNNING'), run(2), run(3)];
    await store.refresh();
    await store.loadMore();
    client.change(1, 'FAILED');
    asked();
    await store.refresh();
    assert.equal(store.snapshot.runs.items.at(-1)?.state.kind, 'failed');
    assert.deepEqual(asked(), ['list all', 'get 1']);
    await store.refresh();
    assert.deepEqual(asked(), ['list all']);
  });

  it('says the same of a run everywhere, whichever request told it', async () => {
    client.runs = [run(1, 'PENDING'), run(2)];
    await store.refresh();
    await store.follow('1');
    const words = (): (string | undefined)[] => {
      const { runs, latest, followed, detail } = store.snapshot;
      return [
        runs.items.find((one) => one.id === '1')?.state.kind,
        latest['j1']?.state.kind,
        followed['1']?.state.kind,
        detail?.run?.state.kind,
      ];
    };
    client.change(1, 'RUNNING');
    await store.open('1');
    assert.deepEqual(words(), ['running', 'running', 'running', 'running']);
    await store.open(undefined);
    client.change(1, 'FAILED');
    await store.refresh();
    assert.deepEqual(words(), ['failed', 'failed', 'failed', undefined]);
  });

  it('follows runs until they end, and no longer than somebody looks', async () => {
    client.runs = [run(1, 'RUNNING'), run(2, 'RUNNING'), run(3)];
    for (const id of ['1', '2', '3']) await store.follow(id);
    asked();
    await store.refresh();
    assert.deepEqual(asked(), ['list all', 'get 1', 'get 2']);
    client.change(1, 'SUCCESS');
    store.unfollow('2');
    await store.refresh();
    assert.equal(store.snapshot.followed['1']?.state.kind, 'succeeded');
    asked();
    await store.refresh();
    assert.deepEqual([asked(), Object.keys(store.snapshot.followed).sort()], [['list all'], ['1', '3']]);
    // A repair sets one going again; the list shows it.
    client.change(3, 'RUNNING');
    await store.refresh();
    assert.equal(store.snapshot.followed['3']?.state.kind, 'running');
  });

  it('looks for the newest run of jobs that have none in the list, with few requests', async () => {
    client.pageSize = 2;
    client.jobs = 40;
    client.runs = [run(1, 'RUNNING'), run(2), ...[37, 38, 39, 40].map((id) => run(id))];
    await store.loadJobs();
    await store.refresh();
    const counted = asked();
    assert.equal(counted.filter((one) => one === 'list active').length, 1);
    assert.equal(counted.filter((one) => one.startsWith('list job')).length, 4, counted.join());
    const { latest } = store.snapshot;
    assert.deepEqual(
      [latest['j1']?.state.kind, latest['j2']?.id, latest['j3'], latest['j36'], latest['j40']?.id],
      ['running', '2', null, undefined, '40'],
    );
    for (let round = 0; round < 20; round++) await store.refresh();
    assert.equal(asked().filter((one) => one.startsWith('list job')).length, 20, 'an end to it');
    client.change(1, 'FAILED');
    await store.refresh();
    assert.equal(store.snapshot.latest['j1']?.state.kind, 'failed', 'a stream is followed to its end');
    asked();
    await store.refresh();
    assert.deepEqual(asked(), ['list all']);
  });

  it('hands out whole snapshots that do not change afterwards', async () => {
    const seen: Snapshot[] = [];
    const stop = store.onChange((snapshot) => seen.push(snapshot));
    client.runs = [run(1)];
    await store.refresh();
    client.runs.push(run(2));
    await store.refresh();
    stop();
    await store.refresh();
    assert.deepEqual(
      seen.map((one) => [ids(one).length, one.runs.loading]),
      [
        [0, true],
        [1, false],
        [1, true],
        [2, false],
      ],
    );
  });

  it('keeps what it had when an error comes, and drops the error when it is over', async () => {
    client.runs = [run(1)];
    await store.refresh();
    const before = store.snapshot.runs.updatedAt;
    await clock.advance(1000);
    client.failing = new RunsError('throttled', 'Slow down.', 'Wait.');
    await store.refresh();
    assert.deepEqual(
      [ids(), store.snapshot.runs.error?.kind, store.snapshot.runs.updatedAt, store.snapshot.runs.loading],
      [['1'], 'throttled', before, false],
    );
    client.failing = undefined;
    await store.refresh();
    assert.equal(store.snapshot.runs.error, undefined);
    assert.equal(store.snapshot.runs.updatedAt, clock.now());
  });

  it('polls fast until the last active run has ended, then slowly, and not at all unseen', async () => {
    client.runs = [run(1, 'RUNNING')];
    store.setVisible(true);
    await clock.advance(10_000);
    assert.equal(asked().length, 3);
    client.change(1, 'FAILED');
    await clock.advance(5000);
    assert.equal(asked().length, 1);
    await clock.advance(59_000);
    assert.equal(asked().length, 0);
    await clock.advance(1000);
    assert.equal(asked().length, 1);
    store.setVisible(false);
    await clock.advance(600_000);
    assert.equal(asked().length, 0);
  });

  it('reads the open run until it ends, and why its tasks failed, once', async () => {
    client.runs = [run(1, 'RUNNING')];
    store.setVisible(true);
    await settle();
    await store.open('1');
    assert.equal(store.snapshot.detail?.run?.state.kind, 'running');
    client.change(1, 'FAILED');
    client.failedTasks = ['71', '72'];
    await clock.advance(5000);
    const { detail } = store.snapshot;
    assert.equal(detail?.run?.state.kind, 'failed');
    assert.deepEqual(
      Object.values(detail.outputs).map((one) => one.output?.error),
      ['why 71', 'why 72'],
    );
    asked();
    await clock.advance(180_000);
    assert.deepEqual(asked(), ['list all', 'list all', 'list all']);
    // A repair sets the run going again.
    client.change(1, 'RUNNING');
    await clock.advance(60_000);
    assert.deepEqual(asked(), ['list all', 'get 1']);
    assert.equal(store.snapshot.detail?.run?.state.kind, 'running');
  });

  it('shows an old run while a new reading of it fails', async () => {
    client.runs = [run(1, 'RUNNING')];
    await store.open('1');
    client.failing = new RunsError('timeout', 'Late.', 'Try.');
    await store.open('1');
    assert.equal(store.snapshot.detail?.run?.id, '1');
    assert.equal(store.snapshot.detail?.error?.kind, 'timeout');
  });

  it('an answer for a run that is no longer open changes nothing', async () => {
    client.runs = [run(1), run(2)];
    const first = store.open('1');
    await store.open('2');
    await first;
    assert.equal(store.snapshot.detail?.run?.id, '2');
    await store.open(undefined);
    assert.equal(store.snapshot.detail, undefined);
  });

  it('an answer for an old filter changes nothing', async () => {
    client.runs = [run(1), run(2, 'RUNNING')];
    const first = store.refresh();
    await store.setFilter({ state: 'active' });
    await first;
    assert.deepEqual([ids(), store.snapshot.filter], [['2'], { state: 'active' }]);
  });

  it('is silent after its end', async () => {
    let told = 0;
    store.onChange(() => told++);
    store.dispose();
    await store.refresh();
    await store.open('1');
    assert.equal(told, 0);
  });
});

describe('store over the demo workspace', () => {
  let demo: Demo;
  afterEach(() => demo.stop());

  it('jobs, runs, a failed run with its reasons, and a run that goes on', async () => {
    let now = Date.UTC(2026, 10, 21, 12);
    demo = await startDemoWorkspace({ clock: () => now });
    const client = createJobsClient({
      connection: tokenConnection(demo.url, demo.token, 'demo'),
      limiter: new Limiter(realClock, 8, 100_000),
    });
    const store = new RunsStore(client);
    await Promise.all([store.loadJobs(), store.refresh()]);
    assert.deepEqual(
      [store.snapshot.identity?.userName, store.snapshot.jobs.items.length, store.snapshot.jobs.partial],
      ['you@example.com', 8, false],
    );
    assert.equal(store.snapshot.runs.items.length, 25);
    for (let pages = 0; pages < 20 && store.snapshot.runs.more; pages++) await store.loadMore();
    assert.ok(store.snapshot.runs.items.length > 180);

    const failed = store.snapshot.runs.items.find((one) => one.name === 'orders_daily' && one.state.kind === 'failed');
    await store.open(failed?.id);
    assert.ok(
      Object.values(store.snapshot.detail?.outputs ?? {}).some((one) => /\w/.test(one.output?.errorTrace ?? '')),
    );

    const active = store.snapshot.runs.items.find((one) => one.name === 'customers_hourly' && !one.state.terminal);
    now += 10 * 60_000;
    await store.refresh();
    assert.equal(store.snapshot.runs.items.find((one) => one.id === active?.id)?.state.terminal, true);
    store.dispose();
  });
});
