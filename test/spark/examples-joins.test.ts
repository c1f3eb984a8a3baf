import assert from 'node:assert/strict';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

const stores = 'CREATE TEMP VIEW sales_stores AS SELECT * FROM VALUES (7, "Rome"), (8, "Oslo") AS s(store_id, city)';
const customers = `CREATE TEMP VIEW sales_customers AS SELECT * FROM VALUES (1, 'Ada', 'a@x', '11'), (2, 'Bob', 'b@x', '22'), (3, 'Cy', 'c@x', '33')
  AS c(customer_id, name, email, phone)`;
const orders = `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, 1, 1, 7, '007', 50, 'a@x', '22', DATE'2024-01-01'),
  (2, 1, 1, 7, '7', 20, 'a@x', '11', DATE'2024-01-02'), (3, NULL, 2, 8, '8', 5, 'z@x', '99', DATE'2024-01-02')
  AS o(order_id, customer_id, buyer, store_id, store_code, amount, email, phone, day)`;
/** How Spark would run a query: its physical joins. */
const joins = `
import re
def joins(frame):
    plan = frame._jdf.queryExecution().executedPlan().toString()
    return sorted(set(re.findall(r"NestedLoopJoin|CartesianProduct|HashJoin|SortMergeJoin", plan)))
`;

