import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const python = { kind: 'python' } as const;

describe('rules about Delta tables: what is marked, how loud, and where they are silent', () => {
  it('partition-instead-of-cluster marks the columns, and leaves columns with too many values to the other rule', () => {
    const create = 'CREATE TABLE main.s.t (id INT, region STRING, day DATE, ts TIMESTAMP) PARTITIONED BY';
    const both = (columns: string) => [
      marked('partition-instead-of-cluster', `${create} (${columns})`),
      marked('high-cardinality-partition', `${create} (${columns})`),
    ];
    assert.deepEqual(both('region, day'), [['region, day'], []]);
    assert.deepEqual(both('region, ts'), [[], ['ts']]);
    assert.deepEqual(both('region, a, b'), [[], ['region, a, b']]);
    assert.deepEqual(both('${column}'), [[], []]);
    const write =
      'df = spark.table("a.b.c")\ndf.write.format("delta").partitionBy("day", "region").save("/Volumes/a/b/t")\n';
    assert.deepEqual(marked('partition-instead-of-cluster', write, python), ['("day", "region")']);
    const runtime = (runtime: string) =>
      findingsOf('partition-instead-of-cluster', `${create} (day)`, { target: { runtime } });
    assert.deepEqual([runtime('14.3').length, runtime('15.4').length, runtime('16.4').length], [0, 1, 1]);
  });
});
