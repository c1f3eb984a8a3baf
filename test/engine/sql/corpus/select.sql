-- Select lists.
-- gives: query
SELECT 1;
SELECT order_id FROM main.sales.orders;
SELECT o.order_id, o.amount * 1.2 AS gross, upper(o.status) status FROM main.sales.orders AS o;
SELECT DISTINCT region, country FROM main.geo.places;
SELECT ALL region FROM main.geo.places;
SELECT * FROM bronze.events;
SELECT e.*, now() AS read_at FROM bronze.events e;
SELECT `order id`, `a``b` FROM `my catalog`.`my schema`.`my table`;
SELECT 2024_total FROM finance.2024_budget;
SELECT count(*), count(DISTINCT customer_id), sum(amount) AS total FROM sales.orders;
SELECT current_date, current_timestamp(), current_user();
SELECT named_struct('a', 1, 'b', 'two') AS s, struct(order_id, amount AS paid) AS t FROM sales.orders;
SELECT (SELECT max(amount) FROM sales.orders) AS biggest, 'fixed' AS label;
SELECT first, last, date, value, timestamp, comment, location FROM people;
SELECT left(name, 3), right(name, 3), if(active, 'y', 'n'), replace(name, 'a', 'b') FROM people;
SELECT x.item.price, x.items[0].name FROM baskets AS x;
SELECT key, value, topic, partition, offset, timestamp FROM raw.kafka;
SELECT start, end, end - start AS length, left, right, full FROM ranges WHERE end > 5 AND limit >= 10 ORDER BY offset DESC;
SELECT window(ts, '5 minutes') AS w, count(*) FROM raw.events GROUP BY window(ts, '5 minutes');
SELECT window, values, set, count(*) AS n FROM totals GROUP BY window, values, set;
SELECT 'it''s', "double", r'raw\d', 'a' 'b' FROM t;

-- Lateral column aliases.
-- gives: query
SELECT amount * 0.2 AS tax, amount + tax AS total FROM sales.orders;
SELECT price AS p, quantity AS q, p * q AS line_total, line_total * 0.19 AS vat FROM sales.lines;
SELECT lower(email) AS mail, split(mail, '@')[1] AS domain, domain = 'example.com' AS is_internal FROM crm.people;

-- Where.
-- gives: query
-- holds: where
SELECT id FROM t WHERE a = 1 AND b <> 2 OR NOT c;
SELECT id FROM t WHERE a IS NULL AND b IS NOT NULL;
SELECT id FROM t WHERE day BETWEEN DATE '2024-01-01' AND DATE '2024-01-31';
SELECT id FROM t WHERE country IN ('DE', 'FR') AND region NOT IN ('x', 'y');
SELECT id FROM t WHERE (a, b) IN ((1, 2), (3, 4));
SELECT id FROM t WHERE name LIKE 'A%' OR name NOT LIKE '%b_' ESCAPE '/' OR name ILIKE '%c%';
SELECT id FROM t WHERE name RLIKE '^a+$' OR name REGEXP 'b' OR name NOT RLIKE 'c';
SELECT id FROM t WHERE name LIKE ANY ('a%', 'b%') AND name NOT LIKE ALL ('c%', 'd%');
SELECT id FROM t WHERE a <=> b AND c IS DISTINCT FROM d AND e IS NOT DISTINCT FROM f;
SELECT id FROM t WHERE flag IS TRUE OR other IS NOT FALSE OR third IS UNKNOWN;
SELECT id FROM t WHERE a != 1 AND b == 2 AND c >= 3 AND d <= 4 AND e > 5 AND f < 6;
SELECT id FROM t WHERE customer_id IN (SELECT customer_id FROM vip);
SELECT id FROM t WHERE customer_id NOT IN (SELECT c.id FROM blocked AS c WHERE c.until > current_date());
SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM lines l WHERE l.order_id = o.id);
SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM refunds r WHERE r.order_id = o.id AND r.amount > 0);
SELECT o.id FROM orders o WHERE o.amount > (SELECT avg(i.amount) FROM orders i WHERE i.region = o.region);
SELECT id FROM t WHERE length(trim(name)) > 0 AND coalesce(a, b, 0) = 0;

-- Joins.
-- gives: query
-- holds: join
SELECT a.x, b.y FROM a JOIN b ON a.id = b.id;
SELECT a.x, b.y FROM a INNER JOIN b ON a.id = b.id AND a.day = b.day;
SELECT a.x, b.y FROM a LEFT JOIN b ON a.id = b.id;
SELECT a.x, b.y FROM a LEFT OUTER JOIN b ON a.id = b.id LEFT OUTER JOIN c ON c.id = b.id;
SELECT a.x, b.y FROM a RIGHT JOIN b ON a.id = b.id;
SELECT a.x, b.y FROM a RIGHT OUTER JOIN b ON a.id = b.id;
SELECT a.x, b.y FROM a FULL OUTER JOIN b ON a.id = b.id;
SELECT a.x, b.y FROM a CROSS JOIN b;
SELECT a.x FROM a LEFT SEMI JOIN b ON a.id = b.id;
SELECT a.x FROM a SEMI JOIN b ON a.id = b.id;
SELECT a.x FROM a LEFT ANTI JOIN b ON a.id = b.id;
SELECT a.x FROM a ANTI JOIN b ON a.id = b.id;
SELECT * FROM a NATURAL JOIN b;
SELECT * FROM a NATURAL LEFT JOIN b;
SELECT id, a.x, b.y FROM a JOIN b USING (id);
SELECT id, day FROM a FULL JOIN b USING (id, day) LEFT JOIN c USING (id);
SELECT a.x, b.y FROM a, b WHERE a.id = b.id;
SELECT o.id, c.name, p.title
  FROM sales.orders AS o
  JOIN crm.customers AS c ON o.customer_id = c.id
  LEFT JOIN (SELECT id, title FROM catalog.products WHERE active) AS p ON o.product_id = p.id
  WHERE c.country = 'DE';
