# Databricks notebook source
# MAGIC %md
# MAGIC # Quality checks
# MAGIC
# MAGIC Ends with an error when yesterday's figures cannot be right, so that the job is red.

# COMMAND ----------

from pyspark.sql import functions as F

yesterday = F.date_sub(F.current_date(), 1)

orders = spark.table("main.silver.orders").where(F.col("order_date") == yesterday)
views = spark.table("main.web.page_views").where(F.col("view_date") == yesterday)

# COMMAND ----------

duplicates = orders.groupBy("order_id").count().where("count > 1")

if duplicates.count() > 0:
    raise ValueError("an order came twice")

# COMMAND ----------

unpriced = orders.join(
    spark.table("main.silver.exchange_rates").where(F.col("rate_date") == yesterday),
    on="currency",
    how="left_anti",
)

if not unpriced.isEmpty():
    # lakelint: ignore[collect-on-driver] -- at most one row per currency
    currencies = [row.currency for row in unpriced.select("currency").distinct().collect()]
    raise ValueError(f"no exchange rate for {', '.join(currencies)}")

# COMMAND ----------

conversion = orders.agg(F.countDistinct("customer_id").alias("buyers")).crossJoin(
    views.agg(F.countDistinct("visitor_id").alias("visitors"))
)
display(conversion)
