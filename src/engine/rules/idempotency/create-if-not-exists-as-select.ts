import { defineRule } from '../../rule';
import { repetitionOfStatement } from '../../spark/second-run-sql';
import { allNameWords } from '../../sql/names';
import { isUnderstood, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'create-if-not-exists-as-select',
  family: 'idempotency',
  severity: 'info',

  summary: 'CREATE TABLE IF NOT EXISTS … AS SELECT keeps the rows of its first run',
  why:
    'With IF NOT EXISTS the whole statement is skipped once the table is there: the query never runs again, and the table stays as it was on the first day while ' +
    'its sources go on. Use CREATE OR REPLACE TABLE, a materialized view, or create the table once and fill it with MERGE or INSERT OVERWRITE.',
  docs: [
    {
      title: 'CREATE TABLE [USING] (Databricks SQL)',
      url: 'https://learn.microsoft.com/ro-ro/azure/databricks/sql/language-manual/sql-ref-syntax-ddl-create-table-using',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE IF NOT EXISTS main.sales.totals AS SELECT count(*) AS n FROM main.raw.orders;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.totals AS SELECT count(*) AS n FROM main.raw.orders;\n',
    },
  ],
  nearMisses: [
    { why: 'the table is created empty', code: 'CREATE TABLE IF NOT EXISTS main.s.t (id INT);\n' },
    {
      why: 'only the columns are taken',
      code: 'CREATE TABLE IF NOT EXISTS main.s.t AS SELECT id FROM main.s.u WHERE 1 = 0;\n',
    },
    { why: 'it takes no rows', code: 'CREATE TABLE IF NOT EXISTS main.s.t AS SELECT id FROM main.s.u LIMIT 0;\n' },
    {
      why: 'rows written down',
      code: "CREATE TABLE IF NOT EXISTS main.s.t AS SELECT * FROM VALUES (1, 'a') AS v(id, name);\n",
    },
    {
      why: 'the same file fills it again',
      code:
        'CREATE TABLE IF NOT EXISTS main.s.t AS SELECT id FROM main.s.u;\n' +
        'MERGE INTO main.s.t t USING main.s.u u ON t.id = u.id WHEN NOT MATCHED THEN INSERT (id) VALUES (u.id);\n',
    },
    {
      why: 'it is dropped first',
      code: 'DROP TABLE IF EXISTS main.s.t;\nCREATE TABLE IF NOT EXISTS main.s.t AS SELECT id FROM main.s.u;\n',
    },
    {
      why: 'a view runs its query each time',
      code: 'CREATE VIEW IF NOT EXISTS main.s.v AS SELECT id FROM main.s.u;\n',
    },
    {
      why: 'a materialized view is refreshed',
      code: 'CREATE MATERIALIZED VIEW IF NOT EXISTS main.s.v AS SELECT id FROM main.s.u;\n',
    },
    {
      why: 'a copy of one day says so',
      code: 'CREATE TABLE IF NOT EXISTS main.s.orders_snapshot AS SELECT id FROM main.s.u;\n',
    },
  ],

  options: {
    once: {
      default: [
        'snapshot',
        'backup',
        'bkp',
        'bak',
        'copy',
        'archive',
        'baseline',
        'initial',
        'seed',
        'tmp',
        'temp',
        'test',
      ],
      description: 'Words in a table name that mark a table which is meant to be made once.',
    },
  },

  scope: 'statement',
  words: ['CREATE EXISTS'],

  *sql(facts, { once }) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'create' || statement.object !== 'table' || !statement.ifNotExists) continue;
      const { name, query, head } = statement;
      if (!name || !query || !isUnderstood(statement) || allNameWords(name).some((word) => once.includes(word)))
        continue;
      const run = repetitionOfStatement(statement, facts);
      if (run.verdict !== 'kept' || run.cause !== 'first rows') continue;
      const message =
        'Once the table exists this query never runs again: use CREATE OR REPLACE TABLE, or fill the table in a step of its own.';
      yield { span: head, message };
    }
  },
});
