-- EXCEPT behind a star.
-- gives: query
-- holds: star except
SELECT * EXCEPT (password) FROM crm.people;
SELECT * EXCEPT (a, b), upper(a) AS a FROM t;
SELECT o.* EXCEPT (id, updated_at), c.name FROM orders o JOIN customers c ON o.cid = c.id;
SELECT * EXCEPT (address.street) FROM crm.people;
SELECT * EXCEPT (_rescued_data) FROM raw.files EXCEPT SELECT * FROM raw.old;

-- Databricks only: other words behind a star.
-- gives: query
SELECT * EXCLUDE (password) FROM crm.people;
SELECT * REPLACE (upper(name) AS name) FROM crm.people;

-- Stars in calls and in structs.
-- gives: query
SELECT count(*), count(o.*) FROM orders o;
SELECT struct(*) AS row_data FROM orders;
SELECT address.*, name FROM crm.people;
SELECT to_json(struct(o.*)) FROM orders o;
SELECT coalesce(* EXCEPT (id)) FROM t;
