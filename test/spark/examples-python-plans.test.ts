import assert from 'node:assert/strict';
import { cheapTables, exampleSources } from './rule-examples';
import { useSpark } from './session';

/**
 * `plan(frame)`: the plan that Spark would carry out, as text. UDFs get their rows as before Spark 4.2, whose new way through Arrow
 * waits for ever above a scan of Parquet.
 */
const plans = `
spark.conf.set("spark.sql.execution.pythonUDF.arrow.enabled", "false")
plan = lambda frame: frame._jdf.queryExecution().executedPlan().toString()
`;

describe('what Spark does with the PySpark examples of the rules: UDFs, RDDs and writes', function () {
  this.timeout(300_000);
  const spark = useSpark();
  const prove = (id: string, code: string) => spark().prove<unknown>({ sources: exampleSources(id), code });

  it('udf-in-predicate: the condition of bad stays above the scan and joins by no key, that of good goes to the files', async () => {
    const result = await prove(
      'udf-in-predicate',
      `${cheapTables}${plans}
spark.sql("CREATE TABLE sales_orders AS SELECT id AS order_id, id * 500 AS amount FROM range(6)")
spark.sql("CREATE TABLE crm_users AS SELECT 'a@shop.example' AS email UNION ALL SELECT 'b@elsewhere.example'")
def tried(name, frame, filter):
    python(name)
    text = plan(globals()[frame])
    return ["EvalPython" in text, filter in text.split("PushedFilters")[1], rows(globals()[frame])]
result = []
for args in (("0", "orders", "GreaterThan(amount,1000)"), ("1", "users", "zzz")):
    bad, good = [tried(kind + args[0], *args[1:]) for kind in ("bad", "good")]
    result.append([bad[:2], good[:2], bad[2] == good[2], len(good[2])])
same = F.udf(lambda a, b: a == b, "boolean")
spark.conf.set("spark.sql.autoBroadcastJoinThreshold", -1)
a, b = [spark.table("sales_orders").alias(n) for n in "ab"]
joined = [plan(a.join(b, on)) for on in (same("a.order_id", "b.order_id"), F.col("a.order_id") == F.col("b.order_id"))]
result.append(["CartesianProduct" in joined[0], "SortMergeJoin" in joined[1]])
`,
    );
    assert.deepEqual(result, [
      [[true, false], [false, true], true, 3],
      [[true, false], [false, false], true, 1],
      [true, true],
    ]); // prettier-ignore
  });

  it('udf-for-builtin: bad sends the rows to Python and fails at a NULL, good does neither; the other rows are the same', async () => {
    const result = await prove(
      'udf-for-builtin',
      `${plans}
spark.sql("CREATE OR REPLACE TEMP VIEW crm_users AS SELECT * FROM VALUES ('Ann'), ('ÉVA') AS u(email)")
python("bad0"); bad = users
python("good0")
result = [["EvalPython" in plan(f) for f in (bad, users)], rows(bad) == rows(users)]
python("bad1"); hashed = spark.table("crm_users").select(fingerprint("email").alias("h"))
python("good1"); own = spark.table("crm_users").select(fingerprint("email").alias("h"))
result.append(rows(hashed) == rows(own))
spark.sql("CREATE OR REPLACE TEMP VIEW crm_users AS SELECT CAST(NULL AS STRING) AS email")
python("bad0"); result.append(attempt(users.collect) is not None)
python("good0"); result.append(rows(users))
`,
    );
    assert.deepEqual(result, [[true, false], true, true, true, [[null]]]);
  });

  it('python-udf: bad leaves generated code and keeps a filter on its result from the files, good is one piece', async () => {
    const result = await prove(
      'python-udf',
      `${cheapTables}${plans}
spark.sql("CREATE TABLE crm_users AS SELECT 'a@b' AS email, 1 AS n")
result = []
def seen(frame):
    text = plan(frame.where("domain = 'b' AND n = 1"))
    return ["EvalPython" in text, "EqualTo(n,1)" in text]
python("bad0"); bad = users; result.append(seen(bad))
python("good0"); result += [seen(users), rows(bad) == rows(users)]
python("bad1"); bad = spark.sql("SELECT domain(email) AS domain FROM crm_users")
python("good1"); result += [["EvalPython" in plan(f) for f in (bad, users)], rows(bad) == rows(users)]
`,
    );
    assert.deepEqual(result, [[true, true], [false, true], true, [true, false], true]);
  });

  it('legacy-pandas-udf: bad takes no plain function and warns, good takes one; the rows are the same', async () => {
    const result = await prove(
      'legacy-pandas-udf',
      `
import warnings
spark.sql("CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1L, 5.0D), (1L, 7.0D), (2L, 9.0D) AS o(store_id, amount)")
def plain(group):
    return group.assign(amount=group.amount / group.amount.sum())
normalize = plain
result = [attempt(lambda: python(n)) is not None for n in ("bad0", "bad1")]
python("good0"); good = rows(daily)
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    normalize = F.pandas_udf(plain, "store_id BIGINT, amount DOUBLE", F.PandasUDFType.GROUPED_MAP)
    python("bad0")
result += [any("applyInPandas" in str(w.message) for w in told), rows(daily) == good, plain.__name__]
normalize = plain
python("good1"); result.append(rows(daily) == good)
`,
    );
    assert.deepEqual(result, [true, true, true, true, 'plain', true]);
  });

  it('rdd-api: bad computes each column of the table, good only what it asks for; the values are the same', async () => {
    const result = await prove(
      'rdd-api',
      `
spark.sql("CREATE OR REPLACE TEMP VIEW crm_users AS SELECT 'ann' AS name, 'x' AS other")
python("bad0"); bad = names
python("good0"); result = [bad == [row[0] for row in names]]
spark.sql("CREATE OR REPLACE TEMP VIEW crm_users AS SELECT 'ann' AS name, raise_error('computed') AS other")
result += [attempt(lambda: python(name)) is not None for name in ("bad0", "good0")]
sc, read = spark.sparkContext, rows
python("bad1"); bad = df
python("good1"); result.append([read(bad) == read(df), bad.schema == df.schema])
`,
    );
    assert.deepEqual(result, [true, true, false, [true, true]]);
  });

  it('single-partition-write: bad is one task and one file, good as many as there are parts; the rows are the same', async () => {
    const result = await prove(
      'single-partition-write',
      `${cheapTables}
import shutil, uuid
spark.range(0, 40, 1, 4).selectExpr("id AS order_id", "id + 1 AS amount").createTempView("sales_orders")
tracker = spark.sparkContext.statusTracker()
def tasks(name):
    group = str(uuid.uuid4())
    spark.sparkContext.setJobGroup(group, "proof")
    python(name)
    spark.sparkContext.setJobGroup("none", "proof")
    stages = sorted(stage for job in tracker.getJobIdsForGroup(group) for stage in tracker.getJobInfo(job).stageIds)
    return [done for done in (tracker.getStageInfo(stage).numCompletedTasks for stage in stages) if done]
result = []
for name in ("bad0", "good0"):
    ran = tasks(name)
    copy = spark.table("sales_orders_copy")
    result.append([ran, len(copy.inputFiles()), copy.count()])
for name in ("bad1", "good1"):
    ran = tasks(name)
    result.append([ran, len(spark.read.load(work + "/sales/export").inputFiles())])
    shutil.rmtree(work + "/sales/export")
`,
    );
    // With coalesce the steps before it run in the one task too, with repartition they keep theirs.
    assert.deepEqual(result, [[[1], 1, 40], [[4], 4, 40], [[4, 1], 1], [[4], 4]]); // prettier-ignore
  });

  it('hard-coded-repartition: bad makes as many parts for a few rows as for many, good lets their size decide', async () => {
    const result = await prove(
      'hard-coded-repartition',
      `${cheapTables}
result = []
for n in (50, 5000):
    spark.range(0, n, 1, 2).selectExpr("id AS store_id", "id + 1 AS amount").createOrReplaceTempView("sales_orders")
    for name in ("bad1", "good1"):
        python(name)
        result.append(spread.rdd.getNumPartitions())
for name in ("bad0", "good0"):
    spark.range(0, 50, 1, 2).createOrReplaceTempView("sales_orders")
    python(name)
    result.append(len(spark.table("sales_orders_copy").inputFiles()))
`,
    );
    const files = (result as number[])[4]!;
    assert.ok(files > 40, `${files} files`);
    assert.deepEqual(result, [64, 1, 64, 1, files, 1]);
  });

  it('cache-without-unpersist: bad leaves a cached frame behind for each call and turn, good none', async () => {
    const result = await prove(
      'cache-without-unpersist',
      `${cheapTables}
kept = lambda: spark._jsc.getPersistentRDDs().size()
for n, table in enumerate(("a", "b")):
    spark.range(n).createTempView(table)
find_tables = lambda: ["a", "b"]
result, before = [], kept()
for name in ("bad0", "good0", "bad1", "good1"):
    python(name)
    if name.endswith("0"):
        copy("a"); copy("b")
    result.append(kept() - before)
    spark.catalog.clearCache()
`,
    );
    assert.deepEqual(result, [2, 0, 2, 0]);
  });

  it('unfinished-writer: bad writes nothing and says nothing, good writes', async () => {
    const result = await prove(
      'unfinished-writer',
      `
upsert = lambda batch, batch_id: batch.write.mode("append").saveAsTable("seen")
spark.sql("CREATE TABLE raw_events AS SELECT 1 AS id")
spark.sql("CREATE TEMP VIEW raw_orders AS SELECT 1 AS id")
result = []
for kind in ("bad", "good"):
    failed = [attempt(lambda: python(kind + n)) for n in "01"]
    for query in spark.streams.active:
        query.awaitTermination()
    result.append([*failed, spark.catalog.tableExists("sales_orders"), spark.catalog.tableExists("seen")])
`,
    );
    assert.deepEqual(result, [
      [null, null, false, false],
      [null, null, true, true],
    ]);
  });
});
