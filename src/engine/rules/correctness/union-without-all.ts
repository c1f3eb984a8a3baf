import { defineRule } from '../../rule';
import { isUnderstood, queriesOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'union-without-all',
  family: 'correctness',
  severity: 'info',
  fix: 'unsafe',

  summary: 'UNION without ALL, which hides a DISTINCT',
  why:
    'A bare UNION removes duplicates: it shuffles and compares every row, and two equal rows of one table become one as well, which makes sums wrong. Write UNION ALL to keep ' +
    'the rows, or UNION DISTINCT where duplicates shall go.',
  docs: [
    {
      title: 'Set operators (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-setops.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT store_id, amount FROM main.sales.orders_eu UNION SELECT store_id, amount FROM main.sales.orders_us;\n',
      good: 'SELECT store_id, amount FROM main.sales.orders_eu UNION ALL SELECT store_id, amount FROM main.sales.orders_us;\n',
    },
    {
      bad: 'SELECT store_id FROM main.sales.orders_eu UNION SELECT store_id FROM main.sales.orders_us;\n',
      good: 'SELECT store_id FROM main.sales.orders_eu UNION DISTINCT SELECT store_id FROM main.sales.orders_us;\n',
    },
  ],
  nearMisses: [
    { why: 'ALL is written', code: 'SELECT a FROM a.b.t UNION ALL SELECT a FROM a.b.u;\n' },
    { why: 'DISTINCT is written', code: 'SELECT a FROM a.b.t UNION DISTINCT SELECT a FROM a.b.u;\n' },
    {
      why: 'rows are matched by name, all of them',
      code: 'SELECT a FROM a.b.t UNION ALL BY NAME SELECT a FROM a.b.u;\n',
    },
    { why: 'EXCEPT has its own meaning', code: 'SELECT a FROM a.b.t EXCEPT SELECT a FROM a.b.u;\n' },
    { why: 'a column of that name', code: 'SELECT t.`union` FROM a.b.t;\n' },
    {
      why: 'existence does not count rows',
      code: 'SELECT a FROM a.b.t WHERE a IN (SELECT a FROM a.b.u UNION SELECT a FROM a.b.v);\n',
    },
  ],

  scope: 'statement',
  words: ['UNION'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { query, role } of queriesOf(statement)) {
        if (query.body.kind !== 'set' || role === 'in' || role === 'exists') continue;
        if (!isUnderstood(statement, query.body)) continue;
        for (const { operator, all, distinct, from, to } of query.body.operators) {
          if (operator !== 'UNION' || all || distinct) continue;
          const at = from + 'UNION'.length;
          yield {
            span: { from, to },
            message: 'UNION removes duplicates: write UNION ALL to keep the rows, UNION DISTINCT to say that it shall.',
            fix: { title: 'Write UNION ALL', safety: 'unsafe', edits: [{ from: at, to: at, insert: ' ALL' }] },
          };
        }
      }
    }
  },
});
