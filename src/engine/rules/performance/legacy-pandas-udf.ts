import { defineRule } from '../../rule';

export default defineRule({
  id: 'legacy-pandas-udf',
  family: 'performance',
  severity: 'warning',

  summary: 'groupBy().apply() is the old way to run pandas code on groups',
  why:
    '`groupBy(…).apply(udf)` needs a pandas UDF of the old kind, which Spark has advised against since version 3.0. `applyInPandas(function, schema)` takes a plain Python function, ' +
    'so that it can be tested without Spark, and says the schema where it is used.',
  docs: [
    {
      title: 'GroupedData.apply (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.apply.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'daily = spark.table("main.sales.orders").groupBy("store_id").apply(normalize)\n',
      good: 'daily = spark.table("main.sales.orders").groupBy("store_id").applyInPandas(normalize, "store_id BIGINT, amount DOUBLE")\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nstores = (\n    spark.table("main.sales.orders")\n    .groupBy("store_id")\n)\n\n# COMMAND ----------\n\ndaily = stores.apply(normalize)\n',
      good: '# Databricks notebook source\nstores = (\n    spark.table("main.sales.orders")\n    .groupBy("store_id")\n)\n\n# COMMAND ----------\n\ndaily = stores.applyInPandas(normalize, "store_id BIGINT, amount DOUBLE")\n',
    },
  ],
  nearMisses: [
    { why: 'pandas has an apply, too', code: 'import pandas as pd\n\npdf = pd.read_csv("x").groupby("k").apply(f)\n' },
    {
      why: 'the frame went to pandas first',
      code: 'pdf = spark.table("a.b.c").limit(10).toPandas().groupby("k").apply(f)\n',
    },
    { why: 'the pandas API on Spark', code: 'psdf = spark.table("a.b.c").pandas_api().groupby("k").apply(f)\n' },
    { why: 'an aggregate', code: 'df = spark.table("a.b.c").groupBy("k").agg({"x": "sum"})\n' },
    { why: 'nobody knows what it is', code: 'out = frame.groupby("k").apply(f)\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { receiver, nameSpan } of facts.callsNamed('apply')) {
      if (receiver?.kind !== 'grouped' || receiver.frame === undefined) continue;
      yield {
        span: nameSpan,
        message: '`apply` on groups is the old way: `applyInPandas(function, schema)` takes a plain function.',
      };
    }
  },
});
