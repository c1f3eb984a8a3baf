import { defineRule } from '../../rule';
import { rowLoops } from '../../spark/row-loops';

export default defineRule({
  id: 'loop-over-collected-rows',
  family: 'performance',
  severity: 'warning',

  summary: 'A Python loop runs Spark work for each row',
  why:
    'Each turn starts a job of its own: planning, tasks and, for a write, a commit, for a single row. That is seconds for each row, one after the other, while the cluster waits; and the rows had to go through the memory ' +
    'of the driver first. Say it once for all rows: a join, `MERGE`, `INSERT … SELECT`, an aggregate by key. What must happen row by row outside of Spark belongs into `foreachPartition`.',
  docs: [
    {
      title: 'MERGE INTO (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/delta-merge-into.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.foreachPartition (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.foreachPartition.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'changed = spark.table("main.sales.corrections")\n' +
        'for row in changed.collect():\n    spark.sql(f"UPDATE main.sales.orders SET amount = {row.amount} WHERE order_id = {row.order_id}")\n',
      good:
        'spark.sql("""\n  MERGE INTO main.sales.orders o\n  USING main.sales.corrections c ON o.order_id = c.order_id\n' +
        '  WHEN MATCHED THEN UPDATE SET o.amount = c.amount\n""")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\ncustomers = (\n    spark.table("main.sales.customers")\n    .where("active")\n    .toPandas()\n)\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'totals = {}\nfor customer in customers.itertuples():\n    totals[customer.customer_id] = orders.where(orders.customer_id == customer.customer_id).count()\n',
      good:
        '# Databricks notebook source\ncustomers = (\n    spark.table("main.sales.customers")\n    .where("active")\n)\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'totals = orders.join(customers, "customer_id").groupBy("customer_id").count()\n',
    },
  ],
  nearMisses: [
    {
      why: 'the rows say which tables there are to copy',
      code: 'for row in spark.table("main.etl.tables").collect():\n    spark.table(row.source).write.mode("overwrite").saveAsTable(row.target)\n',
    },
    {
      why: 'the rows say which tables there are to maintain, and what was done is noted',
      code: 'for row in spark.table("main.etl.tables").collect():\n    rows = spark.table(row.name).count()\n    spark.sql(f"INSERT INTO main.etl.log VALUES (\'{row.name}\', {rows})")\n',
    },
    {
      why: 'a list of tables has few rows',
      code: 'for row in spark.sql("SHOW TABLES IN main.sales").collect():\n    spark.sql(f"INSERT INTO main.etl.seen VALUES (\'{row.tableName}\')")\n',
    },
    {
      why: 'nothing of Spark happens in the loop',
      code: 'for row in spark.table("a.b.c").toLocalIterator():\n    send(row.id)\n',
    },
    {
      why: 'a bounded number of rows',
      code: 'for row in spark.table("a.b.c").limit(10).collect():\n    print(spark.table("a.b.d").where(f"id = {row.id}").count())\n',
    },
    {
      why: 'the work comes after the loop',
      code: 'ids = []\nfor row in spark.table("a.b.c").collect():\n    ids.append(row.id)\nspark.table("a.b.d").where(F.col("id").isin(ids)).count()\n',
    },
    {
      why: 'what is done has nothing to do with the rows',
      code: 'for row in spark.table("a.b.c").collect():\n    send(row.id, spark.table("a.b.d").count())\n',
    },
    {
      why: 'each row is another notebook',
      code: 'for row in spark.table("a.b.jobs").collect():\n    dbutils.notebook.run(row.path, 0)\n    spark.sql(f"UPDATE a.b.jobs SET done = true WHERE path = \'{row.path}\'")\n',
    },
    {
      why: 'what is called for each row cannot be seen',
      code: 'for row in spark.table("a.b.c").collect():\n    process(row)\n',
    },
    {
      why: 'the statement names the table by a value of the row',
      code: 'for row in spark.table("a.b.tables").collect():\n    spark.sql("DELETE FROM {} WHERE day < current_date() - 30".format(row.name))\n',
    },
    {
      why: 'a list of Python',
      code: 'for day in ["2026-01-01", "2026-01-02"]:\n    spark.table("a.b.c").where(f"day = \'{day}\'").count()\n',
    },
  ],

  *python(facts) {
    for (const { rows, work, severity } of rowLoops(facts)) {
      const { method } = work.call;
      const name = method === 'execute' ? 'merge(…).execute()' : `${method}()`;
      yield {
        span: rows,
        message: `\`${name}\` runs a job of its own for each row of this loop: do it once for all of them, with a join, a MERGE or an aggregate.`,
        severity,
      };
    }
  },
});
