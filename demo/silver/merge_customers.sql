-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Customers: the latest state
-- MAGIC
-- MAGIC Runs every hour over the changes of the shop's database. A second run over the same changes changes nothing.

-- COMMAND ----------

CREATE OR REPLACE TEMPORARY VIEW changed_customers AS
SELECT customer_id, lower(trim(email)) AS email, country, segment, updated_at
FROM main.bronze.customer_changes
WHERE updated_at >= current_timestamp() - INTERVAL 2 HOURS
QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY updated_at DESC) = 1

-- COMMAND ----------

MERGE INTO main.silver.customers AS target
USING changed_customers AS source
ON target.customer_id = source.customer_id
WHEN MATCHED AND source.updated_at > target.updated_at THEN
  UPDATE SET
    email = source.email,
    country = source.country,
    segment = source.segment,
    updated_at = source.updated_at
WHEN NOT MATCHED THEN
  INSERT (customer_id, email, country, segment, updated_at)
  VALUES (source.customer_id, source.email, source.country, source.segment, source.updated_at)

-- COMMAND ----------

-- MAGIC %md ## What this run changed

-- COMMAND ----------

DESCRIBE HISTORY main.silver.customers LIMIT 1
