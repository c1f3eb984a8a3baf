CREATE SCHEMA IF NOT EXISTS main.bronze;
CREATE SCHEMA IF NOT EXISTS main.silver;
CREATE SCHEMA IF NOT EXISTS main.gold;

CREATE TABLE IF NOT EXISTS main.bronze.orders (
  order_id BIGINT NOT NULL,
  customer_id BIGINT,
  status STRING,
  amount STRING,
  currency STRING,
  ordered_at TIMESTAMP,
  source_file STRING,
  ingested_at TIMESTAMP
)
USING DELTA
COMMENT 'Orders as they were delivered, one row per delivered line';

CREATE TABLE IF NOT EXISTS main.silver.orders (
  order_id BIGINT NOT NULL,
  customer_id BIGINT,
  status STRING,
  amount DECIMAL(18, 2),
  currency STRING,
  ordered_at TIMESTAMP,
  order_date DATE,
  CONSTRAINT orders_pk PRIMARY KEY (order_id)
)
USING DELTA
PARTITIONED BY (order_date)
COMMENT 'One row per order';

CREATE TABLE IF NOT EXISTS main.silver.customers (
  customer_id BIGINT NOT NULL,
  email STRING,
  country STRING,
  segment STRING,
  updated_at TIMESTAMP,
  CONSTRAINT customers_pk PRIMARY KEY (customer_id)
)
USING DELTA
CLUSTER BY (customer_id)
COMMENT 'One row per customer, the latest state';

CREATE TABLE IF NOT EXISTS main.silver.exchange_rates (
  currency STRING NOT NULL,
  rate_date DATE NOT NULL,
  rate DECIMAL(18, 8)
)
USING DELTA;

CREATE TABLE IF NOT EXISTS main.gold.daily_revenue (
  order_date DATE,
  country STRING,
  orders BIGINT,
  revenue_eur DECIMAL(18, 2)
)
USING DELTA
PARTITIONED BY (order_date)
TBLPROPERTIES ('delta.autoOptimize.optimizeWrite' = 'true');

CREATE TABLE IF NOT EXISTS main.gold.orders_by_hour (
  order_date DATE,
  hour INT,
  orders BIGINT
)
USING DELTA;

CREATE TABLE IF NOT EXISTS main.gold.top_customers (
  report_date DATE,
  customer_id BIGINT,
  country STRING,
  revenue_eur DECIMAL(18, 2)
)
USING DELTA;
