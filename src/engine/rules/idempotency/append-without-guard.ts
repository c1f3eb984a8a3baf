import { defineRule } from '../../rule';
import { modeOf, repetition } from '../../spark/second-run';
import { repetitionOfStatement } from '../../spark/second-run-sql';
import { allNameWords, wordsOf } from '../../sql/names';
import { insertsOf, isUnderstood } from '../../sql/walk';

export default defineRule({
  id: 'append-without-guard',
  family: 'idempotency',
  severity: 'warning',

  summary: 'An append that doubles its rows when it runs again',
  why:
    'Jobs are repeated: after a failure, for a late file, by hand. A plain append writes the same rows a second time and nothing complains. ' +
    'MERGE on a key, replace the slice that is loaded (`REPLACE WHERE`, `replaceWhere`), or leave out the rows that the target already has.',
  docs: [
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://docs.databricks.com/delta/selective-overwrite.html',
      checked: '2026-11-21',
    },
    {
      title: 'Table deletes, updates, and merges (Delta Lake)',
      url: 'https://docs.delta.io/0.4.0/delta-update.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'INSERT INTO main.sales.orders BY NAME SELECT order_id, amount, day FROM main.staging.orders WHERE day = :day;\n',
      good: 'INSERT INTO main.sales.orders REPLACE WHERE day = :day SELECT order_id, amount, day FROM main.staging.orders WHERE day = :day;\n',
    },
    {
      bad: 'INSERT INTO main.sales.orders BY NAME SELECT order_id, amount FROM main.staging.orders;\n',
      good:
        'INSERT INTO main.sales.orders BY NAME SELECT s.order_id, s.amount FROM main.staging.orders s\n' +
        'WHERE NOT EXISTS (SELECT 1 FROM main.sales.orders t WHERE t.order_id = s.order_id);\n',
    },
    {
      kind: 'python',
      bad: 'spark.sql(f"INSERT INTO {catalog}.sales.orders BY NAME SELECT order_id, amount FROM {catalog}.staging.orders")\n',
      good: 'spark.sql(f"INSERT INTO {catalog}.sales.orders BY NAME SELECT order_id, amount FROM {catalog}.staging.orders s WHERE {is_new}")\n',
    },
    {
      kind: 'python',
      bad: 'spark.read.parquet(path).write.mode("append").saveAsTable(f"{catalog}.sales.orders")\n',
      good: 'spark.read.parquet(path).write.mode("overwrite").option("replaceWhere", f"day = \'{day}\'").saveAsTable(f"{catalog}.sales.orders")\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.staging.orders").dropDuplicates(["order_id"])\norders.write.mode("append").saveAsTable("main.sales.orders")\n',
      good:
        'orders = spark.table("main.staging.orders").dropDuplicates(["order_id"])\n' +
        'orders.write.mode("append").option("txnAppId", "load-orders").option("txnVersion", run_id).saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the slice is emptied first',
      code: 'DELETE FROM main.s.t WHERE day = :day;\nINSERT INTO main.s.t BY NAME SELECT id, day FROM main.s.u WHERE day = :day;\n',
    },
    {
      why: 'the table is made anew',
      code: 'CREATE OR REPLACE TABLE main.s.t (id INT);\nINSERT INTO main.s.t BY NAME SELECT id FROM main.s.u;\n',
    },
    {
      why: 'an anti-join against the target',
      code: 'INSERT INTO main.s.t BY NAME SELECT u.id FROM main.s.u u LEFT ANTI JOIN main.s.t t ON t.id = u.id;\n',
    },
    {
      why: 'only what is newer than the target',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE ts > (SELECT max(ts) FROM main.s.t);\n',
    },
    {
      why: 'an audit line',
      code: 'INSERT INTO main.s.job_log BY NAME SELECT count(*) AS n, now() AS at FROM main.s.u;\n',
    },
    { why: 'rows written down', code: "INSERT INTO main.s.t (id, name) VALUES (1, 'a');\n" },
    { why: 'rows made up', code: 'INSERT INTO main.s.t (id) SELECT id FROM range(100);\n' },
    {
      why: 'a stream remembers what it has read',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM STREAM(main.s.u);\n',
    },
    { why: 'a landing zone', code: 'INSERT INTO main.bronze.t BY NAME SELECT id FROM main.s.u;\n' },
    { why: 'what is read is filled in', code: 'INSERT INTO main.s.t BY NAME SELECT id FROM ${source};\n' },
    {
      why: 'another cell may have emptied it',
      kind: 'sql-notebook',
      code: '-- Databricks notebook source\nTRUNCATE TABLE main.s.t\n\n-- COMMAND ----------\n\nINSERT INTO main.s.t BY NAME SELECT id FROM main.s.u\n',
    },
    {
      why: 'rows that are there already are left out',
      kind: 'python',
      code: 'new = spark.table("a.b.c").join(spark.table("a.b.t"), "id", "left_anti")\nnew.write.mode("append").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the slice is deleted first',
      kind: 'python',
      code: 'spark.sql(f"DELETE FROM a.b.t WHERE day = \'{day}\'")\nspark.table("a.b.c").write.mode("append").saveAsTable("a.b.t")\n',
    },
    {
      why: 'rows of the job itself',
      kind: 'python',
      code: 'spark.createDataFrame([(1, "done")]).write.mode("append").saveAsTable("a.b.t")\n',
    },
    {
      why: 'a stream remembers what it has read',
      kind: 'python',
      code: 'spark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).outputMode("append").toTable("a.b.t")\n',
    },
    {
      why: 'nobody knows the target',
      kind: 'python',
      code: 'spark.table("a.b.c").write.mode("append").saveAsTable(target)\n',
    },
    {
      why: 'the second argument of insertInto asks for an overwrite',
      kind: 'python',
      code: 'spark.table("a.b.c").write.insertInto("main.sales.orders", True)\n',
    },
    {
      why: 'a landing zone in PySpark',
      kind: 'python',
      code: 'spark.read.json("/Volumes/a/b/c").write.mode("append").saveAsTable("main.bronze.orders_raw")\n',
    },
  ],

  options: {
    appendOnly: {
      default: [
        'log',
        'logs',
        'logging',
        'audit',
        'audits',
        'history',
        'metrics',
        'quarantine',
        'run',
        'runs',
        'snapshot',
        'snapshots',
        'bronze',
        'raw',
        'landing',
        'ingest',
        'ingestion',
        'stg',
        'staging',
        'tmp',
        'temp',
        'test',
        'tests',
        'scratch',
        'sandbox',
      ],
      description: 'Words in a table name that mark a table which is meant to be appended to.',
    },
  },

  pythonScope: 'cell',
  *python(facts, { appendOnly }) {
    if (facts.isTest) return;
    for (const write of facts.writes) {
      const { end, target, writer } = write;
      if (writer.streaming || modeOf(write, facts) !== 'append') continue;
      const run = repetition(write, facts.file);
      if (run.verdict !== 'doubled' || run.cause !== 'append') continue;
      if (wordsOf(target?.text.text ?? '').some((word) => appendOnly.includes(word))) continue;
      const severity = run.isStored ? undefined : 'info';
      const cure = 'MERGE on a key, `replaceWhere`, or `txnAppId` with `txnVersion`';
      yield { span: end.nameSpan, severity, message: `${run.reason}: ${cure}.` };
    }
  },

  scope: 'statement',
  words: ['INSERT'],

  *sql(facts, { appendOnly }) {
    for (const insert of insertsOf(facts.tree)) {
      const { target, head } = insert;
      if (!target || allNameWords(target).some((word) => appendOnly.includes(word)) || !isUnderstood(insert)) continue;
      const run = repetitionOfStatement(insert, facts);
      if (run.verdict !== 'doubled' || run.cause !== 'append') continue;
      const message =
        'A second run appends the same rows again: MERGE, or replace the slice that is loaded with REPLACE WHERE.';
      yield { span: { from: head.from, to: target.to }, message };
    }
  },
});
