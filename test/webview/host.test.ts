import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import {
  createJobsClient,
  errorValue,
  RunsStore,
  startDemoWorkspace,
  stateOf,
  tokenConnection,
  type Demo,
  type RunDetail,
  type Task,
} from '../../src/runs';
import { readChoice } from '../../src/features/runs/choice';
import { PanelHost, type Outside } from '../../src/features/runs/panel-host';
import { RunHistory } from '../../src/features/runs/history';
import type { RunsSession } from '../../src/features/runs/session';
import { detailOf, passes, rowOf } from '../../src/features/runs/snapshot';
import { troubleOf } from '../../src/features/runs/trouble';
import { firstLine, readable, stateView, taskKindWord, triggerWord } from '../../src/features/runs/words';
import type { RunsSnapshot } from '../../src/shared/runs-protocol';

const NO_FILTER = { state: 'all', job: '' } as const;

/** A run without tasks. */
const rowless: RunDetail = {
  id: '1',
  name: 'orders',
  attempt: 0,
  parameters: [],
  state: stateOf({ state: { life_cycle_state: 'RUNNING' } }),
  tasks: [],
  iterations: [],
  repairs: [],
  partial: false,
};

describe('words of runs', () => {
  it('groups every state and keeps its exact word', () => {
    const words: [Parameters<typeof stateOf>[0], string, string][] = [
      [{ state: { life_cycle_state: 'TERMINATED', result_state: 'TIMEDOUT' } }, 'failed', 'Timed out'],
      [
        { state: { life_cycle_state: 'TERMINATED', result_state: 'SUCCESS_WITH_FAILURES' } },
        'warning',
        'Succeeded with failures',
      ],
      [{ state: { life_cycle_state: 'SKIPPED' } }, 'skipped', 'Skipped'],
      [{ status: { state: 'QUEUED' } }, 'waiting', 'Queued'],
      [{ status: { state: 'TERMINATING' } }, 'running', 'Terminating'],
      [{ status: { state: 'SUSPENDED_BY_MOON' } }, 'unknown', 'SUSPENDED_BY_MOON'],
    ];
    for (const [raw, kind, word] of words) assert.deepEqual(stateView(stateOf(raw)), { kind, word });
  });

  it('has plain words for triggers and task kinds, known or not', () => {
    assert.deepEqual(['PERIODIC', 'ONE_TIME', 'MOON_RISE', undefined].map(triggerWord), [
      'Schedule',
      'Manual',
      'Moon rise',
      'Unknown',
    ]);
    assert.deepEqual(['sql', 'clean_rooms_notebook'].map(taskKindWord), ['SQL', 'Clean rooms notebook']);
  });

  it('takes colour codes out of traces and cuts what is too long', () => {
    assert.equal(readable('\u001b[0;31mValueError\u001b[0m: no\r\nnext'), 'ValueError: no\nnext');
    const long = readable('x'.repeat(300_000));
    assert.ok(long.length < 201_000 && /100000 more characters/.test(long));
    assert.equal(firstLine('\n  \n  first  \nsecond'), 'first');
  });
});

describe('remembered choice', () => {
  it('is read back, and nothing but a choice is', () => {
    for (const choice of [
      { kind: 'demo' },
      { kind: 'profile', profile: 'dev' },
      { kind: 'token', host: 'https://h' },
    ]) {
      assert.deepEqual(readChoice({ ...choice, token: 'secret' }), choice);
    }
    for (const junk of [undefined, null, 'demo', {}, { kind: 'profile' }, { kind: 'magic' }])
      assert.equal(readChoice(junk), undefined);
  });
});

describe('trouble', () => {
  it('offers another connection when trying again cannot help', () => {
    const of = (kind: 'expired' | 'timeout') => troubleOf({ kind, message: 'm', next: 'n' }).steps[0];
    assert.deepEqual([of('expired'), of('timeout')], ['connect', 'retry']);
  });
});

