/** A notebook with a few mistakes and a setting, for people who want to see what Lakelint does before they have code open. */
export const example = `# Databricks notebook source
# Lakelint underlines what makes a pipeline slow, wrong or impossible to run twice.
# Hold the pointer over a wavy line, or press Ctrl+. (Cmd+. on a Mac) on it.

spark.conf.set("spark.sql.shuffle.partitions", "800")

orders = spark.table("main.sales.orders")

if orders.count() == 0:
    dbutils.notebook.exit("nothing to do")

for row in orders.collect():
    print(row)

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT * FROM main.sales.orders WHERE cancelled_at = NULL
`;
