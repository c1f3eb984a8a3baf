import type { RunDetail, RunRow, RunsSnapshot, StateView } from '../../../src/shared/runs-protocol';

const T0 = Date.UTC(2026, 10, 20, 14, 2, 11);
const STATES: readonly StateView[] = [
  { kind: 'succeeded', word: 'Succeeded' },
  { kind: 'failed', word: 'Failed' },
  { kind: 'succeeded', word: 'Succeeded' },
  { kind: 'failed', word: 'Timed out' },
  { kind: 'warning', word: 'Succeeded with failures' },
  { kind: 'cancelled', word: 'Cancelled' },
  { kind: 'skipped', word: 'Skipped' },
  { kind: 'unknown', word: 'PAUSED_BY_POLICY' },
];
const JOBS = ['bronze-orders-ingest', 'silver-orders-merge', 'gold-daily-revenue', 'vacuum-weekly'];

/** A list of runs, newest first; the first one is running, the second one waits. */
export function sampleRows(count: number): RunRow[] {
  return Array.from({ length: count }, (_, i): RunRow => {
    const id = String(969479553499872n + BigInt(i));
    const job = JOBS[i % JOBS.length] ?? '';
    if (i === 0) {
      return {
        id,
        job,
        state: { kind: 'running', word: 'Running' },
        active: true,
        started: Date.now() - 95_000,
        trigger: 'Schedule',
      };
    }
    if (i === 1) return { id, job, state: { kind: 'waiting', word: 'Queued' }, active: true, trigger: 'Manual' };
    const state = STATES[i % STATES.length] as StateView;
    return {
      id,
      job,
      state,
      active: false,
      started: T0 - i * 3_600_000,
      durationMs: 12_000 + i * 7_300,
      trigger: 'Schedule',
    };
  });
}

const TRACE = `AnalysisException                         Traceback (most recent call last)
File <command-4021>, line 12
     10 orders = spark.table("main.bronze.orders")
     11 
---> 12 orders.write.mode("append").saveAsTable("main.silver.orders")
AnalysisException: [DELTA_SCHEMA_MISMATCH] A schema mismatch was detected when writing to the Delta table.`;

/** The detail of one run of the list, with a failed task, a retried one and a skipped one. */
export function sampleDetail(row: RunRow): RunDetail {
  return {
    ...row,
    ended: row.active ? undefined : (row.started ?? 0) + (row.durationMs ?? 0),
    message: 'Task merge_orders failed with message: Workload failed, see run output for details.',
    creator: 'ada@example.com',
    timings: [
      { label: 'Queue', ms: 4_000 },
      { label: 'Setup', ms: 131_000 },
      { label: 'Execution', ms: 412_000 },
    ],
    tasks: [
      {
        key: 'load_orders',
        kind: 'Notebook',
        runId: '11',
        state: { kind: 'succeeded', word: 'Succeeded' },
        attempts: 2,
        active: false,
        started: T0,
        durationMs: 93_000,
        source: '/Workspace/lake/bronze/orders',
        canOpen: true,
      },
      {
        key: 'merge_orders',
        kind: 'Notebook',
        runId: '12',
        state: { kind: 'failed', word: 'Failed' },
        attempts: 1,
        active: false,
        started: T0 + 94_000,
        durationMs: 61_000,
        error: '[DELTA_SCHEMA_MISMATCH] A schema mismatch was detected when writing to the Delta table.',
        source: '/Workspace/lake/silver/orders',
        canOpen: false,
      },
      {
        key: 'daily_revenue',
        kind: 'SQL',
        runId: '13',
        state: { kind: 'failed', word: 'Upstream failed' },
        attempts: 0,
        active: false,
        canOpen: false,
      },
    ],
    errors: [
      {
        taskKey: 'merge_orders',
        message: '[DELTA_SCHEMA_MISMATCH] A schema mismatch was detected when writing to the Delta table.',
        trace: TRACE,
      },
    ],
    canOpenInBrowser: true,
  };
}

/** A connected view with so many runs. */
export function sampleSnapshot(count: number): RunsSnapshot {
  const rows = sampleRows(count);
  return {
    connection: { name: 'Demo workspace', host: 'http://127.0.0.1:4711', demo: true },
    rows,
    filter: { state: 'all', job: '' },
    loading: false,
    looked: { runs: count, backTo: rows.at(-1)?.started, more: true },
  };
}
