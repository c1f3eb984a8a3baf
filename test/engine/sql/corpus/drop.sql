-- Tables.
-- gives: drop table
DROP TABLE sales.orders;
DROP TABLE IF EXISTS main.sales.orders;
DROP TABLE IF EXISTS t PURGE;

-- Views.
-- gives: drop view
DROP VIEW sales.v;
DROP VIEW IF EXISTS v;

-- Schemas.
-- gives: drop schema
DROP SCHEMA sales;
DROP SCHEMA IF EXISTS main.sales CASCADE;

-- Databases.
-- gives: drop database
DROP DATABASE IF EXISTS sales RESTRICT;

-- Functions.
-- gives: drop function
DROP FUNCTION main.tools.clean;
DROP FUNCTION IF EXISTS clean;

-- Temporary functions.
-- gives: drop temporary function
DROP TEMPORARY FUNCTION IF EXISTS half;

-- Variables.
-- gives: drop temporary variable
DROP TEMPORARY VARIABLE IF EXISTS day;

-- Databricks only: materialized views.
-- gives: drop materialized view
DROP MATERIALIZED VIEW IF EXISTS sales.daily;

-- Databricks only: catalogs.
-- gives: drop catalog
DROP CATALOG IF EXISTS dev CASCADE;

-- Databricks only: volumes.
-- gives: drop volume
DROP VOLUME main.raw.files;
DROP VOLUME IF EXISTS main.raw.files;

-- Databricks only: connections.
-- gives: drop connection
DROP CONNECTION IF EXISTS pg_conn;

-- Databricks only: shares.
-- gives: drop share
DROP SHARE partner_share;

-- Databricks only: recipients.
-- gives: drop recipient
DROP RECIPIENT IF EXISTS partner;

-- Databricks only: policies.
-- gives: drop policy
DROP POLICY hide_ssn ON SCHEMA main.crm;

-- Databricks only: procedures.
-- gives: drop procedure
DROP PROCEDURE IF EXISTS main.tools.load;

-- Databricks only: external locations.
-- gives: drop external location
DROP EXTERNAL LOCATION IF EXISTS lake FORCE;

-- Databricks only: credentials.
-- gives: drop storage credential
DROP STORAGE CREDENTIAL lake_cred;

-- Databricks only: what was dropped comes back.
-- gives: other UNDROP
UNDROP TABLE sales.orders;
UNDROP TABLE WITH ID '1234';
UNDROP SCHEMA main.sales;
