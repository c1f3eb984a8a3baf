import assert from 'node:assert/strict';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

describe('the examples of the rules on PySpark itself, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('empty-subset: bad keeps one row of all, good one of each key', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('empty-subset'),
      setup: ['CREATE TEMPORARY VIEW sales_orders AS SELECT id AS order_id, 5 AS amount FROM range(3)'],
      code: `
result = []
for name in ("bad0", "good0", "bad1", "good1"):
    python(name)
    result.append(orders.count())
`,
    });
    assert.deepEqual(result, [1, 3, 1, 3]);
  });

  it('python-operator-on-column: bad is refused, good is not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('python-operator-on-column'),
      setup: ["CREATE TEMPORARY VIEW sales_orders AS SELECT 1 AS amount, '2' AS status, true AS shipped"],
      code: `
result = [[attempt(lambda: python(kind + str(i))) is None for kind in ("bad", "good")] for i in range(4)]
`,
    });
    assert.deepEqual(result, Array(4).fill([false, true]));
  });

  it('discarded-transformation: bad writes every row, good only those that are left', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('discarded-transformation'),
      setup: ['CREATE TEMPORARY VIEW sales_orders AS SELECT * FROM VALUES (1), (0) AS t(amount)'],
      code: `
result = []
for name in ("bad0", "good0"):
    python(name)
    result.append(spark.table("sales_paid").count())
`,
    });
    assert.deepEqual(result, [2, 1]);
  });

  it('write-without-mode: bad fails at the second run, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('write-without-mode'),
      setup: ['CREATE TEMPORARY VIEW raw_orders AS SELECT 1 AS id'],
      code: `
result = [attempt(lambda: python(name)) is None for name in ("bad0", "bad0", "good0", "good0")]
`,
    });
    assert.deepEqual(result, [true, false, true, true]);
  });

  it('schema-option-conflict: what Delta does with each pair of options, by path and by table', async () => {
    const result = await spark().prove<unknown>({
      sources: {},
      code: `
import tempfile, os
same = spark.sql("SELECT 2 AS id, 'b' AS day")
more = spark.sql("SELECT 2 AS id, 'b' AS day, 3 AS extra")
def go(frame, mode, **options):
    path = os.path.join(tempfile.mkdtemp(), "t")
    spark.sql("SELECT 1 AS id, 'a' AS day").write.format("delta").partitionBy("day").save(path)
    failed = attempt(lambda: frame.write.format("delta").mode(mode).options(**options).save(path))
    return failed or ["kept" if r.day == "a" else "new" for r in spark.read.format("delta").load(path).select("day").orderBy("day").collect()]
pairs = [
    ("append", dict(overwriteSchema="true")),
    ("overwrite", dict(overwriteSchema="true", replaceWhere="day = 'b'")),
    ("overwrite", dict(overwriteSchema="true", partitionOverwriteMode="dynamic")),
    ("overwrite", dict(replaceWhere="day = 'b'", partitionOverwriteMode="dynamic")),
    ("overwrite", dict(overwriteSchema="true", mergeSchema="true")),
]
result = [[go(frame, mode, **options) for frame in (same, more)] for mode, options in pairs]
`,
    });
    const both = ['kept', 'new'];
    assert.deepEqual(result, [
      // No effect: rows of the same schema are written, others refused.
      [both, 'DELTA_METADATA_MISMATCH'],
      [both, 'DELTA_METADATA_MISMATCH'],
      // The whole table is replaced.
      [['new'], ['new']],
      ['DELTA_REPLACE_WHERE_WITH_DYNAMIC_PARTITION_OVERWRITE', 'DELTA_METADATA_MISMATCH'],
      [['new'], ['new']],
    ]);
  });
});
