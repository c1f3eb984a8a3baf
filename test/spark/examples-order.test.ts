import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint, ruleById } from '../../src/engine';
import { exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** A text after all fixes of one rule. */
function fixed(id: string, text: string, safety: 'safe' | 'unsafe' = 'safe'): string {
  const severity = ruleById(id)!.severity === 'off' ? 'warning' : ruleById(id)!.severity;
  const settings = { ...defaultSettings, rules: new Map([[id, { severity, options: {} }]]) };
  const { findings } = lint({ path: 'example.sql', text }, settings);
  const edits = findings.flatMap(({ rule, fix }) => (rule === id && fix?.safety === safety ? fix.edits : []));
  assert.ok(edits.length > 0, `no ${safety} fix for ${text}`);
  return local(applyEdits(text, edits).text);
}

/** Pairs of texts as sources: `before0`, `after0`, … */
function pairs(id: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap((text, i) => [
      [`before${i}`, local(text)],
      [`after${i}`, fixed(id, text)],
    ]),
  );
}

const orders = `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES
  (1, 7, 7, 10, 5, 'open', NULL, 'Rome', true, DATE'2024-01-01', DATE'2024-01-02'),
  (2, 7, 8, 10, 50, 'paid', 'A', 'Rome', NULL, DATE'2024-01-02', DATE'2024-01-02'),
  (3, 8, 9, 11, 70, 'lost', NULL, NULL, true, DATE'2024-01-02', DATE'2024-01-03'),
  (4, 9, 9, 10, 20, NULL, 'B', 'Oslo', false, DATE'2024-01-02', DATE'2024-01-04')
  AS o(order_id, customer_id, buyer, store_id, amount, status, coupon, city, paid, order_date, updated_at)`;
const customers = `CREATE TEMP VIEW sales_customers AS SELECT * FROM VALUES (7, 'Ada'), (8, 'Bob') AS c(customer_id, name)`;
const stores = `CREATE TEMP VIEW sales_stores AS SELECT * FROM VALUES (10, 'Rome'), (11, 'Rome') AS s(store_id, city)`;
const compare = `
def same(*names):
    frames = [sql(name) for name in names]
    schemas = {str(frame.schema) for frame in frames}
    results = {str(rows(frame)) for frame in frames}
    return len(schemas) == 1 and len(results) == 1 and results != {"[]"}
def optimized(query):
    frame = spark.sql(query) if isinstance(query, str) else query
    return frame._jdf.queryExecution().optimizedPlan().toString()
`;

