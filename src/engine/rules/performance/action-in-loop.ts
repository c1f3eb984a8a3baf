import { defineRule } from '../../rule';
import { loopActions } from '../../spark/loop-actions';

export default defineRule({
  id: 'action-in-loop',
  family: 'performance',
  severity: 'warning',

  summary: 'A loop runs a job on a changing frame in each turn',
  why:
    'An action computes its frame from the source on, each time. In a loop over columns or values the same rows are read once for each of them, where one `agg` or `groupBy` gives all the numbers in one pass. ' +
    'And a frame that each turn builds on the one before is computed again with all earlier turns: the tenth turn does ten times the work. There, `checkpoint()` or a table in between cuts the plan.',
  docs: [
    {
      title: 'Compare Spark Connect to Spark Classic: query execution (Azure Databricks)',
      url: 'https://docs.azure.cn/en-us/databricks/spark/connect-vs-classic',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\nmissing = {}\n' +
        'for name in orders.columns:\n    missing[name] = orders.where(F.col(name).isNull()).count()\n',
      good:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'missing = orders.agg(*[F.count_if(F.col(name).isNull()).alias(name) for name in orders.columns]).first().asDict()\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nedges = spark.table("main.graph.edges")\nreached = spark.table("main.graph.seeds")\n\n# COMMAND ----------\n\n' +
        'before = 0\nwhile True:\n    reached = (\n        reached.join(edges, "node")\n        .selectExpr("target AS node")\n        .distinct()\n    )\n    now = reached.count()\n    if now == before:\n        break\n    before = now\n',
      good:
        '# Databricks notebook source\nedges = spark.table("main.graph.edges")\nreached = spark.table("main.graph.seeds")\n\n# COMMAND ----------\n\n' +
        'before = 0\nwhile True:\n    reached = (\n        reached.join(edges, "node")\n        .selectExpr("target AS node")\n        .distinct()\n        .localCheckpoint()\n    )\n    now = reached.count()\n    if now == before:\n        break\n    before = now\n',
    },
  ],
  nearMisses: [
    {
      why: 'each turn reads another table',
      code: 'for name in tables:\n    print(name, spark.table(name).where("day = current_date()").count())\n',
    },
    {
      why: 'the frame is the one that the loop runs over',
      code: 'df = spark.table("a.b.c")\nfor row in df.groupBy("day").count().collect():\n    print(row)\n',
    },
    {
      why: 'each turn counts another table in SQL',
      code: 'for name in tables:\n    print(name, spark.sql(f"SELECT count(*) FROM main.sales.{name} WHERE day = current_date()").first()[0])\n',
    },
    {
      why: 'three turns',
      code: 'df = spark.table("a.b.c")\nfor day in ["2026-01-01", "2026-01-02", "2026-01-03"]:\n    print(df.where(f"day = \'{day}\'").count())\n',
    },
    {
      why: 'the rows are kept',
      code: 'df = spark.table("a.b.c").where("x > 1").cache()\nfor day in days:\n    print(df.where(df.day == day).count())\n',
    },
    {
      why: 'a table is watched until it has enough rows',
      code: 'import time\n\nwhile spark.table("a.b.c").count() < 1000:\n    time.sleep(10)\nfor _ in range(10):\n    n = spark.table("a.b.c").where("ok").count()\n    time.sleep(10)\n',
    },
    {
      why: 'a look at a few rows of each part',
      code: 'df = spark.table("a.b.c")\nfor day in days:\n    df.where(df.day == day).select("id").show(5)\n',
    },
    {
      why: 'the frame grows in a loop inside, and is another one in each turn',
      code: 'for t in tables:\n    df = spark.table(t)\n    for name in names:\n        df = df.where(f"{name} > 0")\n    print(t, df.count())\n',
    },
    {
      why: 'groups by another column each time',
      code: 'df = spark.table("a.b.c")\nfor name in df.columns:\n    df.groupBy(name).count().show()\n',
    },
    {
      why: 'rows of the driver',
      code: 'df = spark.createDataFrame([(1, "a")], "id int, x string")\nfor name in names:\n    print(df.where(df.x == name).count())\n',
    },
    { why: 'no DataFrame', code: 'for word in words:\n    print(text.count(word))\n' },
  ],

  *python(facts) {
    if (facts.isTest) return;
    for (const { fact, kind, severity } of loopActions(facts)) {
      const { method, nameSpan } = fact;
      const message =
        kind === 'grows'
          ? `\`${method}()\` in each turn computes all earlier turns again: cut the plan with \`checkpoint()\`, or do it once after the loop.`
          : `\`${method}()\` reads the same rows again in each turn: one \`agg\` or \`groupBy\` gives all results in one pass.`;
      yield { span: nameSpan, message, severity };
    }
  },
});
