import assert from 'node:assert/strict';
import { ruleById } from '../../src/engine';
import { cheapTables, exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** `finish()`: waits until all streams have taken what there is, and stops them; says what went wrong. */
const helpers = `
import os, shutil
def finish():
    wrong = [attempt(query.processAllAvailable) for query in spark.streams.active]
    for query in spark.streams.active:
        query.stop()
    return next((w for w in wrong if w), None)
def run(name):
    return attempt(lambda: python(name)) or finish()
def write(folder, name, text):
    os.makedirs(f"{work}/{folder}", exist_ok=True)
    with open(f"{work}/{folder}/{name}", "w") as f:
        f.write(text)
checkpoint = work + "/checkpoint"
`;

describe('the examples of the rules on streams, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();
  const prove = (id: string, code: string, setup: readonly string[] = []) =>
    spark().prove<unknown>({ sources: exampleSources(id), setup, code: helpers + code });

  it('stream-without-schema: bad is refused where the files are named, also with inferSchema; good is not', async () => {
    const result = await prove(
      'stream-without-schema',
      `
write("raw/files/orders", "a.json", '{"order_id": 1, "amount": 2}')
failures = []
for name in ("bad0", "bad1"):
    try:
        python(name)
    except Exception as e:
        failures.append("chema" in str(e))
result = [failures]
for name in ("good0", "good1"):
    python(name)
    result.append(orders.columns)
`,
    );
    const columns = ['order_id', 'amount'];
    assert.deepEqual(result, [[true, true], columns, columns]);
  });

  it('trigger-once: bad puts all into one batch whatever the limit, good keeps to it; the rows are the same', async () => {
    const result = await prove(
      'trigger-once',
      `${cheapTables}
spark.range(0, 3, 1, 3).write.saveAsTable("sales_orders_raw")
orders = spark.readStream.option("maxFilesPerTrigger", 1).table("sales_orders_raw")
result = []
for name in ("bad1", "good1"):
    python(name)
    for query in spark.streams.active:
        query.awaitTermination()
    batches = [f for f in os.listdir(checkpoint + "/commits") if f.isdigit()]
    result.append([len(batches), rows("SELECT * FROM sales_orders")])
    shutil.rmtree(checkpoint)
    spark.sql("DROP TABLE sales_orders")
`,
    );
    const all = [[0], [1], [2]];
    assert.deepEqual(result, [
      [1, all],
      [3, all],
    ]);
  });

  it('shared-checkpoint: the second stream of bad fails, or leaves out what the first has read; those of good do neither', async () => {
    const examples = ruleById('shared-checkpoint')!.examples;
    const [place, first, second] = local(examples[0]!.bad).split('\n');
    const inTurn = (code: string) => code.replace(/main\.(\w+)\.\{/g, '$1_{').replaceAll('/Volumes/main/', '@work/');
    const sources = {
      first: `${place}\n${first}`,
      second: `${place}\n${second}`,
      bad: inTurn(examples[2]!.bad),
      good: inTurn(examples[2]!.good),
    };
    const result = await spark().prove<unknown>({
      sources,
      setup: [
        'CREATE TABLE raw_orders USING delta AS SELECT 1 AS id',
        'CREATE TABLE raw_returns USING delta AS SELECT 2 AS id',
      ],
      code: `${helpers}${cheapTables}
# Two streams of one table: the second finds all rows read.
orders = returns = spark.readStream.table("raw_orders")
run("first"), run("second")
result = [spark.table(name).count() for name in ("sales_orders", "sales_returns")]
# Two streams of two tables.
for kind in ("bad", "good"):
    failed = []
    for one in ("orders", "returns"):
        names = [one]
        failed.append(run(kind))
    result.append(failed)
`,
    });
    assert.deepEqual(result, [1, 0, [null, 'STREAM_FAILED'], [null, null]]);
  });

  it('ignored-data-loss: bad goes on with the rows that are left, good fails', async () => {
    const result = await prove(
      'ignored-data-loss',
      `
folder = work + "/raw/files/orders"
def lost(name):
    shutil.rmtree(folder, ignore_errors=True)
    spark.range(0, 4, 1, 2).write.parquet(folder)
    python(name)
    os.remove(next(folder + "/" + f for f in sorted(os.listdir(folder)) if f.endswith(".parquet")))
    return attempt(lambda: orders.collect()) or orders.count()
def broken(name):
    shutil.rmtree(folder, ignore_errors=True)
    spark.range(0, 4, 1, 2).write.parquet(folder)
    write("raw/files/orders", "z.parquet", "no file of Parquet")
    python(name)
    return attempt(lambda: orders.collect()) or orders.count()
result = [lost("good1"), lost("bad1")]
spark.conf.unset("spark.sql.files.ignoreMissingFiles")
result += [broken("good2"), broken("bad2")]
`,
    );
    assert.deepEqual(result, ['FAILED_READ_FILE.FILE_NOT_EXIST', 2, 'FAILED_READ_FILE.NO_HINT', 4]);
  });

  it('ignore-changes: bad sends unchanged rows again, good leaves the commit out or says what has changed', async () => {
    const result = await prove(
      'ignore-changes',
      `
names, seen = ("bad0", "good0", "good1"), {}
def started(name):
    python(name)
    count = lambda batch, batch_id: seen.__setitem__(name, seen.get(name, 0) + batch.count())
    return orders.writeStream.foreachBatch(count).option("checkpointLocation", work + "/" + name).start()
queries = [started(name) for name in names]
def settled():
    for query in queries:
        query.processAllAvailable()
    return [seen[name] for name in names]
result = [settled()]
spark.sql("UPDATE sales_orders SET amount = 9 WHERE id = 0")
result.append(settled())
`,
      [
        "CREATE TABLE sales_orders TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true') AS SELECT /*+ COALESCE(1) */ id, 1 AS amount FROM range(3)",
      ],
    );
    assert.deepEqual(result, [
      [3, 3, 3],
      [6, 3, 5],
    ]);
  });

  it('complete-mode-to-table: a batch of bad replaces all files for one new group, and who streams from the table fails; good adds one', async () => {
    const result = await prove(
      'complete-mode-to-table',
      `
from delta.tables import DeltaTable
def merge_counts(batch, batch_id):
    (DeltaTable.forName(spark, "merged").alias("t").merge(batch.alias("s"), "t.customer_id = s.customer_id")
        .whenMatchedUpdateAll().whenNotMatchedInsertAll().execute())
def changed(name, table):
    global checkpoint
    checkpoint = work + "/" + name
    python(name)
    [query] = spark.streams.active
    query.processAllAvailable()
    files = set(spark.table(table).inputFiles())
    spark.sql("INSERT INTO sales_orders VALUES (%d)" % spark.table("sales_orders").count())
    query.processAllAvailable()
    query.stop()
    return [rows("SELECT * FROM " + table), files <= set(spark.table(table).inputFiles())]
result = [changed("bad0", "sales_orders_by_customer"), changed("good0", "merged")]
reader = spark.readStream.option("startingVersion", 1).table("sales_orders_by_customer").writeStream.format("noop")
query = reader.option("checkpointLocation", work + "/reader").start()
result.append(attempt(query.processAllAvailable) is not None)
`,
      [
        'CREATE TABLE sales_orders USING parquet AS SELECT id AS customer_id FROM range(2)',
        'CREATE TABLE merged (customer_id BIGINT, count BIGINT)',
      ],
    );
    const counts = (n: number) => Array.from({ length: n }, (_, i) => [i, 1]);
    assert.deepEqual(result, [[counts(3), false], [counts(4), true], true]);
  });

  it('foreach-batch-append: after a failure between the write and its commit bad has the rows twice, good once', async () => {
    const result = await prove(
      'foreach-batch-append',
      `
orders = spark.readStream.table("raw_orders")
result = []
for name in ("bad0", "good0"):
    run(name)
    for file in os.listdir(checkpoint + "/commits"):
        os.remove(checkpoint + "/commits/" + file)
    run(name)
    result.append(spark.table("sales_orders").count())
    spark.sql("DROP TABLE sales_orders")
    shutil.rmtree(checkpoint)
`,
      ['CREATE TABLE raw_orders USING parquet AS SELECT 1 AS id'],
    );
    assert.deepEqual(result, [2, 1]);
  });

  it('foreach-batch-recompute: bad computes its batch for each of its writes, good once', async () => {
    const result = await prove(
      'foreach-batch-recompute',
      `${cheapTables}
# Another value each time that it is computed.
now = "reflect('java.lang.System', 'nanoTime')"
orders = spark.readStream.table("raw_orders").withColumn("computed", F.expr(now))
result = []
for name in ("bad0", "good0"):
    run(name)
    result.append(rows("SELECT * FROM sales_latest") == rows("SELECT * FROM sales_large"))
    spark.sql("DROP TABLE sales_latest"), spark.sql("DROP TABLE sales_large")
    shutil.rmtree(checkpoint)
`,
      ['CREATE TABLE raw_orders USING parquet AS SELECT 1 AS order_id, 500 AS amount'],
    );
    assert.deepEqual(result, [false, true]);
  });

  it('unawaited-stream: bad goes on at once, with nothing written by a thread that no process waits for; good when all is written', async () => {
    const result = await prove(
      'unawaited-stream',
      `${cheapTables}
spark.range(1).write.saveAsTable("raw_orders")
result = []
python("bad0")
[query] = spark.streams.active
threads = spark._jvm.java.lang.Thread.getAllStackTraces().keySet()
result.append([len(query.recentProgress), {t.isDaemon() for t in threads if str(query.runId) in t.getName()} == {True}])
query.awaitTermination()
spark.sql("DROP TABLE sales_orders")
checkpoint += "_good"
python("good0")
result.append([query.isActive, spark.table("sales_orders").count()])
`,
    );
    assert.deepEqual(result, [
      [0, true],
      [false, 1],
    ]);
  });
});
