-- Tables: columns.
-- gives: alter table
ALTER TABLE sales.orders ADD COLUMN discount DECIMAL(5, 2) COMMENT 'in percent' AFTER amount;
ALTER TABLE sales.orders ADD COLUMNS (a INT, b STRING FIRST);
ALTER TABLE sales.orders DROP COLUMN discount;
ALTER TABLE sales.orders DROP COLUMNS IF EXISTS (a, b);
ALTER TABLE sales.orders RENAME COLUMN a TO b;
ALTER TABLE sales.orders ALTER COLUMN amount TYPE BIGINT;
ALTER TABLE sales.orders ALTER COLUMN amount SET NOT NULL;
ALTER TABLE sales.orders ALTER COLUMN amount DROP NOT NULL;
ALTER TABLE sales.orders ALTER COLUMN amount SET DEFAULT 0;
ALTER TABLE sales.orders ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE sales.orders ALTER COLUMN amount COMMENT 'gross';
ALTER TABLE sales.orders ALTER COLUMN amount AFTER id;
ALTER TABLE sales.orders CHANGE COLUMN amount amount DOUBLE COMMENT 'gross';
ALTER TABLE sales.orders REPLACE COLUMNS (id INT, name STRING);

-- Tables: names, properties, partitions, constraints.
-- gives: alter table
ALTER TABLE sales.orders RENAME TO sales.all_orders;
ALTER TABLE sales.orders SET TBLPROPERTIES ('delta.logRetentionDuration' = 'interval 30 days');
ALTER TABLE sales.orders UNSET TBLPROPERTIES IF EXISTS ('a', 'b');
ALTER TABLE sales.orders SET LOCATION 's3://bucket/orders';
ALTER TABLE sales.orders ADD IF NOT EXISTS PARTITION (day = '2024-01-01') LOCATION '/mnt/p1' PARTITION (day = '2024-01-02');
ALTER TABLE sales.orders DROP IF EXISTS PARTITION (day = '2024-01-01');
ALTER TABLE sales.orders PARTITION (day = '1') RENAME TO PARTITION (day = '2');
ALTER TABLE sales.orders RECOVER PARTITIONS;
ALTER TABLE sales.orders ADD CONSTRAINT positive CHECK (amount > 0);
ALTER TABLE sales.orders ADD CONSTRAINT pk PRIMARY KEY (id);
ALTER TABLE sales.orders ADD CONSTRAINT fk FOREIGN KEY (cid) REFERENCES crm.customers (id);
ALTER TABLE sales.orders DROP CONSTRAINT IF EXISTS positive;
ALTER TABLE sales.orders CLUSTER BY (day, id);
ALTER TABLE sales.orders CLUSTER BY NONE;
ALTER TABLE sales.orders SET SERDEPROPERTIES ('a' = 'b');
ALTER TABLE sales.orders DROP FEATURE deletionVectors;
ALTER TABLE sales.orders ALTER COLUMN id SYNC IDENTITY;

-- Databricks only: tables.
-- gives: alter table
ALTER TABLE sales.orders CLUSTER BY AUTO;
ALTER TABLE sales.orders SET TAGS ('pii' = 'true', 'team' = 'a');
ALTER TABLE sales.orders UNSET TAGS ('pii');
ALTER TABLE sales.orders ALTER COLUMN ssn SET MASK main.sec.hide USING COLUMNS (region);
ALTER TABLE sales.orders ALTER COLUMN ssn DROP MASK;
ALTER TABLE sales.orders ALTER COLUMN ssn SET TAGS ('pii' = 'ssn');
ALTER TABLE sales.orders SET ROW FILTER main.sec.by_region ON (region);
ALTER TABLE sales.orders DROP ROW FILTER;
ALTER TABLE sales.orders OWNER TO `data team`;
ALTER TABLE sales.orders SET OWNER TO analysts;
ALTER TABLE sales.orders ENABLE PREDICTIVE OPTIMIZATION;
ALTER TABLE sales.orders DROP PRIMARY KEY IF EXISTS CASCADE;

-- Views.
-- gives: alter view
ALTER VIEW sales.v AS SELECT id FROM sales.orders;
ALTER VIEW sales.v RENAME TO sales.w;
ALTER VIEW sales.v SET TBLPROPERTIES ('a' = 'b');
ALTER VIEW sales.v UNSET TBLPROPERTIES ('a');

-- Schemas.
-- gives: alter schema
ALTER SCHEMA sales SET DBPROPERTIES ('a' = 'b');
ALTER SCHEMA sales SET LOCATION 's3://bucket/sales';

-- Databases.
-- gives: alter database
ALTER DATABASE sales SET DBPROPERTIES ('a' = 'b');

-- Databricks only: schemas.
-- gives: alter schema
ALTER SCHEMA main.sales OWNER TO analysts;
ALTER SCHEMA main.sales ENABLE PREDICTIVE OPTIMIZATION;

-- Databricks only: catalogs.
-- gives: alter catalog
ALTER CATALOG main OWNER TO analysts;
ALTER CATALOG main SET TAGS ('env' = 'prod');

-- Databricks only: volumes.
-- gives: alter volume
ALTER VOLUME main.raw.files RENAME TO main.raw.docs;

-- Databricks only: shares.
-- gives: alter share
ALTER SHARE partner_share ADD TABLE main.sales.orders PARTITION (region = 'n') AS shared.orders WITH HISTORY;
ALTER SHARE partner_share REMOVE TABLE main.sales.orders;

-- Databricks only: connections.
-- gives: alter connection
ALTER CONNECTION pg_conn OPTIONS (host 'db2.example.com');

-- Databricks only: streaming tables.
-- gives: alter streaming table
ALTER STREAMING TABLE raw.events ADD SCHEDULE EVERY 1 HOUR;

-- Databricks only: materialized views.
-- gives: alter materialized view
ALTER MATERIALIZED VIEW sales.daily DROP SCHEDULE;
