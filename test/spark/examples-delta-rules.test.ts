import assert from 'node:assert/strict';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

describe('the examples of the rules about Delta tables, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('partition-instead-of-cluster: clustering can be changed later, partitions cannot', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('partition-instead-of-cluster'),
      code: `
result = []
for name in ("bad0", "good0"):
    sql(name)
    result.append(attempt(lambda: spark.sql("ALTER TABLE sales_orders CLUSTER BY (order_id)")))
    spark.sql("DROP TABLE sales_orders")
`,
    });
    assert.deepEqual(result, ['DELTA_ALTER_TABLE_CLUSTER_BY_ON_PARTITIONED_TABLE_NOT_ALLOWED', null]);
  });

  it('schema-evolution-everywhere: a new column of the source gets into the table with bad, and is refused with good', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('schema-evolution-everywhere'),
      setup: [
        'CREATE TABLE raw_orders (order_id INT) USING delta',
        'CREATE TABLE silver_orders (order_id INT) USING delta',
        'CREATE TEMP VIEW landing_orders AS SELECT 1 AS order_id, 5 AS amount',
      ],
      code: `
result = [attempt(lambda: sql("good0"))]
sql("bad0")
result.append(spark.table("raw_orders").columns)
spark.sql("RESET spark.databricks.delta.schema.autoMerge.enabled")
sql("good1")
result.append(spark.table("silver_orders").columns)
spark.sql("TRUNCATE TABLE silver_orders")
sql("bad1")
result.append(spark.table("silver_orders").columns)
`,
    });
    const both = ['order_id', 'amount'];
    assert.deepEqual(result, ['DELTA_METADATA_MISMATCH', both, ['order_id'], both]);
  });

  it('small-writes: each turn of bad is a commit and a file, good is one of each', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('small-writes'),
      setup: ['CREATE TEMP VIEW raw_orders AS SELECT id AS order_id FROM range(0, 500, 1, 1)'],
      code: `
stores = [Row(id=i, name=n) for i, n in enumerate(["Rome", "Oslo", "Bern"])]
def made(name):
    spark.sql("CREATE OR REPLACE TABLE sales_stores (id BIGINT, name STRING) USING delta")
    count = lambda: spark.sql("DESCRIBE HISTORY sales_stores").count()
    before = count()
    python(name)
    return count() - before
def files(name):
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    python(name)
    return len(spark.table("sales_orders").inputFiles())
result = [made("bad0"), made("good0"), files("bad2"), files("good2")]
`,
    });
    assert.deepEqual(result, [3, 1, 5, 1]);
  });

  it('cache-on-delta: a filter on the cached frame does not reach the files', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('cache-on-delta'),
      setup: ['CREATE TABLE sales_orders AS SELECT 7 AS store_id, 1 AS order_id'],
      code: `
def pushed(name):
    python(name)
    plan = orders.where("store_id = 7")._jdf.queryExecution().executedPlan().toString()
    return ["InMemoryTableScan" in plan, "EqualTo(store_id,7)" in plan]
result = [pushed("good0"), pushed("bad0")]
`,
    });
    assert.deepEqual(result, [
      [false, true],
      [true, false],
    ]);
  });

  it('reserved-table-property: bad is refused, good runs, and a view may have the property', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('reserved-table-property'),
      code: `
spark.sql("DROP SCHEMA IF EXISTS sales")
result = []
for n in "012":
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    result.append([attempt(lambda: sql(kind + n)) for kind in ("bad", "good")])
spark.sql("DROP SCHEMA sales")
for key in ("provider", "location", "owner", "external", "is_managed_location", "comment"):
    result.append(attempt(lambda: spark.sql(f"CREATE TABLE t_{key} (id INT) USING parquet TBLPROPERTIES ('{key}' = 'x')")) is None)
result.append(attempt(lambda: spark.sql("CREATE VIEW v TBLPROPERTIES ('owner' = 'x') AS SELECT 1 AS a")))
`,
    });
    const table = ['UNSUPPORTED_FEATURE.SET_TABLE_PROPERTY', null];
    const schema = ['UNSUPPORTED_FEATURE.SET_NAMESPACE_PROPERTY', null];
    assert.deepEqual(result, [table, table, schema, false, false, false, false, false, true, null]);
  });

  it('float-for-money: the sum of bad misses the right amount, that of good is it', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('float-for-money'),
      setup: ["CREATE TEMP VIEW raw_orders AS SELECT * FROM VALUES (1, '0.1'), (2, '0.2') AS o(order_id, amount)"],
      code: `
result = []
for name in ("bad1", "good1"):
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    sql(name)
    result.append(rows("SELECT sum(amount) = CAST('0.3' AS " + ("DOUBLE" if name == "bad1" else "DECIMAL(18, 2)") + ") FROM sales_orders")[0][0])
`,
    });
    assert.deepEqual(result, [false, true]);
  });

  it('breaking-column-change: bad breaks a view or is refused, good leaves it alone', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('breaking-column-change'),
      code: `
def tried(name, mapped):
    spark.sql("CREATE OR REPLACE TABLE sales_orders (order_id INT, status STRING) USING delta" +
        (" TBLPROPERTIES ('delta.columnMapping.mode' = 'name')" if mapped else ""))
    spark.sql("CREATE OR REPLACE VIEW reader AS SELECT status FROM sales_orders")
    return [attempt(lambda: sql(name)), attempt(lambda: spark.sql("SELECT * FROM reader").collect())]
result = [tried("bad0", False), tried("bad0", True), tried("bad1", True), tried("good1", True)]
spark.sql("DROP TABLE sales_orders")
result.append(attempt(lambda: sql("bad2")))
spark.sql("DROP TABLE sales_orders")
result.append(attempt(lambda: sql("good2")))
`,
    });
    assert.deepEqual(result, [
      ['DELTA_UNSUPPORTED_DROP_COLUMN', null],
      [null, 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
      [null, 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
      [null, null],
      'NOT_SUPPORTED_CHANGE_COLUMN',
      null,
    ]);
  });
});
