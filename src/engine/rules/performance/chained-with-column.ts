import { withColumnRuns } from '../../python/with-columns';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'chained-with-column',
  family: 'performance',
  severity: 'off',
  fix: 'safe',

  summary: 'Columns that do not depend on each other are added in one step each',
  why:
    'Every `withColumn` makes a frame of its own, with one more projection in its plan, and Spark analyses that plan before the next call. The optimizer puts the steps together again, so the query does not run slower; it is the time before ' +
    'that grows with long chains. `withColumns({…})` says all columns at once. It exists since Spark 3.3 (Databricks Runtime 11). For a handful of columns it is a matter of taste: this rule is off until you ask for it.',
  docs: [
    {
      title: 'DataFrame.withColumn, notes (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/pyspark/reference/classes/dataframe/withColumn',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'orders = orders.withColumn("status", F.upper("status")).withColumn("gross", F.col("amount") * 1.19).withColumn("loaded_at", F.current_timestamp())\n',
      good:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'orders = orders.withColumns({"status": F.upper("status"), "gross": F.col("amount") * 1.19, "loaded_at": F.current_timestamp()})\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\n# COMMAND ----------\n\norders = (\n    spark.table("main.sales.orders")\n    .withColumn("day", F.to_date("ordered_at"))  # in UTC\n' +
        '    # what the customer paid\n    .withColumn("gross", F.col("amount") * 1.19)\n)\n',
      good:
        '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\n# COMMAND ----------\n\norders = (\n    spark.table("main.sales.orders")\n    .withColumns({\n        "day": F.to_date("ordered_at"),  # in UTC\n' +
        '        # what the customer paid\n        "gross": F.col("amount") * 1.19,\n    })\n)\n',
    },
  ],
  nearMisses: [
    {
      why: 'the second column is made from the first',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("net", F.col("x") / 2).withColumn("tax", F.col("x") - F.col("NET"))\n',
    },
    {
      why: 'the second column reads the first by its name in a function',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.trim("a")).withColumn("b", F.upper("a"))\n',
    },
    {
      why: 'the same column twice',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.trim("a")).withColumn("A", F.lit(1))\n',
    },
    {
      why: 'one step makes more rows',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.explode("xs")).withColumn("b", F.explode("ys"))\n',
    },
    {
      why: 'nobody can see what the variable reads',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.lit(1)).withColumn("b", condition)\n',
    },
    {
      why: 'nobody can see what the window reads',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.lit(1)).withColumn("b", F.row_number().over(w))\n',
    },
    {
      why: 'something else stands between them',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.lit(1)).where("x > 1").withColumn("b", F.lit(2))\n',
    },
    {
      why: 'a runtime that does not have withColumns',
      target: { runtime: '10.4' },
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c").withColumn("a", F.lit(1)).withColumn("b", F.lit(2))\n',
    },
  ],

  options: {
    minimum: { default: 2, description: 'Chains of fewer columns are left alone.' },
  },

  pythonScope: 'cell',
  *python(facts, { minimum }) {
    const { runtime } = facts.target;
    if (runtime !== undefined && Number.parseFloat(runtime) < 11) return;
    for (const { span, columns, fix } of withColumnRuns(facts, minimum)) {
      const message = `${columns.length} columns in ${columns.length} steps of the plan: \`withColumns({…})\` adds them in one.`;
      yield { span, message, fix };
    }
  },
});
