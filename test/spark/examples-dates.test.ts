import assert from 'node:assert/strict';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

/** The statements of an example one by one: `bad0_0`, `bad0_1`, …. */
function steps(id: string): Record<string, string> {
  const sources = exampleSources(id);
  for (const [name, text] of Object.entries(sources)) {
    for (const [i, step] of text.split(/;\n/).entries()) if (step.trim()) sources[`${name}_${i}`] = step;
  }
  return sources;
}

const threeDays = `CREATE TEMP VIEW raw_orders AS SELECT n AS order_id, date_sub(current_date(), n) AS day FROM VALUES (0), (1), (2) AS v(n)`;

describe('the SQL examples of the rules about dates and re-runs, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('wall-clock-filter: the run of a day that failed, made up for later, brings another day with bad; good brings that day', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('wall-clock-filter'),
      setup: [threeDays],
      code: `
import datetime
failed = spark.sql("SELECT date_sub(current_date(), 2) AS d").first().d
result = []
for n in "01":
    for kind in ("bad", "good"):
        spark.sql("CREATE OR REPLACE TABLE sales_orders (order_id INT, day DATE)")
        sql(kind + n, day=failed)
        result.append(rows("SELECT order_id FROM sales_orders"))
`,
    });
    assert.deepEqual(result, [[[1]], [[2]], [[0]], [[2]]]);
  });

  it('hard-coded-date: the runs of two days load one and the same day with bad, each its own with good', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('hard-coded-date'),
      setup: [
        `CREATE TEMP VIEW raw_orders AS SELECT * FROM VALUES (1, DATE'2024-01-31'), (2, DATE'2024-02-01') AS o(order_id, day)`,
      ],
      code: `
import datetime
result = []
for kind in ("bad0", "good0"):
    spark.sql("CREATE OR REPLACE TABLE sales_orders (order_id INT, day DATE)")
    for day in (datetime.date(2024, 1, 31), datetime.date(2024, 2, 1)):
        sql(kind, day=day)
    result.append(rows("SELECT order_id FROM sales_orders"))
`,
    });
    assert.deepEqual(result, [[[1], [1]], [[1], [2]]]); // prettier-ignore
  });

  it('drop-then-write: between the steps of bad a reader finds no table or no rows; good never shows that', async () => {
    const result = await spark().prove<unknown>({
      sources: steps('drop-then-write'),
      setup: [
        `CREATE TEMP VIEW sales_orders AS SELECT DATE'2024-01-31' AS day, 10 AS amount`,
        `CREATE TEMP VIEW empty_orders AS SELECT * FROM sales_orders WHERE false`,
      ],
      code: `
import datetime
day = datetime.date(2024, 1, 31)
look = lambda: attempt(lambda: rows("SELECT * FROM sales_daily")) or rows("SELECT total FROM sales_daily")
def run(name, first=None):
    spark.sql("CREATE OR REPLACE TABLE sales_daily AS SELECT DATE'2024-01-31' AS day, 7L AS total")
    if first is None: return versions(name)
    sql(name + "_0", day=day)
    between = look()
    sql(name + "_1", day=day)
    return [between, look()]
def versions(name):
    sql(name, day=day)
    history = spark.sql("DESCRIBE HISTORY sales_daily").count()
    return [rows("SELECT total FROM sales_daily VERSION AS OF %d" % v) for v in (history - 2, history - 1)]
result = [[run("bad" + n, True), run("good" + n)] for n in "012"]
`,
    });
    const good = [[[7]], [[10]]];
    const gone = 'TABLE_OR_VIEW_NOT_FOUND';
    assert.deepEqual(result, [
      [[gone, [[10]]], good],
      [[[], [[10]]], good],
      [[[], [[10]]], good],
    ]);
  });

  it('date-without-time-zone: bad puts one order into another day when the session has another time zone; good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('date-without-time-zone'),
      setup: [
        `CREATE TEMP VIEW sales_orders AS SELECT timestamp_seconds(1706743800) AS order_ts, timestamp_seconds(1706743800) AS ordered`,
      ],
      code: `
result = []
for kind in ("bad0", "good0"):
    for zone in ("UTC", "America/Los_Angeles"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        sql(kind)
        result.append(str(spark.table("sales_daily").first().day))
for zone in ("UTC", "America/Los_Angeles"):
    spark.conf.set("spark.sql.session.timeZone", zone)
    result.append(str(sql("bad1").first().day))
for moment in ("date_trunc('MONTH', order_ts)", "to_date(order_ts)", "DATE(TIMESTAMP_NTZ'2024-01-31 23:30:00')"):
    days = []
    for zone in ("UTC", "Europe/Zurich"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        days.append(spark.sql("SELECT CAST(" + moment + " AS STRING) AS d FROM sales_orders").first().d[:10])
    result.append(days[0] == days[1])
`,
    });
    assert.deepEqual(result, [
      '2024-01-31', '2024-01-31', '2024-02-01', '2024-02-01', '2024-01-31', '2024-01-31', false, false, true,
    ]); // prettier-ignore
  });

  it('unstable-key: run twice, bad gives other keys, or the same keys to other rows; good gives each row its own', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('unstable-key'),
      setup: [
        `CREATE TEMP VIEW raw_customers AS SELECT * FROM VALUES ('ada'), ('bob') AS c(email)`,
        `CREATE TEMP VIEW raw_orders AS SELECT * FROM VALUES (1, 'ada'), (2, 'bob') AS o(amount, email)`,
      ],
      code: `
result = []
for kind in ("bad0", "good0"):
    keys = []
    for _ in range(2):
        sql(kind)
        keys.append(rows("SELECT customer_id, email FROM sales_customers"))
    result.append(keys[0] == keys[1])
for kind in ("bad1", "good1"):
    spark.sql("CREATE OR REPLACE TABLE sales_customers (customer_id BIGINT, email STRING)")
    sql(kind)
    spark.sql("CREATE OR REPLACE TEMP VIEW raw_customers AS SELECT * FROM VALUES ('cy'), ('dan') AS c(email)")
    sql(kind)
    result.append(spark.sql("SELECT count(DISTINCT customer_id) AS n FROM sales_customers").first().n)
    spark.sql("CREATE OR REPLACE TEMP VIEW raw_customers AS SELECT * FROM VALUES ('ada'), ('bob') AS c(email)")
for kind in ("bad2", "good2"):
    pairs = [rows(sql(kind))]
    spark.sql("CREATE OR REPLACE TEMP VIEW raw_orders AS SELECT * FROM VALUES (2, 'bob'), (1, 'ada') AS o(amount, email)")
    pairs.append(rows(sql(kind)))
    result.append(pairs[0] == pairs[1])
    spark.sql("CREATE OR REPLACE TEMP VIEW raw_orders AS SELECT * FROM VALUES (1, 'ada'), (2, 'bob') AS o(amount, email)")
`,
    });
    assert.deepEqual(result, [false, true, 2, 4, false, true]);
  });

  it('dynamic-partition-overwrite: one late row takes its whole old day away with bad; good refuses it', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('dynamic-partition-overwrite'),
      setup: [
        `CREATE TEMP VIEW raw_orders AS SELECT * FROM VALUES (9, DATE'2024-01-31'), (8, DATE'2023-01-01') AS o(order_id, day)`,
      ],
      code: `
def table():
    spark.sql("CREATE OR REPLACE TABLE sales_orders (order_id INT, day DATE) PARTITIONED BY (day)")
    spark.sql("INSERT INTO sales_orders VALUES (1, DATE'2023-01-01'), (2, DATE'2023-01-01'), (3, DATE'2024-01-31')")
result = []
for where in ("WHERE day = DATE'2024-01-31'", ""):
    table()
    spark.sql("SET spark.sql.sources.partitionOverwriteMode = dynamic")
    spark.sql("INSERT OVERWRITE sales_orders SELECT order_id, day FROM raw_orders " + where)
    result.append(rows("SELECT order_id FROM sales_orders"))
spark.sql("RESET spark.sql.sources.partitionOverwriteMode")
table()
result.append(attempt(lambda: spark.sql("INSERT INTO sales_orders REPLACE WHERE day = DATE'2024-01-31' SELECT order_id, day FROM raw_orders")) is not None)
result.append(rows("SELECT order_id FROM sales_orders"))
`,
    });
    assert.deepEqual(result, [[[1], [2], [9]], [[8], [9]], true, [[1], [2], [3]]]); // prettier-ignore
  });

  it('date-parse-without-format: bad fails, or gives NULL without ANSI mode; good reads the day', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('date-parse-without-format'),
      setup: [
        `CREATE TEMP VIEW raw_orders AS SELECT '31/01/2024' AS ordered`,
        `CREATE TEMP VIEW raw_lines AS SELECT '31.01.2024 10:00:00 x' AS line`,
      ],
      code: `
result = []
for ansi in ("true", "false"):
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    for kind in ("bad0", "good0", "bad1", "good1"):
        result.append(attempt(lambda: rows(sql(kind))) or str(sql(kind).first()[0]))
`,
    });
    const day = ['2024-01-31', '2024-01-31 10:00:00'];
    assert.deepEqual(result, [
      'CAST_INVALID_INPUT', day[0], 'CAST_INVALID_INPUT', day[1], 'None', day[0], 'None', day[1],
    ]); // prettier-ignore
  });

  it('merge-without-partition-predicate: bad reads the file of a day that it has nothing to do with, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('merge-without-partition-predicate'),
      setup: [
        `CREATE TABLE sales_orders (order_id INT, amount INT, day DATE) PARTITIONED BY (day)`,
        `INSERT INTO sales_orders VALUES (1, 1, DATE'2024-01-30'), (2, 2, DATE'2024-01-31')`,
        `CREATE TEMP VIEW raw_orders AS SELECT 2 AS order_id, 5 AS amount, DATE'2024-01-31' AS day`,
      ],
      code: `
import datetime, os, urllib.parse
for file in spark.table("sales_orders").inputFiles():
    if "2024-01-30" in file:
        os.remove(urllib.parse.unquote(urllib.parse.urlparse(file).path))
day = datetime.date(2024, 1, 31)
result = [attempt(lambda: sql("bad0")) is not None, attempt(lambda: sql("good0", day=day))]
result.append(rows("SELECT amount FROM sales_orders WHERE day = DATE'2024-01-31'"))
`,
    });
    assert.deepEqual(result, [true, null, [[5]]]);
  });
});
