import { defineRule } from '../../rule';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'implicit-join-type',
  family: 'correctness',
  severity: 'off',
  fix: 'safe',

  summary: 'JOIN without its type',
  why:
    'A bare JOIN is an inner join. Among LEFT and ANTI joins of a long query the reader has to know that, and has to trust that nobody forgot the LEFT. ' +
    'INNER JOIN says what is meant.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o INNER JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
    },
  ],
  nearMisses: [
    { why: 'LEFT is written', code: 'SELECT x FROM a.b.t LEFT JOIN a.b.u USING (id);\n' },
    { why: 'INNER is written', code: 'select x from a.b.t inner join a.b.u using (id);\n' },
    { why: 'another rule speaks of commas', code: 'SELECT x FROM a.b.t, a.b.u WHERE t.id = u.id;\n' },
    { why: 'natural joins have a rule', code: 'SELECT x FROM a.b.t NATURAL JOIN a.b.u;\n' },
    { why: 'a comment', code: 'SELECT x /* JOIN */ FROM a.b.t CROSS JOIN a.b.u; -- JOIN\n' },
  ],

  scope: 'statement',
  words: ['JOIN'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        if (!isUnderstood(statement, select)) continue;
        for (const { join } of select.sources) {
          if (join?.kind !== 'inner') continue;
          const word = tree.text.slice(join.from, join.to);
          if (word.toUpperCase() !== 'JOIN') continue;
          const insert = word === 'join' ? 'inner ' : 'INNER ';
          yield {
            span: join,
            message: 'Say which join this is: INNER JOIN.',
            fix: { title: 'Write INNER JOIN', safety: 'safe', edits: [{ from: join.from, to: join.from, insert }] },
          };
        }
      }
    }
  },
});
