# Databricks notebook source
# MAGIC %md
# MAGIC # Revenue per day and country

# COMMAND ----------

from pyspark.sql import functions as F

dbutils.widgets.text("order_date", "")
order_date = dbutils.widgets.get("order_date")

spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "64m")

# COMMAND ----------

orders = spark.table("main.silver.orders")
customers = spark.table("main.silver.customers").select("customer_id", "country")
rates = spark.table("main.silver.exchange_rates").where(F.col("rate_date") == order_date)

# COMMAND ----------

in_euro = orders.join(rates).where(orders.currency == rates.currency).withColumn("amount_eur", F.col("amount") * F.col("rate"))

revenue = (
    in_euro.join(customers, on="customer_id", how="left")
    .groupBy("order_date", F.coalesce("country", F.lit("unknown")).alias("country"))
    .agg(F.countDistinct("order_id").alias("orders"), F.sum("amount_eur").cast("decimal(18, 2)").alias("revenue_eur"))
)

# COMMAND ----------

(
    revenue.write.format("delta")
    .mode("overwrite")
    .option("replaceWhere", f"order_date = '{order_date}'")
    .saveAsTable("main.gold.daily_revenue")
)

# COMMAND ----------

# MAGIC %md ## Compared with the week before

# COMMAND ----------

weeks = spark.sql(
    f"""
    SELECT this.country, this.revenue_eur, before.revenue_eur AS week_before
    FROM main.gold.daily_revenue AS this
    LEFT JOIN main.gold.daily_revenue AS before
      ON before.country = this.country
     AND before.order_date = this.order_date - INTERVAL 7 DAYS
    WHERE this.order_date = '{order_date}'
      AND this.country != NULL
    """
)
display(weeks)
