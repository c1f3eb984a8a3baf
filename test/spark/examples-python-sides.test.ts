import assert from 'node:assert/strict';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

const views = [
  `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, 7, 10, '007'), (2, 8, 200, 'online') AS o(order_id, customer_id, amount, store_code)`,
  'CREATE TEMP VIEW sales_order_lines AS SELECT * FROM VALUES (1, 1), (1, 2), (2, 1) AS l(order_id, line_no)',
];

describe('the PySpark examples of the rules that also read SQL, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();
  const prove = (id: string, code: string) =>
    spark().prove<unknown>({ sources: exampleSources(id), setup: views, code });

  it('unknown-column: in Python bad is refused, good runs; a filter and a sort look behind a select, other steps do not', async () => {
    const result = await prove(
      'unknown-column',
      `
display = lambda frame: frame.collect()
tried = lambda action: attempt(action) is None
result = [[tried(lambda: python(name)) for name in ("bad3", "good3", "bad4", "good4")]]
t = spark.table("sales_orders")
few = t.select("order_id")
result.append([tried(action) for action in (
    lambda: few.where(F.col("amount") > 1), lambda: few.orderBy("amount"), lambda: few.select("amount"),
    lambda: few.groupBy("amount").count(), lambda: few.dropDuplicates(["amount"]), lambda: few["amount"],
    lambda: t.select((F.col("amount") + 1).alias("more"), F.col("more") + 1), lambda: t.select(F.col("amount").cast("int")).select("amount"),
    lambda: t.join(few, "amount"), lambda: t.drop("amount").select("amount"))])
`,
    );
    assert.deepEqual(result, [
      [false, true, false, true],
      [true, true, false, false, false, false, true, true, false, false],
    ]);
  });

  it('implicit-type-conversion: in Python bad finds other text too, or fails at a word; good finds what it says', async () => {
    const result = await prove(
      'implicit-type-conversion',
      `
def found(name, ansi):
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    python(name)
    return attempt(shop.collect) or rows(shop.select("store_code"))
result = [found(name, ansi) for name in ("bad3", "good3") for ansi in ("true", "false")]
result += [found("bad4", "true"), found("good4", "true")]
`,
    );
    assert.deepEqual(result, ['CAST_INVALID_INPUT', [['007']], [], [], 'CAST_INVALID_INPUT', [['online']]]);
  });

  it('join-fan-out: in Python the sum of bad counts an order once for each of its lines, that of good once', async () => {
    const result = await prove(
      'join-fan-out',
      `
result = []
for name in ("bad2", "good2"):
    python(name)
    result.append(rows(revenue))
`,
    );
    assert.deepEqual(result, [[[7, 20], [8, 200]], [[7, 10], [8, 200]]]); // prettier-ignore
  });
});
