import { defineRule } from '../../rule';
import { joinsForCommas, linksTables } from '../../sql/commas';
import { andChain } from '../../sql/conditions';
import { aliasOf } from '../../sql/names';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'comma-join',
  family: 'correctness',
  severity: 'warning',
  fix: 'safe',

  summary: 'Tables separated by commas and joined in WHERE',
  why:
    'With commas the join conditions stand among the filters. Whoever edits the WHERE can lose one, and the query still runs: with all pairs of rows. JOIN … ON keeps ' +
    'each condition at its table, and a missing one is seen.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o, main.sales.customers c WHERE o.customer_id = c.customer_id AND o.amount > 10;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o INNER JOIN main.sales.customers c ON o.customer_id = c.customer_id WHERE o.amount > 10;\n',
    },
    {
      bad: 'SELECT o.order_id, c.name, s.city\nFROM main.sales.orders o\n  , main.sales.customers c -- who\n  , main.sales.stores s\nWHERE o.customer_id = c.customer_id\n  AND (o.amount > 10 OR s.city = c.city)\n  AND s.store_id = o.store_id;\n',
      good: 'SELECT o.order_id, c.name, s.city\nFROM main.sales.orders o\n  INNER JOIN main.sales.customers c ON o.customer_id = c.customer_id\n  INNER JOIN main.sales.stores s ON s.store_id = o.store_id\nWHERE (o.amount > 10 OR s.city = c.city);\n',
    },
    {
      bad: 'SELECT order_id, name FROM main.sales.orders, main.sales.customers WHERE buyer = customer_id;\n',
      good: 'SELECT order_id, name FROM main.sales.orders INNER JOIN main.sales.customers ON buyer = customer_id;\n',
    },
  ],
  nearMisses: [
    { why: 'JOIN is written', code: 'SELECT a.x FROM a.b.a JOIN a.b.b ON a.id = b.id WHERE a.y = b.y;\n' },
    { why: 'another rule speaks of missing conditions', code: 'SELECT a.x FROM a.b.a, a.b.b WHERE a.y > 5;\n' },
    { why: 'a generator', code: 'SELECT t.x, e.col FROM a.b.t t, LATERAL explode(t.items) e WHERE t.id = e.col;\n' },
    { why: 'a table function', code: 'SELECT t.x FROM a.b.t t, explode(t.items) AS e(i) WHERE t.id = e.i;\n' },
    { why: 'fields of one table', code: 'SELECT a.x FROM a.b.a, a.b.b WHERE a.id = a.parent;\n' },
    {
      why: 'the query around it is asked',
      code: 'SELECT o.x FROM a.b.o WHERE EXISTS (SELECT 1 FROM a.b.a, a.b.b WHERE a.id = o.id);\n',
    },
    { why: 'commas between columns', code: 'SELECT a, b FROM a.b.t WHERE a = b;\n' },
    { why: 'a table of settings', code: 'SELECT t.x FROM a.b.t, a.b.settings s WHERE t.day >= s.since;\n' },
    { why: 'values beside a table', code: 'SELECT t.x FROM a.b.t t, VALUES (1) AS v(id) WHERE t.id = v.id;\n' },
  ],

  scope: 'statement',
  words: [', WHERE'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        if (!select.where || !isUnderstood(statement, select)) continue;
        const comma = select.sources.find(
          ({ relation, join }) =>
            join?.kind === 'comma' && !join.lateral && (relation.kind === 'table' || relation.kind === 'subquery'),
        );
        if (!comma || select.sources.some(({ relation }) => relation.kind === 'function')) continue;
        const aliases = new Set(select.sources.map(({ relation }) => aliasOf(relation)));
        if (!andChain(select.where).some((part) => linksTables(part, aliases))) continue;
        yield {
          span: comma.relation,
          message: 'This table is joined by a comma, its condition stands in WHERE: write JOIN … ON.',
          fix: joinsForCommas(select, tree),
        };
      }
    }
  },
});
