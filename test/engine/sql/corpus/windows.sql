-- Window functions.
-- gives: query
-- holds: over
SELECT id, row_number() OVER (ORDER BY created_at) FROM t;
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC) AS rn FROM sales.orders;
SELECT id, rank() OVER (PARTITION BY a, b ORDER BY c, d DESC NULLS LAST) FROM t;
SELECT id, sum(amount) OVER () AS total FROM t;
SELECT id, lag(amount, 1, 0) OVER (PARTITION BY id ORDER BY day), lead(amount) OVER (PARTITION BY id ORDER BY day) FROM t;
SELECT id, first_value(amount) IGNORE NULLS OVER (PARTITION BY id ORDER BY day) FROM t;
SELECT id, last_value(amount) RESPECT NULLS OVER (PARTITION BY id ORDER BY day) FROM t;
SELECT id, ntile(4) OVER (ORDER BY amount), percent_rank() OVER (ORDER BY amount), cume_dist() OVER (ORDER BY amount) FROM t;
SELECT id, amount / sum(amount) OVER (PARTITION BY region) AS share FROM t;
SELECT id, sum(sum(amount)) OVER (ORDER BY day) FROM t GROUP BY id, day;
SELECT id, count(*) FILTER (WHERE active) OVER (PARTITION BY region) FROM t;
SELECT id, max(amount) OVER (DISTRIBUTE BY region SORT BY day) FROM t;

-- Window frames.
-- gives: query
-- holds: frame
SELECT sum(a) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t;
SELECT sum(a) OVER (ORDER BY d ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week FROM t;
SELECT sum(a) OVER (ORDER BY d ROWS UNBOUNDED PRECEDING) FROM t;
SELECT sum(a) OVER (ORDER BY d ROWS 3 PRECEDING) FROM t;
SELECT sum(a) OVER (PARTITION BY p ORDER BY d ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t;
SELECT sum(a) OVER (ORDER BY d RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) FROM t;
SELECT sum(a) OVER (ORDER BY d RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t;
SELECT last_value(a) OVER (PARTITION BY p ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t;

-- Named windows.
-- gives: query
-- holds: window clause
SELECT rank() OVER w, sum(a) OVER w FROM t WINDOW w AS (PARTITION BY p ORDER BY d);
SELECT rank() OVER w, sum(a) OVER v FROM t WINDOW w AS (ORDER BY d), v AS (PARTITION BY p);
SELECT id, sum(a) OVER w FROM t WHERE a > 0 WINDOW w AS (PARTITION BY p ORDER BY d ROWS 2 PRECEDING) ORDER BY id;

-- QUALIFY.
-- gives: query
-- holds: qualify
SELECT id FROM t QUALIFY row_number() OVER (PARTITION BY id ORDER BY updated_at DESC) = 1;
SELECT id, rank() OVER (ORDER BY amount DESC) AS r FROM t WHERE active QUALIFY r <= 3;
SELECT region, sum(amount) AS total FROM t GROUP BY region HAVING sum(amount) > 0 QUALIFY rank() OVER (ORDER BY sum(amount) DESC) <= 5 ORDER BY total;
SELECT * FROM raw.events QUALIFY count(*) OVER (PARTITION BY event_id) = 1 LIMIT 10;
