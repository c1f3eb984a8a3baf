import { unwrap } from '../../python/ast';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'empty-subset',
  family: 'correctness',
  severity: 'error',
  summary: 'Duplicates by no column at all: one row is left',
  why:
    '`dropDuplicates([])` compares rows by an empty list of columns, so all rows are equal and one of them, nobody knows which, is kept. ' +
    'Name the columns of the key, or give no list: then whole rows are compared.',
  docs: [
    {
      title: 'DataFrame.dropDuplicates (PySpark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropDuplicates.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders").dropDuplicates([])\n',
      good: 'orders = spark.table("main.sales.orders").dropDuplicates(["order_id"])\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'orders = (orders\n    .where("amount > 0")\n    .drop_duplicates(subset=[]))\n',
      good:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'orders = (orders\n    .where("amount > 0")\n    .drop_duplicates())\n',
    },
  ],
  nearMisses: [
    { why: 'whole rows are compared', code: 'spark.table("a.b.c").dropDuplicates()\n' },
    { why: 'no list is given by name', code: 'spark.table("a.b.c").dropDuplicates(subset=None)\n' },
    { why: 'the list is filled elsewhere', code: 'spark.table("a.b.c").dropDuplicates(keys)\n' },
    {
      why: 'the list is filled later',
      code: 'keys = []\nkeys.append("id")\nspark.table("a.b.c").dropDuplicates(keys)\n',
    },
    { why: 'a list that is made up of others', code: 'spark.table("a.b.c").dropDuplicates([*keys])\n' },
    { why: 'a pandas frame', code: 'import pandas as pd\npd.DataFrame(rows).drop_duplicates([])\n' },
    {
      why: 'a pandas frame made from Spark',
      code: 'spark.table("a.b.c").limit(5).toPandas().drop_duplicates(subset=[])\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const calls = facts.dataFrameCalls('dropDuplicates', 'drop_duplicates', 'dropDuplicatesWithinWatermark');
    for (const { call, method } of calls) {
      const subset = argument(call, 0, 'subset');
      const list = subset && unwrap(subset);
      if ((list?.type !== 'List' && list?.type !== 'Tuple') || list.items.length > 0) continue;
      yield {
        span: list,
        message: `\`${method}\` by no column keeps one row of all: name the columns, or leave the list out.`,
      };
    }
  },
});
