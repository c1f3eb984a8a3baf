-- Named parameters.
-- gives: query
-- holds: parameter
SELECT id FROM sales.orders WHERE day = :day;
SELECT id FROM sales.orders WHERE day BETWEEN :start_day AND :end_day AND region IN (:a, :b);
SELECT :label AS label, amount * :factor FROM sales.orders LIMIT :n;
SELECT id FROM t WHERE array_contains(:regions, region) AND name LIKE concat(:prefix, '%');
SELECT date_add(:day::DATE, 1), CAST(:n AS INT), coalesce(:x, 0);
SELECT t.a FROM t WHERE t.b = :b ORDER BY t.a LIMIT :limit OFFSET :offset;

-- Question marks.
-- gives: query
-- holds: parameter
SELECT id FROM sales.orders WHERE day = ? AND amount > ?;
SELECT ?, ? + 1 FROM t WHERE a IN (?, ?);
SELECT id FROM t LIMIT ?;

-- IDENTIFIER in queries.
-- gives: query
SELECT * FROM IDENTIFIER(:table_name);
SELECT id FROM IDENTIFIER(:catalog || '.sales.orders') AS o WHERE o.day = :day;
SELECT IDENTIFIER(:column_name) FROM t;
SELECT IDENTIFIER('a.b'), IDENTIFIER('upper')(name) FROM t;
SELECT o.id FROM IDENTIFIER('main.sales.orders') o JOIN IDENTIFIER(:other) c ON o.cid = c.id;

-- IDENTIFIER in other statements: inserts.
-- gives: insert
INSERT INTO IDENTIFIER(:target) SELECT * FROM staging;
INSERT INTO IDENTIFIER('main.' || :schema || '.orders') VALUES (1, 2);

-- IDENTIFIER in CREATE.
-- gives: create table
CREATE TABLE IDENTIFIER(:target) (id INT, name STRING);
CREATE TABLE IF NOT EXISTS IDENTIFIER(:catalog || '.sales.orders') AS SELECT 1 AS id;

-- IDENTIFIER in DROP.
-- gives: drop table
DROP TABLE IF EXISTS IDENTIFIER(:target);

-- IDENTIFIER in MERGE.
-- gives: merge
MERGE INTO IDENTIFIER(:target) t USING updates u ON t.id = u.id WHEN MATCHED THEN UPDATE SET *;

-- IDENTIFIER in UPDATE.
-- gives: update
UPDATE IDENTIFIER(:target) SET a = :value WHERE id = :id;

-- IDENTIFIER in DELETE.
-- gives: delete
DELETE FROM IDENTIFIER(:target) WHERE day < :day;

-- IDENTIFIER in USE.
-- gives: use
USE SCHEMA IDENTIFIER(:schema);
USE IDENTIFIER(:schema);

-- Databricks only: IDENTIFIER of a catalog.
-- gives: use
USE CATALOG IDENTIFIER(:catalog);
