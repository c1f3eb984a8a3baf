-- OPTIMIZE.
-- gives: optimize
OPTIMIZE sales.orders;
OPTIMIZE sales.orders WHERE day >= '2024-01-01';
OPTIMIZE sales.orders ZORDER BY (customer_id, region);
OPTIMIZE sales.orders WHERE day = current_date() ZORDER BY customer_id;
OPTIMIZE sales.orders FULL;
OPTIMIZE delta.`/mnt/lake/orders`;
OPTIMIZE '/mnt/lake/orders' ZORDER BY (id);

-- VACUUM.
-- gives: vacuum
VACUUM sales.orders;
VACUUM sales.orders RETAIN 168 HOURS;
VACUUM sales.orders RETAIN 0 HOURS DRY RUN;
VACUUM sales.orders LITE;
VACUUM sales.orders FULL DRY RUN;
VACUUM delta.`/mnt/lake/orders`;
VACUUM '/mnt/lake/orders' RETAIN 240 HOURS;

-- ANALYZE.
-- gives: other ANALYZE
ANALYZE TABLE sales.orders COMPUTE STATISTICS;
ANALYZE TABLE sales.orders COMPUTE STATISTICS FOR COLUMNS id, day;
ANALYZE TABLE sales.orders COMPUTE STATISTICS FOR ALL COLUMNS;
ANALYZE TABLE sales.orders PARTITION (day = '2024-01-01') COMPUTE STATISTICS NOSCAN;
ANALYZE TABLES IN sales COMPUTE STATISTICS;

-- Databricks only: ANALYZE.
-- gives: other ANALYZE
ANALYZE TABLE sales.orders COMPUTE DELTA STATISTICS;

-- DESCRIBE.
-- gives: other DESCRIBE
DESCRIBE sales.orders;
DESCRIBE TABLE sales.orders;
DESCRIBE TABLE EXTENDED sales.orders;
DESCRIBE EXTENDED sales.orders AS JSON;
DESCRIBE HISTORY sales.orders LIMIT 5;
DESCRIBE DETAIL sales.orders;
DESCRIBE SCHEMA EXTENDED sales;
DESCRIBE DATABASE sales;
DESCRIBE FUNCTION EXTENDED upper;
DESCRIBE sales.orders id;
DESCRIBE VOLUME main.raw.files;
DESCRIBE SHARE partner_share;
DESCRIBE CONNECTION pg_conn;
DESCRIBE QUERY SELECT id, count(*) FROM t GROUP BY id;

-- DESC.
-- gives: other DESC
DESC sales.orders;
DESC EXTENDED sales.orders;
DESC HISTORY sales.orders;

-- Databricks only: more of DESCRIBE.
-- gives: other DESCRIBE
DESCRIBE CATALOG EXTENDED main;
DESCRIBE EXTERNAL LOCATION lake;

-- SHOW.
-- gives: other SHOW
SHOW TABLES;
SHOW TABLES IN sales LIKE 'ord*';
SHOW TABLE EXTENDED IN sales LIKE 'orders';
SHOW VIEWS FROM sales;
SHOW SCHEMAS;
SHOW DATABASES LIKE 's*';
SHOW CATALOGS;
SHOW COLUMNS IN sales.orders;
SHOW CREATE TABLE sales.orders;
SHOW PARTITIONS sales.orders PARTITION (day = '2024-01-01');
SHOW TBLPROPERTIES sales.orders ('delta.minReaderVersion');
SHOW FUNCTIONS;
SHOW USER FUNCTIONS LIKE 'c*';
SHOW CURRENT SCHEMA;

-- Databricks only: SHOW.
-- gives: other SHOW
SHOW GRANTS ON TABLE sales.orders;
SHOW GRANTS `anna@example.com` ON SCHEMA main.sales;
SHOW VOLUMES IN main.raw;
SHOW CONNECTIONS;
SHOW SHARES;
SHOW RECIPIENTS LIKE 'p*';
SHOW EXTERNAL LOCATIONS;
SHOW STORAGE CREDENTIALS;
SHOW ALL IN SHARE partner_share;
SHOW GROUPS;
SHOW USERS;
SHOW TABLES DROPPED IN sales;
SHOW POLICIES ON TABLE main.crm.people;

-- RESTORE and REORG.
-- gives: other RESTORE
RESTORE TABLE sales.orders TO VERSION AS OF 3;
RESTORE sales.orders TO TIMESTAMP AS OF '2024-01-01';
RESTORE TABLE delta.`/mnt/lake/orders` VERSION AS OF 3;

-- REORG.
-- gives: other REORG
REORG TABLE sales.orders APPLY (PURGE);
REORG TABLE sales.orders WHERE day < '2024-01-01' APPLY (PURGE);

-- CONVERT.
-- gives: other CONVERT
CONVERT TO DELTA parquet.`/mnt/in` PARTITIONED BY (day DATE);
CONVERT TO DELTA sales.old_orders;

-- Databricks only: FSCK.
-- gives: other FSCK
FSCK REPAIR TABLE sales.orders;
FSCK REPAIR TABLE sales.orders DRY RUN;

-- MSCK.
-- gives: other MSCK
MSCK REPAIR TABLE sales.orders;
MSCK REPAIR TABLE sales.orders SYNC PARTITIONS;

-- REPAIR.
-- gives: other REPAIR
REPAIR TABLE sales.orders;

-- REFRESH.
-- gives: other REFRESH
REFRESH TABLE sales.orders;
REFRESH sales.orders;
REFRESH FUNCTION tools.clean;

-- Databricks only: REFRESH.
-- gives: other REFRESH
REFRESH MATERIALIZED VIEW sales.daily;
REFRESH MATERIALIZED VIEW sales.daily FULL;
REFRESH STREAMING TABLE raw.events SYNC;
REFRESH FOREIGN CATALOG pg;

-- GENERATE.
-- gives: other GENERATE
GENERATE symlink_format_manifest FOR TABLE sales.orders;

-- LOAD.
-- gives: other LOAD
LOAD DATA INPATH '/mnt/in' INTO TABLE sales.orders;
LOAD DATA LOCAL INPATH '/tmp/in' OVERWRITE INTO TABLE sales.orders PARTITION (day = '2024-01-01');

-- EXPLAIN.
-- gives: other EXPLAIN
EXPLAIN SELECT id FROM t;
EXPLAIN EXTENDED SELECT id FROM t JOIN u USING (id);
EXPLAIN FORMATTED WITH a AS (SELECT 1 AS x) SELECT x FROM a;
EXPLAIN COST SELECT * FROM t WHERE a = 1;
