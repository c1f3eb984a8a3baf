import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { treesUpTo } from '../../sql/history';
import { allNameWords, sameTable } from '../../sql/names';
import type { Name, Query } from '../../sql/nodes';
import { isUnderstood, queriesOf, relationsOf, selectsOf, statementsOf } from '../../sql/walk';
import type { CreateStatement, Statement } from '../../sql/tree';

/** The table that a statement writes to, the CREATE itself left out. */
function written(statement: Statement): Name | undefined {
  if (statement.kind === 'insert' || statement.kind === 'copy') return statement.target;
  if (statement.kind !== 'merge' && statement.kind !== 'update') return undefined;
  return statement.target.relation.kind === 'table' ? statement.target.relation.name : undefined;
}

/** True when the file does something more with the rows of the table than to make them once. */
function isRefreshed(table: Name, facts: SqlFacts): boolean {
  for (const tree of [...treesUpTo(facts), ...(facts.after ?? [])]) {
    for (const statement of statementsOf(tree)) {
      const target = written(statement);
      if (target && sameTable(target.text, table.text)) return true;
      if (statement.kind === 'drop' && statement.name && sameTable(statement.name.text, table.text)) return true;
    }
  }
  return false;
}

/** Rows that are written down, made up, or none at all: there is nothing to refresh. */
function hasNothingToRefresh(query: Query, create: CreateStatement, text: string): boolean {
  if (query.limit && text.slice(query.limit.from, query.limit.to) === '0') return true;
  for (const { select } of selectsOf(create)) {
    if (select.where && isNever(text.slice(select.where.from, select.where.to))) return true;
  }
  return ![...queriesOf(create)].some(({ query: { body } }) => {
    if (body.kind === 'table') return true;
    const selects = body.kind === 'set' ? body.operands : [body];
    return selects.some((s) => s.kind === 'select' && [...relationsOf(s.sources)].some((r) => r.kind === 'table'));
  });
}

function isNever(condition: string): boolean {
  return /^\(*\s*(false|(\d+)\s*=\s*(?!\2\b)\d+|(\d+)\s*(?:<>|!=)\s*\3)\s*\)*$/i.test(condition);
}

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
      const { name, query } = statement;
      if (!name || !query || statement.temporary || !isUnderstood(statement)) continue;
      if (allNameWords(name).some((word) => once.includes(word))) continue;
      if (hasNothingToRefresh(query, statement, facts.tree.text) || isRefreshed(name, facts)) continue;
      const message =
        'Once the table exists this query never runs again: use CREATE OR REPLACE TABLE, or fill the table in a step of its own.';
      yield { span: statement.head, message };
    }
  },
});
