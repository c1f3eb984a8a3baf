import { notebook, type DemoJob } from './job';

/** 118 days, loaded in eight chains so that at most eight run at once. */
const BACKFILL_DAYS = Array.from({ length: 118 }, (_, index) =>
  new Date(Date.UTC(2026, 6, 1 + index)).toISOString().slice(0, 10),
);

const backfillKey = (index: number): string => `load_${(BACKFILL_DAYS[index] ?? '').replaceAll('-', '_')}`;

/** A job of 120 tasks. */
export const BACKFILL: DemoJob = {
    id: 903316625740038n,
    name: 'backfill_orders',
    creator: 'liam.becker@example.com',
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
          'bronze/backfill_orders',
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
  };
