-- Common table expressions.
-- gives: query
-- holds: cte
WITH a AS (SELECT 1 AS x) SELECT x FROM a;
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a CROSS JOIN b;
WITH a (id, total) AS (SELECT customer_id, sum(amount) FROM sales.orders GROUP BY customer_id) SELECT id FROM a WHERE total > 10;
WITH daily AS (
    SELECT day, sum(amount) AS total
    FROM sales.orders
    GROUP BY day
  ), ranked AS (
    SELECT day, total, rank() OVER (ORDER BY total DESC) AS r
    FROM daily
  )
  SELECT day, total FROM ranked WHERE r <= 10;
WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x FROM b) SELECT x FROM a;
WITH a AS (SELECT id FROM t) SELECT id FROM (WITH c AS (SELECT id FROM a) SELECT id FROM c) AS d;
WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL SELECT x + 1 FROM a;
WITH t AS (SELECT * FROM raw.events WHERE day = '2024-01-01') SELECT count(*) FROM t;
WITH a AS (VALUES (1, 2), (3, 4)) SELECT col1 FROM a;
WITH a AS (SELECT id FROM t) FROM a SELECT id;

-- Recursive common table expressions.
-- gives: query
-- holds: cte
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n;
WITH RECURSIVE tree (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM org.units WHERE parent_id IS NULL
    UNION ALL
    SELECT u.id, u.parent_id, tree.depth + 1 FROM org.units u JOIN tree ON u.parent_id = tree.id
  )
  SELECT id, depth FROM tree ORDER BY depth;
WITH RECURSIVE n (i) MAX RECURSION LEVEL 200 AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT max(i) FROM n;

-- Set operators.
-- gives: query
-- holds: set
SELECT id FROM a UNION SELECT id FROM b;
SELECT id FROM a UNION ALL SELECT id FROM b;
SELECT id FROM a UNION DISTINCT SELECT id FROM b;
SELECT id FROM a EXCEPT SELECT id FROM b;
SELECT id FROM a EXCEPT ALL SELECT id FROM b;
SELECT id FROM a MINUS SELECT id FROM b;
SELECT id FROM a INTERSECT SELECT id FROM b;
SELECT id FROM a INTERSECT ALL SELECT id FROM b;
SELECT id, name FROM a UNION ALL SELECT id, name FROM b UNION ALL SELECT id, name FROM c;
SELECT id FROM a UNION SELECT id FROM b EXCEPT SELECT id FROM c INTERSECT SELECT id FROM d;
(SELECT id FROM a) UNION ALL (SELECT id FROM b ORDER BY id LIMIT 5);
SELECT id FROM a UNION ALL SELECT id FROM b ORDER BY id DESC LIMIT 3;
SELECT id FROM a UNION ALL (SELECT id FROM b EXCEPT SELECT id FROM c);
TABLE a UNION ALL TABLE b;
VALUES (1) UNION ALL VALUES (2);

-- Databricks only: set operators that match columns by name.
-- gives: query
-- holds: set
SELECT a, b FROM t UNION ALL BY NAME SELECT b, a FROM u;
SELECT a FROM t UNION BY NAME SELECT a, b FROM u;

-- Subqueries in FROM.
-- gives: query
-- holds: subquery
SELECT s.id FROM (SELECT id FROM t) AS s;
SELECT s.i FROM (SELECT id, name FROM t) s(i, n);
SELECT id FROM (SELECT id FROM (SELECT id FROM t WHERE a) WHERE b) WHERE c;
SELECT id FROM ((SELECT id FROM a) UNION (SELECT id FROM b)) u;
SELECT a.id FROM (SELECT id FROM t) a JOIN (SELECT id FROM u) b ON a.id = b.id;
