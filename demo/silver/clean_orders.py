# Databricks notebook source
# MAGIC %md
# MAGIC # Orders: bronze to silver
# MAGIC
# MAGIC One row per order: trims text, converts amounts, drops test orders.

# COMMAND ----------

from pyspark.sql import functions as F

from lib.transforms import latest_per_key, normalise_currency

dbutils.widgets.text("order_date", "")
order_date = dbutils.widgets.get("order_date")

spark.conf.set("spark.sql.shuffle.partitions", "400")
spark.conf.set("spark.sql.session.timeZone", "UTC")

# COMMAND ----------

raw = spark.table("main.bronze.orders").where(F.to_date("ordered_at") == order_date)

if raw.count() == 0:
    dbutils.notebook.exit(f"no orders on {order_date}")

# COMMAND ----------

text_columns = [name for name, kind in raw.dtypes if kind == "string"]

trimmed = raw
for name in text_columns:
    trimmed = trimmed.withColumn(name, F.trim(F.col(name)))

# COMMAND ----------

# MAGIC %md ## Rows that cannot be right
# MAGIC Orders without a customer are guests; orders without an amount are broken deliveries.

# COMMAND ----------

broken = trimmed.filter(F.col("amount") == None)

for row in broken.collect():
    print(f"order {row.order_id} in {row.source_file} has no amount")

# COMMAND ----------

clean = (
    trimmed.filter(F.col("amount").isNotNull())
    .filter("status <> 'TEST'")
    .transform(normalise_currency)
    .transform(lambda df: latest_per_key(df, ["order_id"], "ingested_at"))
    .select(
        "order_id",
        "customer_id",
        "status",
        F.col("amount").cast("decimal(18, 2)").alias("amount"),
        "currency",
        "ordered_at",
        F.to_date("ordered_at").alias("order_date"),
    )
)

# COMMAND ----------

(
    clean.write.mode("overwrite")
    .option("replaceWhere", f"order_date = '{order_date}'")
    .saveAsTable("main.silver.orders")
)

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT status, count(*) AS orders, sum(amount) AS amount
# MAGIC FROM main.silver.orders
# MAGIC WHERE order_date = :order_date
# MAGIC GROUP BY status
