import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const tables = {
  'main.s.orders': {
    columns: [
      { name: 'order_id', type: 'bigint' },
      { name: 'Customer_Id', type: 'int' },
      { name: 'amount', type: 'decimal(10,2)' },
      { name: 'store_code', type: 'string' },
      { name: 'day', type: 'date' },
    ],
  },
  'main.s.stores': { columns: [{ name: 'store_id', type: 'int' }, { name: 'city', type: 'string' }] }, // prettier-ignore
};
const head =
  'from pyspark.sql import functions as F\norders = spark.table("main.s.orders")\nstores = spark.table("main.s.stores")\n';
const found = (code: string) => marked('unknown-column', head + code, { kind: 'python', tables });

describe('the columns of a frame', () => {
  it('each way to ask for a column is read', () => {
    const ways: readonly [code: string, mark: string][] = [
      ['orders.select("order_id", "amonut")', '"amonut"'],
      ['orders.select(["order_id", "amonut"])', '"amonut"'],
      ['orders.select(F.col("amonut") + 1)', 'F.col("amonut")'],
      ['orders.amonut.cast("int")', 'orders.amonut'],
      ['orders["amonut"]', 'orders["amonut"]'],
      ['orders.withColumn("x", F.upper("amonut"))', '"amonut"'],
      ['orders.withColumn("x", F.col("amonut") * 2)', 'F.col("amonut")'],
      ['orders.filter(F.col("amonut") > 1)', 'F.col("amonut")'],
      ['orders.filter(orders.amonut > 1)', 'orders.amonut'],
      ['orders.groupBy("amonut").count()', '"amonut"'],
      ['orders.groupBy("day").agg(F.sum("amonut"))', '"amonut"'],
      ['orders.agg(F.max(F.col("amonut")))', 'F.col("amonut")'],
      ['orders.orderBy(F.desc("amonut"))', '"amonut"'],
      ['orders.dropDuplicates(["amonut"])', '"amonut"'],
      ['orders.join(stores, "store_id")', '"store_id"'],
      ['orders.join(stores, F.col("amonut") == F.col("store_id"))', 'F.col("amonut")'],
      ['cond = F.col("amonut") > 1\norders.where(cond)', 'F.col("amonut")'],
    ];
    for (const [code, mark] of ways)
      assert.deepEqual(found(`df = ${code}\n`.replace('df = cond', 'cond')), [mark], code);
  });

  it('each step is followed', () => {
    const silent = [
      'orders.withColumn("amonut", F.lit(1)).select("amonut")',
      'orders.withColumns({"amonut": F.lit(1)}).select("amonut")',
      'orders.withColumnRenamed("amount", "amonut").select("amonut")',
      'orders.select(F.col("amount").alias("amonut")).select("amonut")',
      'orders.toDF("a", "b", "c", "d", "amonut").select("amonut")',
      'orders.groupBy("day").agg(F.sum("amount").alias("amonut")).select("day", "amonut")',
      'orders.join(stores, F.col("store_code") == F.col("store_id")).select("city", "amount")',
      'orders.select("*", F.lit(1).alias("amonut")).select("amonut", "amount")',
      'orders.select(F.col("amount").cast("int")).select("amount")',
      'orders.drop("amount", *more).select("day")',
      'orders.union(stores).select("amount")',
      'orders.select("CUSTOMER_ID")',
      'orders.selectExpr("amount AS amonut").select("amonut")',
      'orders.unionByName(stores, allowMissingColumns=True).select("city")',
      'orders.transform(lambda d: d.withColumn("amonut", F.lit(1))).select("amonut")',
      'orders.na.drop("any").select("amount")',
    ];
    for (const code of silent) assert.deepEqual(found(`df = ${code}\n`), [], code);
    const gone = [
      'orders.drop("amount").select("amount")',
      'orders.withColumnRenamed("amount", "total").select("amount")',
      'orders.select("day").groupBy("amount").count()',
      'orders.groupBy("day").count().select("amount")',
      'orders.join(stores, "amount", "left_anti").select("city")',
      'orders.toDF("a", "b", "c", "d", "e").select("amount")',
      'orders.withColumns({"x": F.lit(1)}).drop("amount").filter("x > 1").select("x", "amount")',
    ];
    for (const code of gone) assert.notDeepEqual(found(`df = ${code}\n`), [], code);
  });

  it('a filter and a sort look back to the table, and no further', () => {
    assert.deepEqual(found('df = orders.select("day").where(F.col("amount") > 1)\n'), []);
    assert.deepEqual(found('df = orders.select("day").where(F.col("amonut") > 1)\n'), ['F.col("amonut")']);
    assert.deepEqual(found('df = orders.select("day").select(F.col("amount"))\n'), ['F.col("amount")']);
    // Nobody knows the columns of the table, and a filter looks there.
    assert.deepEqual(found('t = spark.table("a.b.c").select("x")\ndf = t.where(F.col("y") > 1)\n'), []);
    assert.deepEqual(found('t = spark.table("a.b.c").select("x")\ndf = t.select("y")\n'), ['"y"']);
  });

  it('a function is read by itself, without what it is handed', () => {
    assert.deepEqual(found('def f():\n    return spark.table("main.s.orders").select("amonut")\n'), ['"amonut"']);
    assert.deepEqual(found('def f(df, c):\n    return orders.select(c), df.select("amonut")\nf(orders, "x")\n'), []);
    assert.deepEqual(found('def f(c):\n    t = spark.table("main.s.orders").withColumn(c, F.lit(1))\n    return t.select("a")\nf("b")\nf("a")\n'), []); // prettier-ignore
  });

  it('the message names the nearest column', () => {
    const message = (code: string) => findingsOf('unknown-column', head + code, { kind: 'python', tables })[0]?.message;
    assert.equal(message('orders.select("amonut")\n'), 'This DataFrame has no column `amonut`; did you mean `amount`?');
    assert.equal(message('orders.select("zzz")\n'), 'This DataFrame has no column `zzz`.');
    assert.deepEqual(found('orders.select("amonut")\n').length, 1);
    assert.deepEqual(
      marked('unknown-column', head + 'orders.select("amonut")\n', { path: 'tests/test_a.py', tables }),
      [],
    );
  });

  it('takes long chains of steps and frames that are joined with themselves', () => {
    const long = `df = orders\n${'df = df.withColumn("a", F.col("a") + 1)\n'.repeat(2000)}`;
    assert.deepEqual(found(long), ['F.col("a")']);
    found('df = df.join(df.select("a"), "a")\n'.repeat(200));
  });
});
