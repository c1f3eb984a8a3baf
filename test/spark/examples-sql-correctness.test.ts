import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint, ruleById } from '../../src/engine';
import { exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** The examples of a rule; `fixed0` is `bad0` after its safe fix. */
function withFixes(id: string): Record<string, string> {
  const sources = exampleSources(id);
  const rule = ruleById(id)!;
  const severity = rule.severity === 'off' ? 'warning' : rule.severity;
  const settings = { ...defaultSettings, rules: new Map([[id, { severity, options: {} }]]) };
  for (const [i, { bad }] of rule.examples.entries()) {
    const { findings } = lint({ path: 'example.sql', text: bad }, settings);
    const edits = findings.flatMap(({ rule: of, fix }) => (of === id && fix?.safety === 'safe' ? fix.edits : []));
    if (edits.length > 0) sources[`fixed${i}`] = local(applyEdits(bad, edits).text);
  }
  return sources;
}

const orders = `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, 7, 7, 10, 5, 'open', 'A', 'Rome', true, false),
  (2, 8, 8, 10, 50, 'closed', NULL, 'Rome', false, true), (3, 9, 9, 11, 50, NULL, 'TEST1', NULL, true, true),
  (4, NULL, NULL, 11, 5, 'open', 'B', 'Oslo', false, true)
  AS o(order_id, customer_id, buyer, store_id, amount, status, coupon, city, paid, late)`;
const customers = `CREATE TEMP VIEW sales_customers AS SELECT * FROM VALUES (7, 'Ada', 'Rome'), (8, 'Bob', 'Bern'), (6, 'Cy', 'Oslo')
  AS c(customer_id, name, city)`;
const stores = `CREATE TEMP VIEW sales_stores AS SELECT * FROM VALUES (10, 'Rome'), (11, 'Oslo') AS s(store_id, city)`;
const compare = `
def same(*names):
    frames = [sql(name) for name in names]
    schemas = {str(frame.schema) for frame in frames}
    results = {str(rows(frame)) for frame in frames}
    return len(schemas) == 1 and len(results) == 1 and results != {"[]"}
`;

describe('the SQL examples of the correctness rules, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('not-equal-drops-nulls: bad loses the row with NULL; IS DISTINCT FROM and OR … IS NULL keep it', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('not-equal-drops-nulls'),
      setup: [orders],
      code: 'result = [[sorted(r[0] for r in rows(sql(kind + n))) for kind in ("bad", "good")] for n in "012"]',
    });
    assert.deepEqual(result, [
      [[1, 4], [1, 3, 4]], // prettier-ignore
      [[1, 4], [1, 3, 4]], // prettier-ignore
      [[1, 4], [1, 4]], // prettier-ignore
    ]);
  });

  it('not-in-nullable-subquery: one NULL among the orders empties bad; good finds the customer without orders', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('not-in-nullable-subquery'),
      setup: [orders.replace('paid, late)', 'open, late)'), customers],
      code: 'result = [[sorted(r[0] for r in rows(sql(kind + n))) for kind in ("bad", "good")] for n in "01"]',
    });
    assert.deepEqual(result, [[[], [6]], [[], [6]]]); // prettier-ignore
  });

  it('outer-join-nullified: bad gives the rows of the inner join; the condition in ON keeps all customers', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('outer-join-nullified'),
      setup: [orders.replace("'closed'", "'paid'"), customers],
      code: `
names = lambda frame: sorted(r[0] for r in rows(frame))
result = [[names(sql(kind + n)) for kind in ("bad", "good")] for n in "01"]
`,
    });
    assert.deepEqual(result, [
      [['Bob'], ['Ada', 'Bob', 'Cy']],
      [['Bob'], ['Bob']],
    ]);
  });

  it('comma-join: bad, fixed and good give the same rows and schema', async () => {
    const sources = withFixes('comma-join');
    assert.ok(sources['fixed0'] && sources['fixed1'] && !sources['fixed2']);
    assert.match(sources['fixed1'], /-- who/);
    const result = await spark().prove<unknown>({
      sources,
      setup: [orders, customers, stores],
      code: `${compare}
result = [same("bad0", "fixed0", "good0"), same("bad1", "fixed1", "good1")]
spark.sql("SELECT order_id, buyer FROM sales_orders").createOrReplaceTempView("sales_orders")
result.append(same("bad2", "good2"))
`,
    });
    assert.deepEqual(result, [true, true, true]);
  });

  it('natural-join: a new common column takes rows away from bad, not from good', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('natural-join'),
      setup: [
        'CREATE TEMP VIEW sales_orders AS SELECT 1 AS order_id, 7 AS customer_id, "new" AS status',
        'CREATE TEMP VIEW sales_customers AS SELECT 7 AS customer_id, "Ada" AS name',
      ],
      code: `
before = [rows(sql(kind + n)) for n in "01" for kind in ("bad", "good")]
spark.sql("CREATE OR REPLACE TEMP VIEW sales_customers AS SELECT 7 AS customer_id, 'Ada' AS name, 'gold' AS status")
result = [before, [rows(sql(kind + n)) for n in "01" for kind in ("bad", "good")]]
`,
    });
    const found = [[1, 'Ada']];
    assert.deepEqual(result, [
      [found, found, found, found],
      [[], found, [[1, null]], found],
    ]);
  });

  it('union-without-all: two equal orders become one; UNION ALL keeps both', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('union-without-all'),
      setup: [
        'CREATE TEMP VIEW sales_orders_eu AS SELECT * FROM VALUES (1, 10), (1, 10) AS o(store_id, amount)',
        'CREATE TEMP VIEW sales_orders_us AS SELECT 2 AS store_id, 10 AS amount',
      ],
      code: 'result = [sql(name).count() for name in ("bad0", "good0", "bad1", "good1")]',
    });
    assert.deepEqual(result, [2, 3, 2, 2]);
  });

  it('set-column-mismatch: bad is refused, good runs', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('set-column-mismatch'),
      setup: [orders, 'CREATE TEMP VIEW sales_returns AS SELECT 1 AS order_id, 5 AS amount, "late" AS reason'],
      code: 'result = [attempt(lambda: sql(kind + n)) for n in "01" for kind in ("bad", "good")]',
    });
    assert.deepEqual(result, ['NUM_COLUMNS_MISMATCH', null, 'NUM_COLUMNS_MISMATCH', null]);
  });

  it('distinct-parentheses: bad, fixed and good give the same rows and schema', async () => {
    const code = `${compare}\nresult = [same("bad0", "fixed0", "good0"), same("bad1", "fixed1", "good1")]`;
    const result = await spark().prove<unknown>({
      sources: withFixes('distinct-parentheses'),
      setup: [orders],
      code,
    });
    assert.deepEqual(result, [true, true]);
  });

  it('redundant-distinct: bad, fixed and good give the same rows and schema', async () => {
    const result = await spark().prove<unknown>({
      sources: withFixes('redundant-distinct'),
      setup: [orders, 'CREATE TEMP VIEW sales_returns AS SELECT 10 AS store_id UNION ALL SELECT 12'],
      code: `${compare}\nresult = [same("bad" + n, "fixed" + n, "good" + n) for n in "012"]`,
    });
    assert.deepEqual(result, [true, true, true]);
  });

  it('implicit-join-type: bad, fixed and good give the same rows and schema', async () => {
    const result = await spark().prove<unknown>({
      sources: withFixes('implicit-join-type'),
      setup: [orders, customers],
      code: `${compare}\nresult = same("bad0", "fixed0", "good0")`,
    });
    assert.equal(result, true);
  });

  it('order-by-ordinal: a column put in front changes the order of bad, not of good', async () => {
    const sources = exampleSources('order-by-ordinal');
    for (const name of ['bad0', 'good0']) {
      sources[`${name}longer`] = sources[name]!.replace('sum(amount)', '-sum(amount) AS minus, sum(amount)');
    }
    const result = await spark().prove<unknown>({
      sources,
      setup: ['CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, 10), (2, 30), (3, 20) AS o(store_id, amount)'],
      code: `
ids = lambda name: [r[0] for r in sql(name).collect()]
result = [[ids(name), ids(name + "longer")] for name in ("bad0", "good0")]
`,
    });
    assert.deepEqual(result, [
      [[2, 3, 1], [1, 3, 2]], // prettier-ignore
      [[2, 3, 1], [2, 3, 1]], // prettier-ignore
    ]);
  });

  it('unused-cte: bad breaks with a table that it does not read, good runs', async () => {
    const result = await spark().prove<unknown>({
      sources: {
        ...exampleSources('unused-cte'),
        broken: 'WITH gone AS (SELECT a FROM no_such_table) SELECT order_id FROM sales_orders',
      },
      setup: [orders],
      code: `
result = [attempt(lambda: sql("broken"))]
result += [rows(sql("bad" + n)) == rows(sql("good" + n)) for n in "01"]
`,
    });
    assert.deepEqual(result, ['TABLE_OR_VIEW_NOT_FOUND', true, true]);
  });

  it('duplicate-output-column: bad is refused, good makes the table', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('duplicate-output-column'),
      setup: [
        'CREATE TEMP VIEW sales_orders AS SELECT 1 AS id, 7 AS customer_id, 5 AS amount, 9 AS store_id',
        'CREATE TEMP VIEW sales_customers AS SELECT 7 AS id',
      ],
      code: 'result = [attempt(lambda: sql(name)) is None for name in ("bad0", "bad1", "good0")]',
    });
    assert.deepEqual(result, [false, false, true]);
  });
});
