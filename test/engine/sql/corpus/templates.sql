-- Filled in before it runs: Jinja and dbt in queries.
-- gives: query
-- holds: template
SELECT * FROM {{ ref('orders') }};
SELECT id, {{ dbt_utils.star(from=ref('customers')) }} FROM {{ ref('customers') }} AS c;
SELECT * FROM {{ source('raw', 'events') }} WHERE day = '{{ var("day") }}' AND id > {{ var("low") }};
SELECT id FROM {{ this }} WHERE updated_at > (SELECT max(updated_at) FROM {{ this }});
SELECT id FROM {{ catalog }}.{{ schema }}.orders WHERE region = {{ region }};
SELECT id FROM main.{{ schema }}.orders_{{ env }} o JOIN {{ ref('c') }} c ON o.cid = c.id;
SELECT {{ cents_to_euros('amount') }} AS euros, {{ column }} FROM t;
{{ config(materialized='incremental', unique_key='id') }} SELECT id, name FROM {{ ref('people') }};
WITH source AS (SELECT * FROM {{ source('raw', 'people') }}) SELECT id FROM source;
SELECT id FROM t WHERE a = 1 {% if is_incremental() %} AND day > '2024-01-01' {% endif %};
SELECT id {% for c in columns %} , sum({{ c }}) AS total {% endfor %} FROM t GROUP BY id;
{% set day = '2024-01-01' %} SELECT id FROM t WHERE day = '{{ day }}';
{# a comment of Jinja #} SELECT id FROM t WHERE a = {{ a }};

-- Filled in before it runs: widgets and variables of notebooks.
-- gives: query
-- holds: template
SELECT * FROM ${catalog}.${schema}.orders;
SELECT * FROM main.sales.orders_${env} WHERE day = ${day};
SELECT id FROM ${table} WHERE amount > ${limit} AND region IN (${regions});
SELECT ${columns} FROM main.${schema}.t ORDER BY ${order};
SELECT * FROM $table WHERE id = $id;
SELECT id FROM delta.`/mnt/${env}/orders` JOIN ${other} o USING (id);

-- Filled in before it runs: holes of format strings.
-- gives: query
-- holds: template
SELECT * FROM {catalog}.{schema}.orders WHERE id = {order_id};
SELECT {columns} FROM {table} WHERE day >= {day} AND region IN {regions};
SELECT id FROM main.sales.{table} t WHERE t.kind = {kind} LIMIT {limit};

-- Filled in before it runs: inserts.
-- gives: insert
INSERT INTO ${catalog}.sales.orders SELECT * FROM {{ ref('staging') }};
INSERT OVERWRITE {{ this }} SELECT id, name FROM {{ ref('people') }} WHERE day = ${day};

-- Filled in before it runs: tables.
-- gives: create table
CREATE TABLE IF NOT EXISTS ${catalog}.${schema}.orders (id BIGINT, day DATE) PARTITIONED BY (day);
CREATE OR REPLACE TABLE {{ schema }}.daily AS SELECT day, sum(amount) AS total FROM {{ ref('orders') }} GROUP BY day;

-- Filled in before it runs: MERGE.
-- gives: merge
MERGE INTO ${catalog}.crm.people t USING {{ ref('changes') }} c ON t.id = c.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;

-- Filled in before it runs: OPTIMIZE.
-- gives: optimize
OPTIMIZE ${catalog}.${schema}.orders WHERE day >= ${day};

-- Filled in before it runs: USE.
-- gives: use
USE CATALOG ${catalog};
USE ${schema};

-- Filled in before it runs: what dbt writes before a model and around its parts.
-- gives: query
-- holds: template
{{ config(materialized='table', post_hook="OPTIMIZE {{ this }}") }}
  {{ header('model') }}
  SELECT id, name FROM {{ ref('people') }};
{{ config(meta={'owner': {'team': 'a'}}) }}
  (SELECT id FROM {{ ref('people') }});
SELECT id FROM {{ ref('orders') }} WHERE day >= '{{ var('first_day') }}' AND region = '{{ env_var("REGION") }}';
SELECT id {%- set note -%} it's no SQL; nobody reads it {%- endset -%} , '{{ note }}' AS note FROM t;
SELECT {% for c in columns %} sum({{ c }}) AS total_{{ c }} {% if not loop.last %} , {% endif %} {% endfor %} FROM {{ ref('orders') }};

-- Filled in before it runs: changes of dbt hooks.
-- gives: delete
DELETE FROM {{ this }} {% if is_incremental() %} WHERE day = '{{ var("day") }}' {% endif %};
