# Databricks notebook source
# MAGIC %md
# MAGIC # Back-fill of orders
# MAGIC
# MAGIC Builds the days between `first_day` and `last_day` again from bronze. Started by hand.

# COMMAND ----------

from pyspark.sql import functions as F

dbutils.widgets.text("first_day", "2024-01-01")
dbutils.widgets.text("last_day", "2024-01-31")
first_day = dbutils.widgets.get("first_day")
last_day = dbutils.widgets.get("last_day")

spark.conf.set("spark.sql.shuffle.partitions", "800")

# COMMAND ----------

days = (
    spark.table("main.bronze.orders")
    .where(F.to_date("ordered_at").between(first_day, last_day))
    .select(
        "order_id",
        "customer_id",
        "status",
        F.col("amount").cast("decimal(18, 2)").alias("amount"),
        "currency",
        "ordered_at",
        F.to_date("ordered_at").alias("order_date"),
    )
    .dropDuplicates(["order_id"])
)

# COMMAND ----------

days.write.format("delta").mode("overwrite").saveAsTable("main.silver.orders")

# COMMAND ----------

# MAGIC %md ## Days that are there now

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT order_date, count(*) AS orders
# MAGIC FROM main.silver.orders
# MAGIC WHERE order_date BETWEEN :first_day AND :last_day
# MAGIC GROUP BY order_date
# MAGIC ORDER BY order_date
