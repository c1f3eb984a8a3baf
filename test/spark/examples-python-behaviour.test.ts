import assert from 'node:assert/strict';
import { cheapTables, countJobs, exampleSources } from './rule-examples';
import { useSpark } from './session';

describe('what Spark does with the PySpark examples of the rules: settings and reads', function () {
  this.timeout(300_000);
  const spark = useSpark();
  const prove = (id: string, code: string, setup: readonly string[] = []) =>
    spark().prove<unknown>({ sources: exampleSources(id), setup, code });

  it('unknown-conf: bad is taken without a word and changes nothing, good does', async () => {
    const result = await prove(
      'unknown-conf',
      `
value = lambda: [spark.conf.get(k) for k in ("spark.sql.session.timeZone", "spark.sql.adaptive.skewJoin.enabled")]
spark.conf.set("spark.sql.session.timeZone", "Europe/Rome")
spark.conf.set("spark.sql.adaptive.skewJoin.enabled", "false")
result = [[attempt(lambda: sql(kind + "0")), attempt(lambda: python(kind + "1")), *value()] for kind in ("bad", "good")]
`,
    );
    assert.deepEqual(result, [
      [null, null, 'Europe/Rome', 'false'],
      [null, null, 'UTC', 'true'],
    ]);
  });

  it('invalid-conf-value: bad is refused, good is not', async () => {
    const result = await prove(
      'invalid-conf-value',
      'result = [[attempt(lambda: sql(kind + "0")), attempt(lambda: python(kind + "1"))] for kind in ("bad", "good")]',
    );
    const refused = 'INVALID_CONF_VALUE.TYPE_MISMATCH';
    assert.deepEqual(result, [
      [refused, refused],
      [null, null],
    ]);
  });

  it('removed-conf: Spark has no setting of that name and takes it all the same, or refuses the value', async () => {
    const result = await prove(
      'removed-conf',
      `
from pyspark.sql import SparkSession
entry = spark._jvm.org.apache.spark.internal.config.ConfigEntry
exists = lambda key: entry.findEntry(key) is not None
result = [[attempt(lambda: python(kind + "0")), attempt(lambda: sql(kind + "1")) is None] for kind in ("bad", "good")]
result.append([exists("spark.shuffle.memoryFraction"), exists("spark.memory.fraction")])
`,
    );
    assert.deepEqual(result, [
      [null, false],
      [null, true],
      [false, true],
    ]);
  });

  it('static-conf-at-runtime: bad is refused, good is not', async () => {
    const result = await prove(
      'static-conf-at-runtime',
      'result = [[attempt(lambda: sql(kind + "0")), attempt(lambda: python(kind + "1"))] for kind in ("bad", "good")]',
    );
    assert.deepEqual(result, [
      ['CANNOT_MODIFY_CONFIG', 'CANNOT_MODIFY_STATIC_CONFIG'],
      [null, null],
    ]);
  });

  it('conf-equals-default: the setting has the same value without the line', async () => {
    const result = await prove(
      'conf-equals-default',
      `
value = lambda: spark.conf.get("spark.sql.files.ignoreCorruptFiles")
result = [value()]
sql("bad0")
result.append(value())
spark.conf.unset("spark.sql.files.ignoreCorruptFiles")
python("bad1")
result.append(value())
`,
      ['CREATE TEMP VIEW sales_orders AS SELECT 1 AS id'],
    );
    assert.deepEqual(result, ['false', 'false', 'false']);
  });

  it('hard-coded-shuffle-partitions: few rows are merged below the number, many are never split beyond it', async () => {
    const result = await prove(
      'hard-coded-shuffle-partitions',
      `
python("bad1")
spark.conf.set("spark.sql.adaptive.advisoryPartitionSizeInBytes", "1k")
spark.conf.set("spark.sql.adaptive.coalescePartitions.minPartitionSize", "1k")
spark.conf.set("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false")
parts = lambda n: spark.range(n).groupBy(F.col("id") % 9973).count().rdd.getNumPartitions()
few, many = parts(10), parts(50_000)
spark.conf.set("spark.sql.shuffle.partitions", "40")
result = [few < 12, many, parts(50_000), attempt(lambda: python("good1"))]
`,
    );
    // \`auto\` is a value of Databricks.
    assert.deepEqual(result, [true, 12, 40, 'INVALID_CONF_VALUE.TYPE_MISMATCH']);
  });

  it('infer-schema: bad reads all lines once before the job begins, and one odd value changes a type; good does neither', async () => {
    const result = await prove(
      'infer-schema',
      `${cheapTables}${countJobs}
import os
def write(folder, name, text):
    os.makedirs(f"{work}/sales/{folder}", exist_ok=True)
    with open(f"{work}/sales/{folder}/{name}", "w") as f:
        f.write(text)
write("orders", "a.csv", "order_id,amount\\n" + "".join("%d,%d.5\\n" % (i, i) for i in range(50)))
write("events", "a.json", '{"id": 1, "kind": "x"}\\n')
result = [jobs(lambda: python("bad0")), orders.schema["amount"].dataType.typeName(), jobs(lambda: python("good0"))]
write("orders", "b.csv", "order_id,amount\\n51,n/a\\n")
python("bad0")
result.append(orders.schema["amount"].dataType.typeName())
python("good0")
result.append([orders.count(), orders.where("amount IS NULL").count()])
result.append(attempt(lambda: spark.read.schema("order_id BIGINT, amount DECIMAL(10, 2)").option("mode", "FAILFAST").option("header", True).csv(work + "/sales/orders").collect()) is not None)
inferred = jobs(lambda: python("bad1"))
spark.sql("DROP TABLE sales_events")
result.append(inferred - jobs(lambda: python("good1")))
`,
    );
    assert.deepEqual(result, [2, 'double', 0, 'string', [51, 1], true, 1]);
  });

  it('unknown-option: bad is taken without a word and changes nothing, good does; read_files, COPY INTO and Auto Loader are of Databricks', async () => {
    const result = await prove(
      'unknown-option',
      `
import os
os.makedirs(work + "/raw/orders")
with open(work + "/raw/orders/a.csv", "w") as f:
    f.write("order_id,amount\\n1,2.5\\n")
result = []
for name in ("bad2", "good2"):
    python(name)
    result.append([orders.columns, orders.count()])
`,
    );
    assert.deepEqual(result, [
      [['_c0', '_c1'], 2],
      [['order_id', 'amount'], 1],
    ]);
  });

  it('merge-schema-on-read: bad opens each file, also one that it cannot read; a read with a schema opens none', async () => {
    const result = await prove(
      'merge-schema-on-read',
      `${cheapTables}${countJobs}
for i, columns in enumerate(("id", "id, 'x' AS kind")):
    spark.range(1).selectExpr(*columns.split(", ")).write.mode("append").parquet(work + "/sales/events")
result = [jobs(lambda: python("bad0")), sorted(events.columns), jobs(lambda: python("good0")), rows(events)]
with open(work + "/sales/events/z.parquet", "w") as f:
    f.write("no file of Parquet")
result += [attempt(lambda: python(name)) is None for name in ("bad0", "bad1", "good0")]
result.append(attempt(lambda: spark.read.parquet(work + "/sales/events")))
`,
    );
    assert.deepEqual(result, [
      1,
      ['id', 'kind'],
      0,
      [
        [0, null, null],
        [0, 'x', null],
      ],
      false,
      false,
      true,
      null,
    ]);
  });

  it('unpartitioned-jdbc-read: bad fetches a table in one task, good in as many as it says; the rows are the same', async () => {
    const result = await prove(
      'unpartitioned-jdbc-read',
      `
spark._jvm.System.setProperty("derby.stream.error.file", work + "/derby.log")
url, login = "jdbc:derby:memory:proof;user=shop", {}
spark.range(1, 9).withColumnRenamed("id", "order_id").coalesce(1).write.jdbc(url + ";create=true", "shop.orders")
result = []
for name in ("bad0", "good0", "bad1", "good1"):
    python(name)
    result.append([orders.rdd.getNumPartitions(), len(rows(orders))])
try:
    spark._jvm.java.sql.DriverManager.getConnection("jdbc:derby:memory:proof;drop=true")
except Exception:
    pass  # Derby says by an error that it has dropped the database
`,
    );
    assert.deepEqual(result, [
      [1, 8],
      [16, 8],
      [1, 8],
      [16, 8],
    ]);
  });

  it('to-pandas-on-driver: bad dies on a table that is larger than the driver may hold, with Arrow too; good does not', async () => {
    const result = await prove(
      'to-pandas-on-driver',
      `
path = work + "/big"
big = spark.range(140_000).select(F.sha2(F.col("id").cast("string"), 256).alias("order_id"), F.lit(1).alias("amount"), F.lit(8).alias("day"))
big.write.format("delta").save(path)
spark.read.load(path).createTempView("sales_orders")
def tried(name):
    try:
        python(name)
    except Exception as e:
        return "spark.driver.maxResultSize" in str(e)
spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
result = [tried(name) for name in ("bad0", "good0", "bad1", "good1")]
spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "false")
result.append(tried("bad0"))
result.append([total, len(pdf)])
`,
    );
    assert.deepEqual(result, [true, null, true, null, true, [140_000, 1000]]);
  });
});
