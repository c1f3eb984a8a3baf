import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint, ruleById } from '../../src/engine';
import { cheapTables, countJobs, exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** The bad examples of a rule after its fixes: `fixed0`, `fixed1`, … */
function fixedSources(id: string): Record<string, string> {
  const sources = exampleSources(id);
  const settings = { ...defaultSettings, rules: new Map([[id, { severity: 'warning' as const, options: {} }]]) };
  for (const [i, { bad, kind }] of ruleById(id)!.examples.entries()) {
    assert.ok(kind === undefined || kind.startsWith('python'));
    const { findings } = lint({ path: 'example.py', text: bad }, settings);
    const edits = findings.filter(({ rule }) => rule === id).flatMap(({ fix }) => fix?.edits ?? []);
    assert.notDeepEqual(edits, []);
    sources[`fixed${i}`] = local(applyEdits(bad, edits).text);
  }
  return sources;
}

describe('the examples of the rules on loops, caches and output in PySpark, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('loop-over-collected-rows: the loop starts a job for each row, the join does not; the numbers are the same', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('loop-over-collected-rows'),
      setup: [
        'CREATE TEMPORARY VIEW sales_orders AS SELECT id % 4 AS customer_id FROM range(12)',
        'CREATE TEMPORARY VIEW sales_customers AS SELECT id AS customer_id, true AS active FROM range(4)',
      ],
      code: `${countJobs}
loop = jobs(lambda: python("bad1"))
found = sorted([int(key), number] for key, number in totals.items())
python("good1")
same = []
join = jobs(lambda: same.append(rows(totals) == found))
result = [loop - join >= 3, same]
`,
    });
    assert.deepEqual(result, [true, [true]]);
  });

  it('action-in-loop: bad reads once for each column and plans every turn again, good does neither; the results are the same', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('action-in-loop'),
      code: `${countJobs}
spark.createDataFrame([(1, None, "x"), (2, 5, None), (3, None, None)], "a int, b int, c string").createTempView("sales_orders")
python("good0")  # what is set up once is not counted
result = []
for name in ("bad0", "good0"):
    result.append([jobs(lambda: python(name)), dict(missing)])
spark.sql("SELECT * FROM VALUES (1, 2), (1, 3), (2, 4), (3, 4), (4, 4) AS t(node, target)").createTempView("graph_edges")
spark.sql("SELECT 1 AS node").createTempView("graph_seeds")
for name in ("bad1", "good1"):
    python(name)
    result.append([reached._jdf.queryExecution().analyzed().toString().count("Join"), rows(reached)])
`,
    });
    const [bad, good, grown, cut] = result as [number, unknown][];
    assert.deepEqual(
      [bad![1], good![1]],
      [
        { a: 0, b: 2, c: 2 },
        { a: 0, b: 2, c: 2 },
      ],
    );
    assert.ok(bad![0] >= 3 * good![0], JSON.stringify(result));
    assert.deepEqual(
      [grown, cut],
      [
        [3, [[4]]],
        [0, [[4]]],
      ],
    );
  });

  it('distinct-count-in-two-passes: the same numbers in fewer jobs, but for NULL, which distinct() counts and count_distinct does not', async () => {
    const result = await spark().prove<unknown>({
      sources: fixedSources('distinct-count-in-two-passes'),
      code: `${countJobs}
result = []
for last in ("3, 7", "NULL, 7"):
    spark.sql("SELECT * FROM VALUES (1, 7), (1, 8), (2, 7), (" + last + ") AS t(customer_id, store_id)").createOrReplaceTempView("sales_orders")
    for name in ("bad0", "good0", "fixed0"):
        count = jobs(lambda: python(name))
        result.append([customers, stores])
        if name != "fixed0":
            result.append(count)
frames = []
for name in ("bad1", "good1", "fixed1"):
    python(name)
    frames.append([rows(per_store), per_store.schema["customers"].dataType.simpleString()])
result.append(frames)
`,
    });
    const [bad, badJobs, good, goodJobs, fixed, badNull, , goodNull, , fixedNull, frames] = result as unknown[];
    assert.deepEqual(
      [bad, good, fixed],
      [
        [3, 2],
        [3, 2],
        [3, 2],
      ],
    );
    assert.deepEqual(
      [badNull, goodNull, fixedNull],
      [
        [3, 2],
        [2, 2],
        [2, 2],
      ],
    );
    assert.ok((badJobs as number) > (goodJobs as number), JSON.stringify(result));
    const groups = [
      [7, 2],
      [8, 1],
    ];
    assert.deepEqual(frames, [
      [groups, 'int'],
      [groups, 'bigint'],
      [groups, 'bigint'],
    ]);
  });

  it('debug-output: bad starts jobs that good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('debug-output'),
      setup: ['CREATE TEMPORARY VIEW raw_orders AS SELECT id AS order_id FROM range(20)'],
      code: `${cheapTables}${countJobs}
def load(name):
    python(name)
    load_orders(spark)
# The first of three is not counted: it starts what the others find.
first = [jobs(lambda: load(name)) for name in ("good0", "bad0", "good0")]
spark.sql("DROP TABLE sales_orders")
spark.sql("CREATE TEMPORARY VIEW sales_orders AS SELECT id, true AS paid FROM range(20)")
second = [jobs(lambda: python(name)) for name in ("good1", "bad1", "good1")]
result = [first[1] > first[2], second[1] > second[2]]
`,
    });
    assert.deepEqual(result, [true, true]);
  });

  it('cache-used-once: bad leaves rows in memory that nobody reads again, good and the fixed bad do not', async () => {
    const result = await spark().prove<unknown>({
      sources: fixedSources('cache-used-once'),
      setup: ['CREATE TEMPORARY VIEW crm_customers AS SELECT id AS customer_id FROM range(3)'],
      code: `${cheapTables}
spark.range(24).selectExpr("IF(id < 12, 1, 2 + id % 2) AS customer_id", "id AS amount").createTempView("sales_orders")
result = []
for example, table in (("0", "sales_regulars"), ("1", "sales_joined")):
    for kind in ("bad", "good", "fixed"):
        python(kind + example)
        free = spark._jsparkSession.sharedState().cacheManager().isEmpty()
        result.append([free, len(rows("SELECT * FROM " + table))])
        spark.catalog.clearCache()
`,
    });
    const held = [false, 1];
    const free = [true, 1];
    assert.deepEqual(result, [held, free, free, [false, 18], [true, 18], [true, 18]]);
  });

  it('uncached-reuse: bad computes the source of the join twice, good once', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('uncached-reuse'),
      setup: ['CREATE TEMPORARY VIEW crm_customers AS SELECT id AS customer_id FROM range(8)'],
      code: `${cheapTables}
seen = spark.sparkContext.accumulator(0)
def tick(x):
    seen.add(1)
    return x
key = F.udf(tick, "long").asNondeterministic()
spark.range(8).select(key("id").alias("customer_id")).createTempView("sales_orders")
result = []
for name in ("bad0", "good0"):
    before = seen.value
    python(name)
    result.append([seen.value - before, rows("SELECT * FROM sales_joined")])
`,
    });
    const [[bad, rowsOfBad], [good, rowsOfGood]] = result as [[number, unknown], [number, unknown]];
    assert.deepEqual(rowsOfBad, rowsOfGood);
    assert.equal(bad, 2 * good);
  });

  it('chained-with-column: bad adds a step of the plan for each column, the fixed bad one; rows and schema are the same', async () => {
    const result = await spark().prove<unknown>({
      sources: {
        ...fixedSources('chained-with-column'),
        mixed:
          'out = df.withColumn("A", F.col("b") + 1).withColumn("c", F.lit("x")).withColumn("d", F.when(df.b > 1, "y").otherwise(None)).withColumn("n", F.row_number().over(Window.partitionBy("k").orderBy("b")))',
        fixedMixed:
          'out = df.withColumns({"A": F.col("b") + 1, "c": F.lit("x"), "d": F.when(df.b > 1, "y").otherwise(None), "n": F.row_number().over(Window.partitionBy("k").orderBy("b"))})',
      },
      code: `
spark.createDataFrame([("new", 10.0, "2026-01-01 10:00:00"), (None, None, None)], "status string, amount double, ordered_at string").createTempView("sales_orders")
df = spark.createDataFrame([(1, 1, "p", "q"), (2, 2, None, "q"), (3, None, "r", "s")], "a int, b int, c string, k string")
nodes = lambda frame: frame._jdf.queryExecution().analyzed().toString().count("Project [")
base = nodes(spark.table("sales_orders"))
result = []
for i in "01":
    frames = {}
    for kind in ("bad", "good", "fixed"):
        python(kind + i)
        frames[kind] = orders
    timeless = {k: rows(f.drop("loaded_at")) for k, f in frames.items()}
    result.append([nodes(f) - base for f in frames.values()])
    result.append(all(frames["bad"].schema == f.schema and timeless["bad"] == timeless[k] for k, f in frames.items()))
python("mixed")
chained = out
python("fixedMixed")
result.append(chained.schema == out.schema and rows(chained) == rows(out))
`,
    });
    assert.deepEqual(result, [[3, 1, 1], true, [2, 1, 1], true, true]);
  });

  it('chained-with-column, distinct-count-in-two-passes: what the fixes leave alone would not come to the same', async () => {
    const result = await spark().prove<unknown>({
      sources: {},
      code: `
df = spark.createDataFrame([(1,)], "x int")
result = [
    rows(df.withColumn("x", F.col("x") + 1).withColumn("y", F.col("x")).select("y")),
    rows(df.withColumns({"x": F.col("x") + 1, "y": F.col("x")}).select("y")),
]
pairs = spark.createDataFrame([(1, None), (None, 1), (1, 1)], "a int, b int")
result += [pairs.select("a", "b").distinct().count(), pairs.select(F.count_distinct("a", "b")).first()[0]]
`,
    });
    assert.deepEqual(result, [[[2]], [[1]], 3, 1]);
  });
});
