-- MERGE.
-- gives: merge
MERGE INTO sales.orders t USING staging.orders s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *;
MERGE INTO sales.orders AS t USING staging.orders AS s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;
MERGE INTO sales.orders t USING staging.orders s ON t.id = s.id AND t.day = s.day
  WHEN MATCHED AND s.op = 'D' THEN DELETE
  WHEN MATCHED AND s.updated_at > t.updated_at THEN UPDATE SET t.amount = s.amount, t.updated_at = s.updated_at
  WHEN NOT MATCHED AND s.op <> 'D' THEN INSERT (id, day, amount) VALUES (s.id, s.day, s.amount);
MERGE INTO crm.people AS t USING (SELECT id, max(name) AS name FROM staging.people GROUP BY id) AS s ON t.id = s.id
  WHEN MATCHED THEN UPDATE SET name = s.name
  WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name);
MERGE INTO crm.people t USING staging.people s ON t.id = s.id
  WHEN NOT MATCHED BY TARGET THEN INSERT *
  WHEN NOT MATCHED BY SOURCE AND t.active THEN UPDATE SET active = false
  WHEN NOT MATCHED BY SOURCE THEN DELETE;
MERGE INTO t USING s ON t.id <=> s.id WHEN MATCHED THEN UPDATE SET t.a = s.a + 1, t.b = CASE WHEN s.b THEN 1 ELSE 0 END, t.c.d = s.d;
MERGE WITH SCHEMA EVOLUTION INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
MERGE INTO delta.`/mnt/lake/t` t USING (SELECT * FROM VALUES (1, 'a') AS v(id, name)) AS s ON t.id = s.id WHEN MATCHED THEN DELETE;
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND EXISTS (SELECT 1 FROM blocked b WHERE b.id = s.id) THEN DELETE WHEN MATCHED THEN UPDATE SET a = DEFAULT;
WITH s AS (SELECT * FROM staging.people) MERGE INTO crm.people t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *;
MERGE INTO dim.customers AS d USING (
    SELECT c.id AS key, c.* FROM staging.customers c
    UNION ALL
    SELECT NULL AS key, c.* FROM staging.customers c JOIN dim.customers e ON c.id = e.id WHERE e.is_current AND c.city <> e.city
  ) AS s ON d.id = s.key
  WHEN MATCHED AND d.is_current AND d.city <> s.city THEN UPDATE SET is_current = false, valid_to = s.valid_from
  WHEN NOT MATCHED THEN INSERT (id, city, is_current, valid_from, valid_to) VALUES (s.id, s.city, true, s.valid_from, NULL);

-- UPDATE.
-- gives: update
UPDATE sales.orders SET status = 'closed';
UPDATE sales.orders SET status = 'closed', closed_at = current_timestamp() WHERE id = 5;
UPDATE sales.orders AS o SET o.amount = o.amount * 1.1 WHERE o.region = 'north';
UPDATE sales.orders o SET amount = (SELECT max(p.amount) FROM payments p WHERE p.order_id = o.id) WHERE o.amount IS NULL;
UPDATE t SET a = DEFAULT, s.b = 1 WHERE id IN (SELECT id FROM u);
UPDATE main.crm.people SET email = lower(trim(email)) WHERE email <> lower(trim(email));
UPDATE delta.`/mnt/lake/t` SET a = a + 1 WHERE b = 2;
UPDATE t SET a = CASE WHEN b > 1 THEN 'x' ELSE 'y' END, c = c || '!' WHERE d BETWEEN 1 AND 5;

-- DELETE.
-- gives: delete
DELETE FROM sales.orders;
DELETE FROM sales.orders WHERE day < DATE '2020-01-01';
DELETE FROM sales.orders AS o WHERE o.status = 'test' AND o.amount = 0;
DELETE FROM sales.orders o WHERE EXISTS (SELECT 1 FROM refunds r WHERE r.order_id = o.id);
DELETE FROM crm.people WHERE id IN (SELECT id FROM gdpr.requests WHERE kind = 'erase');
DELETE FROM crm.people WHERE NOT active AND last_seen < current_date() - INTERVAL 3 YEARS;
DELETE FROM delta.`/mnt/lake/t` WHERE a = 1;

-- TRUNCATE.
-- gives: truncate
TRUNCATE TABLE sales.orders;
TRUNCATE TABLE main.sales.daily;
TRUNCATE TABLE sales.daily PARTITION (day = '2024-01-01');

-- Databricks only: COPY INTO.
-- gives: copy
COPY INTO sales.orders FROM '/Volumes/main/raw/orders' FILEFORMAT = PARQUET;
COPY INTO sales.orders FROM 's3://bucket/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true') COPY_OPTIONS ('mergeSchema' = 'true');
COPY INTO sales.orders FROM (SELECT id::BIGINT, day::DATE, _metadata.file_name FROM '/Volumes/main/raw/orders') FILEFORMAT = JSON;
COPY INTO sales.orders FROM 's3://bucket/orders' WITH (CREDENTIAL lake_reader) FILEFORMAT = JSON PATTERN = '2024-*.json';
COPY INTO sales.orders BY POSITION FROM '/Volumes/main/raw/orders' FILEFORMAT = CSV FILES = ('a.csv', 'b.csv') VALIDATE 10 ROWS;
COPY INTO delta.`/mnt/lake/orders` FROM '/mnt/in' FILEFORMAT = AVRO COPY_OPTIONS ('force' = 'false');