describe('the examples of the rules on joins and unions, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('union-by-position: bad puts amounts among the stores, good and unionByName do not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('union-by-position'),
      setup: [
        'CREATE TEMP VIEW sales_orders_eu AS SELECT 7 AS store_id, 50 AS amount',
        'CREATE TEMP VIEW sales_orders_us AS SELECT 90 AS amount, 8 AS store_id',
      ],
      code: `
result = [[[r.store_id for r in sql(kind + n).collect()] for kind in ("bad", "good")] for n in "01"]
for kind in ("bad2", "good2"):
    python(kind)
    result.append([r.store_id for r in orders.collect()])
`,
    });
    const [mixed, right] = [[7, 90], [7, 8]]; // prettier-ignore
    assert.deepEqual(result, [[mixed, right], [mixed, right], mixed, right]);
  });

  it('implicit-type-conversion: text equals numbers that look different, and other text fails or is lost', async () => {
    const result = await spark().prove<unknown>({
      sources: {
        ...exampleSources('implicit-type-conversion'),
        date: 'SELECT 1 FROM sales_orders WHERE day = 20240101',
        word: "SELECT 1 FROM sales_orders WHERE amount = 'many'",
        bound: 'SELECT order_id FROM sales_orders WHERE store_code BETWEEN 6 AND 7',
        dates: "SELECT order_id FROM sales_orders WHERE CAST(day AS STRING) = DATE'2024-01-01'",
        plain: "SELECT order_id FROM sales_orders WHERE amount = '50' AND day >= '2024-01-01'",
        mixed: "SELECT 1 FROM sales_orders WHERE store_code = 7 OR store_code = 'online'",
      },
      setup: [orders, stores],
      code: `
ids = lambda name: sorted(r[0] for r in sql(name).collect())
result = {"seven": [ids("bad0"), ids("good0")], "join": [ids("bad2"), ids("good2")]}
result["right"] = [ids("bound"), ids("dates"), ids("plain")]
spark.sql("""CREATE OR REPLACE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, '007', 50, DATE'2024-01-01'), (2, 'online', 5, DATE'2024-01-01')
  AS o(order_id, store_code, amount, day)""")
names = ("bad0", "bad1", "bad2", "bound", "mixed", "word", "date")
result["ansi"] = [attempt(lambda: sql(name).collect()) for name in names]
result["good"] = [ids("good0"), ids("good1")]
spark.conf.set("spark.sql.ansi.enabled", "false")
result["lost"] = [ids("bad2"), ids("word")]
`,
    });
    const cast = 'CAST_INVALID_INPUT';
    assert.deepEqual(result, {
      seven: [[1, 2], [2]],
      join: [[1, 2, 3], [1, 2, 3]], // prettier-ignore
      right: [[1, 2], [1], [1]],
      ansi: [cast, cast, cast, cast, cast, cast, 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES'],
      good: [[], [2]],
      lost: [[1], []],
    });
  });

  it('distinct-hides-fan-out: without DISTINCT the join gives rows twice; a semi join gives them once', async () => {
    const sources = exampleSources('distinct-hides-fan-out');
    for (const name of ['bad0', 'bad1']) sources[`${name}plain`] = sources[name]!.replace('DISTINCT ', '');
    const result = await spark().prove<unknown>({
      sources,
      setup: [
        orders,
        customers,
        stores,
        'CREATE TEMP VIEW sales_items AS SELECT * FROM VALUES (1, "x"), (1, "y") AS i(order_id, product)',
      ],
      code: `
counts = [[sql(name).count() for name in ("bad" + n, "bad" + n + "plain", "good" + n)] for n in "01"]
same = [rows(sql("bad" + n)) == rows(sql("good" + n)) for n in "01"]
python("bad2")
products = orders.join(items, "order_id").count()
kept = big.count()
python("good2")
result = [counts, same, [products, kept, big.count()]]
`,
    });
    assert.deepEqual(result, [[[1, 2, 1], [1, 2, 1]], [true, true], [2, 1, 1]]); // prettier-ignore
  });

  it('or-in-join-condition: OR makes Spark compare all pairs, unless a key is left that it can find', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('or-in-join-condition'),
      setup: [orders, customers],
      code: `${joins}
on = lambda condition: joins(spark.sql("SELECT o.order_id FROM sales_orders o JOIN sales_customers c ON " + condition))
result = {
    "joins": [[joins(sql(kind + n)) for kind in ("bad", "good")] for n in "01"],
    "rows": [rows(sql("bad" + n)) == rows(sql("good" + n)) for n in "01"],
    "key beside": on("o.buyer = c.customer_id AND (o.email = c.email OR o.phone = c.phone)"),
    "key in both": on("(o.buyer = c.customer_id AND o.amount > 1) OR (c.customer_id = o.buyer AND c.name > 'B')"),
    "null-safe": on("o.email = c.email OR (o.email IS NULL AND c.email IS NULL)"),
    "or null": on("o.customer_id = c.customer_id OR o.customer_id IS NULL"),
}
`,
    });
    const [all, key] = [['NestedLoopJoin'], ['HashJoin']];
    assert.deepEqual(result, {
      joins: [[all, key], [all, key]], // prettier-ignore
      rows: [true, true],
      'key beside': key,
      'key in both': key,
      'null-safe': key,
      'or null': all,
    });
  });

  it('range-join-without-key: inequalities alone make Spark compare all pairs; a key, if only an expression, does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('range-join-without-key'),
      setup: [
        "CREATE TEMP VIEW web_events AS SELECT * FROM VALUES (1, 7, TIMESTAMP'2024-01-01 10:00:00'), (2, 8, TIMESTAMP'2024-01-02 10:00:00') AS e(event_id, user_id, ts)",
        "CREATE TEMP VIEW web_sessions AS SELECT * FROM VALUES (5, 7, TIMESTAMP'2024-01-01 09:00:00', TIMESTAMP'2024-01-01 11:00:00'), (6, 8, TIMESTAMP'2024-01-02 09:00:00', TIMESTAMP'2024-01-02 11:00:00') AS s(session_id, user_id, starts, ends)",
        "CREATE TEMP VIEW web_rates AS SELECT * FROM VALUES (2, TIMESTAMP'2024-01-01', TIMESTAMP'2024-01-02'), (3, TIMESTAMP'2024-01-02', TIMESTAMP'2024-01-03') AS r(rate, valid_from, valid_to)",
      ],
      code: `${joins}
day = "SELECT 1 FROM web_events e JOIN web_sessions s ON date(e.ts) = date(s.starts) AND e.ts >= s.starts"
result = [joins(sql(name)) for name in ("bad0", "good0", "bad1")] + [joins(spark.sql(day))]
`,
    });
    assert.deepEqual(result, [['NestedLoopJoin'], ['HashJoin'], ['NestedLoopJoin'], ['HashJoin']]);
  });

  it('repeated-cte: Spark plans the query of the CTE once for each read; one value is kept', async () => {
    const result = await spark().prove<unknown>({
      sources: {
        ...exampleSources('repeated-cte'),
        value:
          'WITH m AS (SELECT max(day) AS d FROM sales_orders) SELECT 1 FROM sales_orders WHERE day = (SELECT d FROM m) OR day > (SELECT d FROM m)',
      },
      setup: [stores],
      code: `
spark.range(4).selectExpr("id AS order_id", "id AS store_id", "id * 20 AS amount", "date_add(DATE'2024-01-01', int(id)) AS day").createOrReplaceTempView("sales_orders")
plan = lambda name: sql(name)._jdf.queryExecution().optimizedPlan().toString()
def ran(name):
    frame = sql(name)
    frame.collect()
    return frame._jdf.queryExecution().executedPlan().toString().split("== Initial Plan ==")[0]
result = [plan(name).count("Aggregate") for name in ("bad0", "good0")]
result += [plan(name).count("Join ") for name in ("bad1", "good1")]
result.append("ReusedSubquery" in ran("value"))
`,
    });
    assert.deepEqual(result, [2, 1, 2, 1, true]);
  });

  it('unused-join: with one store for each id the rows stay, with two of them they come twice', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('unused-join'),
      setup: [orders, customers, stores],
      code: `
result = [rows(sql("bad" + n)) == rows(sql("good" + n)) for n in "01"]
spark.sql("CREATE OR REPLACE TEMP VIEW sales_stores AS SELECT * FROM VALUES (7, 'Rome'), (7, 'Roma') AS s(store_id, city)")
result += [sql(kind + "0").count() for kind in ("bad", "good")]
`,
    });
    assert.deepEqual(result, [true, true, 5, 3]);
  });
});
