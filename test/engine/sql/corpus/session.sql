-- SET.
-- gives: set
SET spark.sql.shuffle.partitions = 200;
SET spark.sql.ansi.enabled=true;
SET spark.sql.shuffle.partitions;
SET;
SET -v;
SET TIME ZONE 'Europe/Berlin';
SET TIME ZONE LOCAL;
SET `my key` = some value with spaces;
SET delta.logRetentionDuration = interval 30 days;
RESET spark.sql.shuffle.partitions;
RESET;

-- SET of a variable.
-- gives: set
SET VAR day = DATE '2024-01-01';
SET VARIABLE day = (SELECT max(day) FROM sales.orders);
SET VAR (a, b) = (SELECT 1, 2);
SET VAR n = n + 1;
SET VAR a = 1, b = 2;
SET VAR n = DEFAULT;

-- USE.
-- gives: use
USE sales;
USE main.sales;
USE SCHEMA sales;
USE DATABASE sales;

-- Databricks only: USE CATALOG.
-- gives: use
USE CATALOG main;
USE CATALOG `my catalog`;

-- Catalogs through SET.
-- gives: set
SET CATALOG main;

-- CACHE.
-- gives: other CACHE
CACHE TABLE sales.orders;
CACHE LAZY TABLE o AS SELECT id FROM sales.orders;
CACHE TABLE o OPTIONS ('storageLevel' = 'DISK_ONLY') AS SELECT * FROM sales.orders;

-- Databricks only: the disk cache.
-- gives: other CACHE
CACHE SELECT id, day FROM sales.orders WHERE day > '2024-01-01';

-- UNCACHE and CLEAR.
-- gives: other UNCACHE
UNCACHE TABLE sales.orders;
UNCACHE TABLE IF EXISTS o;

-- CLEAR.
-- gives: other CLEAR
CLEAR CACHE;

-- ADD.
-- gives: other ADD
ADD JAR 's3://bucket/udf.jar';
ADD FILE '/tmp/a.txt';

-- LIST.
-- gives: other LIST
LIST JAR;

-- Databricks only: files of a volume.
-- gives: other LIST
LIST '/Volumes/main/raw/files' LIMIT 10;

-- Databricks only: PUT.
-- gives: other PUT
PUT '/tmp/a.csv' INTO '/Volumes/main/raw/files/a.csv' OVERWRITE;

-- Databricks only: GET.
-- gives: other GET
GET '/Volumes/main/raw/files/a.csv' TO '/tmp/a.csv';

-- Databricks only: REMOVE.
-- gives: other REMOVE
REMOVE '/Volumes/main/raw/files/a.csv';

-- CALL.
-- gives: other CALL
CALL main.tools.load('2024-01-01', full => true);

-- EXECUTE IMMEDIATE.
-- gives: other EXECUTE
EXECUTE IMMEDIATE 'SELECT 1';
EXECUTE IMMEDIATE 'SELECT max(id) FROM t WHERE day = ?' INTO best USING '2024-01-01';
EXECUTE IMMEDIATE query_text USING 5 AS n, 'x' AS name;

-- Databricks only: transactions.
-- gives: other COMMIT
COMMIT;

-- Databricks only: transactions that go back.
-- gives: other ROLLBACK
ROLLBACK;

-- Databricks only: a transaction begins.
-- gives: other BEGIN
BEGIN TRANSACTION;

-- COMMENT ON.
-- gives: other COMMENT
COMMENT ON TABLE sales.orders IS 'all orders';
COMMENT ON SCHEMA sales IS NULL;
COMMENT ON DATABASE sales IS 'orders; and lines';

-- Databricks only: COMMENT ON.
-- gives: other COMMENT
COMMENT ON CATALOG main IS 'production';
COMMENT ON VOLUME main.raw.files IS 'as delivered';
COMMENT ON COLUMN sales.orders.id IS 'the key';

-- Databricks only: GRANT.
-- gives: other GRANT
GRANT SELECT ON TABLE sales.orders TO `anna@example.com`;
GRANT SELECT, MODIFY ON sales.orders TO analysts;
GRANT USE CATALOG ON CATALOG main TO `account users`;
GRANT ALL PRIVILEGES ON SCHEMA main.sales TO `data team`;
GRANT EXECUTE ON FUNCTION main.tools.clean TO analysts;
GRANT READ VOLUME, WRITE VOLUME ON VOLUME main.raw.files TO analysts;
GRANT SELECT ON SHARE partner_share TO RECIPIENT partner;

-- Databricks only: REVOKE.
-- gives: other REVOKE
REVOKE SELECT ON TABLE sales.orders FROM `anna@example.com`;
REVOKE ALL PRIVILEGES ON SCHEMA main.sales FROM analysts;

-- Databricks only: DENY.
-- gives: other DENY
DENY SELECT ON TABLE sales.orders TO interns;

-- Databricks only: SYNC.
-- gives: other SYNC
SYNC SCHEMA main.sales FROM hive_metastore.sales DRY RUN;
SYNC TABLE main.sales.orders FROM hive_metastore.sales.orders SET OWNER analysts;
