import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const levels = (id: string, text: string, around = {}) => findingsOf(id, text, around).map((f) => f.severity);

describe('rules about dates and hard-coding: what is marked, and how loud', () => {
  it('wall-clock-filter marks one condition of each write, and is quieter where a re-run does no harm', () => {
    const id = 'wall-clock-filter';
    const from = 'SELECT id FROM main.s.u';
    const both = `INSERT INTO main.s.t BY NAME ${from} WHERE ts >= now() - INTERVAL 1 DAY AND date(ts) = current_date`;
    assert.deepEqual(marked(id, both), ['date(ts) = current_date']);
    assert.deepEqual(levels(id, both), ['warning']);
    const since = `WHERE ts >= dateadd(DAY, -1, current_date())`;
    assert.deepEqual(levels(id, `INSERT INTO main.s.t BY NAME ${from} ${since}`), ['warning']);
    const merge = `MERGE INTO main.s.t t USING (${from} ${since}) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *`;
    assert.deepEqual(levels(id, merge), ['info']);
    assert.deepEqual(levels(id, merge.replace(since, 'WHERE day = current_date()')), ['warning']);
    const anti = `INSERT INTO main.s.t BY NAME ${from} u ${since} AND NOT EXISTS (SELECT 1 FROM main.s.t t WHERE t.id = u.id)`;
    assert.deepEqual(levels(id, anti), ['info']);
    assert.deepEqual(marked(id, `INSERT INTO main.s.t BY NAME ${from} WHERE a = 1 OR day = current_date()`), []);
    assert.deepEqual(
      marked(id, 'INSERT INTO main.s.t BY NAME SELECT usage FROM system.billing.usage WHERE day = now()'),
      [],
    );
    const cte = `INSERT INTO main.s.t WITH new AS (${from} WHERE current_date() = day) SELECT id FROM new`;
    assert.deepEqual(marked(id, cte), ['current_date() = day']);
  });

  it('wall-clock-filter reads PySpark filters, in both spellings', () => {
    const python = (filter: string, mode = 'append') =>
      'import datetime\nfrom pyspark.sql.functions import col, current_date, date_sub\n' +
      `spark.table("a.b.c").where(${filter}).write.mode("${mode}").saveAsTable("a.b.t")\n`;
    const found = (filter: string, mode?: string) =>
      marked('wall-clock-filter', python(filter, mode), { kind: 'python' });
    assert.deepEqual(found('"day = current_date() - 1"'), ['day = current_date() - 1']);
    assert.deepEqual(found('(col("day") >= date_sub(current_date(), 1)) & (col("a") == 1)'), [
      'col("day") >= date_sub(current_date(), 1)',
    ]);
    assert.deepEqual(found('col("day") == datetime.date.today()'), ['col("day") == datetime.date.today()']);
    assert.deepEqual(found('col("valid_to") > current_date()'), []);
    assert.deepEqual(found('col("day") <= current_date()'), []);
    assert.deepEqual(found('"day = current_date()"', 'overwrite'), []);
  });

  it('hard-coded-date warns of a period, hints at an open start, and knows a fixed period by its names', () => {
    const id = 'hard-coded-date';
    const insert = (where: string, target = 'main.s.t') =>
      `INSERT INTO ${target} BY NAME SELECT id FROM main.s.u WHERE ${where}`;
    const found = (text: string, path?: string) =>
      findingsOf(id, text, { path }).map((f) => `${f.severity}: ${text.slice(f.span.from, f.span.to)}`);
    assert.deepEqual(found(insert("day BETWEEN '2024-01-01' AND '2024-01-31'")), [
      "warning: day BETWEEN '2024-01-01' AND '2024-01-31'",
    ]);
    assert.deepEqual(found(insert("day >= '2024-01-01'")), ["info: day >= '2024-01-01'"]);
    assert.deepEqual(found(insert('date_key = 20240131')), ['warning: date_key = 20240131']);
    assert.deepEqual(found(insert('amount = 20240131')), []);
    assert.deepEqual(found(insert("x = to_date('2024-01-31')")), ["warning: x = to_date('2024-01-31')"]);
    assert.deepEqual(found(insert("day IN ('2024-01-01', '2024-01-02')")), [
      "warning: day IN ('2024-01-01', '2024-01-02')",
    ]);
    assert.deepEqual(found("CREATE VIEW main.s.v AS SELECT id FROM main.s.u WHERE day = '2024-01-31'"), [
      "info: day = '2024-01-31'",
    ]);
    const slice =
      "INSERT INTO main.s.t REPLACE WHERE day = '2024-01-31' SELECT id FROM main.s.u WHERE day = '2024-01-31'";
    assert.deepEqual(found(slice), ["warning: day = '2024-01-31'"]);
    const union = `${insert("day < '2024-01-31'")} UNION ALL SELECT id FROM main.s.v WHERE day >= '2024-01-31'`;
    assert.deepEqual(found(union), ["info: day < '2024-01-31'", "info: day >= '2024-01-31'"]);
    const load = insert("day = '2024-01-31'");
    assert.deepEqual(found(load, 'jobs/backfill/orders.sql'), []);
    assert.equal(found(load, '/tmp/build/project/jobs/orders/load.sql').length, 1);
    assert.deepEqual(found(insert("day = '2024-01-31'", 'main.demo.t')), []);
  });

  it('hard-coded-date reads PySpark filters', () => {
    const python = (filter: string) =>
      'import datetime\nimport pyspark.sql.functions as F\n' +
      `spark.table("a.b.c").filter(${filter}).write.mode("append").saveAsTable("a.b.t")\n`;
    const found = (filter: string) =>
      findingsOf('hard-coded-date', python(filter), { kind: 'python' }).map((f) => {
        return `${f.severity}: ${python(filter).slice(f.span.from, f.span.to)}`;
      });
    assert.deepEqual(found('F.col("day").between("2024-01-01", "2024-01-31")'), [
      'warning: F.col("day").between("2024-01-01", "2024-01-31")',
    ]);
    assert.deepEqual(found('F.col("day") >= F.lit("2024-01-01")'), ['info: F.col("day") >= F.lit("2024-01-01")']);
    assert.deepEqual(found('F.col("day") == datetime.date(2024, 1, 1)'), [
      'warning: F.col("day") == datetime.date(2024, 1, 1)',
    ]);
    assert.deepEqual(found('F.col("version") == "2024-01-01"'), []);
    assert.deepEqual(found('F.col("valid_to_date") == "9999-12-31"'), []);
  });

  it('drop-then-write looks back over cells, over an empty CREATE and at what a DELETE took', () => {
    const id = 'drop-then-write';
    const messages = (text: string, around = {}) => findingsOf(id, text, around).map((f) => f.message);
    const fill = 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u';
    const notebook = `-- Databricks notebook source\nDROP TABLE main.s.t\n\n-- COMMAND ----------\n\nCREATE TABLE main.s.t (id INT)\n\n-- COMMAND ----------\n\n${fill}\n`;
    assert.deepEqual(marked(id, notebook, { kind: 'sql-notebook' }), ['INSERT INTO main.s.t']);
    assert.match(messages(notebook, { kind: 'sql-notebook' })[0]!, /no table .* INSERT OVERWRITE/);
    assert.match(messages(`TRUNCATE TABLE main.s.t; ${fill}`)[0]!, /an empty table/);
    assert.equal(messages(`TRUNCATE TABLE main.s.t; ${fill}; ${fill}`).length, 1);
    assert.deepEqual(messages(`TRUNCATE TABLE main.s.t PARTITION (a = 1); ${fill}`), []);
    const gone = 'DELETE FROM main.s.t t WHERE';
    assert.match(messages(`${gone} t.a = 1; ${fill} WHERE (a = 1) AND b = 2`)[0]!, /REPLACE WHERE, or MERGE/);
    assert.equal(messages(`${gone} id IN (SELECT id FROM main.s.u); ${fill}`).length, 1);
    assert.deepEqual(messages(`${gone} id IN (SELECT id FROM main.s.v); ${fill}`), []);
    assert.match(messages(`${gone} true; ${fill}`)[0]!, /^The DELETE .* INSERT OVERWRITE/);
    // The DELETE without a condition is what another rule speaks of.
    assert.deepEqual(messages(`DELETE FROM main.s.t; ${fill}`), []);
    assert.deepEqual(messages(`DROP TABLE main.s.t; CREATE TABLE main.s.t AS SELECT 1 AS id`), []);
    assert.deepEqual(messages(`TRUNCATE TABLE main.s.t; ${fill}`, { path: 'project/_resources/load.sql' }), []);
  });

  it('drop-then-write follows PySpark over tables and folders, and asks for one overwrite of what is appended', () => {
    const found = (before: string, write: string) =>
      findingsOf('drop-then-write', `${before}\nspark.table("a.b.u").write.${write}\n`, { kind: 'python' }).map(
        (f) => f.message,
      );
    assert.match(found('dbutils.fs.rm("/Volumes/a/b/t/", True)', 'parquet("/Volumes/a/b/t")')[0]!, /`dbutils.fs.rm`/);
    assert.match(
      found('spark.sql("TRUNCATE TABLE a.b.t")', 'mode("append").saveAsTable("a.b.t")')[0]!,
      /`TRUNCATE TABLE` .* one overwrite/,
    );
    assert.deepEqual(found('spark.sql("DROP TABLE a.b.other")', 'saveAsTable("a.b.t")'), []);
    assert.deepEqual(found('spark.sql(f"DROP TABLE {t}")', 'saveAsTable("a.b.t")'), []);
  });

  it('date-without-time-zone goes by the declared type, through CTEs, and says each expression once', () => {
    const id = 'date-without-time-zone';
    const tables = { 'main.s.u': { columns: [{ name: 'x', type: 'TIMESTAMP' }, { name: 'created_at', type: 'STRING' }] } }; // prettier-ignore
    const cte =
      "WITH c AS (SELECT x AS moment, created_at FROM main.s.u) SELECT to_date(moment), DATE(created_at), date_trunc('MONTH', moment) FROM c";
    assert.deepEqual(marked(id, cte, { tables }), ['to_date(moment)', "date_trunc('MONTH', moment)"]);
    assert.deepEqual(marked(id, cte), []);
    const view = 'CREATE VIEW main.s.v AS SELECT created_at::date AS day FROM main.s.u GROUP BY created_at::date';
    assert.deepEqual(marked(id, view), ['created_at::date']);
    assert.deepEqual(marked(id, view, { tables }), []);
    assert.deepEqual(marked(id, 'SELECT id FROM main.s.u WHERE DATE(x) = :day', { tables }), []);
  });

  it('hard-coded-environment says each catalog, folder and workspace once, and knows folders of an environment', () => {
    const id = 'hard-coded-environment';
    assert.deepEqual(marked(id, 'SELECT 1 FROM prod.a.b JOIN PROD.a.c; SELECT 1 FROM `prod-eu`.a.b'), [
      'prod',
      '`prod-eu`',
    ]);
    assert.deepEqual(marked(id, 'SELECT 1 FROM prod.a.b', { path: 'conf/prod/views.sql' }), []);
    const host = "SELECT http_get('https://adb-3141592653589793.2.azuredatabricks.net/api')";
    assert.deepEqual(marked(id, `${host}; ${host}`), ["'https://adb-3141592653589793.2.azuredatabricks.net/api'"]);
    const python = (code: string) => marked(id, code, { kind: 'python' });
    assert.deepEqual(python('spark.table("dev.a.b")\nspark.table("dev.a.c")\n'), ['"dev.a.b"']);
    assert.deepEqual(python('spark.table("prod.a.b").write.saveAsTable("dev.a.b")\n'), []);
    assert.deepEqual(python('spark.sql(f"SELECT 1 FROM {x}.a.b JOIN prod.a.c")\n'), ['prod']);
    assert.deepEqual(python('host = os.getenv("HOST", "https://dbc-1f2e3d4c-5b6a.cloud.databricks.com")\n'), []);
    assert.equal(python('host = "https://dbc-1f2e3d4c-5b6a.cloud.databricks.com"\n').length, 1);
  });

  it('unstable-key marks the call, and says what a second run does to the keys', () => {
    const found = (text: string) =>
      findingsOf('unstable-key', text).map((f) => [
        text.slice(f.span.from, f.span.to),
        f.message.split(/ in each|:| for /)[0],
      ]);
    const from = 'FROM main.s.u';
    assert.deepEqual(found(`INSERT INTO main.s.t (id, a) SELECT monotonically_increasing_id() + 1, a ${from}`), [
      ['monotonically_increasing_id()', '`id` starts over'],
    ]);
    assert.deepEqual(found(`INSERT OVERWRITE main.s.t SELECT md5(uuid()) AS order_key ${from}`), [
      ['uuid()', 'After each run `order_key` is another one'],
    ]);
    assert.deepEqual(found(`CREATE OR REPLACE VIEW main.s.v AS SELECT uuid() AS id ${from}`), [
      ['uuid()', '`id` is another one each time the view is read'],
    ]);
    const cte = `WITH a AS (SELECT monotonically_increasing_id() AS n ${from}), b AS (SELECT n FROM a) SELECT 1 FROM b JOIN main.s.t t ON b.n = t.n`;
    assert.deepEqual(marked('unstable-key', cte), ['b.n = t.n']);
    assert.deepEqual(
      found(`MERGE INTO main.s.t t USING main.s.u u ON t.a = u.a WHEN NOT MATCHED THEN INSERT (id) VALUES (uuid())`),
      [],
    );
  });

  it('dynamic-partition-overwrite marks the setting, in SQL, of the session and of a write', () => {
    const id = 'dynamic-partition-overwrite';
    const set = 'SET spark.sql.sources.partitionOverwriteMode=DYNAMIC';
    assert.deepEqual(marked(id, `${set}; SELECT 1`), [set]);
    const python = (code: string) => marked(id, code, { kind: 'python' });
    assert.deepEqual(
      python('spark.table("t").write.option("PartitionOverwriteMode", "Dynamic").mode("overwrite").saveAsTable("u")\n'),
      ['"Dynamic"'],
    );
    assert.deepEqual(
      python('s = SparkSession.builder.config("spark.sql.sources.partitionOverwriteMode", "dynamic").getOrCreate()\n'),
      ['("spark.sql.sources.partitionOverwriteMode", "dynamic")'],
    );
  });

  it('merge-without-partition-predicate goes by the columns of the target, whatever the source names', () => {
    const id = 'merge-without-partition-predicate';
    const tables = { 'main.s.t': { partitionedBy: ['day', 'Shop'] } };
    const on = (condition: string) =>
      marked(id, `MERGE INTO main.s.t t USING main.s.u s ON ${condition} WHEN MATCHED THEN DELETE`, { tables });
    assert.deepEqual(on('t.id = s.id AND s.day = :day'), ['t.id = s.id AND s.day = :day']);
    assert.deepEqual(on('t.id = s.id AND t.shop = 3'), []);
    assert.deepEqual(on('id = s.key AND shop = 3'), []);
  });

  it('hard-coded-value counts one value of one column over all statements of a text', () => {
    const one = "SELECT id FROM main.s.t WHERE t.Code = 'A7'";
    assert.deepEqual(marked('hard-coded-value', `${one}; ${one}`), []);
    assert.deepEqual(
      marked('hard-coded-value', `${one}; ${one}; SELECT CASE code WHEN 'A7' THEN 1 END FROM main.s.t`),
      ["'A7'"],
    );
    assert.deepEqual(marked('hard-coded-value', `${one}; ${one}; UPDATE main.s.t SET x = 'A7' WHERE id = 5`), []);
  });

  it('date-parse-without-format needs a value that is known to be a text', () => {
    const id = 'date-parse-without-format';
    const tables = { 'main.s.t': { columns: [{ name: 'a', type: 'varchar(10)' }, { name: 'b', type: 'date' }] } }; // prettier-ignore
    const text =
      "SELECT to_date(a), to_date(b), to_date(raw:day), unix_timestamp(a), to_date(CAST(b AS STRING)), to_timestamp('1.2.2024') FROM main.s.t";
    assert.deepEqual(marked(id, text, { tables }), [
      'to_date(a)',
      'to_date(raw:day)',
      'unix_timestamp(a)',
      'to_date(CAST(b AS STRING))',
      "to_timestamp('1.2.2024')",
    ]);
  });
});
