import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

interface Report {
  readonly findings: readonly { readonly file: string; readonly line: number; readonly rule: string }[];
}

/** What Lakelint must find in demo/, and nothing else. A file that is not named is clean. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'bronze/backfill_orders.py': ['date-without-time-zone', 'hard-coded-shuffle-partitions', 'overwrite-without-predicate'],
  'bronze/ingest_orders.py': ['bare-magic', 'dbfs-mount', 'dbfs-path', 'hard-coded-secret', 'ignored-data-loss', 'null-comparison'],
  'databricks.yml': ['hard-coded-shuffle-partitions', 'job-without-retries', 'job-without-timeout'],
  'ddl/maintenance.sql': [
    'manual-maintenance',
    'manual-maintenance',
    'short-retention',
    'short-retention',
    'unfiltered-delete',
  ],
  'ddl/tables.sql': ['partition-instead-of-cluster', 'partition-instead-of-cluster'],
  'explore/adhoc.ipynb': ['collect-on-driver', 'missing-partition-filter', 'null-comparison', 'unreadable-code'],
  'gold/daily_revenue.py': ['cartesian-join', 'null-comparison', 'sql-from-values'],
  'gold/quality_checks.py': ['count-for-emptiness'],
  'gold/report.sql': [
    'append-without-guard',
    'cartesian-join',
    'insert-by-position',
    'missing-partition-filter',
    'overwrite-without-predicate',
    'select-star',
  ],
  'silver/clean_orders.py': [
    'collect-on-driver',
    'count-for-emptiness',
    'hard-coded-shuffle-partitions',
    'null-comparison',
    'with-column-in-loop',
  ],
  'streaming/orders_stream.py': ['missing-checkpoint'],
};

describe('demo/', function () {
  this.timeout(60_000);
  let found: Record<string, string[]>;

  before(async () => {
    const root = path.resolve(__dirname, '../..');
    const args = ['--import=tsx', 'src/cli.ts', 'check', 'demo', '--format', 'json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 1e8 }).catch(
      (error) => {
        if (error.code === 1) return error as { stdout: string }; // there are findings
        throw error;
      },
    );
    found = {};
    for (const { file, rule } of (JSON.parse(stdout) as Report).findings) {
      (found[file.replaceAll('\\', '/').replace(/^demo\//, '')] ??= []).push(rule);
    }
    for (const rules of Object.values(found)) rules.sort();
  });

  it('holds exactly the mistakes that it should hold', () => {
    assert.deepEqual(Object.fromEntries(Object.entries(found).sort()), expected);
  });
});
