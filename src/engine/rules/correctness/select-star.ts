import type { PythonFacts } from '../../python/facts';
import { oncePer } from '../../once';
import { stepsOf } from '../../python/values';
import { defineRule } from '../../rule';
import type { SelectItem, StarExpr } from '../../sql/nodes';
import { isHarmlessStar, listedColumns } from '../../sql/stars';
import type { Statement } from '../../sql/tree';
import { selectsOf, statementsOf, type Role, type SelectUse } from '../../sql/walk';
import type { Level } from '../../types';

/** How loud a star is where it stands, or `undefined` where it does no harm. */
function levelOf({ role, query, statement }: SelectUse): Level | undefined {
  switch (role) {
    case 'table':
      return statement.kind === 'create' && statement.object === 'streaming table' ? undefined : 'warning';
    case 'view':
      return 'warning';
    case 'insert':
      return statement.kind === 'insert' && statement.byName ? 'info' : 'warning';
    case 'merge':
      return copiesAll(statement) ? 'warning' : undefined;
    case 'temporary view':
      return 'info';
    case 'result':
      return query.limit ? undefined : 'info';
    default:
      return undefined;
  }
}

function copiesAll(statement: Statement): boolean {
  return statement.kind === 'merge' && statement.clauses.some(({ action }) => action.endsWith('*'));
}

function messageOf(level: Level, role: Role): string {
  if (role === 'view')
    return '`SELECT *` is fixed when the view is made: later columns do not show, and a dropped one breaks it. List the columns.';
  if (level === 'info') return '`SELECT *` reads every column: list those that you need.';
  return '`SELECT *` is stored: a column that is added or renamed in the source changes this table. List the columns.';
}

/** `selectExpr("*")` alone; with more items beside it, it is how columns are added. */
function loneStar(items: readonly SelectItem[]): StarExpr | undefined {
  const [first] = items;
  return items.length === 1 && first!.expr.kind === 'star' && first!.expr.qualifier.length === 0
    ? first!.expr
    : undefined;
}

/** The steps of frames that are written. */
const writtenSteps = oncePer(
  ({ writes }: PythonFacts) => new Set(writes.flatMap(({ frame }) => [...stepsOf(frame)].map(({ call }) => call))),
);

export default defineRule({
  id: 'select-star',
  family: 'correctness',
  severity: 'warning',
  fix: 'safe',

  summary: 'SELECT * where the columns matter',
  why:
    'A star takes whatever the source has on the day it runs. Stored in a table or a view, it lets a change of the source through to everything behind it, ' +
    'and it reads columns that nobody asked for. List the columns; `* EXCEPT (…)` at least says what is left out.',
  docs: [
    {
      title: '* (star) clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-star.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REPLACE TABLE main.gold.orders AS SELECT * FROM main.silver.orders;\n',
      good: 'CREATE OR REPLACE TABLE main.gold.orders AS SELECT order_id, amount FROM main.silver.orders;\n',
      tables: { 'main.silver.orders': { columns: [{ name: 'order_id' }, { name: 'amount' }] } },
    },
    {
      bad: 'CREATE VIEW main.gold.v AS SELECT o.*, c.name FROM main.s.orders o JOIN main.s.customers c ON o.customer_id = c.id;\n',
      good: 'CREATE VIEW main.gold.v AS SELECT o.order_id, c.name FROM main.s.orders o JOIN main.s.customers c ON o.customer_id = c.id;\n',
    },
    { bad: 'SELECT * FROM main.sales.orders;\n', good: 'SELECT order_id, amount FROM main.sales.orders;\n' },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\npaid = spark.table("main.sales.orders").select("*").where("paid")\npaid.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
      good: 'paid = spark.table("main.sales.orders").select("order_id", "amount").where("paid")\npaid.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
    },
  ],
  nearMisses: [
    {
      why: 'existence needs no columns',
      code: 'SELECT id FROM main.s.a WHERE EXISTS (SELECT * FROM main.s.b WHERE b.id = a.id);\n',
    },
    { why: 'rows are counted', code: 'CREATE VIEW main.s.v AS SELECT count(*) AS n FROM main.s.a;\n' },
    { why: 'says what is left out', code: 'CREATE TABLE main.s.t AS SELECT * EXCEPT (_rescued_data) FROM main.s.a;\n' },
    {
      why: 'the columns are listed one step before',
      code: 'CREATE TABLE main.s.t AS WITH x AS (SELECT id, name FROM main.s.a), y AS (SELECT * FROM x) SELECT * FROM y;\n',
    },
    {
      why: 'ingestion takes what is there',
      code: "CREATE TABLE main.bronze.t AS SELECT * FROM read_files('/Volumes/a/b/c');\n",
    },
    { why: 'a streaming table', code: 'CREATE OR REFRESH STREAMING TABLE t AS SELECT * FROM STREAM(main.raw.t);\n' },
    { why: 'a look at the data', code: 'SELECT * FROM main.s.a LIMIT 10;\n' },
    { why: 'a struct is opened', code: 'CREATE TABLE main.s.t AS SELECT id, payload.* FROM main.s.a;\n' },
    {
      why: 'pivoted columns have no other name',
      code: "CREATE TABLE main.s.t AS SELECT * FROM main.s.a PIVOT (sum(x) FOR k IN ('a', 'b'));\n",
    },
    { why: 'values', code: "CREATE TABLE main.s.t AS SELECT * FROM VALUES (1, 'a') AS t(id, name);\n" },
    { why: 'text', code: "SELECT 'SELECT * FROM t' AS example;\n" },
    { why: 'multiplication', code: 'CREATE VIEW main.s.v AS SELECT price * amount AS total FROM main.s.a;\n' },
    {
      why: 'columns are added to all that are there',
      kind: 'python',
      code: 'spark.table("a.b.c").select("*", F.lit(1).alias("one"))\n',
    },
    { why: 'no DataFrame', kind: 'python', code: 'query = session.select("*")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { call } of facts.dataFrameCalls('select')) {
      const [only, ...more] = call.args;
      if (!only || more.length > 0 || facts.constantOf(only.value) !== '*') continue;
      const isWritten = writtenSteps(facts.file).has(call);
      const message = '`select("*")` lets every change of the source through: name the columns.';
      yield { span: only.value, message, severity: isWritten ? undefined : 'info' };
    }
  },

  scope: 'statement',
  words: ['*'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      if (statement.kind === 'expressions') {
        const star = loneStar(statement.items);
        if (star && !star.except && !star.replace)
          yield { span: star, severity: 'info', message: 'A lone `*` selects what was there before.' };
        continue;
      }
      for (const use of selectsOf(statement)) {
        const level = levelOf(use);
        if (!level) continue;
        for (const { expr } of use.select.items) {
          if (expr.kind !== 'star' || use.select.sources.length === 0 || isHarmlessStar(expr, use.select, use.ctes, 0))
            continue;
          yield {
            span: expr,
            severity: level,
            message: messageOf(level, use.role),
            fix: listedColumns(expr, use.select, use.ctes, facts),
          };
        }
      }
    }
  },
});
