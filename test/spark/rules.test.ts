import assert from 'node:assert/strict';
import { useSpark } from './session';

/** One table of orders over three days, as most proofs need it. */
const orders = [
  'CREATE TABLE orders (order_id INT, amount INT, order_date DATE) USING delta',
  `INSERT INTO orders VALUES (1, 10, DATE'2024-01-01'), (2, 20, DATE'2024-01-02'), (3, 30, DATE'2024-01-03')`,
];
const day = `day = spark.sql("SELECT 20 AS order_id, 200 AS amount, DATE'2024-01-02' AS order_date")\n`;

describe('what the rules say, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('null-comparison: no row is ever equal or unequal to NULL', async () => {
    const result = await spark().prove<unknown>({
      setup: ['CREATE TEMP VIEW v AS SELECT * FROM VALUES (1, "x"), (2, NULL), (3, "y") AS v(id, a)'],
      code: `
v = spark.table("v")
ids = lambda frame: [r[0] for r in rows(frame.select("id"))]
bad = [ids(v.where("a = NULL")), ids(v.where("a <> NULL")), ids(v.where(F.col("a") == None)), ids(v.where(F.col("a") != None))]
good = [ids(v.where("a IS NULL")), ids(v.where("a IS NOT NULL")), ids(v.where(F.col("a").isNull())), ids(v.where(F.col("a").isNotNull()))]
result = {"bad": bad, "good": good}
`,
    });
    assert.deepEqual(result, { bad: [[], [], [], []], good: [[2], [1, 3], [2], [1, 3]] });
  });

  it('cartesian-join: without a condition over both sides every row meets every row', async () => {
    const result = await spark().prove<unknown>({
      setup: ['CREATE TEMP VIEW a AS SELECT id FROM range(30)', 'CREATE TEMP VIEW b AS SELECT id FROM range(40)'],
      code: `
a, b = spark.table("a"), spark.table("b")
result = {
    "none": spark.sql("SELECT a.id FROM a JOIN b").count(),
    "true": spark.sql("SELECT a.id FROM a JOIN b ON TRUE").count(),
    "one side": spark.sql("SELECT a.id FROM a JOIN b ON a.id = a.id").count(),
    "method": a.join(b).count(),
    "keyed": spark.sql("SELECT a.id FROM a JOIN b ON a.id = b.id").count(),
    "method keyed": a.join(b, "id").count(),
}
`,
    });
    assert.deepEqual(result, { none: 1200, true: 1200, 'one side': 1200, method: 1200, keyed: 30, 'method keyed': 30 });
  });

  it('short-retention: refused; with the check switched off the older versions are gone', async () => {
    const result = await spark().prove<unknown>({
      setup: [
        ...orders,
        'UPDATE orders SET amount = 0',
        `CREATE TABLE brief (a INT) USING delta TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 1 second')`,
        'INSERT INTO brief VALUES (1)',
        'UPDATE brief SET a = 2',
      ],
      code: `
import glob, time
old = lambda: attempt(lambda: rows("SELECT amount FROM orders VERSION AS OF 1")) is None
result = {"0 hours": attempt(lambda: spark.sql("VACUUM orders RETAIN 0 HOURS"))}
spark.sql("VACUUM orders RETAIN 168 HOURS")
result["readable after 168 hours"] = old()
spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "false")
spark.sql("VACUUM orders RETAIN 0 HOURS")
result["readable after 0 hours, unchecked"] = old()
time.sleep(1.2)
spark.sql("VACUUM brief RETAIN 168 HOURS")
result["files of the table that keeps a second"] = len(glob.glob(work + ".db/brief/*.parquet"))
`,
    });
    assert.deepEqual(result, {
      '0 hours': 'DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT',
      'readable after 168 hours': true,
      'readable after 0 hours, unchecked': false,
      // Since Delta 4 the table property decides; of RETAIN only 0 still counts.
      'files of the table that keeps a second': 1,
    });
  });

  it('insert-by-position: columns of one type change places silently', async () => {
    const result = await spark().prove<unknown>({
      setup: ['CREATE TABLE people (name STRING, city STRING) USING delta'],
      code: `
source = spark.sql("SELECT 'Rome' AS city, 'Ada' AS name")
source.createTempView("source")
def after(action):
    spark.sql("DELETE FROM people WHERE TRUE")
    action()
    return rows("SELECT name, city FROM people")[0]
result = {
    "by position": after(lambda: spark.sql("INSERT INTO people SELECT city, name FROM source")),
    "insertInto": after(lambda: source.write.insertInto("people")),
    "by name": after(lambda: spark.sql("INSERT INTO people BY NAME SELECT city, name FROM source")),
    "column list": after(lambda: spark.sql("INSERT INTO people (city, name) SELECT city, name FROM source")),
    "saveAsTable": after(lambda: source.write.mode("append").saveAsTable("people")),
}
`,
    });
    const right = ['Ada', 'Rome'];
    const swapped = ['Rome', 'Ada'];
    assert.deepEqual(result, {
      'by position': swapped,
      insertInto: swapped,
      'by name': right,
      'column list': right,
      saveAsTable: right,
    });
  });

  it('append-without-guard: a second run doubles the rows; MERGE, replaceWhere and txnAppId do not', async () => {
    const result = await spark().prove<unknown>({
      setup: ['append', 'insert', 'merge', 'replace', 'txn'].map(
        (table) => `CREATE TABLE t_${table} (order_id INT, amount INT, order_date DATE) USING delta`,
      ),
      code: `${day}
day.createTempView("day")
def run():
    day.write.mode("append").saveAsTable("t_append")
    spark.sql("INSERT INTO t_insert BY NAME SELECT order_id, amount, order_date FROM day")
    spark.sql("MERGE INTO t_merge t USING day s ON t.order_id = s.order_id WHEN NOT MATCHED THEN INSERT *")
    day.write.mode("overwrite").option("replaceWhere", "order_date = '2024-01-02'").saveAsTable("t_replace")
    day.write.mode("append").option("txnAppId", "daily").option("txnVersion", 20240102).saveAsTable("t_txn")
run(); run()
result = {n: spark.table("t_" + n).count() for n in ("append", "insert", "merge", "replace", "txn")}
`,
    });
    assert.deepEqual(result, { append: 2, insert: 2, merge: 1, replace: 1, txn: 1 });
  });

  it('overwrite-without-predicate: the other days are lost; replaceWhere keeps them', async () => {
    const code = `${day}
read = lambda: [r[0] for r in rows("SELECT order_id FROM orders")]
day.write.mode("overwrite").option("replaceWhere", "order_date = '2024-01-02'").saveAsTable("orders")
kept = read()
day.write.mode("overwrite").saveAsTable("orders")
result = [kept, read()]
`;
    assert.deepEqual(await spark().prove({ setup: orders, code }), [[1, 20, 3], [20]]);
  });

  it('missing-partition-filter: every file is read; a predicate on the partition column reads one', async () => {
    const result = await spark().prove<unknown>({
      setup: [
        'CREATE TABLE events (id INT, name STRING, day DATE) USING delta PARTITIONED BY (day)',
        `INSERT INTO events SELECT id, 'n', date_add(DATE'2024-01-01', CAST(id AS INT)) FROM range(8)`,
      ],
      code: `
def files(query):
    frame = spark.sql(query)
    frame.collect()
    plan = frame._jdf.queryExecution().executedPlan()
    if plan.getClass().getSimpleName() == "AdaptiveSparkPlanExec": plan = plan.executedPlan()
    leaf = plan.collectLeaves().head()
    return leaf.metrics().apply("numFiles").value()
result = {
    "no predicate": files("SELECT id FROM events"),
    "another column": files("SELECT id FROM events WHERE name = 'n'"),
    "function of the partition column": files("SELECT id FROM events WHERE date_format(day, 'dd') = '03'"),
    "partition column": files("SELECT id FROM events WHERE day = DATE'2024-01-03'"),
}
`,
    });
    assert.deepEqual(result, {
      'no predicate': 8,
      'another column': 8,
      'function of the partition column': 1,
      'partition column': 1,
    });
  });

  it('collect-on-driver: more rows than the driver may hold stop the job; a limit does not', async () => {
    const result = await spark().prove<unknown>({
      code: `
big = spark.range(300_000).select(F.sha2(F.col("id").cast("string"), 256).alias("text"))
try:
    big.collect()
    stopped = False
except Exception as e:
    stopped = "spark.driver.maxResultSize" in str(e)
big.write.saveAsTable("stored")
result = {"collect": stopped, "limit": len(big.limit(10).collect()), "written": spark.table("stored").count()}
`,
    });
    assert.deepEqual(result, { collect: true, limit: 10, written: 300_000 });
  });

  it('with-column-in-loop: one plan node a turn; withColumns gives the same rows in one', async () => {
    const result = await spark().prove<unknown>({
      code: `
names = ["c%d" % i for i in range(40)]
looped = spark.range(2)
for i, name in enumerate(names):
    looped = looped.withColumn(name, F.col("id") + i)
once = spark.range(2).withColumns({name: F.col("id") + i for i, name in enumerate(names)})
projects = lambda frame: frame._jdf.queryExecution().analyzed().toString().count("Project ")
result = {"looped": projects(looped), "once": projects(once), "same": rows(looped) == rows(once) and looped.schema == once.schema}
`,
    });
    assert.deepEqual(result, { looped: 40, once: 1, same: true });
  });

  it('count-for-emptiness: isEmpty() gives the same answer from one row of each partition', async () => {
    const result = await spark().prove<unknown>({
      setup: orders,
      code: `
frames = [
    spark.range(0), spark.range(3), spark.createDataFrame([], "a INT"), spark.sql("SELECT CAST(NULL AS INT) AS a"),
    spark.table("orders"), spark.table("orders").where("amount > 1000"), spark.table("orders").groupBy("amount").count(),
    spark.table("orders").where("FALSE").agg(F.sum("amount")), spark.table("orders").limit(0), spark.table("orders").select(),
]
same = [(f.count() == 0) == f.isEmpty() and (f.count() > 0) == (not f.isEmpty()) for f in frames]
sc = spark.sparkContext
def read(group, action):
    sc.setJobGroup(group, group)
    action()
    sc._jsc.sc().listenerBus().waitUntilEmpty()
    tracker, store = sc.statusTracker(), sc._jsc.sc().statusStore()
    return sum(store.lastStageAttempt(s).inputRecords() for j in tracker.getJobIdsForGroup(group) for s in tracker.getJobInfo(j).stageIds)
wide = spark.range(0, 1_000_000, 1, 4)
result = {"empty": [f.isEmpty() for f in frames], "same": all(same), "isEmpty": read("e" + work, wide.isEmpty), "count": read("c" + work, wide.count)}
`,
    });
    assert.deepEqual(result, {
      empty: [true, false, true, false, false, true, false, false, true, false],
      same: true,
      isEmpty: 4,
      count: 1_000_000,
    });
  });

  it('missing-checkpoint: a Delta sink refuses the query; without a lasting one, everything is read again', async () => {
    const result = await spark().prove<unknown>({
      setup: [...orders, 'CREATE TABLE copy (order_id INT, amount INT, order_date DATE) USING delta'],
      code: `
stream = lambda: spark.readStream.table("orders").writeStream.trigger(availableNow=True)
try:
    stream().toTable("copy")
    refused = None
except Exception as e:
    refused = str(e)
counts = []
for checkpoint in ("lasting", "lasting", "other"):
    stream().option("checkpointLocation", work + "/" + checkpoint).toTable("copy").awaitTermination()
    counts.append(spark.table("copy").count())
result = {"refused": "checkpointLocation" in refused, "counts": counts}
`,
    });
    assert.deepEqual(result, { refused: true, counts: [3, 3, 6] });
  });

  it('select-star: a new column of the source lands in the stored table, or breaks the insert', async () => {
    const result = await spark().prove<unknown>({
      setup: [
        ...orders,
        'CREATE TABLE target AS SELECT * FROM orders',
        'ALTER TABLE orders ADD COLUMNS (email STRING)',
        'CREATE TABLE starred AS SELECT * FROM orders',
        'CREATE TABLE listed AS SELECT order_id, amount, order_date FROM orders',
      ],
      code: `
result = {
    "starred": spark.table("starred").columns,
    "listed": spark.table("listed").columns,
    "insert star": attempt(lambda: spark.sql("INSERT INTO target SELECT * FROM orders")),
    "insert list": attempt(lambda: spark.sql("INSERT INTO target (order_id, amount, order_date) SELECT order_id, amount, order_date FROM orders")),
}
`,
    });
    const listed = ['order_id', 'amount', 'order_date'];
    const { 'insert star': broken, ...rest } = result as Record<string, unknown>;
    assert.match(String(broken), /ARITY_MISMATCH|DELTA_/);
    assert.deepEqual(rest, { starred: [...listed, 'email'], listed, 'insert list': null });
  });

  it('select-star: a view keeps the columns of the day it was made, and breaks when one is dropped', async () => {
    const result = await spark().prove<unknown>({
      setup: [
        `CREATE TABLE source (a INT, b INT) USING delta TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`,
        'CREATE VIEW starred AS SELECT * FROM source',
        'ALTER TABLE source ADD COLUMNS (c INT)',
      ],
      code: `
result = {"later": spark.table("starred").columns}
spark.sql("ALTER TABLE source DROP COLUMN b")
result["dropped"] = attempt(lambda: spark.table("starred").columns)
`,
    });
    const { later, dropped } = result as { later: string[]; dropped: string };
    assert.deepEqual(later, ['a', 'b']);
    assert.match(dropped, /INCOMPATIBLE_VIEW_SCHEMA_CHANGE/);
  });

  it('bare-magic: the file is not Python any more; behind # MAGIC it is', async () => {
    const file = (line: string) => `# Databricks notebook source\n${line}\n# COMMAND ----------\nx = 1\n`;
    const [bare, magic] = await spark().parse('python', [file('%pip install x'), file('# MAGIC %pip install x')]);
    assert.match(bare?.message ?? '', /invalid syntax/);
    assert.equal(magic, null);
  });
});
