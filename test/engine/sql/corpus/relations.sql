-- LATERAL VIEW.
-- gives: query
-- holds: lateral view
SELECT id, item FROM orders LATERAL VIEW explode(items) e AS item;
SELECT id, item FROM orders LATERAL VIEW OUTER explode(items) e AS item;
SELECT id, pos, item FROM orders LATERAL VIEW posexplode(items) e AS pos, item WHERE pos < 3;
SELECT id, k, v, tag FROM t LATERAL VIEW explode(props) p AS k, v LATERAL VIEW explode(tags) g AS tag;
SELECT id, j.name FROM t LATERAL VIEW json_tuple(payload, 'name', 'age') j AS name, age;
SELECT o.id, e.item FROM orders o JOIN c ON o.cid = c.id LATERAL VIEW inline(o.lines) e AS item, price;
SELECT item, count(*) FROM orders LATERAL VIEW explode(items) AS item GROUP BY item;

-- PIVOT.
-- gives: query
-- holds: pivot
SELECT * FROM sales PIVOT (sum(amount) FOR quarter IN (1, 2, 3, 4));
SELECT * FROM sales PIVOT (sum(amount) AS total, avg(amount) AS mean FOR quarter IN (1 AS q1, 2 AS q2)) AS p;
SELECT * FROM (SELECT year, region, amount FROM sales) PIVOT (sum(amount) FOR region IN ('north' AS north, 'south' AS south));
SELECT * FROM sales PIVOT (max(amount) FOR (year, quarter) IN ((2023, 1) AS a, (2024, 1) AS b));
SELECT p.north FROM sales PIVOT (sum(amount) FOR region IN ('north' AS north)) p WHERE p.north > 0;

-- UNPIVOT.
-- gives: query
-- holds: unpivot
SELECT * FROM sales UNPIVOT (amount FOR quarter IN (q1, q2, q3, q4));
SELECT * FROM sales UNPIVOT INCLUDE NULLS (amount FOR quarter IN (q1 AS `Q one`, q2 AS `Q two`));
SELECT * FROM sales UNPIVOT EXCLUDE NULLS (amount FOR quarter IN (q1, q2)) AS u;
SELECT * FROM sales UNPIVOT ((amount, tax) FOR quarter IN ((a1, t1) AS one, (a2, t2) AS two));

-- TABLESAMPLE.
-- gives: query
-- holds: sample
SELECT id FROM t TABLESAMPLE (10 PERCENT);
SELECT id FROM t TABLESAMPLE (100 ROWS) AS s;
SELECT id FROM t TABLESAMPLE (BUCKET 4 OUT OF 10);
SELECT id FROM t TABLESAMPLE (5 PERCENT) REPEATABLE (42);
SELECT s.id FROM sales.orders TABLESAMPLE (1.5 PERCENT) s JOIN crm.customers c ON s.cid = c.id;

-- Time travel.
-- gives: query
-- holds: version
SELECT * FROM main.sales.orders VERSION AS OF 12;
SELECT * FROM main.sales.orders TIMESTAMP AS OF '2024-01-01';
SELECT * FROM main.sales.orders FOR VERSION AS OF 3 AS o;
SELECT * FROM main.sales.orders FOR TIMESTAMP AS OF '2024-01-01 10:00:00' o WHERE o.id = 1;
SELECT * FROM main.sales.orders TIMESTAMP AS OF date_sub(current_date(), 1);
SELECT * FROM orders FOR SYSTEM_VERSION AS OF 7;
SELECT * FROM orders FOR SYSTEM_TIME AS OF '2024-06-01';
SELECT n.id FROM orders n LEFT ANTI JOIN orders VERSION AS OF 1 AS o ON n.id = o.id;

-- Databricks only: the version as a part of the name.
-- gives: query
SELECT * FROM main.sales.orders@v12;
SELECT * FROM main.sales.orders@20240101000000000;
SELECT n.id FROM orders AS n LEFT ANTI JOIN orders@v3 AS o ON n.id = o.id;

-- Paths and files as tables.
-- gives: query
SELECT * FROM delta.`/mnt/lake/orders`;
SELECT * FROM parquet.`s3://bucket/path/*.parquet` AS p WHERE p.day = '2024-01-01';
SELECT * FROM json.`/Volumes/main/raw/in`;
SELECT count(*) FROM delta.`/mnt/lake/orders` VERSION AS OF 3;

-- Table functions.
-- gives: query
-- holds: table function
SELECT id FROM range(10);
SELECT id FROM range(0, 100, 5) AS r;
SELECT r.n FROM range(5) AS r(n);
SELECT * FROM explode(array(1, 2, 3)) AS e(x);
SELECT * FROM read_files('/Volumes/main/raw/in', format => 'json', schema => 'id INT, name STRING');
SELECT * FROM table_changes('main.sales.orders', 2, 5);
SELECT * FROM main.tools.split_rows('a,b', ',') s;
SELECT * FROM stack(2, 1, 'a', 2, 'b') AS s(id, name);
SELECT * FROM event_log('11112222');
SELECT o.id, d.day FROM orders o CROSS JOIN explode(sequence(DATE '2024-01-01', DATE '2024-01-31')) AS d(day);

-- Tables as arguments of table functions.
-- gives: query
-- holds: table function
SELECT * FROM my_udtf(TABLE(sales.orders));
SELECT * FROM my_udtf(TABLE(sales.orders) PARTITION BY region ORDER BY day);
SELECT * FROM my_udtf(TABLE(SELECT id FROM sales.orders), limit => 5);
SELECT * FROM my_udtf(input => TABLE(sales.orders) WITH SINGLE PARTITION);

-- Event logs and forecasts of tables.
-- gives: query
-- holds: table function
SELECT * FROM ai_forecast(TABLE(sales.daily), horizon => '2025-01-01', time_col => 'day', value_col => 'total');
SELECT timestamp, level FROM event_log(TABLE(main.pipelines.orders));

-- Streams of tables.
-- gives: query
SELECT id FROM STREAM(main.raw.events);
SELECT id FROM STREAM main.raw.events AS e WHERE e.kind = 'click';

-- Streams of files, and watermarks.
-- gives: query
SELECT * FROM STREAM read_files('/Volumes/main/raw/in', format => 'csv', header => true);
SELECT window.start, count(*) FROM STREAM(raw.events) WATERMARK ts DELAY OF INTERVAL 10 MINUTES AS e GROUP BY window(ts, '5 minutes');

-- Options of a table in a query.
-- gives: query
SELECT id FROM t WITH (`split-size` = 5);
SELECT o.id FROM sales.orders WITH ('readChangeFeed' = 'true', 'startingVersion' = '3') AS o;

-- Alias lists.
-- gives: query
SELECT a, b FROM t AS x(a, b);
SELECT x.a FROM sales.orders x(a, b, c) WHERE x.b > 1;