describe('the SQL examples of the rules on windows, order and conditions, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('default-window-frame: last_value gives its own row or a tie, a sum jumps at ties; the frame written by the fix changes nothing', async () => {
    const id = 'default-window-frame';
    const texts = [
      ruleById(id)!.examples[1]!.bad,
      'SELECT order_id, count(*) OVER (ORDER BY order_date DESC NULLS LAST, city) AS n, first_value(coupon) IGNORE NULLS OVER (PARTITION BY store_id ORDER BY order_date) AS c, collect_list(amount) OVER (PARTITION BY city ORDER BY amount) AS l FROM main.sales.orders;\n',
    ];
    const result = await spark().prove<unknown>({
      sources: { ...exampleSources(id), ...pairs(id, texts) },
      setup: [orders],
      code: `${compare}
over = "OVER (PARTITION BY store_id ORDER BY order_date RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
result = {
    "last": [rows(sql("bad0"))[:2], rows(sql("good0"))[:2]],
    "sum": [rows(sql("bad1")), rows(sql("good1"))[0]],
    "same": [same("before0", "after0"), same("before1", "after1")],
    "rank fails": attempt(lambda: spark.sql(f"SELECT row_number() {over} FROM sales_orders")) is not None,
}
`,
    });
    assert.deepEqual(result, {
      last: [[[1, 'open'], [2, 'paid']], [[1, 'paid'], [2, 'paid']]], // prettier-ignore
      sum: [[[1, 5], [2, 75], [3, 70], [4, 75]], [1, 5]], // prettier-ignore
      same: [true, true],
      'rank fails': true,
    });
  });

  it('unstable-first-value: the same rows in another order give other results; good does not care', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('unstable-first-value'),
      setup: [orders],
      code: `
base = [tuple(r) for r in spark.table("sales_orders").select("order_id", "customer_id", "status", "order_date", "updated_at").collect()]
base += [(1, 7, "late", base[3][4], base[2][4])]
names = "order_id INT, customer_id INT, status STRING, order_date DATE, updated_at DATE"
found = {}
for data in (base, base[::-1]):
    spark.createDataFrame(data, names).coalesce(1).createOrReplaceTempView("sales_orders")
    for name in ("bad0", "good0", "bad1", "good1", "bad2", "good2"):
        found.setdefault(name, []).append(rows(sql(name)))
result = {
    "stable": {name: a == b for name, (a, b) in found.items()},
    "without order": attempt(lambda: spark.sql("SELECT row_number() OVER (PARTITION BY order_id) FROM sales_orders").collect()),
}
`,
    });
    const stable = { bad0: false, good0: true, bad1: false, good1: true, bad2: false, good2: true };
    assert.deepEqual((result as { stable: unknown }).stable, stable);
    assert.notEqual((result as { 'without order': unknown })['without order'], null);
  });

  it('order-discarded: Spark itself leaves out what the fix takes away; rows and schema stay', async () => {
    const id = 'order-discarded';
    const { examples, nearMisses } = ruleById(id)!;
    const texts = [
      examples[0]!.bad,
      examples[1]!.bad,
      'SELECT order_id FROM main.sales.orders WHERE customer_id IN (SELECT customer_id FROM main.sales.customers ORDER BY name);\n',
      'SELECT order_id, city FROM (SELECT order_id, city FROM main.sales.orders ORDER BY city DESC) ORDER BY order_id;\n',
      'SELECT DISTINCT city FROM (SELECT order_id, city FROM main.sales.orders ORDER BY order_id) WHERE order_id > 1;\n',
      'WITH o AS (SELECT city FROM main.sales.orders ORDER BY amount), p AS (SELECT city FROM o) SELECT max(city) AS m FROM p;\n',
    ];
    assert.match(nearMisses![2]!.code, /FROM \(SELECT a FROM a.b.t ORDER BY a\) WHERE a > 1/);
    const result = await spark().prove<unknown>({
      sources: { ...exampleSources(id), ...pairs(id, texts) },
      setup: [orders, customers],
      code: `${compare}
sql("bad2")
result = {
    "same": [same(f"before{i}", f"after{i}") for i in range(6)],
    "sorts": [optimized(sql(f"before{i}")).count("Sort [") for i in range(6)],
    "passed on": optimized("SELECT a FROM (SELECT order_id AS a FROM sales_orders ORDER BY a) WHERE a > 1").count("Sort ["),
    "of the table": "Sort" in spark.sql("SELECT * FROM sales_by_store ORDER BY total DESC")._jdf.queryExecution().executedPlan().toString(),
}
`,
    });
    assert.deepEqual(result, {
      same: [true, true, true, true, true, true],
      // The fourth has the sort of the outer query.
      sorts: [0, 0, 0, 1, 0, 0],
      'passed on': 1,
      'of the table': true,
    });
  });

  it('count-skips-nulls: bad loses rows, and the group of NULL; good counts them', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('count-skips-nulls'),
      setup: [orders],
      code: 'result = [rows(sql(kind + n)) for n in "012" for kind in ("bad", "good")]',
    });
    assert.deepEqual(result, [
      [
        [10, 2],
        [11, 0],
      ],
      [[10, 3], [11, 1]], // prettier-ignore
      [],
      [[null]], // prettier-ignore
      [[2]],
      [[2]], // prettier-ignore
    ]);
  });

  it('constant-condition: bad lets all rows but NULL through, or none', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('constant-condition'),
      setup: [orders, stores.replace('(11,', '(12,')],
      code: 'result = [[[r[0] for r in rows(sql(kind + n))] for kind in ("bad", "good")] for n in "01234"]',
    });
    assert.deepEqual(result, [
      [[1, 2, 3], [2]], // prettier-ignore
      [[], [1, 2, 4]], // prettier-ignore
      [[], [2, 3, 4]], // prettier-ignore
      [[1, 2, 3, 4], [1, 2, 4]], // prettier-ignore
      [[2, 3, 4], [4]], // prettier-ignore
    ]);
  });

  it('filter-after-aggregation: WHERE gives the same rows, and Spark moves the condition below the aggregation itself', async () => {
    const id = 'filter-after-aggregation';
    const sources = exampleSources(id);
    for (const i of [0, 1]) sources[`fixed${i}`] = fixed(id, ruleById(id)!.examples[i]!.bad, 'unsafe');
    const result = await spark().prove<unknown>({
      sources,
      setup: [orders.replace("'Rome', NULL", "'Rome', true")],
      code: `${compare}
plan = optimized(sql("bad0"))
having = optimized("SELECT city FROM sales_orders GROUP BY city HAVING count(*) > 1")
result = [same("bad0", "good0", "fixed0"), same("bad1", "good1", "fixed1"), "Filter" in plan, "Filter" in having]
`,
    });
    // Over a view of constants the moved condition is evaluated at once; one on a count is not.
    assert.deepEqual(result, [true, true, false, true]);
  });

  it('window-ignores-nulls: bad takes NULL, good and the fix the last known value', async () => {
    const id = 'window-ignores-nulls';
    const { examples } = ruleById(id)!;
    const result = await spark().prove<unknown>({
      sources: { ...exampleSources(id), fixed1: fixed(id, examples[1]!.bad, 'unsafe') },
      setup: [
        `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, 7, 10, 'A', DATE'2024-01-01', 5), (2, 7, 10, NULL, DATE'2024-01-02', NULL), (3, 7, 10, 'B', DATE'2024-01-03', 6)
          AS o(order_id, customer_id, store_id, coupon, order_date, amount)`,
        "CREATE TEMP VIEW sales_stores AS SELECT * FROM VALUES (9, 'Rome'), (10, 'Rome') AS s(store_id, city)",
      ],
      code: `
result = [rows(sql("bad0")), rows(sql("good0"))]
result += [[r[1] for r in rows(sql(name))] for name in ("bad1", "good1", "fixed1")]
`,
    });
    assert.deepEqual(result, [
      [[1, null], [2, 'A'], [3, null]], // prettier-ignore
      [[1, null], [2, 'A'], [3, 'A']], // prettier-ignore
      [null, null, null, null],
      [5, 5, 5, null],
      [5, 5, 5, null],
    ]);
  });

  it('redundant-case: bad, fixed and good give the same rows and schema, NULL among them; without an alias the column is renamed', async () => {
    const id = 'redundant-case';
    const texts = [
      ...ruleById(id)!.examples.map(({ bad }) => bad),
      "SELECT CASE status WHEN 'open' THEN 1 ELSE NULL END AS a, CASE WHEN paid THEN FALSE ELSE TRUE END AS b, NOT CASE WHEN paid OR coupon IS NULL THEN TRUE ELSE FALSE END AS c FROM main.sales.orders;\n",
      'SELECT CASE WHEN NOT coupon <=> city AND status IS NOT NULL THEN TRUE ELSE FALSE END AS a, CASE WHEN city IS NOT NULL THEN FALSE ELSE TRUE END AS b FROM main.sales.orders;\n',
      'SELECT order_id FROM main.sales.orders WHERE CASE WHEN paid THEN FALSE ELSE TRUE END AND CASE WHEN amount > 5 THEN TRUE ELSE FALSE END;\n',
      'SELECT CASE WHEN paid THEN city ELSE NULL END AS c, count(*) AS n FROM main.sales.orders GROUP BY c;\n',
    ];
    const result = await spark().prove<unknown>({
      sources: { ...exampleSources(id), ...pairs(id, texts) },
      setup: [orders],
      code: `${compare}
result = {
    "same": [same(f"before{i}", f"after{i}") for i in range(7)],
    "good": [same(f"bad{i}", f"good{i}") for i in range(3)],
    "names": len({spark.sql(f"SELECT CASE WHEN paid THEN city {rest} END FROM sales_orders").columns[0] for rest in ("", "ELSE NULL")}),
    "groups": attempt(lambda: spark.sql("SELECT CASE WHEN paid THEN city END AS c FROM sales_orders GROUP BY CASE WHEN paid THEN city ELSE NULL END").collect()),
}
`,
    });
    assert.deepEqual(result, {
      same: [true, true, true, true, true, true, true],
      good: [true, true, true],
      names: 2,
      groups: 'MISSING_AGGREGATION',
    });
  });

  it('redundant-collect: the aggregates give the same values; no window counts distinct ones', async () => {
    const id = 'redundant-collect';
    const sources = exampleSources(id);
    for (const i of [0, 1, 2]) sources[`fixed${i}`] = fixed(id, ruleById(id)!.examples[i]!.bad, 'unsafe');
    const result = await spark().prove<unknown>({
      sources,
      setup: [orders],
      code: `
def values(name):
    return [[r[0], sorted(r[1]) if isinstance(r[1], list) else r[1]] for r in rows(sql(name))]
result = [values(f"bad{i}") == values(f"good{i}") == values(f"fixed{i}") for i in range(3)]
result.append(attempt(lambda: spark.sql("SELECT count(DISTINCT city) OVER (PARTITION BY store_id) FROM sales_orders").collect()))
`,
    });
    assert.deepEqual(result, [true, true, true, 'DISTINCT_WINDOW_FUNCTION_UNSUPPORTED']);
  });

  it('empty-string-as-null: count and IS NULL take the empty text for a value', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('empty-string-as-null'),
      setup: [orders],
      code: `
result = []
for name in ("bad0", "good0", "bad1", "good1"):
    frame = sql(name)
    column = frame.columns[-1]
    result.append([frame.selectExpr(f"count({column})").first()[0], frame.filter(f"{column} IS NULL").count(), frame.schema[column].dataType.simpleString()])
`,
    });
    assert.deepEqual(result, [
      [4, 0, 'string'],
      [0, 4, 'string'],
      [2, 2, 'string'],
      [0, 4, 'string'],
    ]);
  });
});
