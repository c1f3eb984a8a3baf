import { defineRule } from '../../rule';
import { readsStoredRows } from '../../spark/appends';
import { droppedBefore, dropsAnything } from '../../spark/drops';
import { emptiedBefore, isEmptied, isFill, type Fill } from '../../sql/emptied';
import { pathWords } from '../../sql/file-words';
import { allNameWords, wordsOf } from '../../sql/names';
import type { Name } from '../../sql/nodes';
import type { Statement } from '../../sql/tree';
import { isUnderstood } from '../../sql/walk';

function targetOf(fill: Fill): Name | undefined {
  return fill.kind === 'insert' ? fill.target : fill.name;
}

function messageOf(emptied: Statement, fill: Fill): string {
  const isPart = emptied.kind === 'delete' && emptied.where !== undefined && emptied.where.kind !== 'literal';
  if (isPart)
    return 'Until this INSERT has run, readers miss the rows that the DELETE above took: use REPLACE WHERE, or MERGE.';
  const cure = fill.kind === 'create' ? 'CREATE OR REPLACE TABLE' : 'INSERT OVERWRITE';
  const word = emptied.kind.toUpperCase();
  const left = emptied.kind === 'drop' ? 'no table' : 'an empty table';
  return `The ${word} above leaves readers ${left} until this has run, and for good if it fails: use ${cure}.`;
}

