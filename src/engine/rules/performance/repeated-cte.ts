import { defineRule } from '../../rule';
import { cteUses } from '../../sql/cte-reads';
import { givesOneRow } from '../../sql/joins';
import { isUnderstood, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'repeated-cte',
  family: 'performance',
  severity: 'info',
  summary: 'A CTE with a join or an aggregate that is read more than once',
  why:
    'A CTE is a name for a query, not a stored result: Spark puts the query in place of each read and works it out again, tables and joins included, unless two reads come out so alike that it ' +
    'can reuse a shuffle. Where it is slow, store the result in a table once and read that, or read the CTE once and derive both results from it.',
  docs: [
    {
      title: 'Common table expression (Databricks SQL)',
      url: 'https://learn.microsoft.com/en-us/azure/databricks/sql/language-manual/sql-ref-syntax-qry-select-cte',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'WITH daily AS (SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day)\n' +
        'SELECT a.day, a.total - b.total AS change FROM daily a JOIN daily b ON b.day = date_sub(a.day, 1);\n',
      good:
        'WITH daily AS (SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day)\n' +
        'SELECT day, total - lag(total) OVER (ORDER BY day) AS change FROM daily;\n',
    },
    {
      bad:
        'WITH paid AS (SELECT o.order_id, o.amount, s.city FROM main.sales.orders o JOIN main.sales.stores s ON o.store_id = s.store_id)\n' +
        "SELECT city, amount FROM paid WHERE amount > 10 UNION ALL SELECT 'all', amount FROM paid;\n",
      good:
        'WITH paid AS (SELECT o.order_id, o.amount, s.city FROM main.sales.orders o JOIN main.sales.stores s ON o.store_id = s.store_id)\n' +
        'SELECT city, amount FROM paid WHERE amount > 10;\n',
    },
  ],
  nearMisses: [
    {
      why: 'read once',
      code: 'WITH c AS (SELECT k, sum(x) AS x FROM a.b.t GROUP BY k) SELECT k FROM c WHERE x > 1;\n',
    },
    {
      why: 'a filter is cheap',
      code: 'WITH c AS (SELECT k, x FROM a.b.t WHERE x > 1) SELECT a.k FROM c a JOIN c b ON a.k = b.x;\n',
    },
    {
      why: 'the name is a table in the other place',
      code: 'WITH c AS (SELECT k, sum(x) AS x FROM a.b.t GROUP BY k) SELECT c.k FROM c JOIN a.b.c AS d ON c.k = d.k;\n',
    },
    {
      why: 'an inner CTE bears the same name',
      code: 'WITH c AS (SELECT DISTINCT k FROM a.b.t) SELECT k FROM c WHERE k IN (WITH c AS (SELECT k FROM a.b.u) SELECT k FROM c);\n',
    },
    {
      why: 'a recursive CTE reads itself',
      code: 'WITH RECURSIVE r AS (SELECT id FROM a.b.t UNION ALL SELECT t.id FROM a.b.t t JOIN r ON t.up = r.id) SELECT id FROM r;\n',
    },
    {
      why: 'one row, of which Spark keeps the value',
      code: 'WITH m AS (SELECT max(day) AS day FROM a.b.t) SELECT k FROM a.b.t WHERE day = (SELECT day FROM m) OR day = (SELECT day FROM m);\n',
    },
    {
      why: 'rows that are written down',
      code: 'WITH c AS (SELECT k, count(*) AS n FROM VALUES (1), (2) AS v(k) GROUP BY k) SELECT a.k FROM c a JOIN c b ON a.k = b.n;\n',
    },
    {
      why: 'generated rows of a table are no join',
      code: 'WITH c AS (SELECT k, e FROM a.b.t LATERAL VIEW explode(xs) AS e) SELECT a.k FROM c a JOIN c b ON a.k = b.e;\n',
    },
  ],

  scope: 'statement',
  words: ['WITH'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      if (!isUnderstood(statement)) continue;
      for (const { cte, reads, isCostly, readsTables } of cteUses(statement)) {
        // Spark runs equal scalar subqueries once.
        if (reads < 2 || !isCostly || !readsTables || givesOneRow(cte.query)) continue;
        const message = `\`${cte.name.name}\` joins or groups rows and is read ${reads} times: Spark may work it out again for each read.`;
        yield { span: cte.name, message };
      }
    }
  },
});
