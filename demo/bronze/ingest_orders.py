# Databricks notebook source
# MAGIC %md
# MAGIC # Orders: landing zone to bronze
# MAGIC
# MAGIC Reads the files that the shop delivered on `order_date` and adds them to `main.bronze.orders`.

# COMMAND ----------

# MAGIC %pip install requests==2.32.3

# COMMAND ----------

%pip install pycountry==24.6.1

# COMMAND ----------

from pyspark.sql import functions as F

dbutils.widgets.text("order_date", "")
order_date = dbutils.widgets.get("order_date")

spark.conf.set("spark.sql.files.ignoreMissingFiles", "true")
spark.conf.set("spark.databricks.delta.schema.autoMerge.enabled", "false")

# COMMAND ----------

# MAGIC %md ## Landing zone

# COMMAND ----------

if not any(m.mountPoint == "/mnt/landing" for m in dbutils.fs.mounts()):
    dbutils.fs.mount(source="s3a://shop-landing", mount_point="/mnt/landing")

landing = f"/mnt/landing/orders/{order_date}"

# COMMAND ----------

orders = (
    spark.read.option("multiLine", "false")
    .schema("order_id BIGINT, customer_id BIGINT, status STRING, amount STRING, currency STRING, ordered_at TIMESTAMP")
    .json(landing)
    .withColumn("source_file", F.col("_metadata.file_path"))
    .withColumn("ingested_at", F.current_timestamp())
)

orders.write.mode("append").saveAsTable("main.bronze.orders")

# COMMAND ----------

# MAGIC %md ## Exchange rates
# MAGIC The finance workspace publishes yesterday's rates over its SQL endpoint.

# COMMAND ----------

import requests

FINANCE_HOST = "https://finance.cloud.databricks.com"
FINANCE_TOKEN = "dapi4f1c0de2f4a7e1b3c5d7e9f0a1b2c3d4"

answer = requests.post(
    f"{FINANCE_HOST}/api/2.0/sql/statements",
    headers={"Authorization": f"Bearer {FINANCE_TOKEN}"},
    json={
        "warehouse_id": "5b1c0de2f4a7",
        "statement": "SELECT currency, rate FROM finance.public.rates WHERE rate_date = current_date() - 1",
    },
    timeout=30,
)
answer.raise_for_status()

# COMMAND ----------

rates = spark.createDataFrame(answer.json()["result"]["data_array"], "currency STRING, rate STRING").select(
    "currency",
    F.to_date(F.lit(order_date)).alias("rate_date"),
    F.col("rate").cast("decimal(18, 8)").alias("rate"),
)
rates.createOrReplaceTempView("new_rates")

# COMMAND ----------

# MAGIC %sql
# MAGIC MERGE INTO main.silver.exchange_rates AS target
# MAGIC USING new_rates AS source
# MAGIC ON target.currency = source.currency AND target.rate_date = source.rate_date
# MAGIC WHEN MATCHED THEN UPDATE SET rate = source.rate
# MAGIC WHEN NOT MATCHED THEN INSERT (currency, rate_date, rate) VALUES (source.currency, source.rate_date, source.rate)

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT status, count(*) AS orders
# MAGIC FROM main.bronze.orders
# MAGIC WHERE source_file IS NOT NULL AND status <> NULL
# MAGIC GROUP BY status
