-- Runs on Sundays, after the back-fill window.

SET spark.databricks.delta.retentionDurationCheck.enabled = false;

OPTIMIZE shop.silver.customers;

OPTIMIZE shop.silver.orders
WHERE order_date >= current_date() - INTERVAL 7 DAYS
ZORDER BY (customer_id);

VACUUM shop.silver.orders RETAIN 24 HOURS;

DELETE FROM shop.gold.top_customers;

ANALYZE TABLE shop.silver.customers COMPUTE STATISTICS FOR ALL COLUMNS;
