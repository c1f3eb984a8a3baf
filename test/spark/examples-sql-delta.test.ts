import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { ruleById } from '../../src/engine/index';
import { findingsOf } from '../rules/harness';
import { exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** How many files of its table a query reads, and the rows it finds. */
const files = `
def files(frame):
    found = rows(frame)
    plan = frame._jdf.queryExecution().executedPlan()
    if plan.getClass().getSimpleName() == "AdaptiveSparkPlanExec": plan = plan.executedPlan()
    return [plan.collectLeaves().head().metrics().apply("numFiles").value(), found]
`;

describe('the SQL examples of the rules on tables and their layout, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('unfiltered-update: bad changes every row, good changes one', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('unfiltered-update'),
      code: `
result = []
for kind in ("bad0", "good0"):
    spark.sql("CREATE OR REPLACE TABLE sales_orders AS SELECT * FROM VALUES (1, 'paid'), (2, 'paid') AS o(order_id, status)")
    sql(kind)
    result.append(rows("SELECT order_id FROM sales_orders WHERE status = 'cancelled'"))
`,
    });
    assert.deepEqual(result, [[[1], [2]], [[2]]]);
  });

  it('create-if-not-exists-as-select: bad keeps the count of its first run, good counts again', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('create-if-not-exists-as-select'),
      code: `
result = []
for count, kind in enumerate(("bad0", "bad0", "good0")):
    spark.range(count + 1).createOrReplaceTempView("raw_orders")
    sql(kind)
    result.append(rows("SELECT n FROM sales_totals")[0][0])
`,
    });
    assert.deepEqual(result, [1, 1, 3]);
  });

  it('merge-deletes-unmatched: bad deletes the other days, good keeps them', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('merge-deletes-unmatched'),
      setup: [
        `CREATE TEMP VIEW raw_orders AS SELECT * FROM VALUES (1, 1, DATE'2024-01-01'), (2, 5, DATE'2024-01-02') AS o(id, amount, day)`,
      ],
      code: `
result = []
for kind in ("bad0", "good0", "bad1", "good1"):
    spark.sql("CREATE OR REPLACE TABLE sales_orders AS SELECT * FROM VALUES (1, 1, DATE'2024-01-01'), (2, 2, DATE'2024-01-02'), (3, 3, DATE'2024-01-02') AS o(id, amount, day)")
    sql(kind)
    result.append(rows("SELECT id FROM sales_orders"))
`,
    });
    assert.deepEqual(result, [[[2]], [[1], [2]], [[2]], [[1], [2]]]);
  });

  it('merge-duplicate-source: bad fails on a key that comes twice, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('merge-duplicate-source'),
      setup: [
        `CREATE TABLE sales_customers AS SELECT 1 AS id, 'Bonn' AS city`,
        `CREATE TEMP VIEW raw_customers AS SELECT * FROM VALUES (1, 'Rome', 1), (1, 'Kiel', 2) AS c(id, city, changed_at)`,
      ],
      code: 'result = [attempt(lambda: sql(kind)) for kind in ("bad0", "good0", "bad1", "good1")]',
    });
    const refused = 'DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE';
    assert.deepEqual(result, [refused, null, refused, null]);
  });

  it('merge-star: a new column of the source reaches the target only through the star', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('merge-star'),
      setup: [
        'SET spark.databricks.delta.schema.autoMerge.enabled = true',
        `CREATE TEMP VIEW raw_orders AS SELECT 1 AS id, 2 AS amount, 'x' AS email`,
      ],
      code: `
result = []
for kind in ("bad0", "good0"):
    spark.sql("CREATE OR REPLACE TABLE sales_orders (id INT, amount INT)")
    sql(kind)
    result.append(spark.table("sales_orders").columns)
`,
    });
    assert.deepEqual(result, [
      ['id', 'amount', 'email'],
      ['id', 'amount'],
    ]);
  });

  it('cluster-conflict: bad is refused, good is not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('cluster-conflict'),
      code: `
def run(kind):
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    return attempt(lambda: sql(kind))
result = [run(kind) for kind in ("bad0", "good0", "bad1", "good1")]
`,
    });
    assert.deepEqual(result, ['_LEGACY_ERROR_TEMP_0035', null, 'DELTA_CLUSTERING_WITH_ZORDER_BY', null]);
  });

  it('zorder-conflict: ordering by a partition column is refused', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('zorder-conflict'),
      code: `
def run(kind):
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    return attempt(lambda: sql(kind))
result = [run("bad0"), run("good0")]
`,
    });
    assert.deepEqual(result, ['DELTA_ZORDERING_ON_PARTITION_COLUMN', null]);
  });

  it('high-cardinality-partition: bad writes a file for every few rows, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('high-cardinality-partition'),
      setup: [
        `CREATE TEMP VIEW raw_orders AS SELECT id AS customer_id, id AS amount, timestamp_seconds(id) AS created_at,
           id % 2 AS country, id % 3 AS shop, id % 4 AS channel FROM range(0, 6, 1, 1)`,
      ],
      code: `
result = []
for n in "012":
    for kind in ("bad", "good"):
        spark.sql("DROP TABLE IF EXISTS sales_orders")
        sql(kind + n)
        result.append(len(spark.table("sales_orders").inputFiles()))
`,
    });
    assert.deepEqual(result, [6, 1, 6, 1, 6, 1]);
  });

  it('non-delta-table: no row can be deleted from bad, one can from good', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('non-delta-table'),
      setup: ['CREATE TEMP VIEW raw_orders AS SELECT 1 AS id, 2 AS amount'],
      code: `
result = []
for kind in ("bad0", "good0", "bad1", "good1"):
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    sql(kind)
    result.append(attempt(lambda: spark.sql("DELETE FROM sales_orders WHERE id = 1")) is None)
`,
    });
    assert.deepEqual(result, [false, true, false, true]);
  });

  it('window-without-partition: bad moves all rows into one task, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('window-without-partition'),
      setup: [
        `CREATE TEMP VIEW sales_orders AS SELECT id AS order_id, id AS order_date, id % 2 AS shop_id, id AS amount FROM range(0, 8, 1, 4)`,
      ],
      code: `
single = lambda frame: "SinglePartition" in frame._jdf.queryExecution().executedPlan().toString()
result = [single(sql("bad0")), single(sql("good0"))]
sql("good1")
result.append(spark.sql("SELECT count(DISTINCT nr) AS n FROM sales_numbered").first().n)
`,
    });
    assert.deepEqual(result, [true, false, 8]);
  });

  it('function-on-filter-column: bad reads every file, good and the fix read one, with the same rows', async () => {
    const sources = exampleSources('function-on-filter-column');
    for (const [i, example] of ruleById('function-on-filter-column')!.examples.entries()) {
      const fix = findingsOf('function-on-filter-column', example.bad, example)[0]?.fix;
      if (fix) sources[`fixed${i}`] = local(applyEdits(example.bad, fix.edits).text);
    }
    const row = (id: number, day: string, country: string) =>
      `SELECT ${id} AS order_id, DATE'${day}' AS order_date, TIMESTAMP'${day} 10:00:00' AS order_ts, '${country}' AS country`;
    const result = await spark().prove<unknown>({
      sources,
      setup: [
        `CREATE TABLE sales_orders CLUSTER BY (order_date, order_ts, country) AS ${row(1, '2022-03-05', 'AT')}`,
        `INSERT INTO sales_orders ${row(2, '2023-03-05', 'CH')}`,
        `INSERT INTO sales_orders ${row(3, '2024-03-05', 'DE')}`,
      ],
      code: `${files}
kinds = ("bad0", "good0", "fixed0", "bad1", "good1", "fixed1", "bad2", "good2")
where = lambda condition: files(spark.sql("SELECT order_id FROM sales_orders WHERE " + condition))[0]
every = [
    "month(order_date) = 3", "day(order_date) = 5", "date_format(order_date, 'yyyy') = '2024'", "trunc(order_date, 'YEAR') = '2024-01-01'",
    "date_add(order_date, 1) = '2024-03-06'", "date_sub(order_date, 1) = '2024-03-04'", "lower(country) = 'de'", "trim(country) = 'DE'",
    "ltrim(country) = 'DE'", "rtrim(country) = 'DE'", "substring(country, 1, 1) = 'D'", "left(country, 1) = 'D'", "coalesce(country, '') = 'DE'", "nvl(country, '') = 'DE'",
]
result = {
    "examples": [files(sql(kind)) for kind in kinds],
    "all the others": where(" AND ".join(every)),
    "by itself": [where("DATE(order_ts) = DATE'2024-03-05'"), where("CAST(order_ts AS DATE) = '2024-03-05'")],
}
`,
    });
    assert.deepEqual(result, {
      examples: [3, 1, 1, 3, 1, 1, 3, 1].map((count) => [count, [[3]]]),
      'all the others': 3,
      'by itself': [1, 1],
    });
  });

  it('leading-wildcard: bad reads every file, good reads one', async () => {
    const row = (id: number, code: string, domain: string) =>
      `SELECT ${id} AS order_id, '${code}' AS code, 'ada@${domain}' AS email, '${domain}' AS email_domain, 10 AS amount`;
    const result = await spark().prove<unknown>({
      sources: exampleSources('leading-wildcard'),
      setup: [
        `CREATE TABLE sales_orders AS ${row(1, 'abc', 'example.com')}`,
        `INSERT INTO sales_orders ${row(2, 'xyz', 'example.net')}`,
        `INSERT INTO sales_orders ${row(3, 'mno', 'example.org')}`,
      ],
      code: `${files}
result = [files(sql(kind)) for kind in ("bad0", "good0", "bad1", "good1")]
`,
    });
    assert.deepEqual(
      result,
      [3, 1, 3, 1].map((count) => [count, [[1]]]),
    );
  });

  it('limit-without-order: when the rows arrive in another order, bad keeps other ones, good the same', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('limit-without-order'),
      code: `
result = []
for values in ("(0), (1), (4), (5)", "(5), (4), (1), (0)"):
    spark.sql("CREATE OR REPLACE TEMP VIEW sales_orders AS SELECT id AS order_id, id AS customer_id, id AS amount FROM VALUES " + values + " AS v(id)")
    spark.sql("CREATE OR REPLACE TEMP VIEW sales_customers AS SELECT id AS customer_id FROM VALUES " + values + " AS v(id)")
    for kind in ("bad0", "good0"):
        sql(kind)
        result.append(rows("SELECT order_id FROM sales_top_orders"))
    result += [rows(sql("bad1")), rows(sql("good1"))]
`,
    });
    const first = [[0], [1]];
    const last = [[4], [5]];
    assert.deepEqual(result, [first, last, first, first, last, last, last, first]);
  });
});
