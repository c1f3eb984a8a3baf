-- Report tables for the dashboards, every morning after orders_daily.

SET spark.sql.ansi.enabled = true;

CREATE OR REPLACE TABLE main.gold.order_report AS
SELECT *
FROM main.silver.orders
WHERE order_date >= date_sub(current_date(), 30);

CREATE OR REPLACE VIEW main.gold.revenue_by_segment AS
SELECT c.segment, o.currency, sum(o.amount) AS amount
FROM main.silver.orders AS o, main.silver.customers AS c
WHERE o.order_date >= date_sub(current_date(), 90)
GROUP BY c.segment, o.currency;

INSERT OVERWRITE main.gold.orders_by_hour (order_date, hour, orders)
SELECT order_date, hour(ordered_at), count(*)
FROM main.silver.orders
WHERE order_date = date_sub(current_date(), 1)
GROUP BY order_date, hour(ordered_at);

INSERT INTO main.gold.top_customers
SELECT current_date(), o.customer_id, c.country, sum(o.amount)
FROM main.silver.orders AS o
JOIN main.silver.customers AS c ON c.customer_id = o.customer_id
WHERE o.status = 'PAID' AND o.currency = 'EUR'
GROUP BY o.customer_id, c.country
ORDER BY 4 DESC
LIMIT 100;

SELECT country, sum(revenue_eur) AS revenue_eur
FROM main.gold.daily_revenue
WHERE order_date BETWEEN date_sub(current_date(), 7) AND current_date()
GROUP BY country;
