import { defineRule } from '../../rule';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'natural-join',
  family: 'correctness',
  severity: 'warning',

  summary: 'NATURAL JOIN, whose keys are chosen by column names',
  why:
    'A natural join compares every column that both tables happen to have. The day somebody adds `updated_at` or `status` to both, the join silently asks for one ' +
    'more equality and rows go missing; without a common name it gives all pairs. Name the keys with ON or USING.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id, name FROM main.sales.orders NATURAL JOIN main.sales.customers;\n',
      good: 'SELECT order_id, name FROM main.sales.orders JOIN main.sales.customers USING (customer_id);\n',
    },
    {
      bad: 'SELECT order_id, name FROM main.sales.orders NATURAL LEFT JOIN main.sales.customers;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o LEFT JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
    },
  ],
  nearMisses: [
    { why: 'the keys are named', code: 'SELECT x FROM a.b.t JOIN a.b.u USING (id);\n' },
    { why: 'it says all pairs', code: 'SELECT x FROM a.b.t CROSS JOIN a.b.u;\n' },
    { why: 'a table of that name', code: 'SELECT `natural`.x FROM a.b.`natural` JOIN a.b.u ON `natural`.id = u.id;\n' },
    { why: 'text', code: "SELECT 'a NATURAL JOIN b' AS hint FROM a.b.t; -- NATURAL JOIN\n" },
  ],

  scope: 'statement',
  words: ['NATURAL'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        if (!isUnderstood(statement, select)) continue;
        for (const { join } of select.sources) {
          if (join?.natural)
            yield { span: join, message: 'The join keys depend on column names: name them with ON or USING.' };
        }
      }
    }
  },
});
