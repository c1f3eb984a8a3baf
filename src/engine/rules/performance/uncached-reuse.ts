import { defineRule } from '../../rule';
import { reusedFrames } from '../../spark/reuse';

export default defineRule({
  id: 'uncached-reuse',
  family: 'performance',
  severity: 'off',

  summary: 'Several actions compute the same costly frame again',
  why:
    'A DataFrame is a plan, not a result: each `count()` and each write runs it from the sources on. After a join or an aggregate that is the same shuffle again. Write the frame to a table and read that, or keep it with ' +
    '`persist()` and free it with `unpersist()`. Whether that pays depends on the data: it costs memory, and reading Delta again is cheap, so this rule is off until you ask for it. Serverless compute has no cache.',
  docs: [
    {
      title: 'DataFrame.persist (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/pyspark/reference/classes/dataframe/persist',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'orders = spark.table("main.sales.orders").join(spark.table("main.crm.customers"), "customer_id")\n' +
        'print(f"{orders.count()} orders")\norders.write.mode("overwrite").saveAsTable("main.sales.joined")\n',
      good:
        'orders = spark.table("main.sales.orders").join(spark.table("main.crm.customers"), "customer_id").persist()\n' +
        'print(f"{orders.count()} orders")\norders.write.mode("overwrite").saveAsTable("main.sales.joined")\norders.unpersist()\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nper_day = (\n    spark.table("main.sales.orders")\n    .groupBy("day", "store_id")\n    .agg({"amount": "sum"})\n)\n\n# COMMAND ----------\n\n' +
        'per_day.where("store_id = 1").write.mode("overwrite").saveAsTable("main.sales.first_store")\nper_day.where("store_id > 1").write.mode("overwrite").saveAsTable("main.sales.other_stores")\n',
      good:
        '# Databricks notebook source\nper_day = (\n    spark.table("main.sales.orders")\n    .groupBy("day", "store_id")\n    .agg({"amount": "sum"})\n)\n\n# COMMAND ----------\n\n' +
        'per_day.write.mode("overwrite").saveAsTable("main.sales.per_day")\nper_day = spark.table("main.sales.per_day")\nper_day.where("store_id = 1").write.mode("overwrite").saveAsTable("main.sales.first_store")\nper_day.where("store_id > 1").write.mode("overwrite").saveAsTable("main.sales.other_stores")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a table is quick to read again',
      code: 'df = spark.table("a.b.c").where("x > 1")\nprint(df.count())\ndf.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'only one of two branches runs',
      code: 'df = spark.table("a.b.c").distinct()\nif full:\n    df.write.mode("overwrite").saveAsTable("a.b.d")\nelse:\n    df.write.mode("append").saveAsTable("a.b.d")\n',
    },
    {
      why: 'the rows are kept below',
      code: 'df = spark.table("a.b.c").distinct()\ndf.cache()\ngood = df.where("ok")\ngood.count()\ngood.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'a look at the first rows',
      code: 'df = spark.table("a.b.c").join(spark.table("a.b.d"), "id")\ndf.show(5)\ndf.write.saveAsTable("a.b.e")\n',
    },
    {
      why: 'serverless compute cannot keep them',
      target: { compute: 'serverless' },
      code: 'df = spark.table("a.b.c").distinct()\nprint(df.count())\ndf.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'another frame under the same name',
      code: 'df = spark.table("a.b.c").distinct()\ndf.write.saveAsTable("a.b.d")\ndf = spark.table("a.b.d")\nprint(df.count())\n',
    },
    {
      why: 'a streaming frame runs in one query each',
      code: 'df = spark.readStream.table("a.b.c").join(spark.table("a.b.d"), "id")\ndf.writeStream.toTable("a.b.e")\ndf.writeStream.toTable("a.b.f")\n',
    },
  ],

  *python(facts) {
    if (facts.isTest || facts.target.compute === 'serverless') return;
    for (const { name, step, reads } of reusedFrames(facts)) {
      const again = reads[1]!.call;
      yield {
        span: again.nameSpan,
        message: `\`${again.method}()\` runs the \`${step}\` of \`${name}\` again, one of ${reads.length} actions: write it to a table, or \`persist()\` it first.`,
      };
    }
  },
});
