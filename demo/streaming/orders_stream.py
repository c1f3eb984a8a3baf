# Databricks notebook source
# MAGIC %md
# MAGIC # Orders as they come in
# MAGIC
# MAGIC Two queries over the same files: every order to bronze, and sales per five minutes for the wall screen.

# COMMAND ----------

from pyspark.sql import functions as F

spark.conf.set("spark.sql.streaming.metricsEnabled", "true")

LANDING = "/Volumes/main/bronze/landing/orders_live"
CHECKPOINTS = "/Volumes/main/bronze/checkpoints"

# COMMAND ----------

orders = (
    spark.readStream.format("cloudFiles")
    .option("cloudFiles.format", "json")
    .option("cloudFiles.schemaLocation", f"{CHECKPOINTS}/orders_live_schema")
    .option("cloudFiles.inferColumnTypes", "true")
    .load(LANDING)
)

# COMMAND ----------

(
    orders.writeStream.outputMode("append")
    .option("checkpointLocation", f"{CHECKPOINTS}/orders_live")
    .trigger(processingTime="30 seconds")
    .toTable("main.bronze.orders_live")
)

# COMMAND ----------

sales = (
    orders.withWatermark("ordered_at", "10 minutes")
    .groupBy(F.window("ordered_at", "5 minutes"), "currency")
    .agg(F.sum("amount").alias("amount"), F.count("order_id").alias("orders"))
)

(
    sales.writeStream.outputMode("append")
    .trigger(processingTime="1 minute")
    .toTable("main.gold.sales_five_minutes")
)
