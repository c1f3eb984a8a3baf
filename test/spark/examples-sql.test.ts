import assert from 'node:assert/strict';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

describe('the SQL examples of the rules, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('null-comparison: bad finds nothing, good finds the rows', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('null-comparison'),
      setup: [
        `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, NULL, 'X', 'paid'), (2, DATE'2024-01-01', NULL, NULL)
           AS o(order_id, shipped_at, coupon, status)`,
      ],
      code: 'result = [[rows(sql(kind + n)) for kind in ("bad", "good")] for n in "012"]',
    });
    assert.deepEqual(result, [
      [[], [[1]]],
      [[], [[1]]],
      [
        [[null], ['paid']],
        [['open'], ['paid']],
      ],
    ]);
  });

  it('cartesian-join: bad gives nine rows from three and three, good gives three', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('cartesian-join'),
      setup: [
        'CREATE TEMP VIEW sales_orders AS SELECT id AS order_id, id AS customer_id, 11 + id AS amount FROM range(3)',
        `CREATE TEMP VIEW sales_customers AS SELECT id AS customer_id, 'n' AS name FROM range(3)`,
        'CREATE TEMP VIEW sales_a AS SELECT id FROM range(3)',
        'CREATE TEMP VIEW sales_b AS SELECT id FROM range(3)',
      ],
      code: 'result = [[sql(kind + n).count() for kind in ("bad", "good")] for n in "0123"]',
    });
    assert.deepEqual(result, [[9, 3], [9, 3], [9, 3], [9, 3]]); // prettier-ignore
  });

  it('insert-by-position: after the columns of the table changed places, bad swaps the values', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('insert-by-position'),
      setup: [
        'CREATE TABLE sales_daily (total BIGINT, day BIGINT) USING delta',
        'CREATE TEMP VIEW sales_orders AS SELECT 20240101L AS day, 5L AS amount',
        'CREATE TABLE sales_audit (event STRING, run_id STRING) USING delta',
      ],
      code: `
result = []
for table, n in (("SELECT day, total FROM sales_daily", "0"), ("SELECT run_id, event FROM sales_audit", "1")):
    for kind in ("bad", "good"):
        sql(kind + n)
        result.append(rows(table))
    spark.sql("DELETE FROM sales_audit WHERE TRUE")
`,
    });
    const audit = [['1', 'start'], ['start', '1']]; // prettier-ignore
    assert.deepEqual(result, [[[5, 20240101]], [[20240101, 5]], [['start', '1']], audit]);
  });

  it('select-star: a new column reaches the stored table only through the star', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('select-star'),
      setup: [
        'CREATE TABLE silver_orders AS SELECT 1 AS order_id, 2 AS amount',
        'ALTER TABLE silver_orders ADD COLUMNS (email STRING)',
      ],
      code: `
result = []
for kind in ("bad0", "good0"):
    sql(kind)
    result.append(spark.table("gold_orders").columns)
`,
    });
    assert.deepEqual(result, [
      ['order_id', 'amount', 'email'],
      ['order_id', 'amount'],
    ]);
  });

  it('append-without-guard: run twice, bad doubles and good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('append-without-guard'),
      setup: [`CREATE TEMP VIEW staging_orders AS SELECT 1 AS order_id, 5 AS amount, DATE'2024-01-01' AS day`],
      code: `
import datetime
result = []
for n in "01":
    for kind in ("bad", "good"):
        spark.sql("CREATE OR REPLACE TABLE sales_orders (order_id INT, amount INT" + (", day DATE)" if n == "0" else ")"))
        for _ in range(2):
            sql(kind + n, day=datetime.date(2024, 1, 1))
        result.append(spark.table("sales_orders").count())
`,
    });
    assert.deepEqual(result, [2, 1, 2, 1]);
  });

  it('overwrite-without-predicate: bad loses the other days, good keeps them', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('overwrite-without-predicate'),
      setup: [
        `CREATE TABLE raw_orders AS SELECT * FROM VALUES (1, current_date(), DATE'2024-01-15'), (2, DATE'2023-01-01', DATE'2023-06-01') AS r(id, day, order_date)`,
      ],
      code: `
result = []
for n, column in (("0", "day"), ("1", "order_date")):
    for kind in ("bad", "good"):
        spark.sql("CREATE OR REPLACE TABLE sales_orders AS SELECT id, " + column + " FROM raw_orders")
        sql(kind + n)
        result.append(rows("SELECT id FROM sales_orders"))
`,
    });
    assert.deepEqual(result, [[[1]], [[1], [2]], [[1]], [[1], [2]]]);
  });

  it('unfiltered-delete: bad empties the table; delete and insert leave a moment without rows, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('unfiltered-delete'),
      setup: [`CREATE TABLE raw_orders AS SELECT 7 AS id, 70 AS amount`],
      code: `
def run(name, columns, values):
    spark.sql("CREATE OR REPLACE TABLE sales_orders AS SELECT * FROM VALUES " + values + " AS o(" + columns + ")")
    before = spark.sql("DESCRIBE HISTORY sales_orders").count()
    sql(name)
    after = spark.sql("DESCRIBE HISTORY sales_orders").count()
    return [spark.sql("SELECT * FROM sales_orders VERSION AS OF %d" % v).count() for v in range(before, after)]
dated = ("id, amount, order_date", "(1, 1, DATE'2024-01-01'), (2, 2, DATE'2024-01-02')")
plain = ("id, amount", "(1, 1), (2, 2)")
result = [run("bad0", *dated), run("good0", *dated), run("bad1", *plain), run("good1", *plain)]
`,
    });
    assert.deepEqual(result, [[0], [1], [0, 1], [1]]);
  });

  it('missing-partition-filter: bad reads all three files, good reads one', async () => {
    const days = ['2023-12-30', '2023-12-31', '2024-01-01'];
    const row = (day: string) =>
      `SELECT 1 AS order_id, 2 AS amount, 'open' AS status, 3 AS customer_id, DATE'${day}' AS`;
    const result = await spark().prove<unknown>({
      sources: exampleSources('missing-partition-filter'),
      setup: [
        `CREATE TABLE sales_orders PARTITIONED BY (order_date) AS ${row(days[0]!)} order_date`,
        `CREATE TABLE sales_events CLUSTER BY (event_date, customer_id) AS ${row(days[0]!)} event_date`,
        ...days.slice(1).map((day) => `INSERT INTO sales_orders BY NAME ${row(day)} order_date`),
        ...days.slice(1).map((day) => `INSERT INTO sales_events BY NAME ${row(day)} event_date`),
      ],
      code: `
import datetime
def files(frame):
    frame.collect()
    plan = frame._jdf.queryExecution().executedPlan()
    if plan.getClass().getSimpleName() == "AdaptiveSparkPlanExec": plan = plan.executedPlan()
    leaf = plan.collectLeaves().head()
    while "QueryStage" in leaf.getClass().getSimpleName(): leaf = leaf.plan().collectLeaves().head()
    return leaf.metrics().apply("numFiles").value()
result = [[files(sql(kind + n, since=datetime.date(2023, 12, 31))) for kind in ("bad", "good")] for n in "01"]
`,
    });
    assert.deepEqual(result, [[3, 1], [3, 1]]); // prettier-ignore
  });
});
