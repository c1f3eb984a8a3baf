import assert from 'node:assert/strict';
import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { defaultSettings, lint, type SecondRun, type TableFacts } from '../../../src/engine/index';

/** What is said of the write at the bar. */
function runAt(code: string, file: string, tables: Readonly<Record<string, TableFacts>> = {}): SecondRun {
  const at = code.indexOf('|');
  const text = code.slice(0, at) + code.slice(at + 1);
  const catalog = new TableCatalog(Object.entries(tables));
  const result = lint({ path: file, text }, { ...defaultSettings, rules: new Map() }, { catalog });
  return result.secondRunAt(at)?.run ?? { verdict: 'unknown' };
}

function said(run: SecondRun): string {
  if (run.verdict === 'unknown') return 'unknown';
  const words = `${run.verdict}: ${run.cause}`;
  return run.verdict === 'clock' ? `${words}, else ${said(run.repetition)}` : words;
}

const FROM = 'spark.table("a.b.u").write';

const python: readonly (readonly [verdict: string, code: string])[] = [
  ['doubled: append', `${FROM}.mode("append").|saveAsTable("a.b.target")\n`],
  ['doubled: append', `${FROM}.|insertInto("a.b.target")\n`],
  ['doubled: append', 'spark.table("a.b.u").writeTo("a.b.target").|append()\n'],
  ['doubled: append', `${FROM}.mode("append").|saveAsTable(f"{catalog}.sales.orders")\n`],
  ['doubled: append', `${FROM}.|insertInto("a.b.target", False)\n`],
  ['doubled: own rows', 'spark.createDataFrame([(1, "a")]).write.mode("append").|saveAsTable("a.b.target")\n'],
  ['doubled: messages', `${FROM}.format("kafka").option("topic", "t").mode("append").|save()\n`],
  [
    'same: numbered',
    `${FROM}.option("txnAppId", "a").option("txnVersion", v).mode("append").|saveAsTable("a.b.target")\n`,
  ],
  ['unknown', `${FROM}.option("txnAppId", "a").mode("append").|saveAsTable("a.b.target")\n`],
  ['unknown', `${FROM}.mode("append").|saveAsTable(target)\n`],
  ['unknown', `${FROM}.options(**given).mode("append").|saveAsTable("a.b.target")\n`],
  ['unknown', `${FROM}.mode(mode).|saveAsTable("a.b.target")\n`],
  ['unknown', `${FROM}.mode(mode).|insertInto("a.b.target")\n`],
  ['same: new rows', 'n = spark.table("a.b.u").join(spark.table("a.b.target"), "id", "left_anti")\nn.write.mode("append").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['unknown', 'n = spark.table("a.b.u").join(spark.table("a.b.x"), "id", "left_anti")\nn.write.mode("append").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['same: emptied', 'spark.sql("TRUNCATE TABLE a.b.target")\nspark.table("a.b.u").write.mode("append").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['unknown', 'spark.sql("DELETE FROM a.b.target WHERE day = 1")\nspark.table("a.b.u").write.mode("append").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['unknown', 'if x:\n    spark.sql("TRUNCATE TABLE a.b.target")\nspark.table("a.b.u").write.mode("append").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['same: changed before', `${FROM}.mode("overwrite").saveAsTable("a.b.target")\n${FROM}.mode("append").|saveAsTable("a.b.target")\n`], // prettier-ignore
  ['clock: part, else doubled: append', 'spark.table("a.b.u").where("day = current_date()").write.mode("append").|saveAsTable("a.b.target")\n'], // prettier-ignore

  ['same: overwrite', `${FROM}.mode("overwrite").|saveAsTable("a.b.target")\n`],
  ['same: overwrite', `${FROM}.mode("overwrite").|insertInto("a.b.target")\n`],
  ['same: overwrite', `${FROM}.|insertInto("a.b.target", True)\n`],
  ['same: overwrite', 'spark.table("a.b.u").writeTo("a.b.target").|createOrReplace()\n'],
  ['same: overwrite', 'spark.sql("SELECT id FROM a.b.u WHERE status = 1").write.mode("overwrite").|saveAsTable("a.b.target")\n'], // prettier-ignore
  [
    'unknown',
    'spark.sql("SELECT id FROM a.b.u WHERE day < now()").write.mode("overwrite").|saveAsTable("a.b.target")\n',
  ],
  ['unknown', 'spark.sql(f"SELECT id FROM a.b.u WHERE {c}").write.mode("overwrite").|saveAsTable("a.b.target")\n'],
  ['unknown', 'spark.table("a.b.target").distinct().write.mode("overwrite").|saveAsTable("a.b.target")\n'],
  ['unknown', 'spark.table("a.b.u").limit(9).write.mode("overwrite").|saveAsTable("a.b.target")\n'],
  ['unknown', 'spark.table("a.b.u").where(chosen).write.mode("overwrite").|saveAsTable("a.b.target")\n'],
  ['unknown', 'import pyspark.sql.functions as F\nspark.range(9).withColumn("x", F.rand()).write.mode("overwrite").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['unknown', 'spark.table("a.b.u").select(scored("x")).write.mode("overwrite").|saveAsTable("a.b.target")\n'],
  ['unknown', 'def save(df):\n    df.write.mode("overwrite").|saveAsTable("a.b.target")\n'],
  ['unknown', 'spark.read.csv(f"{root}/in/x.csv").write.mode("overwrite").|csv(f"{root}/in")\n'],
  ['same: overwrite', 'spark.read.csv(f"{root}/in/x.csv").write.mode("overwrite").|csv(f"{root}/out")\n'],
  ['days lost: slice', 'spark.table("a.b.u").where("day = \'2024-01-01\'").write.mode("overwrite").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['days lost: slice', 'import pyspark.sql.functions as F\nspark.table("a.b.u").where(F.col("day") == F.current_date()).writeTo("a.b.target").|createOrReplace()\n'], // prettier-ignore
  ['unknown', 'spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")\nspark.table("a.b.u").where("day = \'2024-01-01\'").write.mode("overwrite").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['same: part', `${FROM}.mode("overwrite").option("replaceWhere", f"day = '{day}'").|saveAsTable("a.b.target")\n`],
  ['same: part', 'import pyspark.sql.functions as F\nspark.table("a.b.u").writeTo("a.b.target").|overwrite(F.col("day") == day)\n'], // prettier-ignore
  ['unknown', `from datetime import date\ntoday = date.today()\n${FROM}.mode("overwrite").option("replaceWhere", f"day = '{today}'").|saveAsTable("a.b.target")\n`], // prettier-ignore
  ['clock: part, else same: part', 'import pyspark.sql.functions as F\nnew = spark.table("a.b.u").where(F.col("day") == F.current_date())\nnew.write.mode("overwrite").option("replaceWhere", "day = current_date()").|saveAsTable("a.b.target")\n'], // prettier-ignore
  ['clock: whole, else same: overwrite', 'spark.table("a.b.u").where("day >= current_date() - 90").write.mode("overwrite").|saveAsTable("a.b.target")\n'], // prettier-ignore
  [
    'same: dynamic',
    `${FROM}.mode("overwrite").option("partitionOverwriteMode", "dynamic").|saveAsTable("a.b.target")\n`,
  ],
  ['same: dynamic', 'spark.table("a.b.u").writeTo("a.b.target").|overwritePartitions()\n'],

  ['fails: no mode', `${FROM}.|saveAsTable("a.b.target")\n`],
  ['fails: asked', `${FROM}.mode("errorifexists").|saveAsTable("a.b.target")\n`],
  ['fails: exists', 'spark.table("a.b.u").writeTo("a.b.target").using("delta").|create()\n'],
  ['unknown', `if not spark.catalog.tableExists("a.b.target"):\n    ${FROM}.|saveAsTable("a.b.target")\n`],
  ['same: emptied', `spark.sql("DROP TABLE IF EXISTS a.b.target")\n${FROM}.|saveAsTable("a.b.target")\n`],
  ['kept: asked', `${FROM}.mode("ignore").|saveAsTable("a.b.target")\n`],
  ['unknown', `spark.sql("DROP TABLE a.b.target")\n${FROM}.mode("ignore").|saveAsTable("a.b.target")\n`],
  ['unknown', `${FROM}.|saveAsTable("a.b.target", **how)\n`],

  [
    'same: checkpoint',
    'spark.readStream.table("a.b.u").writeStream.option("checkpointLocation", c).|toTable("a.b.target")\n',
  ],
  ['unknown', 'import uuid\nspark.readStream.table("a.b.u").writeStream.option("checkpointLocation", f"/c/{uuid.uuid4()}").|toTable("a.b.target")\n'], // prettier-ignore
  ['unknown', 'dbutils.fs.rm(c, True)\nspark.readStream.table("a.b.u").writeStream.option("checkpointLocation", c).|toTable("a.b.target")\n'], // prettier-ignore
  ['fails: no checkpoint', 'spark.readStream.table("a.b.u").writeStream.|toTable("a.b.target")\n'],
  ['unknown', 'spark.readStream.table("a.b.u").writeStream.format("console").|start()\n'],
  ['unknown', 'spark.conf.set("spark.sql.streaming.checkpointLocation", "/c")\nspark.readStream.table("a.b.u").writeStream.|toTable("a.b.target")\n'], // prettier-ignore
];

const appendBatch = (bar: string, start: string, more = '') =>
  `def save(batch, n):\n    batch.write${more}.mode("append").${bar}saveAsTable("a.b.target")\n\nspark.readStream.table("a.b.u").writeStream.foreachBatch(save)${start}\n`;
const numbers = '.option("txnAppId", "a").option("txnVersion", n)';

const batches: readonly (readonly [verdict: string, code: string])[] = [
  ['doubled: batch', appendBatch('|', '.option("checkpointLocation", c).start()')],
  ['unknown', appendBatch('', '.option("checkpointLocation", c).|start()')],
  ['doubled: no checkpoint', appendBatch('', '.|start()')],
  ['same: numbered', appendBatch('|', '.option("checkpointLocation", c).start()', numbers)],
  ['same: checkpoint', appendBatch('', '.option("checkpointLocation", c).|start()', numbers)],
  ['unknown', 'spark.readStream.table("a.b.u").writeStream.foreachBatch(save).option("checkpointLocation", c).|start()\n'], // prettier-ignore
];

const merge = (clauses: string, on = 't.id = s.id', source = 'spark.table("a.b.u")') =>
  `from delta.tables import DeltaTable\nt = DeltaTable.forName(spark, "a.b.target")\nt.alias("t").merge(${source}.alias("s"), "${on}")${clauses}.|execute()\n`;

const merges: readonly (readonly [verdict: string, code: string])[] = [
  ['same: keys', merge('.whenMatchedUpdateAll().whenNotMatchedInsertAll()')],
  ['same: keys', merge('.whenNotMatchedInsert(values={"id": "s.id", "n": "s.n"})')],
  ['unknown', merge('.whenNotMatchedInsert(values={"id": "s.other", "n": "s.n"})')],
  ['unknown', merge('.whenNotMatchedInsert(values=values)')],
  ['unknown', merge('.whenNotMatchedInsertAll()', 't.id = s.id', 'spark.table("a.b.u").limit(5)')],
  ['clock: whole, else same: keys', merge('.whenNotMatchedInsertAll()', 't.id = s.id', 'spark.table("a.b.u").where(\'day = current_date()\')')], // prettier-ignore
  ['unknown', merge('.whenMatchedDelete()', 't.id = s.id AND t.day < now()')],
  ['doubled: adds up', merge('.whenMatchedUpdate(set={"n": "t.n + s.n"}).whenNotMatchedInsertAll()')],
  ['unknown', merge('.whenMatchedUpdate("s.ts > t.ts", {"n": "t.n + s.n"}).whenNotMatchedInsertAll()')],
  ['same: keys', merge('.whenMatchedUpdate("s.ts > t.ts", {"n": "s.n"}).whenNotMatchedInsertAll()')],
  ['unknown', merge('.whenNotMatchedInsertAll()', 't.id = s.id AND t.is_current')],
  ['unknown', merge('.whenNotMatchedInsertAll()', 'id = id')],
  ['doubled: never matches', merge('.whenNotMatchedInsertAll()', '1 = 0')],
  ['unknown', merge('.whenNotMatchedInsertAll()', 't.id = s.id', 'spark.table("a.b.u").join(t.toDF(), "id")')],
  ['unknown', 'm = t.alias("t").merge(u.alias("s"), "t.id = s.id").whenNotMatchedInsertAll()\nm.|execute()\n'],
  ['unknown', 'cursor.|execute("INSERT INTO a.b.target VALUES (1)")\n'],
];

const READ = 'SELECT id, day FROM a.b.u';

const sql: readonly (readonly [verdict: string, code: string])[] = [
  ['doubled: append', `|INSERT INTO a.b.t ${READ};\n`],
  ['doubled: append', `INSERT |INTO a.b.t TABLE a.b.u;\n`],
  ['doubled: own rows', `|INSERT INTO a.b.t VALUES (1, 'x');\n`],
  ['doubled: own rows', '|INSERT INTO a.b.t SELECT id FROM range(9);\n'],
  ['same: new rows', `|INSERT INTO a.b.t SELECT u.id FROM a.b.u u LEFT ANTI JOIN a.b.t t ON t.id = u.id;\n`],
  ['same: new rows', `|INSERT INTO a.b.t ${READ} u WHERE NOT EXISTS (SELECT 1 FROM a.b.t WHERE t.id = u.id);\n`],
  ['same: new rows', `|INSERT INTO a.b.t ${READ} WHERE id NOT IN (SELECT id FROM a.b.t);\n`],
  ['same: new rows', `|INSERT INTO a.b.t ${READ} WHERE day > (SELECT max(day) FROM a.b.t);\n`],
  ['unknown', `|INSERT INTO a.b.t ${READ} WHERE day >= (SELECT max(day) FROM a.b.t);\n`],
  ['unknown', `|INSERT INTO a.b.t ${READ} WHERE day > (SELECT max(loaded) FROM a.b.t);\n`],
  ['unknown', '|INSERT INTO a.b.t SELECT id + 1 FROM a.b.t;\n'],
  ['unknown', '|INSERT INTO a.b.t SELECT id FROM STREAM(a.b.u);\n'],
  ['unknown', '|INSERT INTO a.b.t SELECT id FROM ${source};\n'],
  ['unknown', '|INSERT INTO IDENTIFIER(:t) SELECT id FROM a.b.u;\n'],
  ['unknown', 'FROM a.b.u |INSERT INTO a.b.t SELECT id INSERT INTO a.b.v SELECT id;\n'],
  ['unknown', '|INSERT INTO a.b.t SELECT (id FROM a.b.u;\n'],
  ['same: emptied', `TRUNCATE TABLE a.b.t;\n|INSERT INTO a.b.t ${READ};\n`],
  ['same: emptied', `DELETE FROM a.b.t WHERE day = :d;\n|INSERT INTO a.b.t ${READ} WHERE day = :d;\n`],
  ['unknown', `DELETE FROM a.b.t WHERE day = :d;\n|INSERT INTO a.b.t ${READ} WHERE id = 3;\n`],
  ['same: changed before', `TRUNCATE TABLE a.b.t;\nINSERT INTO a.b.t VALUES (1);\n|INSERT INTO a.b.t ${READ};\n`],
  ['same: changed before', `CREATE OR REPLACE TABLE a.b.t (id INT);\n|INSERT INTO a.b.t VALUES (1);\n`],
  ['clock: part, else doubled: append', `|INSERT INTO a.b.t ${READ} WHERE day = current_date();\n`],
  ['doubled: append', `|INSERT INTO a.b.t ${READ} WHERE day <= current_date();\n`],

  ['same: overwrite', `|INSERT OVERWRITE a.b.t ${READ};\n`],
  ['same: overwrite', `|INSERT OVERWRITE a.b.t SELECT id, current_timestamp() AS at FROM a.b.u;\n`],
  ['days lost: slice', `|INSERT OVERWRITE a.b.t ${READ} WHERE day = :d;\n`],
  ['unknown', `SET spark.sql.sources.partitionOverwriteMode = dynamic;\n|INSERT OVERWRITE a.b.t ${READ} WHERE day = :d;\n`], // prettier-ignore
  ['clock: whole, else same: overwrite', `|INSERT OVERWRITE a.b.t ${READ} WHERE day >= current_date() - 90;\n`],
  ['unknown', `|INSERT OVERWRITE a.b.t ${READ} LIMIT 10;\n`],
  ['unknown', `|INSERT OVERWRITE a.b.t SELECT uuid() AS id FROM a.b.u;\n`],
  ['unknown', `|INSERT OVERWRITE a.b.t SELECT ai_query('m', id) AS x FROM a.b.u;\n`],
  ['unknown', `|INSERT OVERWRITE a.b.t SELECT id FROM a.b.u TABLESAMPLE (5 PERCENT);\n`],
  ['unknown', `|INSERT OVERWRITE a.b.t ${READ} WHERE datediff(current_date(), day) > 3;\n`],
  ['unknown', '|INSERT OVERWRITE a.b.t SELECT id FROM a.b.u UNION ALL SELECT id FROM a.b.t;\n'],
  ['unknown', `CREATE TEMP VIEW v AS SELECT 1;\n|INSERT OVERWRITE a.b.t SELECT id FROM v;\n`],
  ['unknown', `|INSERT OVERWRITE a.b.t ${READ} WHERE ${'${c}'};\n`],
  ['same: part', `|INSERT OVERWRITE a.b.t PARTITION (day = '2024-01-01') SELECT id FROM a.b.u;\n`],
  ['same: part', `|INSERT INTO a.b.t REPLACE WHERE day = :d ${READ} WHERE day = :d;\n`],
  ['same: part', `|INSERT INTO a.b.t REPLACE USING (day) ${READ};\n`],
  ['clock: part, else same: part', `|INSERT INTO a.b.t REPLACE WHERE day = current_date() ${READ};\n`],

  ['fails: exists', `|CREATE TABLE a.b.t AS ${READ};\n`],
  ['fails: exists', '|CREATE TABLE a.b.t SHALLOW CLONE a.b.u;\n'],
  ['same: emptied', `DROP TABLE IF EXISTS a.b.t;\n|CREATE TABLE a.b.t AS ${READ};\n`],
  ['unknown', `DROP TABLE IF EXISTS b.t;\n|CREATE TABLE a.b.t AS ${READ};\n`],
  ['same: overwrite', `|CREATE OR REPLACE TABLE a.b.t AS ${READ};\n`],
  ['days lost: slice', `|CREATE OR REPLACE TABLE a.b.t AS ${READ} WHERE day = '2024-01-01';\n`],
  ['kept: first rows', `|CREATE TABLE IF NOT EXISTS a.b.t AS ${READ};\n`],
  ['kept: nothing to refresh', `|CREATE TABLE IF NOT EXISTS a.b.t AS ${READ} WHERE 1 = 0;\n`],
  ['kept: filled elsewhere', `|CREATE TABLE IF NOT EXISTS a.b.t AS ${READ};\nINSERT INTO a.b.t ${READ};\n`],
  ['unknown', `DROP TABLE IF EXISTS a.b.t;\n|CREATE TABLE IF NOT EXISTS a.b.t AS ${READ};\n`],
  ['unknown', '|CREATE TABLE a.b.t (id INT);\n'],
  ['unknown', '|CREATE TABLE a.b.t LIKE a.b.u;\n'],
  ['unknown', `|CREATE OR REFRESH LIVE TABLE t AS ${READ};\n`],
  ['unknown', `|CREATE VIEW a.b.v AS ${READ} WHERE day = current_date();\n`],
  ['unknown', `|CREATE MATERIALIZED VIEW a.b.v AS ${READ};\n`],

  ['same: remembered', "|COPY INTO a.b.t FROM '/Volumes/a/b/c' FILEFORMAT = JSON;\n"],
  ['doubled: forced', "|COPY INTO a.b.t FROM '/Volumes/a/b/c' FILEFORMAT = JSON COPY_OPTIONS ('force' = 'true');\n"],
  ['same: remembered', "|COPY INTO a.b.t FROM '/Volumes/a/b/c' FILEFORMAT = JSON COPY_OPTIONS ('force' = 'false');\n"], // prettier-ignore
  ['unknown', "|COPY INTO a.b.t FROM '${path}' FILEFORMAT = JSON COPY_OPTIONS ('force' = '${f}');\n"],

  ['same: keys', '|DELETE FROM a.b.t WHERE id = 3;\n'],
  ['unknown', '|DELETE FROM a.b.t WHERE day < current_date() - 400;\n'],
  ['unknown', '|DELETE FROM a.b.t WHERE id IN (SELECT max(id) FROM a.b.t);\n'],
  ['same: keys', "|UPDATE a.b.t SET status = 'x' WHERE status = 'y';\n"],
  ['same: keys', '|UPDATE a.b.t SET total = price * amount;\n'],
  ['doubled: adds up', '|UPDATE a.b.t SET price = price * 1.1 WHERE country = 1;\n'],
  ['unknown', '|UPDATE a.b.t SET price = price * 1.1 WHERE price < 9;\n'],
  ['unknown', '|UPDATE a.b.t SET name = upper(name);\n'],
  ['unknown', '|TRUNCATE TABLE a.b.t;\n'],
  ['unknown', '|SELECT 1;\n'],
];

const INTO = '|MERGE INTO a.b.t t USING a.b.u s ON t.id = s.id ';

const sqlMerges: readonly (readonly [verdict: string, code: string])[] = [
  ['same: keys', `${INTO}WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;\n`],
  ['same: keys', `${INTO}WHEN MATCHED THEN UPDATE SET n = coalesce(s.n, t.n);\n`],
  ['same: keys', `${INTO}WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n);\n`],
  ['unknown', `${INTO}WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.n, s.id);\n`],
  ['unknown', `${INTO}WHEN NOT MATCHED THEN INSERT (n) VALUES (s.n);\n`],
  ['doubled: adds up', `${INTO}WHEN MATCHED THEN UPDATE SET n = t.n + s.n;\n`],
  [
    'doubled: adds up',
    `${INTO}WHEN MATCHED THEN UPDATE SET n = coalesce(t.n, 0) + 1 WHEN NOT MATCHED THEN INSERT *;\n`,
  ],
  ['unknown', `${INTO}WHEN MATCHED THEN UPDATE SET n = s.n - t.n;\n`],
  ['unknown', `${INTO}WHEN MATCHED AND s.a = 1 THEN UPDATE SET n = 1 WHEN MATCHED THEN UPDATE SET n = 2;\n`],
  ['unknown', `${INTO}WHEN MATCHED AND s.op = 'D' THEN DELETE WHEN NOT MATCHED THEN INSERT *;\n`],
  ['same: keys', `${INTO}WHEN MATCHED AND s.op = 'D' THEN DELETE WHEN NOT MATCHED AND s.op <> 'D' THEN INSERT *;\n`],
  ['unknown', `${INTO}WHEN MATCHED THEN UPDATE SET a = 'old' WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, 'new');\n`], // prettier-ignore
  ['same: keys', `${INTO}WHEN NOT MATCHED BY SOURCE THEN DELETE;\n`],
  ['unknown', '|MERGE INTO a.b.t t USING a.b.u s ON t.id = s.id AND ${c} WHEN NOT MATCHED THEN INSERT *;\n'],
  ['unknown', '|MERGE INTO a.b.t t USING (SELECT id FROM a.b.t) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;\n'],
  ['unknown', '|MERGE INTO a.b.t t USING a.b.u s ON t.id = s.id OR t.b = s.b WHEN NOT MATCHED THEN INSERT *;\n'],
  ['doubled: never matches', '|MERGE INTO a.b.t t USING a.b.u s ON FALSE WHEN NOT MATCHED THEN INSERT *;\n'],
  ['fails: duplicate keys', '|MERGE INTO a.b.t t USING (SELECT DISTINCT id, n FROM a.b.u) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n;\n'], // prettier-ignore
  ['clock: part, else same: keys', '|MERGE INTO a.b.t t USING (SELECT id FROM a.b.u WHERE day = current_date()) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;\n'], // prettier-ignore
];

const inPython: readonly (readonly [verdict: string, code: string])[] = [
  ['doubled: append', 'spark.sql(f"|INSERT INTO {c}.sales.orders SELECT id FROM {c}.raw.orders")\n'],
  ['unknown', 'spark.sql(f"|INSERT INTO {c}.sales.orders SELECT id FROM {c}.raw.orders WHERE {w}")\n'],
  ['unknown', 'def load():\n    spark.sql("|INSERT INTO a.b.t SELECT id FROM a.b.u")\n'],
  [
    'unknown',
    'if not spark.catalog.tableExists("a.b.target"):\n    spark.sql("|CREATE TABLE a.b.t AS SELECT id FROM a.b.u")\n',
  ],
  ['unknown', 'try:\n    spark.sql("|CREATE TABLE a.b.t AS SELECT id FROM a.b.u")\nexcept Exception:\n    pass\n'],
  ['same: overwrite', 'if x:\n    spark.sql("|CREATE OR REPLACE TABLE a.b.t AS SELECT id FROM a.b.u")\n'], // prettier-ignore
  ['unknown', 'df.write.mode("overwrite").saveAsTable("a.b.target")\nspark.sql("|INSERT INTO a.b.target SELECT id FROM a.b.u")\n'], // prettier-ignore
  ['unknown', '# Databricks notebook source\ndbutils.fs.rm(p, True)\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC |CREATE TABLE a.b.target AS SELECT id FROM a.b.u\n'], // prettier-ignore
  ['fails: exists', '# Databricks notebook source\n# MAGIC %sql\n# MAGIC |CREATE TABLE a.b.target AS SELECT id FROM a.b.u\n'], // prettier-ignore
  ['same: changed before', 'spark.sql("TRUNCATE TABLE a.b.target")\nspark.sql("|INSERT INTO a.b.target VALUES (1)")\n'],
];

describe('what a second run of a write does', () => {
  const groups = { python, batches, merges, sql, sqlMerges, inPython };
  for (const [name, rows] of Object.entries(groups)) {
    const file = name.startsWith('sql') ? 'a.sql' : 'a.py';
    describe(name, () => {
      for (const [verdict, code] of rows)
        it(`${verdict} ← ${code.trim().replace(/\s*\n\s*/g, ' ⏎ ')}`, () =>
          assert.equal(said(runAt(code, file)), verdict));
    });
  }

  it('knows keys from the catalog: it promises more where they are filled and unique', () => {
    const code = `${INTO}WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;\n`;
    const reason = (tables?: Record<string, TableFacts>) => (runAt(code, 'a.sql', tables) as { reason: string }).reason;
    assert.match(reason(), /, except where a key is NULL; it fails if the source holds a key twice$/);
    const columns = [{ name: 'id', nullable: false }];
    const exact = 'Rows are matched by `id`, so a second run finds those of the first one';
    assert.equal(reason({ 'a.b.u': { columns, primaryKey: ['id'] } }), exact);
  });

  it('marks what decided', () => {
    const code = "INSERT OVERWRITE a.b.t PARTITION (day = '2024-01-01') SELECT id FROM a.b.u;\n";
    const run = runAt(`|${code}`, 'a.sql');
    assert.ok(run.verdict === 'same');
    assert.deepEqual(run.spans.map(({ from, to }) => code.slice(from, to)), ["PARTITION (day = '2024-01-01')"]); // prettier-ignore
  });

  it('answers everywhere in a text that is being written, and never throws', () => {
    for (const [name, rows] of Object.entries(groups))
      for (const [, code] of rows) {
        const text = code.replace('|', '');
        const at = code.indexOf('|');
        for (let cut = at + 3; cut < text.length; cut += 7)
          runAt(`${text.slice(0, at)}|${text.slice(at, cut)}`, name.startsWith('sql') ? 'a.sql' : 'a.py');
      }
  });
});
