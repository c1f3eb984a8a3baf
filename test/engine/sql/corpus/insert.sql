-- INSERT INTO.
-- gives: insert
INSERT INTO sales.orders VALUES (1, 'a', 2.5);
INSERT INTO TABLE sales.orders VALUES (1, 'a'), (2, 'b'), (3, NULL);
INSERT INTO sales.orders (id, name) VALUES (1, 'a');
INSERT INTO sales.orders (id, name) VALUES (1, DEFAULT), (2, 'b');
INSERT INTO sales.orders SELECT id, name FROM staging.orders;
INSERT INTO sales.orders (id, name) SELECT s.id, s.name FROM staging.orders s LEFT ANTI JOIN sales.orders o ON s.id = o.id;
INSERT INTO sales.orders TABLE staging.orders;
INSERT INTO sales.orders FROM staging.orders SELECT id, name;
INSERT INTO sales.orders WITH s AS (SELECT * FROM staging.orders) SELECT id, name FROM s;
INSERT INTO sales.orders (SELECT id, name FROM staging.orders);
INSERT INTO sales.totals SELECT region, sum(amount) FROM sales.orders WHERE day = current_date() GROUP BY region UNION ALL SELECT 'all', sum(amount) FROM sales.orders;
INSERT INTO delta.`/mnt/lake/orders` SELECT * FROM staging.orders;
INSERT INTO main.log.runs VALUES (current_timestamp(), current_user(), 'done', map('a', 1), array(1, 2), named_struct('x', 1));

-- INSERT BY NAME.
-- gives: insert
INSERT INTO sales.orders BY NAME SELECT name, id FROM staging.orders;
INSERT OVERWRITE sales.orders BY NAME SELECT 1 AS id, 'a' AS name;

-- INSERT OVERWRITE.
-- gives: insert
INSERT OVERWRITE sales.daily SELECT day, sum(amount) FROM sales.orders GROUP BY day;
INSERT OVERWRITE TABLE sales.daily VALUES (DATE '2024-01-01', 5);
INSERT OVERWRITE sales.daily PARTITION (day = '2024-01-01') SELECT region, sum(amount) FROM sales.orders GROUP BY region;
INSERT OVERWRITE TABLE sales.daily PARTITION (day) SELECT region, sum(amount), day FROM sales.orders GROUP BY region, day;
INSERT INTO sales.daily PARTITION (day = '2024-01-01', region) (total, region) SELECT 1, 'x';
INSERT OVERWRITE TABLE sales.daily PARTITION (day = '2024-01-01') IF NOT EXISTS SELECT 1, 2;

-- INSERT with conditions on what is replaced.
-- gives: insert
INSERT INTO sales.orders REPLACE WHERE day = DATE '2024-01-01' SELECT * FROM staging.orders;
INSERT INTO sales.orders REPLACE WHERE day >= '2024-01-01' AND day < '2024-02-01' SELECT id, day FROM staging.orders WHERE day >= '2024-01-01';
INSERT INTO sales.orders REPLACE USING (id, day) SELECT id, day, amount FROM staging.orders;
INSERT INTO sales.orders AS t REPLACE ON t.id = s.id (SELECT id, amount FROM staging.orders) AS s;

-- INSERT that widens the schema.
-- gives: insert
INSERT WITH SCHEMA EVOLUTION INTO sales.orders SELECT * FROM staging.orders;

-- INSERT into folders.
-- gives: insert
INSERT OVERWRITE DIRECTORY '/tmp/out' USING parquet SELECT * FROM sales.orders;
INSERT OVERWRITE LOCAL DIRECTORY '/tmp/out' USING json OPTIONS ('compression' = 'gzip') SELECT id FROM sales.orders;

-- Several inserts from one source.
-- gives: multi-insert
FROM staging.orders INSERT INTO sales.big SELECT * WHERE amount > 100 INSERT INTO sales.small SELECT * WHERE amount <= 100;
FROM (SELECT id, kind FROM raw.events) e INSERT OVERWRITE TABLE a SELECT e.id WHERE e.kind = 'a' INSERT INTO TABLE b SELECT e.id WHERE e.kind = 'b';
FROM staging.orders o JOIN crm.customers c ON o.cid = c.id INSERT INTO x SELECT o.id INSERT INTO y SELECT c.id;

-- CTEs before an INSERT.
-- gives: insert
WITH s AS (SELECT id, name FROM staging.orders) INSERT INTO sales.orders SELECT id, name FROM s;
WITH a AS (SELECT 1 AS id), b AS (SELECT 2 AS id) INSERT OVERWRITE t SELECT id FROM a UNION ALL SELECT id FROM b;
