-- Flows.
-- gives: create flow
CREATE FLOW backfill AS INSERT INTO raw.events BY NAME SELECT * FROM STREAM(raw.old_events);
CREATE FLOW more AS INSERT INTO raw.events BY NAME SELECT id, ts FROM STREAM raw.other_events;

-- Databricks only: flows.
-- gives: create flow
CREATE FLOW once AS INSERT INTO ONCE raw.events BY NAME SELECT * FROM raw.archive;
CREATE FLOW people_cdc AS AUTO CDC INTO silver.people FROM STREAM(raw.people_changes) KEYS (id) SEQUENCE BY ts;
CREATE FLOW people_cdc AS AUTO CDC INTO silver.people
  FROM STREAM(raw.people_changes)
  KEYS (id, region)
  IGNORE NULL UPDATES
  APPLY AS DELETE WHEN op = 'DELETE'
  APPLY AS TRUNCATE WHEN op = 'TRUNCATE'
  SEQUENCE BY struct(ts, id)
  COLUMNS * EXCEPT (op, ts)
  STORED AS SCD TYPE 2
  TRACK HISTORY ON * EXCEPT (city);

-- Databricks only: APPLY CHANGES.
-- gives: other APPLY
APPLY CHANGES INTO silver.people FROM STREAM(raw.people_changes) KEYS (id) SEQUENCE BY ts;
APPLY CHANGES INTO LIVE.people FROM STREAM(LIVE.changes) KEYS (id) APPLY AS DELETE WHEN op = 'D' SEQUENCE BY ts COLUMNS * EXCEPT (op) STORED AS SCD TYPE 1;

-- Databricks only: AUTO CDC.
-- gives: other AUTO
AUTO CDC INTO silver.people FROM STREAM(raw.people_changes) KEYS (id) SEQUENCE BY ts STORED AS SCD TYPE 2;

-- Databricks only: live tables of the old kind.
-- gives: create table
CREATE LIVE TABLE orders AS SELECT * FROM LIVE.raw_orders;
CREATE OR REFRESH LIVE TABLE orders (CONSTRAINT ok EXPECT (id > 0) ON VIOLATION DROP ROW) AS SELECT * FROM raw.orders;

-- Databricks only: live views and temporary views with expectations.
-- gives: create view
CREATE TEMPORARY LIVE VIEW v AS SELECT * FROM LIVE.orders;
CREATE TEMPORARY VIEW v (CONSTRAINT ok EXPECT (id IS NOT NULL)) AS SELECT * FROM raw.orders;

-- Databricks only: sinks and expectations on their own.
-- gives: create streaming table
CREATE STREAMING TABLE raw.a (id INT, CONSTRAINT ok EXPECT (id > 0)) FLOW AUTO CDC FROM STREAM(raw.changes) KEYS (id) SEQUENCE BY ts;
CREATE STREAMING TABLE raw.b FLOW INSERT BY NAME SELECT * FROM STREAM(raw.changes);
