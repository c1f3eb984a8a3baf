import { dateSliceOf } from '../../spark/date-slices';
import { defineRule } from '../../rule';
import { modeOf, repetition } from '../../spark/second-run';
import { repetitionOfStatement } from '../../spark/second-run-sql';
import { nameWords, wordsOf } from '../../sql/names';
import type { Name } from '../../sql/nodes';
import type { Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** The table that INSERT OVERWRITE or CREATE OR REPLACE TABLE … AS makes anew. */
function replaced(statement: Statement): Name | undefined {
  if (statement.kind === 'insert') return statement.overwrite ? statement.target : undefined;
  return statement.kind === 'create' && statement.orReplace ? statement.name : undefined;
}

export default defineRule({
  id: 'overwrite-without-predicate',
  family: 'idempotency',
  severity: 'warning',

  summary: 'A whole table overwritten with one slice of days',
  why:
    'The source is cut down to some days, but the overwrite replaces the whole table: every other day is gone. Say which rows are replaced: ' +
    '`INSERT INTO t REPLACE WHERE day = …` in SQL, `replaceWhere` in PySpark.',
  docs: [
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://docs.databricks.com/delta/selective-overwrite.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'INSERT OVERWRITE main.sales.orders BY NAME SELECT id, day FROM main.raw.orders WHERE day = current_date();\n',
      good: 'INSERT INTO main.sales.orders REPLACE WHERE day = current_date() SELECT id, day FROM main.raw.orders WHERE day = current_date();\n',
    },
    {
      bad: "CREATE OR REPLACE TABLE main.sales.orders AS SELECT id, order_date FROM main.raw.orders WHERE order_date BETWEEN '2024-01-01' AND '2024-01-31';\n",
      good: 'CREATE OR REPLACE TABLE main.sales.orders AS SELECT id, order_date FROM main.raw.orders;\n',
    },
    {
      kind: 'python',
      bad:
        'daily = spark.table("main.raw.orders").where("order_date = current_date()")\n' +
        'daily.write.mode("overwrite").saveAsTable("main.sales.orders")\n',
      good:
        'daily = spark.table("main.raw.orders").where("order_date = current_date()")\n' +
        'daily.write.mode("overwrite").option("replaceWhere", "order_date = current_date()").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a rolling window',
      code: 'INSERT OVERWRITE main.s.recent BY NAME SELECT id, day FROM main.s.u WHERE day >= current_date() - INTERVAL 90 DAYS;\n',
    },
    {
      why: 'a full refresh',
      code: "INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE status = 'open';\n",
    },
    {
      why: 'one partition',
      code: "INSERT OVERWRITE main.s.t PARTITION (day = '2024-01-01') SELECT id FROM main.s.u WHERE day = '2024-01-01';\n",
    },
    {
      why: 'a snapshot by name',
      code: 'CREATE OR REPLACE TABLE main.s.orders_today AS SELECT id FROM main.s.u WHERE day = current_date();\n',
    },
    {
      why: 'the current version of each row',
      code: "INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE valid_to_date = '9999-12-31';\n",
    },
    {
      why: 'only the partitions that are written',
      code: 'SET spark.sql.sources.partitionOverwriteMode = dynamic;\nINSERT OVERWRITE main.s.t SELECT id, day FROM main.s.u WHERE day = :day;\n',
    },
    {
      why: 'one table for each day',
      code: "CREATE OR REPLACE TABLE main.s.orders_20240101 AS SELECT id FROM main.s.u WHERE day = '2024-01-01';\n",
    },
    {
      why: 'a filter inside a subquery',
      code: 'INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE id IN (SELECT id FROM main.s.v WHERE day = current_date());\n',
    },
    {
      why: 'a rolling window in PySpark',
      kind: 'python',
      code: 'spark.table("a.b.c").where("day >= current_date() - 90").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
    {
      why: 'dynamic partitions',
      kind: 'python',
      code: 'spark.table("a.b.c").where(F.col("day") == day).write.mode("overwrite").option("partitionOverwriteMode", "dynamic").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the day is part of the path',
      kind: 'python',
      code: 'spark.table("a.b.c").where(F.col("day") == day).write.mode("overwrite").parquet(f"/Volumes/a/b/c/day={day}")\n',
    },
    {
      why: 'the second writer API is told which rows to replace',
      kind: 'python',
      code: 'import pyspark.sql.functions as F\nspark.table("a.b.c").where(F.col("day") == day).writeTo("main.sales.orders").overwrite(F.col("day") == day)\n',
    },
    {
      why: 'a full refresh in PySpark',
      kind: 'python',
      code: 'spark.table("a.b.c").where("status = 1").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
  ],

  options: {
    slices: {
      default: [
        'today',
        'current',
        'latest',
        'last',
        'recent',
        'rolling',
        'snapshot',
        'daily',
        'stg',
        'staging',
        'tmp',
        'temp',
        'test',
        'sample',
        'demo',
      ],
      description: 'Words in a table name that mark a table which holds one slice on purpose.',
    },
  },

  pythonScope: 'cell',
  *python(facts, { slices }) {
    if (facts.isTest) return;
    for (const write of facts.writes) {
      if (write.writer.streaming || modeOf(write, facts) !== 'overwrite') continue;
      if (!dateSliceOf(write.frame, facts)) continue;
      const run = repetition(write, facts.file);
      if (run.verdict !== 'days lost') continue;
      if (wordsOf(write.target?.text.text ?? '').some((word) => slices.includes(word) || /\d{4}/.test(word))) continue;
      yield { span: write.end.nameSpan, message: `${run.reason}: add the option \`replaceWhere\`.` };
    }
  },

  scope: 'statement',
  words: ['OVERWRITE', 'CREATE REPLACE'],

  *sql(facts, { slices }) {
    for (const statement of statementsOf(facts.tree)) {
      const target = replaced(statement);
      if (!target?.known || !isUnderstood(statement)) continue;
      if (nameWords(target).some((word) => slices.includes(word) || /\d{4}/.test(word))) continue;
      const run = repetitionOfStatement(statement, facts);
      if (run.verdict !== 'days lost') continue;
      const span = { from: statement.head.from, to: target.to };
      yield { span, message: `${run.reason}: use INSERT INTO … REPLACE WHERE.` };
    }
  },
});
