import type { FailureName } from './failures';

/** Where the demo project is deployed in the demo workspace. */
export const ROOT = '/Workspace/Shared/.bundle/lakehouse/prod/files';

/** A task of a demo job. */
export interface DemoTask {
  readonly key: string;
  readonly kind: 'notebook' | 'sql' | 'python' | 'wheel' | 'condition' | 'for_each';
  /** Path below the project, condition, or entry point. */
  readonly path: string;
  readonly after: readonly string[];
  /** The outcome that a condition before it must have. */
  readonly when?: 'true' | 'false';
  readonly runIf?: 'ALL_DONE' | 'AT_LEAST_ONE_FAILED';
  /** Execution time, from and to. */
  readonly seconds: readonly [number, number];
  readonly retries?: number;
  readonly timeoutSeconds?: number;
  readonly inputs?: readonly string[];
  readonly concurrency?: number;
  /** `dbutils.notebook.exit()` value or standard output of a run that succeeds. */
  readonly output?: string;
}

/** Something that goes differently on one day of the fortnight, so that every window of 14 days shows it once. */
export interface Incident {
  /** Days since 1970, modulo 14. */
  readonly day: number;
  readonly hour?: number;
  readonly task?: string;
  readonly failure?: FailureName;
  /** Failed attempts before it succeeds; without it every attempt fails. */
  readonly recoversAfter?: number;
  /** Minutes after the end at which somebody repaired it. */
  readonly repairedAfter?: number;
  /** Share of the way at which somebody cancelled it. */
  readonly cancelledAt?: number;
  readonly skipped?: boolean;
  /** Every task takes so many times longer. */
  readonly slower?: number;
  /** The iteration of a for-each that fails. */
  readonly iteration?: number;
}

/** A demo job. */
export interface DemoJob {
  readonly id: bigint;
  readonly name: string;
  readonly creator: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly cron?: string;
  /** Hours (UTC) and minute of its runs, on which days of the fortnight. */
  readonly hours: readonly number[];
  readonly minute: number;
  readonly days?: readonly number[];
  /** A run lasts until the next one begins. */
  readonly continuous?: boolean;
  /** Seconds for compute to come up. */
  readonly setup: readonly [number, number];
  readonly maxConcurrent: number;
  readonly queue: boolean;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tasks: readonly DemoTask[];
  readonly incidents: readonly Incident[];
}

const notebook = (
  key: string,
  path: string,
  after: readonly string[],
  seconds: readonly [number, number],
  more: Partial<DemoTask> = {},
): DemoTask => ({ key, kind: 'notebook', path, after, seconds, ...more });

const ANA = 'ana.torres@example.com';
const LIAM = 'liam.becker@example.com';
const ROBOT = '5f2c1b9e-77a4-4d1c-9a53-0c6c1f7d2b10';

/** 118 days, loaded in eight chains so that at most eight run at once. */
const BACKFILL_DAYS = Array.from({ length: 118 }, (_, index) =>
  new Date(Date.UTC(2026, 6, 1 + index)).toISOString().slice(0, 10),
);

const backfillKey = (index: number): string => `load_${(BACKFILL_DAYS[index] ?? '').replaceAll('-', '_')}`;

const CHECKED_TABLES = [
  'main.bronze.orders',
  'main.bronze.customers',
  'main.silver.orders',
  'main.silver.customers',
  'main.silver.order_lines',
  'main.silver.payments',
  'main.silver.returns',
  'main.gold.daily_revenue',
  'main.gold.customer_value',
  'main.gold.revenue_by_channel',
];