describe('host of the runs view, with the demo workspace', function () {
  this.timeout(20_000);
  let demo: Demo;
  let store: RunsStore;
  let host: PanelHost;
  const done: string[] = [];

  const outside: Outside = {
    openInBrowser: async (url) => void done.push(`browse ${url}`),
    openSource: async (path) => void done.push(`open ${path}`),
    copy: async (text) => void done.push(`copy ${text}`),
    connect: async () => void done.push('connect'),
    changed: () => void done.push('changed'),
    fileOf: (path) => (path.endsWith('clean_orders') ? 'silver/clean_orders.py' : undefined),
  };

  before(async () => {
    demo = await startDemoWorkspace();
    store = new RunsStore(createJobsClient({ connection: tokenConnection(demo.url, demo.token, 'demo workspace') }));
    const session = {
      store,
      connection: { name: 'Demo workspace', host: demo.url, demo: true },
      connecting: false,
      connect: ({ kind }: { kind: string }) => Promise.resolve(void done.push(`use ${kind}`)),
      refresh: () => store.refresh(),
    } as unknown as RunsSession;
    host = new PanelHost(session, outside);
  });
  after(async () => {
    store.dispose();
    await demo.stop();
  });

  it('does not say "no runs" before it has looked', () => {
    const { rows, loading } = host.snapshot();
    assert.deepEqual([rows.length, loading], [0, true]);
  });

  it('answers the first word with everything, and opens the run that was kept', async () => {
    await store.refresh();
    const runId = store.snapshot.runs.items.at(-1)?.id;
    const first = (await host.handlers.ready({ filter: NO_FILTER, runId })) as RunsSnapshot;
    assert.equal(first.rows.length, store.snapshot.runs.items.length);
    assert.deepEqual([first.looked.runs, first.looked.more], [first.rows.length, true]);
    assert.equal(first.looked.backTo, Math.min(...store.snapshot.runs.items.flatMap((run) => run.startedAt ?? [])));
    assert.equal(first.selection?.runId, runId);
  });

  it('filters what was loaded by state and by a part of the name', async () => {
    const { name } = store.snapshot.runs.items[0] ?? assert.fail();
    await host.handlers.setFilter({ state: 'all', job: name.slice(1, 6).toUpperCase() });
    const { rows, looked } = host.snapshot();
    assert.ok(rows.length > 0 && rows.length < looked.runs);
    assert.ok(rows.every((row) => row.job.includes(name.slice(1, 6))));
    await host.handlers.setFilter({ state: 'succeeded', job: '' });
    assert.ok(host.snapshot().rows.every((row) => row.state.kind === 'succeeded'));
    await host.handlers.setFilter(NO_FILTER);
  });

  it('loads older runs', async () => {
    const before = host.snapshot().looked.runs;
    await host.handlers.loadMore();
    assert.ok(host.snapshot().looked.runs > before);
  });

  it('shows why a run failed', async () => {
    while (!store.snapshot.runs.items.some((run) => run.state.kind === 'failed') && store.snapshot.runs.more)
      await store.loadMore();
    const failed = store.snapshot.runs.items.find((run) => run.state.kind === 'failed') ?? assert.fail();
    await store.open(failed.id);
    const { selection } = host.snapshot();
    const detail = selection?.detail ?? assert.fail();
    assert.equal(detail.state.word, 'Failed');
    assert.ok(
      detail.errors.length > 0 &&
        detail.errors.every((error) => error.message !== '' && !error.message.includes('\u001b')),
    );
    assert.ok(detail.tasks.some((task) => task.state.kind === 'failed' && task.error));
    await host.handlers.copyId(failed.id);
    assert.equal(done.at(-1), `copy ${failed.id}`);
  });

  it('puts what failed by itself first, and gives no attempt or time to what never began', () => {
    const task = (key: string, life: string, result?: string): Task => {
      const state = stateOf({ state: { life_cycle_state: life, result_state: result } });
      const latest = { id: key, key, kind: 'sql', dependsOn: [], attempt: 0, state, startedAt: 5, endedAt: 905 };
      return { key, attempts: [latest], latest };
    };
    const run: RunDetail = {
      ...rowless,
      tasks: [
        task('a', 'TERMINATED', 'SUCCESS'),
        task('b', 'BLOCKED'),
        task('c', 'TERMINATED', 'UPSTREAM_FAILED'),
        task('d', 'RUNNING'),
        task('e', 'TERMINATED', 'TIMEDOUT'),
        task('f', 'TERMINATED', 'FAILED'),
      ],
    };
    const { tasks } = detailOf(run, { outputs: new Map(), fileOf: () => undefined });
    assert.deepEqual(
      tasks.map(({ key, attempts, started, durationMs }) => [key, attempts, started, durationMs]),
      [
        ['e', 1, 5, 900],
        ['f', 1, 5, 900],
        ['d', 1, 5, undefined],
        ['a', 1, 5, 900],
        ['b', 0, undefined, undefined],
        ['c', 0, undefined, undefined],
      ],
    );
  });

  it('offers no page of a workspace that has none', async () => {
    const { id } = store.snapshot.runs.items[0] ?? assert.fail();
    await store.open(id);
    assert.equal(host.snapshot().selection?.detail?.canOpenInBrowser, false);
    assert.throws(() => host.handlers.openInBrowser(id), /no page/);
  });

  it('opens the sources that are known here, and says so for the others', async () => {
    const run = store.snapshot.runs.items.find(({ name }) => name === 'orders_daily') ?? assert.fail();
    await store.open(run.id);
    const tasks = host.snapshot().selection?.detail?.tasks ?? [];
    const known = tasks.find(({ canOpen }) => canOpen) ?? assert.fail();
    assert.equal(known.source, 'silver/clean_orders.py');
    await host.handlers.openSource(known.key);
    assert.match(done.at(-1) ?? '', /^open \/.*clean_orders$/);
    assert.throws(() => host.handlers.openSource('nobody'), /not known/);
  });

  it('lists for the tree the runs of a job, each as the panel shows it', async () => {
    const history = new RunHistory(store, errorValue);
    const run = store.snapshot.runs.items.find(({ state }) => !state.terminal) ?? assert.fail();
    const { runs } = await history.runsOf(run.jobId ?? assert.fail());
    assert.deepEqual(
      runs.map(({ startedAt = 0 }) => startedAt),
      runs.map(({ startedAt = 0 }) => startedAt).sort((a, b) => b - a),
    );
    await store.client.cancelRun(run.id);
    await store.open(run.id);
    const now = store.snapshot.detail?.run?.state.kind;
    assert.notEqual(now, run.state.kind);
    const again = await history.runsOf(run.jobId ?? assert.fail());
    assert.equal(again.runs.find(({ id }) => id === run.id)?.state.kind, now);
    assert.equal(
      host
        .snapshot()
        .rows.find(({ id }) => id === run.id)
        ?.state.word.toLowerCase(),
      now,
    );
    // Its tasks are followed by the store from now on, with the panel or without it.
    assert.equal((await history.detail(runs.at(-1)?.id ?? '')).detail?.id, runs.at(-1)?.id);
    assert.ok(store.snapshot.followed[runs.at(-1)?.id ?? '']);
  });

  it('closes the detail', () => {
    void host.handlers.selectRun(undefined);
    assert.equal(host.snapshot().selection, undefined);
  });

  it('says what went wrong with a run and keeps the list', async () => {
    await store.open('1');
    const { selection, rows } = host.snapshot();
    assert.ok(selection?.trouble && rows.length > 0);
    assert.equal(selection.detail, undefined);
  });

  it('makes rows and details that survive the wire unchanged', async () => {
    for (const run of store.snapshot.runs.items.slice(0, 5)) {
      await store.open(run.id);
      const known = store.snapshot.detail?.run ?? assert.fail();
      const detail = detailOf(known, { outputs: new Map(), fileOf: () => undefined });
      assert.deepEqual(structuredClone(detail), detail);
      const row = rowOf(run);
      assert.equal(passes(NO_FILTER)(row), true);
      assert.equal(row.active, !run.state.terminal);
      assert.equal(row.durationMs === undefined, row.active);
    }
  });
});
