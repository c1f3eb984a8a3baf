import assert from 'node:assert/strict';
import { applyEdits, ruleById } from '../../src/engine';
import { findingsOf } from '../rules/harness';
import { local } from './rule-examples';
import { useSpark } from './session';

/** The Python examples of a rule; `fixed0` is `bad0` after its fix. */
function sourcesOf(id: string): Record<string, string> {
  const sources: Record<string, string> = {};
  const examples = ruleById(id)!.examples.filter(({ kind }) => kind === 'python');
  for (const [i, example] of examples.entries()) {
    sources[`bad${i}`] = local(example.bad);
    sources[`good${i}`] = local(example.good);
    const edits = findingsOf(id, example.bad, example).flatMap(({ fix }) => fix?.edits ?? []);
    if (edits.length > 0) sources[`fixed${i}`] = local(applyEdits(example.bad, edits).text);
  }
  return sources;
}

const orders = `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES
  (1, 7, 10, 5, 'open', 'A', 'Rome', DATE'2024-01-01', 'a@b'), (2, 7, 10, 50, 'closed', NULL, 'Rome', DATE'2024-01-02', 'b@example.com'),
  (3, 8, 11, 50, NULL, 'B', 'Oslo', DATE'2024-01-02', NULL), (4, 8, 10, 20, 'paid', NULL, 'Rome', DATE'2024-01-02', 'c@d')
  AS o(order_id, customer_id, store_id, amount, status, coupon, city, order_date, email)`;
const customers = `CREATE TEMP VIEW sales_customers AS SELECT * FROM VALUES (7, 'Ada', 'x@y', '1'), (8, 'Bob', 'c@d', '2'), (6, 'Cy', NULL, '3')
  AS c(customer_id, name, email, phone)`;
const helpers = `
def run(name, frame):
    python(name)
    return eval(frame, globals())
def same(frame, *names):
    frames = [run(name, frame) for name in names]
    return len({str(f.schema) for f in frames}) == 1 and len({str(rows(f)) for f in frames}) == 1 and rows(frames[0]) != []
`;

