import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const named = (...names: string[]) => names.map((name) => ({ name }));
const tables = {
  'main.s.o': { primaryKey: ['id'], columns: named('id', 'customer', 'amount') },
  'main.s.l': { primaryKey: ['id', 'no'], columns: named('id', 'no', 'product', 'price') },
  'main.s.keyed': { primaryKey: ['k'] },
};
const head = 'from pyspark.sql import functions as F\no = spark.table("main.s.o")\nl = spark.table("main.s.l")\n';
const found = (code: string) => marked('join-fan-out', `${head}df = ${code}\n`, { kind: 'python', tables });

describe('sums and counts of frames whose rows a join repeats', () => {
  it('the key and the column are found however the join is written', () => {
    assert.deepEqual(found('o.join(l, "id").agg(F.sum("amount"))'), ['F.sum("amount")']);
    assert.deepEqual(found('l.join(o, ["id"], "left").agg(F.sum("amount"))'), ['F.sum("amount")']);
    assert.deepEqual(found('o.join(l, o.id == l.id).groupBy(o.customer).agg(F.sum(o.amount))'), ['F.sum(o.amount)']);
    assert.deepEqual(found('o.alias("o").join(l.alias("l"), F.col("o.id") == F.col("l.id")).agg(F.count("o.id"))'), ['F.count("o.id")']); // prettier-ignore
    assert.deepEqual(found('o.where("amount > 0").join(l, "id").orderBy("product").groupBy("customer").agg((F.sum("amount") / 2).alias("half"))'), ['F.sum("amount")']); // prettier-ignore
    assert.deepEqual(found('o.join(l, "id").groupBy("id").agg(F.sum("amount"), F.sum("price"))'), ['F.sum("amount")']);
  });

  it('what may leave one row of the many, or counts otherwise, is left alone', () => {
    const silent = [
      'o.join(l, "id").agg(F.sum("price"), F.avg("amount"), F.count("id"))',
      'o.join(l, (o.id == l.id) & (l.no == 1)).agg(F.sum("amount"))',
      'o.join(l, o.id == l.id).where(l.no == 1).agg(F.sum(o.amount))',
      'o.join(l, ["id", "no"]).agg(F.sum("amount"))',
      'o.join(l, "id").groupBy("customer", "product").agg(F.sum("amount"))',
      'o.join(l, "id").groupBy(F.expr("no")).agg(F.sum("amount"))',
      'o.join(l, "id").rollup("customer").agg(F.sum("amount"))',
      'o.join(l, "id", how).agg(F.sum("amount"))',
      'o.join(l, "id", "left_anti").agg(F.sum("amount"))',
      'o.join(l, "id").agg(F.sum(F.expr("amount")))',
      'o.join(l, "id").agg(F.sum(F.col("amount") * F.col("price")))',
      'o.join(l.limit(1), "customer").agg(F.sum("amount"))',
      'o.join(spark.table("main.s.keyed"), "id").agg(F.sum("amount"))',
    ];
    for (const code of silent) assert.deepEqual(found(code), [], code);
    const handed = 'def f(a, b):\n    return a.join(b, "id").agg(F.sum("amount"))\nf(o, l)\n';
    assert.deepEqual(marked('join-fan-out', head + handed, { kind: 'python', tables }), []);
  });

  it('the message names the key', () => {
    const [finding] = findingsOf('join-fan-out', `${head}o.join(l, "id").agg(F.sum("amount"))\n`, { kind: 'python', tables }); // prettier-ignore
    assert.match(finding!.message, /key is `id, no`\): this SUM/);
  });
});
