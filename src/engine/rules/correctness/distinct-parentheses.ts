import { defineRule } from '../../rule';
import { holdsTemplate } from '../../sql/marks';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'distinct-parentheses',
  family: 'correctness',
  severity: 'warning',
  fix: 'safe',

  summary: 'DISTINCT written like a function of one column',
  why:
    '`SELECT DISTINCT (a), b` reads as if only `a` were made unique. The brackets mean nothing: DISTINCT compares whole rows, so `a` comes once for each `b`. ' +
    'Leave the brackets out; for one row per `a`, group by it or number the rows.',
  docs: [
    {
      title: 'SELECT clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-column-list.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT DISTINCT (customer_id), city FROM main.sales.orders;\n',
      good: 'SELECT DISTINCT customer_id, city FROM main.sales.orders;\n',
    },
    {
      bad: 'SELECT DISTINCT(customer_id) AS customer, city FROM main.sales.orders;\n',
      good: 'SELECT DISTINCT customer_id AS customer, city FROM main.sales.orders;\n',
    },
  ],
  nearMisses: [
    { why: 'one column is the whole row', code: 'SELECT DISTINCT (customer_id) FROM a.b.t;\n' },
    { why: 'an expression needs its brackets', code: 'SELECT DISTINCT (a + b) * 2 AS c, d FROM a.b.t;\n' },
    { why: 'a sum in brackets', code: 'SELECT DISTINCT (a + b) AS c, d FROM a.b.t;\n' },
    { why: 'a pair is one value', code: 'SELECT DISTINCT (a, b), c FROM a.b.t;\n' },
    { why: 'an aggregate takes DISTINCT', code: 'SELECT count(DISTINCT (a)), max(b) FROM a.b.t;\n' },
    { why: 'a subquery', code: 'SELECT DISTINCT (SELECT max(a) FROM a.b.u), b FROM a.b.t;\n' },
    { why: 'a hole', code: 'SELECT DISTINCT (${column}), b FROM a.b.t;\n' },
  ],

  scope: 'statement',
  words: ['DISTINCT'],

  *sql({ tree }) {
    const { text } = tree;
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        const [first, second] = select.items;
        if (!select.distinct || !second || first?.expr.kind !== 'paren' || first.expr.expr.kind !== 'column') continue;
        if (!isUnderstood(statement, select) || holdsTemplate(tree, first)) continue;
        const { from, to } = first.expr;
        const edits = [
          { from, to: from + 1, insert: /[\s/]/.test(text.charAt(from - 1)) ? '' : ' ' },
          { from: to - 1, to, insert: /\w|`/.test(text.charAt(to)) ? ' ' : '' },
        ];
        yield {
          span: first.expr,
          message: 'DISTINCT is no function: it compares whole rows, not this column alone.',
          fix: { title: 'Leave the brackets out', safety: 'safe', edits },
        };
      }
    }
  },
});