SELECT a.x FROM (a JOIN b ON a.id = b.id) JOIN c ON c.id = a.id;
SELECT l.id, r.id FROM t l JOIN t r ON l.parent_id = r.id AND l.id <> r.id;
SELECT a.x FROM a JOIN b ON a.s BETWEEN b.low AND b.high;

-- Lateral subqueries and table functions.
-- gives: query
-- holds: lateral
SELECT o.id, last.amount FROM orders o, LATERAL (SELECT p.amount FROM payments p WHERE p.order_id = o.id) last;
SELECT o.id, p.n FROM orders o JOIN LATERAL (SELECT count(*) AS n FROM payments p WHERE p.order_id = o.id) p;
SELECT o.id, p.n FROM orders o LEFT JOIN LATERAL (SELECT max(p.n) AS n FROM payments p WHERE p.order_id = o.id) p ON true;
SELECT o.id, e.col FROM orders o, LATERAL explode(o.items) e;
SELECT o.id, e.pos, e.item FROM orders AS o, LATERAL posexplode(o.items) AS e(pos, item);

-- Group by.
-- gives: query
-- holds: group by
SELECT region, sum(amount) FROM sales.orders GROUP BY region;
SELECT region, country, sum(amount) AS total FROM sales.orders GROUP BY region, country HAVING sum(amount) > 1000;
SELECT region, count(*) FROM sales.orders GROUP BY ALL;
SELECT date_trunc('MONTH', day) AS month, sum(amount) FROM sales.orders GROUP BY 1 ORDER BY 1;
SELECT region, country, sum(amount) FROM sales.orders GROUP BY ROLLUP (region, country);
SELECT region, country, sum(amount) FROM sales.orders GROUP BY CUBE (region, country);
SELECT region, country, sum(amount) FROM sales.orders GROUP BY GROUPING SETS ((region, country), (region), ());
SELECT region, country, sum(amount) FROM sales.orders GROUP BY region, country WITH ROLLUP;
SELECT region, country, sum(amount) FROM sales.orders GROUP BY region, country WITH CUBE;
SELECT region, country, grouping(region), grouping_id() FROM sales.orders GROUP BY region, country GROUPING SETS ((region), (country));
SELECT region, count(*) FILTER (WHERE status = 'open') AS open, sum(amount) FILTER (WHERE status = 'paid') FROM sales.orders GROUP BY region;
SELECT region, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount DESC) FROM sales.orders GROUP BY region;
SELECT region, listagg(DISTINCT country, ', ') WITHIN GROUP (ORDER BY country) FROM sales.orders GROUP BY region;
SELECT region, any_value(country) IGNORE NULLS, first(city, true), max_by(city, amount) FROM sales.orders GROUP BY region;

-- Order, limit, offset.
-- gives: query
-- holds: order or limit
SELECT id FROM t ORDER BY id;
SELECT id FROM t ORDER BY a DESC, b ASC NULLS LAST, c NULLS FIRST LIMIT 10;
SELECT id FROM t ORDER BY ALL;
SELECT id FROM t ORDER BY ALL DESC NULLS LAST;
SELECT id FROM t LIMIT 100 OFFSET 20;
SELECT id FROM t LIMIT ALL;
SELECT id FROM t ORDER BY id OFFSET 5;
SELECT id FROM t LIMIT 10 + 5;
SELECT id FROM t SORT BY id DESC;
SELECT id FROM t ORDER BY CASE WHEN status = 'open' THEN 0 ELSE 1 END, created_at;

-- Where the rows go: hints of the old kind.
-- gives: query
SELECT id FROM t DISTRIBUTE BY region;
SELECT id FROM t DISTRIBUTE BY region SORT BY id;
SELECT id FROM t CLUSTER BY region, id;

-- Hints.
-- gives: query
-- holds: hint
SELECT /*+ BROADCAST(c) */ o.id, c.name FROM orders o JOIN customers c ON o.customer_id = c.id;
SELECT /*+ MERGE(a, b) */ a.x FROM a JOIN b ON a.id = b.id;
SELECT /*+ SHUFFLE_HASH(b) */ a.x FROM a JOIN b ON a.id = b.id;
SELECT /*+ REPARTITION(10, region) */ id FROM t;
SELECT /*+ COALESCE(3), REBALANCE(day) */ id FROM t;
SELECT /*+ SKEW('orders') */ id FROM orders;
SELECT /*+ RANGE_JOIN(p, 60) */ p.id FROM points p JOIN ranges r ON p.ts BETWEEN r.start_ts AND r.end_ts;

-- FROM first.
-- gives: query
FROM sales.orders SELECT id, amount;
FROM sales.orders o JOIN crm.customers c ON o.customer_id = c.id SELECT c.name, sum(o.amount) GROUP BY c.name;

-- TABLE and VALUES as queries.
-- gives: query
TABLE sales.orders;
VALUES (1, 'a'), (2, 'b');
VALUES 1, 2, 3;
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS v(id, name);
SELECT v.id FROM (VALUES (1), (2)) AS v(id) ORDER BY v.id;
