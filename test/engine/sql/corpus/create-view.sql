-- Views.
-- gives: create view
CREATE VIEW v AS SELECT id FROM t;
CREATE OR REPLACE VIEW main.sales.v AS SELECT id, amount FROM main.sales.orders WHERE day > '2024-01-01';
CREATE VIEW IF NOT EXISTS v (id COMMENT 'key', total) COMMENT 'sums' TBLPROPERTIES ('a' = 'b') AS SELECT id, sum(x) FROM t GROUP BY id;
CREATE TEMPORARY VIEW v AS SELECT 1 AS id;
CREATE OR REPLACE TEMP VIEW v AS SELECT * FROM t;
CREATE GLOBAL TEMPORARY VIEW v AS SELECT * FROM t;
CREATE VIEW v WITH SCHEMA EVOLUTION AS SELECT * FROM t;
CREATE VIEW v WITH SCHEMA BINDING AS SELECT id FROM t;
CREATE VIEW v AS WITH a AS (SELECT 1 AS x) SELECT x FROM a;
CREATE VIEW v AS (SELECT id FROM a UNION SELECT id FROM b);
CREATE VIEW v AS VALUES (1), (2);
CREATE VIEW v AS TABLE t;
CREATE VIEW v AS FROM t SELECT id;

-- Metric views.
-- gives: create view
CREATE VIEW m WITH METRICS LANGUAGE YAML AS $$
  version: 0.1
  source: main.sales.orders
  measures:
    - name: total
      expr: sum(amount)
  $$;

-- Materialized views.
-- gives: create materialized view
CREATE MATERIALIZED VIEW sales.daily AS SELECT day, sum(amount) AS total FROM sales.orders GROUP BY day;
CREATE MATERIALIZED VIEW IF NOT EXISTS sales.daily COMMENT 'sums' PARTITIONED BY (day) AS SELECT day, count(*) AS n FROM sales.orders GROUP BY day;
CREATE MATERIALIZED VIEW v TBLPROPERTIES ('a' = 'b') AS SELECT id FROM t;

-- Databricks only: materialized views.
-- gives: create materialized view
CREATE OR REPLACE MATERIALIZED VIEW v AS SELECT id FROM t;
CREATE OR REFRESH MATERIALIZED VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW v SCHEDULE EVERY 1 HOUR AS SELECT id FROM t;
CREATE MATERIALIZED VIEW v SCHEDULE CRON '0 0 * * * ?' AT TIME ZONE 'UTC' CLUSTER BY (id) AS SELECT id FROM t;
CREATE OR REPLACE MATERIALIZED VIEW v (id INT, CONSTRAINT ok EXPECT (id > 0) ON VIOLATION DROP ROW) AS SELECT id FROM t;
CREATE MATERIALIZED VIEW v TRIGGER ON UPDATE AS SELECT id FROM t;

-- Streaming tables.
-- gives: create streaming table
CREATE STREAMING TABLE raw.events AS SELECT * FROM STREAM(main.in.events);
CREATE STREAMING TABLE IF NOT EXISTS raw.events (id BIGINT, ts TIMESTAMP) COMMENT 'as they come' PARTITIONED BY (id);
CREATE STREAMING TABLE raw.events TBLPROPERTIES ('quality' = 'bronze');

-- Databricks only: streaming tables.
-- gives: create streaming table
CREATE OR REFRESH STREAMING TABLE raw.events AS SELECT * FROM STREAM read_files('/Volumes/main/raw/in', format => 'json');
CREATE OR REFRESH STREAMING TABLE raw.events SCHEDULE EVERY 2 HOURS AS SELECT id FROM STREAM main.in.events;
CREATE OR REFRESH STREAMING TABLE silver.orders (
    CONSTRAINT valid_id EXPECT (id IS NOT NULL) ON VIOLATION DROP ROW,
    CONSTRAINT valid_amount EXPECT (amount >= 0) ON VIOLATION FAIL UPDATE,
    CONSTRAINT known_region EXPECT (region IN ('n', 's'))
  ) CLUSTER BY (day) AS SELECT * FROM STREAM(raw.orders);
CREATE OR REFRESH PRIVATE STREAMING TABLE tmp.orders AS SELECT * FROM STREAM(raw.orders);
CREATE OR REFRESH STREAMING LIVE TABLE orders AS SELECT * FROM STREAM(LIVE.raw_orders);
