import { defineRule } from '../../rule';
import { holdsTemplate } from '../../sql/marks';
import { ColumnReader } from '../../sql/columns';
import { isUnderstood, queriesOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'set-column-mismatch',
  family: 'correctness',
  severity: 'error',

  summary: 'Set operands with different numbers of columns',
  why:
    'UNION, EXCEPT and INTERSECT put the first column under the first one, the second under the second. When one side has more columns than the other, the ' +
    'statement fails before it reads a row.',
  docs: [
    {
      title: 'Set operators (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-setops.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id, amount FROM main.sales.orders UNION ALL SELECT order_id FROM main.sales.returns;\n',
      good: 'SELECT order_id, amount FROM main.sales.orders UNION ALL SELECT order_id, 0 FROM main.sales.returns;\n',
    },
    {
      bad: 'WITH r AS (SELECT order_id, amount, reason FROM main.sales.returns) SELECT order_id, amount FROM main.sales.orders EXCEPT SELECT * FROM r;\n',
      good: 'WITH r AS (SELECT order_id, amount FROM main.sales.returns) SELECT order_id, amount FROM main.sales.orders EXCEPT SELECT * FROM r;\n',
    },
  ],
  nearMisses: [
    { why: 'the numbers are equal', code: 'SELECT a, b FROM a.b.t UNION SELECT c, d FROM a.b.u;\n' },
    { why: 'columns are matched by name', code: 'SELECT a, b FROM a.b.t UNION ALL BY NAME SELECT a FROM a.b.u;\n' },
    { why: 'a star may be anything', code: 'SELECT a, b FROM a.b.t UNION ALL SELECT * FROM a.b.u;\n' },
    { why: 'a hole may be a list', code: 'SELECT a, b FROM a.b.t UNION ALL SELECT ${columns} FROM a.b.u;\n' },
    { why: 'a map gives two columns', code: 'SELECT k, v FROM a.b.t UNION ALL SELECT explode(m) FROM a.b.u;\n' },
    { why: 'pairs of values', code: 'VALUES (1, 2) UNION ALL SELECT a, b FROM a.b.t;\n' },
    {
      why: 'a CTE of another query has the name',
      code: 'SELECT a, b FROM a.b.t UNION ALL SELECT * FROM (WITH u AS (SELECT 1 AS x, 2 AS y) SELECT * FROM u);\n',
    },
    { why: 'a nested set', code: 'SELECT a FROM a.b.t UNION ALL (SELECT b FROM a.b.u EXCEPT SELECT c FROM a.b.v);\n' },
    {
      why: 'commas in brackets',
      code: 'SELECT struct(a, b), 1 FROM a.b.t UNION ALL SELECT named_struct("a", 1), 2;\n',
    },
    {
      why: 'the join keys are merged',
      code: 'SELECT a FROM a.b.t UNION ALL SELECT * FROM a.b.t JOIN a.b.u USING (a);\n',
    },
  ],

  scope: 'statement',
  words: ['UNION', 'EXCEPT', 'INTERSECT', 'MINUS'],

  *sql({ tree, catalog }) {
    const reader = new ColumnReader(catalog);
    for (const statement of statementsOf(tree)) {
      for (const { query, ctes } of queriesOf(statement)) {
        const { body } = query;
        if (body.kind !== 'set' || body.operators.some(({ byName }) => byName)) continue;
        if (!isUnderstood(statement, body) || holdsTemplate(tree, body)) continue;
        const counts = body.operands.map((operand) => reader.ofBody(operand, ctes)?.length);
        const expected = counts.find((count) => count !== undefined);
        const at = counts.findIndex((count) => count !== undefined && count !== expected);
        if (at < 0) continue;
        const operand = body.operands[at]!;
        const word = body.operators[at - 1]!.operator;
        yield {
          span: operand.kind === 'select' ? operand.head : operand,
          message: `This side of ${word} has ${counts[at]} columns, the one before it ${expected}: the statement fails.`,
        };
      }
    }
  },
});