/** The jobs of the demo workspace. */
export const DEMO_JOBS: readonly DemoJob[] = [
  {
    id: 412907736150281n,
    name: 'orders_daily',
    creator: ANA,
    tags: { team: 'lakehouse', layer: 'all' },
    cron: '0 10 2 * * ?',
    hours: [2],
    minute: 10,
    setup: [18, 40],
    maxConcurrent: 1,
    queue: true,
    parameters: { day: '{{job.start_time.iso_date}}', full_refresh: 'false' },
    tasks: [
      notebook('ingest_orders', 'bronze/ingest_orders', [], [40, 75], {
        retries: 2,
        output: '48210 rows read, 0 rows rescued',
      }),
      notebook('clean_orders', 'silver/clean_orders', ['ingest_orders'], [45, 90], {
        output: '47892 rows written to main.silver.orders',
      }),
      notebook('merge_customers', 'silver/merge_customers', ['ingest_orders'], [30, 70]),
      notebook('daily_revenue', 'gold/daily_revenue', ['clean_orders', 'merge_customers'], [35, 60], {
        retries: 1,
        output: '{"days": 1, "revenue": 181204.55}',
      }),
      notebook('send_summary', 'gold/send_summary', ['daily_revenue'], [8, 15]),
    ],
    incidents: [
      { day: 1, task: 'merge_customers', failure: 'mergeDuplicates', repairedAfter: 95 },
      { day: 3, task: 'ingest_orders', failure: 'spotLost', recoversAfter: 1 },
      { day: 5, task: 'clean_orders', failure: 'schemaMismatch' },
      { day: 8, task: 'daily_revenue', failure: 'collectMemory' },
      { day: 10, task: 'ingest_orders', failure: 'pathMissing' },
      { day: 12, slower: 3.2 },
    ],
  },
  {
    id: 729018846502117n,
    name: 'customers_hourly',
    creator: ROBOT,
    tags: { team: 'lakehouse', layer: 'silver' },
    cron: '0 0 8-16 * * ?',
    hours: [8, 9, 10, 11, 12, 13, 14, 15, 16],
    minute: 0,
    setup: [4, 9],
    maxConcurrent: 1,
    queue: false,
    parameters: {},
    tasks: [
      notebook('ingest_customers', 'bronze/ingest_customers', [], [14, 30], { retries: 1 }),
      notebook('merge_customers', 'silver/merge_customers', ['ingest_customers'], [22, 45], {
        retries: 1,
        timeoutSeconds: 900,
      }),
    ],
    incidents: [
      { day: 0, hour: 11, task: 'merge_customers', failure: 'mergeDuplicates' },
      { day: 0, hour: 12, task: 'merge_customers', failure: 'mergeDuplicates', repairedAfter: 22 },
      { day: 2, hour: 9, task: 'ingest_customers', failure: 'spotLost', recoversAfter: 1 },
      { day: 4, hour: 14, task: 'merge_customers', failure: 'timeout' },
      { day: 4, hour: 15, skipped: true },
      { day: 6, hour: 10, cancelledAt: 0.6 },
      { day: 7, hour: 16, task: 'merge_customers', failure: 'confNotAvailable' },
      { day: 9, hour: 8, task: 'merge_customers', failure: 'concurrentAppend', recoversAfter: 1 },
      { day: 9, hour: 13, slower: 4 },
      { day: 11, hour: 12, task: 'merge_customers', failure: 'mergeDuplicates' },
      { day: 13, hour: 15, task: 'ingest_customers', failure: 'schemaMismatch' },
    ],
  },
  {
    id: 118840053917264n,
    name: 'orders_stream',
    creator: LIAM,
    tags: { team: 'streaming' },
    hours: [4],
    minute: 12,
    days: [0, 3, 5, 8, 10, 12],
    continuous: true,
    setup: [35, 70],
    maxConcurrent: 1,
    queue: true,
    parameters: { trigger: 'availableNow=false' },
    tasks: [notebook('orders_stream', 'streaming/orders_stream', [], [600, 900])],
    incidents: [
      { day: 0, cancelledAt: 0.99 },
      { day: 3, task: 'orders_stream', failure: 'streamSchema' },
      { day: 5, cancelledAt: 0.99 },
      { day: 8, task: 'orders_stream', failure: 'streamSchema' },
      { day: 10, cancelledAt: 0.99 },
      { day: 12, task: 'orders_stream', failure: 'spotLost' },
    ],
  },
  {
    id: 560227193480995n,
    name: 'gold_reports',
    creator: ANA,
    tags: { team: 'analytics', layer: 'gold' },
    cron: '0 30 3 * * ?',
    hours: [3],
    minute: 30,
    setup: [3, 6],
    maxConcurrent: 1,
    queue: true,
    parameters: {},
    tasks: [
      notebook('daily_revenue', 'gold/daily_revenue', [], [40, 80]),
      {
        key: 'revenue_by_channel',
        kind: 'sql',
        path: 'gold/revenue_by_channel.sql',
        after: ['daily_revenue'],
        seconds: [12, 25],
      },
      {
        key: 'customer_value',
        kind: 'sql',
        path: 'gold/customer_value.sql',
        after: ['daily_revenue'],
        seconds: [20, 50],
      },
      {
        key: 'export_reports',
        kind: 'python',
        path: 'gold/export_reports.py',
        after: ['revenue_by_channel', 'customer_value'],
        seconds: [10, 20],
        retries: 1,
        output:
          'INFO  wrote /Volumes/main/reports/daily_revenue.csv (31 rows)\nINFO  wrote /Volumes/main/reports/customer_value.csv (9120 rows)\nINFO  done in 11.8 s\n',
      },
    ],
    incidents: [
      { day: 2, task: 'revenue_by_channel', failure: 'tableMissing', repairedAfter: 40 },
      { day: 6, task: 'daily_revenue', failure: 'confNotAvailable' },
      { day: 9, task: 'daily_revenue', failure: 'collectMemory' },
      { day: 13, cancelledAt: 0.4 },
    ],
  },
  {
    id: 903316625740038n,
    name: 'backfill_orders',
    creator: LIAM,
    tags: { team: 'lakehouse', purpose: 'backfill' },
    hours: [17],
    minute: 25,
    days: [1, 7, 11],
    setup: [3, 8],
    maxConcurrent: 1,
    queue: true,
    parameters: { from: '2026-07-01', to: '2026-10-26' },
    tasks: [
      notebook('list_days', 'bronze/list_days', [], [5, 9], { output: '118' }),
      ...BACKFILL_DAYS.map((day, index) =>
        notebook(
          backfillKey(index),
          'bronze/ingest_orders',
          [index < 8 ? 'list_days' : backfillKey(index - 8)],
          [9, 26],
          { retries: index % 4 === 0 ? 1 : 0, output: `${day}: ${String(41000 + index * 61)} rows` },
        ),
      ),
      notebook(
        'publish',
        'silver/clean_orders',
        BACKFILL_DAYS.slice(-8).map((_, index) => backfillKey(BACKFILL_DAYS.length - 8 + index)),
        [30, 60],
      ),
    ],
    incidents: [
      { day: 1, task: backfillKey(94), failure: 'concurrentAppend' },
      { day: 7, task: backfillKey(40), failure: 'concurrentAppend', recoversAfter: 1 },
      { day: 11, task: backfillKey(75), failure: 'pathMissing', repairedAfter: 30 },
    ],
  },
  {
    id: 337412908861553n,
    name: 'quality_checks',
    creator: ROBOT,
    tags: { team: 'lakehouse', purpose: 'quality' },
    cron: '0 45 5,17 * * ?',
    hours: [5, 17],
    minute: 45,
    setup: [3, 6],
    maxConcurrent: 2,
    queue: true,
    parameters: { threshold: '0.99' },
    tasks: [
      notebook('list_tables', 'quality/list_tables', [], [6, 12], { output: JSON.stringify(CHECKED_TABLES) }),
      {
        key: 'check_tables',
        kind: 'for_each',
        path: 'quality/check_table',
        after: ['list_tables'],
        seconds: [8, 22],
        inputs: CHECKED_TABLES,
        concurrency: 3,
      },
      {
        key: 'all_good',
        kind: 'condition',
        path: '{{tasks.check_tables.values.broken}} == 0',
        after: ['check_tables'],
        seconds: [0, 0],
      },
      notebook('publish_score', 'quality/publish_score', ['all_good'], [8, 14], { when: 'true' }),
      notebook('hold_publish', 'quality/hold_publish', ['all_good'], [5, 9], { when: 'false' }),
      notebook('raise_ticket', 'quality/raise_ticket', ['check_tables'], [5, 9], { runIf: 'AT_LEAST_ONE_FAILED' }),
    ],
    incidents: [
      { day: 1, hour: 5, task: 'check_tables', failure: 'qualityRule', iteration: 2 },
      { day: 5, hour: 17, task: 'check_tables', failure: 'qualityRule', iteration: 5 },
      { day: 8, hour: 5, task: 'check_tables', failure: 'tableMissing', iteration: 9, repairedAfter: 60 },
      { day: 12, hour: 17, task: 'list_tables', failure: 'spotLost' },
    ],
  },
  {
    id: 671190842203386n,
    name: 'inventory_sync',
    creator: 'grace.okafor@example.com',
    tags: { team: 'supply' },
    cron: '0 50 1 * * ?',
    hours: [1],
    minute: 50,
    setup: [60, 120],
    maxConcurrent: 1,
    queue: true,
    parameters: {},
    tasks: [
      {
        key: 'sync',
        kind: 'wheel',
        path: 'inventory.main',
        after: [],
        seconds: [50, 140],
        retries: 1,
        output:
          'fetching 14 warehouses\nwarehouse 1 of 14: 2210 items\nwarehouse 14 of 14: 1983 items\n30104 items written\n',
      },
      {
        key: 'report',
        kind: 'python',
        path: 'supply/report.py',
        after: ['sync'],
        runIf: 'ALL_DONE',
        seconds: [12, 25],
        output: 'report written\n',
      },
    ],
    incidents: [
      { day: 4, task: 'sync', failure: 'wheelImport' },
      { day: 11, task: 'sync', failure: 'spotLost', recoversAfter: 1 },
    ],
  },
  {
    id: 245508371996140n,
    name: 'table_maintenance',
    creator: ROBOT,
    tags: { team: 'platform' },
    cron: '0 0 23 ? * SUN',
    hours: [23],
    minute: 0,
    days: [3, 10],
    setup: [3, 6],
    maxConcurrent: 1,
    queue: true,
    parameters: {},
    tasks: [
      { key: 'optimize', kind: 'sql', path: 'maintenance/optimize.sql', after: [], seconds: [120, 260] },
      { key: 'vacuum', kind: 'sql', path: 'maintenance/vacuum.sql', after: ['optimize'], seconds: [90, 180] },
    ],
    incidents: [],
  },
];
