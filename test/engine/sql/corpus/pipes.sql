-- Pipe syntax.
-- gives: query
-- holds: pipe
FROM sales.orders |> WHERE amount > 10 |> SELECT id, amount;
FROM sales.orders |> AGGREGATE sum(amount) AS total GROUP BY region |> ORDER BY total DESC |> LIMIT 5;
FROM sales.orders |> EXTEND amount * 0.2 AS tax |> SET tax = tax + 1 |> DROP discount;
FROM sales.orders AS o |> JOIN crm.customers c ON o.customer_id = c.id |> SELECT c.name, o.amount;
FROM a |> UNION ALL TABLE b |> SELECT x;
FROM t |> AS u |> WHERE u.a = 1;
FROM t |> PIVOT (sum(amount) FOR quarter IN (1, 2)) |> SELECT *;
FROM t |> UNPIVOT (amount FOR quarter IN (q1, q2));
FROM t |> TABLESAMPLE (10 PERCENT) |> SELECT id;
FROM t |> JOIN LATERAL explode(items) AS e(item) |> SELECT item;
TABLE t |> WHERE a > 1;
SELECT id, a FROM t |> WHERE a > 1 |> ORDER BY id;
VALUES (1, 'a'), (2, 'b') AS v(id, name) |> WHERE id > 1;
FROM t |> LIMIT 10 OFFSET 5;
WITH a AS (FROM t |> WHERE x > 1) SELECT * FROM a |> SELECT x;
