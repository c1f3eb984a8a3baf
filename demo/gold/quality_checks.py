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
    # lakelint: ignore[collect-on-driver] -- a handful a day, and the message has to name them
    ids = [str(row.order_id) for row in unpriced.select("order_id").collect()]
    raise ValueError(f"no exchange rate for the orders {', '.join(ids)}")

# COMMAND ----------

conversion = orders.agg(F.countDistinct("customer_id").alias("buyers")).crossJoin(
    views.agg(F.countDistinct("visitor_id").alias("visitors"))
)
display(conversion)
