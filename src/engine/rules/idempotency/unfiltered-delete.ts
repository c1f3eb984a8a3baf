import { defineRule } from '../../rule';
import { allNameWords, sameTable } from '../../sql/names';
import type { DeleteStatement } from '../../sql/tree';
import type { SqlFacts } from '../../sql/facts';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** True when the same text fills the table again afterwards. */
function isRefilled(statement: DeleteStatement, table: string, facts: SqlFacts): boolean {
  const own = statementsOf(facts.tree).filter((other) => other.from > statement.from);
  for (const later of [...own, ...(facts.after ?? []).flatMap(statementsOf)]) {
    if (later.kind === 'insert' && later.target && sameTable(later.target.text, table)) return true;
  }
  return false;
}

export default defineRule({
  id: 'unfiltered-delete',
  family: 'idempotency',
  severity: 'error',

  summary: 'DELETE without WHERE',
  why:
    'A DELETE without a condition removes every row of the table. Mostly the WHERE was forgotten, or its line was left out when the statement was run. ' +
    'Where the table is to be emptied, TRUNCATE TABLE says so; where it is to be filled again, INSERT OVERWRITE does both in one step.',
  docs: [
    {
      title: 'Table deletes, updates, and merges (Delta Lake)',
      url: 'https://docs.delta.io/0.4.0/delta-update.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'DELETE FROM main.sales.orders;\n',
      good: "DELETE FROM main.sales.orders WHERE order_date = DATE '2024-01-01';\n",
    },
    {
      bad: 'DELETE FROM main.sales.orders;\nINSERT INTO main.sales.orders BY NAME SELECT id, amount FROM main.raw.orders;\n',
      good: 'INSERT OVERWRITE main.sales.orders BY NAME SELECT id, amount FROM main.raw.orders;\n',
    },
    {
      kind: 'python',
      bad: 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "main.sales.orders").delete()\n',
      good: 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "main.sales.orders").delete("order_date = current_date()")\n',
    },
  ],
  nearMisses: [
    { why: 'filtered', code: 'DELETE FROM main.s.t WHERE id IN (SELECT id FROM main.s.gone);\n' },
    { why: 'a scratch table', code: 'DELETE FROM main.s.orders_tmp;\nDELETE FROM main.staging.orders;\n' },
    { why: 'the condition is filled in', code: 'DELETE FROM main.s.t ${condition};\n' },
    { why: 'all rows, on purpose', code: 'DELETE FROM main.s.t WHERE true;\nTRUNCATE TABLE main.s.t;\n' },
    { why: 'not a statement', code: "SELECT 'DELETE FROM t' AS example; -- DELETE FROM t\n" },
    { why: 'rights, not rows', code: 'SHOW GRANTS ON TABLE main.s.t;\n' },
    { why: 'other things can be deleted too', kind: 'python', code: 'session.delete()\nclient.jobs.delete()\n' },
    { why: 'a condition in a variable', kind: 'python', code: 'DeltaTable.forPath(spark, path).delete(condition)\n' },
  ],

  options: {
    scratch: {
      default: ['tmp', 'temp', 'temporary', 'stg', 'staging', 'stage', 'scratch', 'sandbox', 'test', 'tests'],
      description: 'Words in a table name that mark a table which may be emptied.',
    },
  },

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { call, receiver, nameSpan } of facts.callsNamed('delete')) {
      if (receiver?.kind !== 'delta-table' || call.args.length > 0) continue;
      yield { span: nameSpan, message: '`delete()` without a condition empties the table.' };
    }
  },

  scope: 'statement',
  words: ['DELETE'],

  *sql(facts, { scratch }) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'delete' || statement.where || !isUnderstood(statement)) continue;
      const { relation } = statement.target;
      if (relation.kind !== 'table' || !facts.source.isKnown({ from: relation.name.to, to: statement.to })) continue;
      if (allNameWords(relation.name).some((word) => scratch.includes(word))) continue;
      const span = { from: statement.head.from, to: relation.to };
      if (relation.name.known && isRefilled(statement, relation.name.text, facts)) {
        yield {
          span,
          severity: 'warning',
          message: 'The table is empty until the INSERT below has run: use INSERT OVERWRITE.',
        };
      } else {
        yield { span, message: 'No WHERE: this removes every row. Add a condition, or write TRUNCATE TABLE.' };
      }
    }
  },
});
