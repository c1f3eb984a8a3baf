import type { PythonFacts } from '../../python/facts';
import { oncePer } from '../../once';
import { countedRows, countedSets } from '../../python/distinct-counts';
import { defineRule } from '../../rule';
import { loopActions } from '../../spark/loop-actions';

/** The actions that another rule speaks of. */
const looped = oncePer((facts: PythonFacts) => new Set([...loopActions(facts)].map(({ fact }) => fact.call)));

export default defineRule({
  id: 'distinct-count-in-two-passes',
  family: 'performance',
  severity: 'info',
  fix: 'unsafe',

  summary: 'Distinct values are collected first and counted afterwards',
  why:
    '`select("x").distinct().count()` is a job of its own for each number, where `count_distinct` is one aggregate among others: five numbers of a table take one pass instead of five. `size(collect_set("x"))` holds all ' +
    'values of a group in the memory of one task only to see how many they are. Mind the NULLs: `distinct().count()` counts a row of NULL, `count_distinct` leaves out every row with a NULL in one of its columns.',
  docs: [
    {
      title: 'countDistinct (Azure Databricks)',
      url: 'https://learn.microsoft.com/azure/databricks/pyspark/reference/functions/countDistinct',
      checked: '2026-11-21',
    },
    {
      title: 'collect_set (Azure Databricks)',
      url: 'https://docs.azure.cn/en-us/databricks/spark/latest/spark-sql/language-manual/functions/collect_set',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'customers = orders.select("customer_id").distinct().count()\nstores = orders.select("store_id").distinct().count()\n',
      good:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'customers, stores = orders.agg(F.count_distinct("customer_id"), F.count_distinct("store_id")).first()\n',
    },
    {
      bad:
        'from pyspark.sql.functions import *\n\norders = spark.table("main.sales.orders")\n' +
        'per_store = orders.groupBy("store_id").agg(size(collect_set("customer_id")).alias("customers"))\n',
      good:
        'from pyspark.sql.functions import *\n\norders = spark.table("main.sales.orders")\n' +
        'per_store = orders.groupBy("store_id").agg(count_distinct("customer_id").alias("customers"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'no window counts distinct values',
      code: 'from pyspark.sql import functions as F, Window\nw = Window.partitionBy("k")\ndf = spark.table("a.b.c").withColumn("n", F.size(F.collect_set("x").over(w)))\n',
    },
    {
      why: 'whole rows: `count_distinct` would leave out those with a NULL anywhere',
      code: 'df = spark.table("a.b.c")\nif df.distinct().count() != df.count():\n    raise ValueError("duplicates")\n',
    },
    {
      why: 'the values are wanted too',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").groupBy("k").agg(F.collect_set("x").alias("xs")).withColumn("n", F.size("xs"))\n',
    },
    {
      why: 'the distinct rows are wanted too',
      code: 'keys = spark.table("a.b.c").select("k").distinct()\nprint(keys.count())\nkeys.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'only whether there is one',
      code: 'if spark.table("a.b.c").select("x").distinct().count() > 0:\n    pass\n',
    },
    {
      why: 'the distinct rows are counted by group',
      code: 'n = spark.table("a.b.c").select("k", "x").distinct().groupBy("k").count()\n',
    },
    {
      why: 'a rule of its own speaks of a job in each turn of a loop',
      code: 'df = spark.table("a.b.c")\nfor c in df.columns:\n    print(df.select(c).distinct().count())\n',
    },
    {
      why: 'the size of a column',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").select(F.size("xs"))\n',
    },
    { why: 'no DataFrame', code: 'n = things.select("x").distinct().count()\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { span, call, fix } of countedRows(facts)) {
      if (looped(facts.file).has(call)) continue;
      const message =
        'A job of its own for one number: `count_distinct` counts in an aggregate, next to any other. It counts no NULL.';
      yield { span, message, fix };
    }
    for (const { span, fix } of countedSets(facts)) {
      const message = 'This collects all values of a group to count them: `count_distinct` needs no array.';
      yield { span, message, fix };
    }
  },
});
