import assert from 'node:assert/strict';
import { findingsOf } from './harness';

// Examples and near misses of the rule run in examples.test.ts.
describe('missing-partition-filter', () => {
  const partitioned = { 'a.b.t': { partitionedBy: ['day'] } };
  const clustered = { 'a.b.t': { partitionedBy: [], clusteredBy: ['id'] } };
  const levels = (code: string, kind: 'sql' | 'python', tables: typeof partitioned | typeof clustered) =>
    findingsOf('missing-partition-filter', code, { kind, tables }).map((f) => f.severity);

  it('warns of partitions, and mentions clustering', () => {
    const sql = 'SELECT sum(x) AS n FROM a.b.t WHERE x > 1;';
    assert.deepEqual(levels(sql, 'sql', partitioned), ['warning']);
    assert.deepEqual(levels(sql, 'sql', clustered), ['info']);
    const python = 'spark.table("a.b.t").where("x > 1").write.mode("overwrite").saveAsTable("a.b.u")\n';
    assert.deepEqual(levels(python, 'python', partitioned), ['warning']);
    assert.deepEqual(levels(python, 'python', clustered), ['info']);
  });

  it('is not fooled by a LIMIT behind a GROUP BY', () => {
    assert.deepEqual(levels('SELECT x, count(*) AS n FROM a.b.t GROUP BY x LIMIT 10;', 'sql', partitioned), [
      'warning',
    ]);
    assert.deepEqual(levels('SELECT x FROM a.b.t LIMIT 10;', 'sql', partitioned), []);
  });
});
