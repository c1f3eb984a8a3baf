-- Runs on Sundays, after the back-fill window.

SET spark.databricks.delta.retentionDurationCheck.enabled = false;

OPTIMIZE main.silver.customers;

OPTIMIZE main.silver.orders
WHERE order_date >= current_date() - INTERVAL 7 DAYS
ZORDER BY (customer_id);

VACUUM main.silver.orders RETAIN 24 HOURS;

DELETE FROM main.gold.top_customers;

ANALYZE TABLE main.silver.customers COMPUTE STATISTICS FOR ALL COLUMNS;
