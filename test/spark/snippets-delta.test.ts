import assert from 'node:assert/strict';
import { useSpark } from './session';
import { fill } from './snippets';

const orders = 'order_id INT, customer_id STRING, amount DECIMAL(10, 2), updated_at TIMESTAMP';

describe('delta snippets on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  for (const [language, call] of [
    ['python', 'python("merge")'],
    ['sql', 'sql("merge")'],
  ] as const) {
    it(`delta-merge (${language}): updates, inserts, takes the newest of a key, and changes nothing the second time`, async () => {
      const result = await spark().prove<Record<string, unknown>>({
        setup: [
          `CREATE TABLE orders (${orders}) USING delta`,
          `INSERT INTO orders VALUES (1, 'a', 1, TIMESTAMP'2024-01-01'), (2, 'b', 2, TIMESTAMP'2024-01-05')`,
          `CREATE TEMP VIEW updates AS SELECT * FROM VALUES
             (1, 'a', 10.0, TIMESTAMP'2024-01-02'), (1, 'a', 11.0, TIMESTAMP'2024-01-03'),
             (2, 'b', 99.0, TIMESTAMP'2024-01-04'), (3, 'c', 30.0, TIMESTAMP'2024-01-02') AS u(order_id, customer_id, amount, updated_at)`,
        ],
        sources: { merge: fill(language, 'delta-merge', { 1: 'orders' }) },
        code: `
updates = spark.table("updates")
read = lambda: rows("SELECT order_id, CAST(amount AS INT) FROM orders")
${call}
first = read()
${call}
result = {"first": first, "second": read(),
          "unguarded": attempt(lambda: spark.sql("MERGE INTO orders t USING updates s ON t.order_id = s.order_id WHEN MATCHED THEN UPDATE SET *"))}
`,
      });
      // 2 keeps its value: the update is older than what the table has.
      const expected = [
        [1, 11],
        [2, 2],
        [3, 30],
      ];
      assert.deepEqual(result, {
        first: expected,
        second: expected,
        unguarded: 'DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE',
      });
    });
  }

  for (const [language, call] of [
    ['python', 'start_date, end_date = "2024-01-02", "2024-01-03"\npython("replace")'],
    ['sql', 'sql("replace", start_date="2024-01-02", end_date="2024-01-03")'],
  ] as const) {
    it(`delta-replace-where (${language}): replaces the range only, twice the same`, async () => {
      const result = await spark().prove<Record<string, unknown>>({
        setup: [
          'CREATE TABLE orders (order_id INT, amount INT, order_date DATE) USING delta',
          `INSERT INTO orders VALUES (1, 1, DATE'2024-01-01'), (2, 2, DATE'2024-01-02'), (3, 3, DATE'2024-01-03')`,
          `CREATE TEMP VIEW daily_orders AS SELECT * FROM VALUES
             (20, 20, DATE'2024-01-02'), (21, 21, DATE'2024-01-02') AS d(order_id, amount, order_date)`,
        ],
        sources: { replace: fill(language, 'delta-replace-where', { 1: 'orders' }) },
        code: `
daily_orders = spark.table("daily_orders")
read = lambda: [r[0] for r in rows("SELECT order_id FROM orders")]
${call}
first = read()
${call}
second = read()
daily_orders = spark.sql("SELECT 9 AS order_id, 9 AS amount, DATE'2024-01-09' AS order_date")
outside = attempt(lambda: python("replace")) if ${language === 'python' ? 'True' : 'False'} else None
result = {"first": first, "second": second, "outside": outside, "after": read()}
`,
      });
      const expected = [1, 20, 21, 3];
      const outside = language === 'python' ? 'DELTA_REPLACE_WHERE_MISMATCH' : null;
      assert.deepEqual(result, { first: expected, second: expected, outside, after: expected });
    });
  }

  for (const [language, call] of [
    ['python', 'python("create")'],
    ['sql', 'sql("create")'],
  ] as const) {
    it(`delta-create-table (${language}): clustered, refuses a NULL key, does nothing the second time`, async () => {
      const result = await spark().prove<unknown>({
        sources: { create: fill(language, 'delta-create-table', { 1: 'orders' }) },
        code: `
${call}
spark.sql("INSERT INTO orders BY NAME SELECT 1L AS order_id, DATE'2024-01-01' AS order_date, 9.99 AS amount")
${call}
detail = spark.sql("DESCRIBE DETAIL orders").collect()[0]
null_key = attempt(lambda: spark.sql("INSERT INTO orders BY NAME SELECT CAST(NULL AS BIGINT) AS order_id, DATE'2024-01-01' AS order_date, 1.00 AS amount"))
result = [list(detail["clusteringColumns"]), spark.table("orders").dtypes, spark.table("orders").count(), null_key]
`,
      });
      const types = [['order_id', 'bigint'], ['order_date', 'date'], ['amount', 'decimal(18,2)']]; // prettier-ignore
      assert.deepEqual(result, [['order_date'], types, 1, 'DELTA_NOT_NULL_CONSTRAINT_VIOLATED']);
    });
  }

  it('delta-append-once: the same run appends nothing, the next one does', async () => {
    const result = await spark().prove<unknown>({
      setup: ['CREATE TABLE orders (order_id INT) USING delta'],
      sources: { append: fill('python', 'delta-append-once', { 1: 'orders' }) },
      code: `
daily_orders = spark.sql("SELECT 1 AS order_id")
result = []
for run_number in (20240101, 20240101, 20240102):
    python("append")
    result.append(spark.table("orders").count())
`,
    });
    assert.deepEqual(result, [1, 1, 2]);
  });
});