export default defineRule({
  id: 'drop-then-write',
  family: 'idempotency',
  severity: 'warning',
  summary: 'A table that is taken away first and written again afterwards',
  why:
    'Between the two steps readers find no table, or an empty one; when the second step fails, it stays like that. A table that was dropped also loses its history, ' +
    'grants and comments. `CREATE OR REPLACE TABLE`, `INSERT OVERWRITE` and `REPLACE WHERE` do both in one commit: readers see the old rows, then the new ones.',
  docs: [
    {
      title: 'Drop or replace a Delta table',
      url: 'https://docs.databricks.com/delta/drop-table.html',
      checked: '2026-11-21',
    },
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://docs.databricks.com/delta/selective-overwrite.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'DROP TABLE IF EXISTS main.sales.daily;\nCREATE TABLE main.sales.daily AS SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.daily AS SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day;\n',
    },
    {
      bad: 'TRUNCATE TABLE main.sales.daily;\nINSERT INTO main.sales.daily BY NAME SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day;\n',
      good: 'INSERT OVERWRITE main.sales.daily BY NAME SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day;\n',
    },
    {
      bad:
        'DELETE FROM main.sales.daily WHERE day = :day;\n' +
        'INSERT INTO main.sales.daily BY NAME SELECT day, sum(amount) AS total FROM main.sales.orders WHERE day = :day GROUP BY day;\n',
      good:
        'INSERT INTO main.sales.daily REPLACE WHERE day = :day\n' +
        'SELECT day, sum(amount) AS total FROM main.sales.orders WHERE day = :day GROUP BY day;\n',
    },
    {
      kind: 'python',
      bad:
        'spark.sql("DROP TABLE IF EXISTS main.sales.daily")\n' +
        'spark.table("main.sales.orders").groupBy("day").count().write.saveAsTable("main.sales.daily")\n',
      good: 'spark.table("main.sales.orders").groupBy("day").count().write.mode("overwrite").saveAsTable("main.sales.daily")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the definition is made new, no rows',
      code: 'DROP TABLE IF EXISTS main.s.t;\nCREATE TABLE main.s.t (id INT);\n',
    },
    {
      why: 'demo rows are written down',
      code: 'DROP TABLE IF EXISTS main.s.t;\nCREATE TABLE main.s.t (id INT);\nINSERT INTO main.s.t VALUES (1), (2);\n',
    },
    { why: 'another table', code: 'DROP TABLE main.s.t;\nCREATE TABLE main.s.t2 AS SELECT id FROM main.s.u;\n' },
    {
      why: 'a table becomes a view',
      code: 'DROP TABLE IF EXISTS main.s.t;\nCREATE VIEW main.s.t AS SELECT id FROM main.s.u;\n',
    },
    {
      why: 'a scratch table',
      code: 'DROP TABLE IF EXISTS main.s.orders_tmp;\nCREATE TABLE main.s.orders_tmp AS SELECT id FROM main.s.u;\n',
    },
    {
      why: 'a format that cannot be replaced',
      code: 'DROP TABLE IF EXISTS main.s.t;\nCREATE TABLE main.s.t USING parquet AS SELECT id FROM main.s.u;\n',
    },
    {
      why: 'the schema in use is another one by then',
      code: 'DROP TABLE IF EXISTS t;\nUSE SCHEMA other;\nCREATE TABLE t AS SELECT id FROM u;\n',
    },
    {
      why: 'cleaned up at the end',
      code: 'CREATE TABLE main.s.t AS SELECT id FROM main.s.u;\nDROP TABLE main.s.t;\n',
    },
    {
      why: 'old rows go, new ones come',
      code: "DELETE FROM main.s.t WHERE day < '2020-01-01';\nINSERT INTO main.s.t BY NAME SELECT id, day FROM main.s.u WHERE day = :day;\n",
    },
    {
      why: 'one transaction',
      code: 'BEGIN ATOMIC\n  DELETE FROM main.s.t WHERE day = :day;\n  INSERT INTO main.s.t BY NAME SELECT id, day FROM main.s.u WHERE day = :day;\nEND;\n',
    },
    { why: 'which table is not known', code: 'DROP TABLE ${t};\nCREATE TABLE ${t} AS SELECT id FROM main.s.u;\n' },
    {
      why: 'rows of the job itself',
      kind: 'python',
      code: 'spark.sql("DROP TABLE IF EXISTS a.b.t")\nspark.createDataFrame([(1, "x")]).write.saveAsTable("a.b.t")\n',
    },
    {
      why: 'dropped in some runs only',
      kind: 'python',
      code: 'if reset:\n    spark.sql("DROP TABLE IF EXISTS a.b.t")\nspark.table("a.b.u").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
    {
      why: 'two functions that somebody calls in some order',
      kind: 'python',
      code: 'def reset():\n    spark.sql("DROP TABLE IF EXISTS a.b.t")\n\ndef load():\n    spark.table("a.b.u").write.saveAsTable("a.b.t")\n',
    },
    {
      why: 'the folder of a checkpoint, not of the table',
      kind: 'python',
      code: 'dbutils.fs.rm("/Volumes/a/b/checkpoint", True)\nspark.table("a.b.u").write.format("delta").save("/Volumes/a/b/t")\n',
    },
  ],

  options: {
    scratch: {
      default: ['tmp', 'temp', 'temporary', 'stg', 'staging', 'stage', 'scratch', 'sandbox', 'test', 'tests', 'demo', 'demos', 'example', 'examples', 'setup', 'resources', 'init', 'seed'], // prettier-ignore
      description: 'Words in a path or in a table name that mark tables nobody else reads yet.',
    },
  },

  scope: 'statement',
  words: ['INSERT', 'CREATE AS'],

  *python(facts, { scratch }) {
    if (facts.isTest || pathWords(facts.document.path).some((word) => scratch.includes(word))) return;
    if (!dropsAnything(facts)) return;
    for (const write of facts.writes) {
      if (!readsStoredRows(write) || wordsOf(write.target?.text.text ?? '').some((word) => scratch.includes(word)))
        continue;
      const dropped = droppedBefore(write, facts);
      if (!dropped) continue;
      const cure = write.mode === 'append' ? 'write all parts in one overwrite' : 'use `mode("overwrite")`';
      const message = `${dropped} above leaves readers nothing until this has run, and for good if it fails: ${cure}.`;
      yield { span: write.end.nameSpan, message };
    }
  },

  *sql(facts, { scratch }) {
    if (pathWords(facts.path).some((word) => scratch.includes(word))) return;
    for (const statement of facts.tree.statements) {
      if (!isFill(statement) || !isUnderstood(statement)) continue;
      const target = targetOf(statement);
      if (!target?.known || !facts.ask(({ file }) => isEmptied(target, file))) continue;
      if (allNameWords(target).some((word) => scratch.includes(word))) continue;
      const emptied = emptiedBefore(statement, target, facts);
      if (emptied) yield { span: { from: statement.head.from, to: target.to }, message: messageOf(emptied, statement) };
    }
  },
});
