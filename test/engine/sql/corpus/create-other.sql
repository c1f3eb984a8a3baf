-- Schemas.
-- gives: create schema
CREATE SCHEMA sales;
CREATE DATABASE IF NOT EXISTS main.sales COMMENT 'orders and lines' LOCATION 's3://bucket/sales';
CREATE SCHEMA main.sales WITH DBPROPERTIES ('team' = 'a');

-- Databricks only: managed locations and collations.
-- gives: create schema
CREATE SCHEMA s DEFAULT COLLATION UTF8_LCASE;
CREATE SCHEMA IF NOT EXISTS main.sales MANAGED LOCATION 's3://bucket/managed/sales';

-- Databricks only: catalogs.
-- gives: create catalog
CREATE CATALOG dev;
CREATE CATALOG IF NOT EXISTS dev MANAGED LOCATION 's3://bucket/dev' COMMENT 'for tests';
CREATE FOREIGN CATALOG pg USING CONNECTION pg_conn OPTIONS (database 'shop');
CREATE CATALOG shared USING SHARE provider.share_a;

-- Databricks only: volumes.
-- gives: create volume
CREATE VOLUME main.raw.files;
CREATE EXTERNAL VOLUME IF NOT EXISTS main.raw.files LOCATION 's3://bucket/files' COMMENT 'as delivered';

-- Databricks only: connections, shares, recipients, providers.
-- gives: create other
CREATE CONNECTION pg_conn TYPE postgresql OPTIONS (host 'db.example.com', port '5432', user secret('scope', 'user'));
CREATE SHARE IF NOT EXISTS partner_share COMMENT 'for partners';
CREATE RECIPIENT partner USING ID 'aws:us-west-2:1234';
CREATE PROVIDER IF NOT EXISTS provider_a COMMENT 'they send';
CREATE EXTERNAL LOCATION lake URL 's3://bucket/lake' WITH (STORAGE CREDENTIAL lake_cred) COMMENT 'all files';
CREATE STORAGE CREDENTIAL IF NOT EXISTS lake_cred COMMENT 'reads the lake';
CREATE GROUP analysts;
CREATE BLOOMFILTER INDEX ON TABLE t FOR COLUMNS (id OPTIONS (fpp = 0.1));

-- Databricks only: policies.
-- gives: create other
CREATE POLICY hide_ssn ON SCHEMA main.crm COLUMN MASK main.sec.hide TO `account users` EXCEPT admins FOR TABLES MATCH COLUMNS has_tag('pii') AS ssn ON COLUMN ssn;
CREATE OR REPLACE POLICY by_region ON CATALOG main COMMENT 'rows of the own region' ROW FILTER main.sec.by_region TO analysts FOR TABLES MATCH COLUMNS has_tag_value('kind', 'region') AS r USING COLUMNS (r);

-- Functions in SQL.
-- gives: create function
CREATE FUNCTION area(x DOUBLE, y DOUBLE) RETURNS DOUBLE RETURN x * y;
CREATE OR REPLACE FUNCTION main.tools.clean(s STRING COMMENT 'as typed', low BOOLEAN DEFAULT true) RETURNS STRING COMMENT 'trims' RETURN CASE WHEN low THEN lower(trim(s)) ELSE trim(s) END;
CREATE TEMPORARY FUNCTION half(x INT) RETURNS INT RETURN x / 2;
CREATE FUNCTION IF NOT EXISTS orders_of(cid BIGINT) RETURNS TABLE (id BIGINT, amount DOUBLE) RETURN SELECT o.id, o.amount FROM sales.orders o WHERE o.customer_id = orders_of.cid;
CREATE FUNCTION tools.today() RETURNS DATE LANGUAGE SQL DETERMINISTIC CONTAINS SQL RETURN current_date();
CREATE FUNCTION best(r STRING) RETURNS BIGINT READS SQL DATA RETURN (SELECT max(id) FROM sales.orders WHERE region = r);
CREATE FUNCTION jar_udf AS 'com.example.Udf' USING JAR 's3://bucket/udf.jar';
CREATE OR REPLACE TEMPORARY FUNCTION jar_udf AS 'com.example.Udf';

-- Databricks only: functions in Python, and masks.
-- gives: create function
CREATE FUNCTION main.tools.greet(name STRING) RETURNS STRING LANGUAGE PYTHON AS $$
    return f"hello {name}; good day"
  $$;
CREATE OR REPLACE FUNCTION main.tools.parts(s STRING) RETURNS TABLE (p STRING) LANGUAGE PYTHON HANDLER 'Split' AS $$
  class Split:
      def eval(self, s: str):
          for p in s.split(","):
              yield (p,)
  $$;
CREATE FUNCTION main.sec.total(a DOUBLE) RETURNS DOUBLE LANGUAGE PYTHON ENVIRONMENT (dependencies = '["numpy"]', environment_version = 'None') AS $$ return a $$;

-- Session variables.
-- gives: other DECLARE
DECLARE VARIABLE day DATE DEFAULT current_date();
DECLARE OR REPLACE VARIABLE n INT = 5;
DECLARE total DECIMAL(10, 2);
DECLARE OR REPLACE limit_days INT DEFAULT 30;
DECLARE VARIABLE a, b, c INT DEFAULT 0;
