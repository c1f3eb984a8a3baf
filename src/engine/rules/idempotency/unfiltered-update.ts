import { deltaChain } from '../../python/delta-tables';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { creates, treesUpTo } from '../../sql/history';
import { allNameWords, sameTable } from '../../sql/names';
import type { Name } from '../../sql/nodes';
import { piecesOf } from '../../sql/phrases';
import type { UpdateStatement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** A new column is filled in, or the table was made a moment ago: then all rows are meant. */
function isFirstFill(update: UpdateStatement, table: Name, facts: SqlFacts): boolean {
  for (const tree of treesUpTo(facts)) {
    for (const statement of statementsOf(tree)) {
      if (tree === facts.tree && statement.from >= update.from) break;
      if (creates(statement, table)) return true;
      if (statement.kind !== 'alter' || !statement.name || !sameTable(statement.name.text, table.text)) continue;
      if (piecesOf(tree, statement).some((piece) => !piece.quoted && piece.text === 'ADD')) return true;
    }
  }
  return false;
}

export default defineRule({
  id: 'unfiltered-update',
  family: 'idempotency',
  severity: 'error',

  summary: 'UPDATE without WHERE',
  why:
    'An UPDATE without a condition sets the column in every row of the table and rewrites all of its files. Mostly the WHERE was forgotten, or its line was ' +
    'left out when the statement was run. The old values are only in the table history, for as long as VACUUM keeps them. Where all rows are meant, `WHERE true` (`condition="true"`) says so.',
  docs: [
    {
      title: 'UPDATE (Databricks SQL)',
      url: 'https://docs.databricks.com/en/sql/language-manual/delta-update.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "UPDATE main.sales.orders SET status = 'cancelled';\n",
      good: "UPDATE main.sales.orders SET status = 'cancelled' WHERE order_id = 2;\n",
    },
    {
      kind: 'python',
      bad: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.sales.orders").update(set={"status": "\'cancelled\'"})\n',
      good: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.sales.orders").update("order_id = 2", {"status": "\'cancelled\'"})\n',
    },
  ],
  nearMisses: [
    { why: 'filtered', code: 'UPDATE main.s.t SET a = 1 WHERE id IN (SELECT id FROM main.s.u);\n' },
    { why: 'all rows, on purpose', code: 'UPDATE main.s.t SET a = 1 WHERE true;\n' },
    { why: 'a scratch table', code: 'UPDATE main.s.orders_tmp SET a = 1;\nUPDATE main.staging.orders SET a = 1;\n' },
    { why: 'the condition is filled in', code: 'UPDATE main.s.t SET a = 1 ${condition};\n' },
    {
      why: 'a column that was just added is filled',
      code: 'ALTER TABLE main.s.t ADD COLUMN country STRING;\nUPDATE main.s.t SET country = upper(land);\n',
    },
    {
      why: 'the table was just made',
      code: 'CREATE OR REPLACE TABLE main.s.t AS SELECT id, name FROM main.s.u;\nUPDATE main.s.t SET name = trim(name);\n',
    },
    {
      why: 'it is a clause of a MERGE',
      code: 'MERGE INTO main.s.t t USING main.s.u u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = u.a;\n',
    },
    { why: 'not a statement', code: "SELECT 'UPDATE t SET a = 1' AS example; -- UPDATE t SET a = 1\n" },
    {
      why: 'filtered, or all rows on purpose, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nt = DeltaTable.forName(spark, "main.s.t")\nt.update(condition="id = 1", set={"a": "1"})\nt.update(condition="true", set={"a": "1"})\nt.update(**what)\n',
    },
    {
      why: 'a scratch table, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.s.orders_tmp").update(set={"a": "1"})\n',
    },
    {
      why: 'other things can be updated too',
      kind: 'python',
      code: 'd = {}\nd.update(set={"a": 1})\nprogress.update()\n',
    },
    {
      why: 'it is a clause of a MERGE, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "a.b.t").alias("t").merge(df.alias("s"), "t.id = s.id").whenMatchedUpdate(set={"a": "s.a"}).execute()\n',
    },
  ],

  options: {
    scratch: {
      default: ['tmp', 'temp', 'temporary', 'stg', 'staging', 'stage', 'scratch', 'sandbox', 'test', 'tests'],
      description: 'Words in a table name that mark a table which may be updated as a whole.',
    },
  },

  pythonScope: 'cell',
  *python(facts, { scratch }) {
    if (facts.isTest) return;
    for (const { call, receiver, nameSpan } of facts.callsNamed('update')) {
      if (receiver?.kind !== 'delta-table' || call.args.some(({ star }) => star)) continue;
      if (argument(call, 0, 'condition') || !argument(call, 1, 'set')) continue;
      const words =
        deltaChain(call, facts)
          ?.table?.toLowerCase()
          .split(/[^a-z0-9]+|_/) ?? [];
      if (words.some((word) => scratch.includes(word))) continue;
      yield {
        span: nameSpan,
        message: '`update()` without a condition changes every row: give it one, or `"true"` if all rows are meant.',
      };
    }
  },

  scope: 'statement',
  words: ['UPDATE'],

  *sql(facts, { scratch }) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'update' || statement.where || !isUnderstood(statement)) continue;
      const { relation } = statement.target;
      if (relation.kind !== 'table' || statement.assignments.length === 0) continue;
      // A filled-in piece behind the table may hold the WHERE.
      if (!facts.source.isKnown({ from: relation.name.to, to: statement.to })) continue;
      if (allNameWords(relation.name).some((word) => scratch.includes(word))) continue;
      if (isFirstFill(statement, relation.name, facts)) continue;
      const span = { from: statement.head.from, to: relation.to };
      yield {
        span,
        message: 'No WHERE: this changes every row. Add a condition, or `WHERE true` if all rows are meant.',
      };
    }
  },
});