describe('the PySpark examples of the rules on Columns, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();
  const prove = (id: string, setup: string[], code: string) =>
    spark().prove<unknown>({ sources: sourcesOf(id), setup, code: helpers + code });

  it('default-window-frame: in Python last gives its own row or a tie; the frame that the safe fix writes changes nothing', async () => {
    const result = await prove(
      'default-window-frame',
      [orders],
      `
last = lambda name: rows(run(name, "orders").select("order_id", "final_status"))
ranked = lambda frame: spark.table("sales_orders").withColumn("n", F.row_number().over(Window.partitionBy("store_id").orderBy("order_id").rangeBetween(*frame)))
result = [last("bad0"), last("good0"), last("fixed0"), same("orders", "bad1", "fixed1"), rows(run("good1", "orders").select("order_id", "total"))[:2]]
result.append(attempt(lambda: ranked((Window.unboundedPreceding, Window.currentRow))) is not None)
`,
    );
    const whole = (last: string | null) => [[1, 'closed'], [2, 'closed'], [3, last], [4, last]]; // prettier-ignore
    const [bad, good, fixed, ...rest] = result as unknown[][][];
    assert.deepEqual(bad!.slice(0, 2), [[1, 'open'], [2, 'closed']]); // prettier-ignore
    assert.deepEqual(good!.slice(0, 2), whole(null).slice(0, 2));
    assert.deepEqual(fixed!.slice(0, 2), good!.slice(0, 2));
    assert.deepEqual(rest, [true, [[1, 5], [2, rest[1]![1]![1]]], true]); // prettier-ignore
  });

  it('unstable-first-value: in Python the same rows in another order give another first row with bad, the same with good', async () => {
    const result = await prove(
      'unstable-first-value',
      [],
      `
result = []
for name in ("bad1", "good1"):
    seen = set()
    for order in ("(1, 'old', 1), (1, 'new', 2)", "(1, 'new', 2), (1, 'old', 1)"):
        spark.sql("CREATE OR REPLACE TEMP VIEW sales_orders AS SELECT * FROM VALUES " + order + " AS o(order_id, status, updated_at)")
        seen.add(run(name, "orders").first().status)
    result.append(sorted(seen))
`,
    );
    assert.deepEqual(result, [['new', 'old'], ['new']]);
  });

  it('window-ignores-nulls: in Python bad takes the NULL, good and fixed pass over it', async () => {
    const result = await prove(
      'window-ignores-nulls',
      [orders],
      `result = [[r[1] for r in rows(run(name, "orders").select("order_id", "coupon_so_far"))] for name in ("bad0", "good0", "fixed0")]`,
    );
    assert.deepEqual(result, [
      ['A', null, 'B', null],
      ['A', 'A', 'B', 'B'],
      ['A', 'A', 'B', 'B'],
    ]);
  });

  it('window-without-partition: in Python bad brings all rows into one partition, good does not', async () => {
    const result = await prove(
      'window-without-partition',
      [orders.replace('store_id,', 'shop_id,')],
      `
single = lambda name: "SinglePartition" in run(name, "orders")._jdf.queryExecution().executedPlan().toString()
result = [single("bad0"), single("good0")]
for name in ("bad1", "good1"):
    spark.sql("DROP TABLE IF EXISTS sales_numbered")
    python(name)
    result.append(spark.table("sales_numbered").select("nr").distinct().count())
`,
    );
    assert.deepEqual(result, [true, false, 4, 4]);
  });

  it('not-equal-drops-nulls: in Python bad loses the row with NULL, good and fixed keep it', async () => {
    const result = await prove(
      'not-equal-drops-nulls',
      [orders],
      `result = [sorted(r.order_id for r in run(kind + n, "open_orders").collect()) for n in "01" for kind in ("bad", "good", "fixed")]`,
    );
    const kept = [1, 3, 4];
    assert.deepEqual(result, [[1, 4], kept, kept, [1, 4], kept, kept]);
  });

  it('outer-join-nullified: in Python bad gives the rows of the inner join, as fixed says; a filter before the join keeps all', async () => {
    const result = await prove(
      'outer-join-nullified',
      [orders, customers],
      `
names = lambda name, frame: sorted(r.name for r in run(name, frame).select("name").distinct().collect())
result = [names(kind + "0", "paid") for kind in ("bad", "fixed", "good")] + [rows(run(kind + "1", "large").select("name", "amount")) for kind in ("bad", "fixed", "good")]
`,
    );
    // Without a match `amount` is NULL, and those rows are gone.
    const large = [['Ada', 50], ['Bob', 20], ['Bob', 50]]; // prettier-ignore
    assert.deepEqual(result, [['Bob'], ['Bob'], ['Ada', 'Bob', 'Cy'], large, large, large]);
  });

  it('duplicate-output-column: in Python bad cannot be asked for the column, nor stored; good can', async () => {
    const result = await prove(
      'duplicate-output-column',
      [
        'CREATE TEMP VIEW sales_orders AS SELECT 1 AS id, 7 AS customer_id, 5 AS amount, 10 AS store',
        'CREATE TEMP VIEW sales_customers AS SELECT 7 AS id',
      ],
      `
ask = lambda name, frame, column: attempt(lambda: run(name, frame).select(column).collect())
store = lambda name, frame: attempt(lambda: run(name, frame).write.mode("overwrite").saveAsTable("stored")) is None
result = [ask("bad0", "joined", "id"), ask("good0", "joined", "id"), ask("bad1", "totals", "total"), ask("good1", "totals", "total")]
result += [store(kind + "0", "joined") for kind in ("bad", "good")]
`,
    );
    assert.deepEqual(result, ['AMBIGUOUS_REFERENCE', null, 'AMBIGUOUS_REFERENCE', null, false, true]);
  });

  it('implicit-join-type: in Python bad, fixed and good give the same rows and schema', async () => {
    const result = await prove(
      'implicit-join-type',
      [orders, customers],
      `result = same("orders", "bad0", "fixed0", "good0")`,
    );
    assert.equal(result, true);
  });

  it('range-join-without-key, or-in-join-condition: in Python bad compares every pair of rows, good does not', async () => {
    const nested = `
plan = lambda frame: frame._jdf.queryExecution().executedPlan().toString()
every = lambda frame: "NestedLoopJoin" in plan(frame) or "CartesianProduct" in plan(frame)
result = [every(run(name, "found")) for name in ("bad0", "good0")]
`;
    const web = [
      'CREATE TEMP VIEW web_events AS SELECT id AS ts, id AS user_id FROM range(5)',
      'CREATE TEMP VIEW web_sessions AS SELECT id AS starts, id + 1 AS ends, id AS user_id FROM range(5)',
    ];
    const people = [orders.replace('city, order_date', 'phone, order_date'), customers];
    assert.deepEqual(await prove('range-join-without-key', web, nested), [true, false]);
    assert.deepEqual(await prove('or-in-join-condition', people, nested), [true, false]);
  });

  it('function-on-filter-column, leading-wildcard: a Column says the same as the SQL that is proved elsewhere', async () => {
    const asSql = (condition: string) =>
      `result = run("bad0", "orders").sameSemantics(spark.sql("SELECT * FROM sales_orders WHERE ${condition}"))`;
    assert.equal(await prove('function-on-filter-column', [orders], asSql('year(order_date) = 2024')), true);
    assert.equal(await prove('leading-wildcard', [orders], asSql("email LIKE '%@example.com'")), true);
  });

  it('filter-after-aggregation: in Python a filter before the grouping gives the same rows', async () => {
    assert.equal(await prove('filter-after-aggregation', [orders], `result = same("totals", "bad0", "good0")`), true);
  });

  it('redundant-distinct: in Python bad, fixed and good give the same rows and schema', async () => {
    const code = `result = [same("totals", "bad0", "fixed0", "good0"), same("keys", "bad1", "fixed1", "good1")]`;
    assert.deepEqual(await prove('redundant-distinct', [orders], code), [true, true]);
  });

  it('order-discarded: in Python the safe fix keeps the rows; good is the one that is sorted', async () => {
    const code = `
shown = [r.orders for r in run("good0", "counts").collect()]
result = [same("counts", "bad0", "fixed0"), shown]
`;
    assert.deepEqual(await prove('order-discarded', [orders], code), [true, [1, 3]]);
  });

  it('limit-without-order: in Python the same rows in another order leave others with bad, the same with good', async () => {
    const result = await prove(
      'limit-without-order',
      [],
      `
result = []
for name in ("bad0", "good0"):
    seen = set()
    for way in ("", " DESC"):
        spark.sql("CREATE OR REPLACE TEMP VIEW sales_orders AS SELECT id AS order_id, id AS amount FROM range(9) ORDER BY id" + way)
        python(name)
        seen.add(str(rows("SELECT * FROM sales_top_orders")))
    result.append(len(seen))
`,
    );
    assert.deepEqual(result, [2, 1]);
  });

  it('count-skips-nulls: in Python bad leaves out NULL, and the group of NULL altogether; good does not', async () => {
    const result = await prove(
      'count-skips-nulls',
      [orders],
      `
result = [rows(run(kind + "0", "counts")) for kind in ("bad", "good", "fixed")] + [run(kind + "1", "twice").count() for kind in ("bad", "good", "fixed")]
`,
    );
    const all = [[10, 3], [11, 1]]; // prettier-ignore
    assert.deepEqual(result, [[[10, 1], [11, 1]], all, all, 0, 1, 1]); // prettier-ignore
  });

  it('constant-condition: in Python bad keeps all rows but NULL, or none', async () => {
    const code = `result = [run(kind + n, "orders").count() for n in "01" for kind in ("bad", "good")]`;
    assert.deepEqual(await prove('constant-condition', [orders], code), [3, 2, 0, 4]);
  });

  it('date-without-time-zone: in Python the same moment falls on two days in two sessions', async () => {
    const result = await prove(
      'date-without-time-zone',
      ['CREATE TABLE sales_orders AS SELECT TIMESTAMP_SECONDS(1704067200 - 1800) AS order_ts'],
      `
result = []
for name in ("bad0", "good0"):
    days = set()
    for zone in ("UTC", "Asia/Tokyo"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        python(name)
        days |= {r.day for r in spark.table("sales_daily").collect()}
    result.append(len(days))
`,
    );
    assert.deepEqual(result, [2, 1]);
  });

  it('cluster-conflict, zorder-conflict, high-cardinality-partition: in Python bad is refused, or makes a folder for each row', async () => {
    const raw = [
      "CREATE TEMP VIEW raw_orders AS SELECT id, id AS customer_id, 'd' AS day FROM range(3)",
      'CREATE TABLE sales_orders (id INT, day STRING) USING delta CLUSTER BY (id)',
    ];
    const conflict = await prove(
      'cluster-conflict',
      raw,
      `
result = [attempt(lambda: python(name)) is None for name in ("bad1", "good1")]
spark.sql("DROP TABLE sales_orders")
result.append(attempt(lambda: python("bad0")))
`,
    );
    assert.deepEqual(conflict, [false, true, 'SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED']);
    const partitioned = 'CREATE TABLE sales_orders (id INT, day STRING) USING delta PARTITIONED BY (day)';
    const order = 'result = [attempt(lambda: python(name)) is None for name in ("bad0", "good0")]';
    assert.deepEqual(await prove('zorder-conflict', [partitioned], order), [false, true]);
    const folders = `
python("bad0")
detail = spark.sql("DESCRIBE DETAIL sales_orders").first()
result = [detail.partitionColumns, detail.numFiles]
`;
    assert.deepEqual(await prove('high-cardinality-partition', [raw[0]!], folders), [['customer_id'], 3]);
  });

  it('merge-duplicate-source, merge-deletes-unmatched, unfiltered-update: in Python bad fails, deletes or changes rows that good leaves alone', async () => {
    const duplicate = await prove(
      'merge-duplicate-source',
      [
        "CREATE TABLE sales_customers USING delta AS SELECT 1 AS id, 'Rome' AS city",
        "CREATE TEMP VIEW raw_customers AS SELECT * FROM VALUES (1, 'Oslo', 1), (1, 'Bern', 2) AS c(id, city, changed_at)",
      ],
      `result = [attempt(lambda: python("bad0")) is None, attempt(lambda: python("good0")), rows("SELECT city FROM sales_customers")]`,
    );
    assert.deepEqual(duplicate, [false, null, [['Bern']]]);
    const target = `
fill = lambda: spark.sql("CREATE OR REPLACE TABLE sales_orders USING delta AS SELECT * FROM VALUES (1, DATE'2024-01-01', 5), (2, DATE'2024-01-02', 5), (3, DATE'2024-01-02', 5) AS o(id, day, amount)")
`;
    const deleted = await prove(
      'merge-deletes-unmatched',
      ["CREATE TEMP VIEW raw_orders AS SELECT 2 AS id, DATE'2024-01-02' AS day, 9 AS amount"],
      `${target}
result = []
for name in ("bad0", "good0"):
    fill()
    python(name)
    result.append([r[0] for r in rows("SELECT id FROM sales_orders")])
`,
    );
    assert.deepEqual(deleted, [[2], [1, 2]]);
    const updated = await prove(
      'unfiltered-update',
      [],
      `
result = []
for name in ("bad0", "good0"):
    spark.sql("CREATE OR REPLACE TABLE sales_orders USING delta AS SELECT id AS order_id, 'open' AS status FROM range(3)")
    python(name)
    result.append(spark.table("sales_orders").where("status = 'cancelled'").count())
`,
    );
    assert.deepEqual(updated, [3, 1]);
  });
});
