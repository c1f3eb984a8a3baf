-- Arithmetic, bits and strings.
-- gives: query
SELECT a + b - c * d / e % f FROM t;
SELECT a DIV b, -a, +b, ~c, - - 1 FROM t;
SELECT a & b | c ^ d FROM t;
SELECT a << 2, a >> 1, a >>> 1 FROM t;
SELECT a || '-' || b || c FROM t;
SELECT (a + b) * (c - (d + 1)) FROM t;
SELECT a = b, a == b, a <> b, a != b, a <=> b, a < b, a !< b, a !> b FROM t;
SELECT NOT a AND NOT (b OR c), ! d FROM t;

-- Numbers, strings, booleans and NULL.
-- gives: query
SELECT 1, -1, 1.5, .5, 1., 1e3, 1.5E-3, 10L, 10S, 10Y, 1.5D, 1.5F, 1.5BD, 9999999999;
SELECT 'plain', "quoted", 'it''s', 'tab\tnew\nline', '\\', '', "say ""hi""";
SELECT r'C:\new', R"\d+\.\w", X'1F', x'00ff';
SELECT true, FALSE, NULL;
SELECT DATE '2024-01-31', DATE'2024-02-29', TIMESTAMP '2024-01-31 10:00:00', TIMESTAMP_NTZ '2024-01-31 10:00:00', TIMESTAMP_LTZ '2024-01-31 10:00:00';
SELECT 'two' ' strings ' 'are one' AS s;

-- Intervals.
-- gives: query
SELECT INTERVAL 1 DAY, INTERVAL '1' DAY, INTERVAL -3 HOURS, INTERVAL '2-6' YEAR TO MONTH, INTERVAL '1 10:30:00' DAY TO SECOND;
SELECT INTERVAL 1 YEAR 2 MONTHS, INTERVAL '3 days 4 hours';
SELECT current_timestamp() - INTERVAL 30 MINUTES, day + INTERVAL 1 WEEK FROM t;
SELECT id FROM t WHERE ts >= now() - INTERVAL 7 DAYS AND ts < now() + INTERVAL '1' HOUR;
SELECT make_interval(0, 0, 0, n) FROM t;
SELECT INTERVAL (n + 1) DAYS FROM t;

-- CASE.
-- gives: query
-- holds: case
SELECT CASE WHEN a > 1 THEN 'many' WHEN a = 1 THEN 'one' ELSE 'none' END AS label FROM t;
SELECT CASE status WHEN 'o' THEN 'open' WHEN 'c' THEN 'closed' END FROM t;
SELECT sum(CASE WHEN paid THEN amount ELSE 0 END) AS paid FROM t;
SELECT CASE WHEN a THEN CASE WHEN b THEN 1 ELSE 2 END ELSE 3 END FROM t;
SELECT id FROM t WHERE CASE WHEN a IS NULL THEN b = 1 ELSE a = 1 END;
SELECT CASE WHEN x IN (SELECT y FROM u) THEN 1 END FROM t;

-- Casts.
-- gives: query
-- holds: cast
SELECT CAST(a AS INT), CAST(b AS DECIMAL(10, 2)), CAST(c AS STRING) FROM t;
SELECT try_cast(a AS DATE), CAST(b AS TIMESTAMP_NTZ) FROM t;
SELECT a::INT, b::DECIMAL(10, 2), (c + 1)::STRING, '5'::INT + 1 FROM t;
SELECT CAST(a AS ARRAY<INT>), CAST(b AS MAP<STRING, ARRAY<INT>>), CAST(c AS STRUCT<x: INT, y: STRING NOT NULL>) FROM t;
SELECT CAST(a AS ARRAY<STRUCT<id: BIGINT, tags: MAP<STRING, STRING>>>) FROM t;
SELECT a::VARIANT, b::TIMESTAMP::DATE, CAST(c AS INTERVAL DAY TO SECOND), CAST(d AS VARCHAR(10)) FROM t;
SELECT CAST(s AS STRING COLLATE UTF8_LCASE) FROM t;

-- Databricks only: casts that give NULL.
-- gives: query
-- holds: cast
SELECT a?::INT FROM t;
SELECT payload:age?::INT FROM t;

-- Calls.
-- gives: query
-- holds: call
SELECT coalesce(a, b, 0), nvl(a, b), ifnull(a, b), nullif(a, 0), greatest(a, b), least(a, b) FROM t;
SELECT date_format(ts, 'yyyy-MM-dd'), to_date(s, 'dd.MM.yyyy'), date_trunc('HOUR', ts), datediff(a, b), add_months(d, 3) FROM t;
SELECT dateadd(DAY, 1, d), datediff(MONTH, a, b), timestampadd(HOUR, 2, ts), timestampdiff(SECOND, a, b) FROM t;
SELECT extract(YEAR FROM d), extract(DAYOFWEEK FROM ts) FROM t;
SELECT trim(s), trim(BOTH 'x' FROM s), trim(LEADING FROM s), trim(TRAILING '0' FROM s), trim('x' FROM s) FROM t;
SELECT substring(s, 2, 3), substring(s FROM 2), substring(s FROM 2 FOR 3), substr(s, 1) FROM t;
SELECT position('a' IN s), position('a', s), overlay(s PLACING 'x' FROM 2), overlay(s PLACING 'xy' FROM 2 FOR 1) FROM t;
SELECT main.tools.clean(name), `my-udf`(a) FROM t;
SELECT concat_ws('-', a, b), format_string('%s is %d', a, b), regexp_extract(s, '(\\d+)', 1) FROM t;
SELECT mask(s, upperChar => 'X', lowerChar => 'x'), my_func(a => 1, b => c + 1) FROM t;
SELECT collect_list(DISTINCT a), collect_set(b), approx_count_distinct(c, 0.05), percentile_approx(d, array(0.5, 0.9)) FROM t;
SELECT ai_query('endpoint', concat('Say ', name)) FROM t;
SELECT count(DISTINCT a, b), array_agg(a), mode(b), median(c) FROM t;
SELECT uuid(), rand(), monotonically_increasing_id(), input_file_name(), spark_partition_id() FROM t;

-- Arrays, maps and structs.
-- gives: query
SELECT array(1, 2, 3)[0], items[1], items[size(items) - 1] FROM t;
SELECT map('a', 1, 'b', 2)['a'], props['key'], props[concat('a', 'b')] FROM t;
SELECT s.a, s.b.c, t.s.a.b, s['a'] FROM t;
SELECT _metadata.file_path, _metadata.file_modification_time FROM raw.files;
SELECT struct(1 AS a, 2 AS b).a, named_struct('x', 1).x, f(a).b.c[0].d FROM t;
SELECT items[0].price, items.price, matrix[1][2] FROM t;
SELECT element_at(items, 1), try_element_at(props, 'k'), items[0]['k'] FROM t;
SELECT array(), map(), array(array(1), array(2, 3)), array(struct(1, 'a')) FROM t;
SELECT sort_array(items), array_contains(items, 5), flatten(lists), arrays_zip(a, b), map_keys(props) FROM t;

-- Lambdas.
-- gives: query
-- holds: lambda
SELECT transform(xs, x -> x + 1) FROM t;
SELECT filter(xs, x -> x > 0 AND x IS NOT NULL) FROM t;
SELECT transform(xs, (x, i) -> x * i) FROM t;
SELECT aggregate(xs, 0, (acc, x) -> acc + x, acc -> acc * 2) FROM t;
SELECT exists(xs, x -> x = 1), forall(xs, x -> x > 0) FROM t;
SELECT map_filter(m, (k, v) -> v > 1), transform_values(m, (k, v) -> concat(k, v)) FROM t;
SELECT array_sort(xs, (l, r) -> CASE WHEN l.a < r.a THEN -1 WHEN l.a > r.a THEN 1 ELSE 0 END) FROM t;
SELECT zip_with(a, b, (x, y) -> x + y), reduce(a, 0, (s, x) -> s + x) FROM t;
SELECT transform(xs, x -> struct(x AS value, transform(x.ys, y -> y + x.a) AS ys)) FROM t;

-- Paths into JSON and VARIANT.
-- gives: query
-- holds: path
SELECT payload:name FROM raw.events;
SELECT payload:user.address.city, payload:user.id::BIGINT FROM raw.events;
SELECT payload:items[0].price, payload:items[*].price FROM raw.events;
SELECT payload:['user name'], payload:user['first name'], payload:`odd key` FROM raw.events;
SELECT e.payload:kind AS kind, count(*) FROM raw.events e WHERE e.payload:ok::BOOLEAN GROUP BY ALL;
SELECT parse_json(body):a.b[1]::STRING FROM raw.events;
SELECT raw:store.fruit[0].weight::DOUBLE * 2 AS w FROM store_data ORDER BY raw:store.fruit[0].weight;

-- JSON functions.
-- gives: query
SELECT get_json_object(payload, '$.user.id'), from_json(payload, 'a INT, b STRING'), to_json(s) FROM raw.events;
SELECT from_json(payload, 'STRUCT<a: INT, b: ARRAY<STRING>>').b[0], schema_of_json('{"a": 1}') FROM raw.events;
SELECT variant_get(v, '$.a.b', 'int'), try_variant_get(v, '$.c', 'string'), is_variant_null(v) FROM raw.events;

-- Collations.
-- gives: query
SELECT name COLLATE UTF8_LCASE FROM t WHERE name COLLATE UNICODE_CI = 'anna';
SELECT name FROM t ORDER BY name COLLATE UNICODE;

-- Predicates and subqueries in expressions.
-- gives: query
SELECT a BETWEEN 1 AND 2 AND b NOT BETWEEN c AND d + 1 FROM t;
SELECT a IN (1), b NOT IN (1, 2), (a, b) IN (SELECT c, d FROM u), a IN (SELECT max(c) FROM u) FROM t;
SELECT a IS NULL, b IS NOT NULL, (c IS NULL) = d FROM t;
SELECT EXISTS (SELECT 1 FROM u WHERE u.id = t.id) AS found FROM t;
SELECT a LIKE 'x%' OR b LIKE concat('%', c) AND NOT d ILIKE SOME ('a', 'b') FROM t;
SELECT (SELECT count(*) FROM u) + (SELECT count(*) FROM v) AS n;
SELECT array_contains((SELECT collect_set(id) FROM u), t.id) FROM t;
SELECT id FROM t WHERE (((a = 1))) AND ((b = 2) OR (c = 3 AND (d = 4)));
