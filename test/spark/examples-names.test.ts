import assert from 'node:assert/strict';
import { readSql, TableCatalog } from '../../src/engine';
import { ColumnReader } from '../../src/engine/sql/columns';
import { exampleSources } from './rule-examples';
import { useSpark } from './session';

const attempt = `
def outcome(name):
    try:
        return sql(name).columns
    except Exception as error:
        return str(error).split("]")[0].lstrip("[")
`;

describe('the examples of the rules about names, on real Spark', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('unresolved-alias and unknown-column: Spark refuses bad, and takes good', async () => {
    const setup = [
      "CREATE TEMP VIEW sales_orders AS SELECT 1L AS order_id, 7L AS customer_id, 9.5D AS amount, 'open' AS status",
      "CREATE TEMP VIEW sales_customers AS SELECT 7L AS customer_id, 'Ada' AS name",
    ];
    const run = (id: string, count: number) =>
      spark().prove<unknown[]>({
        sources: exampleSources(id),
        setup,
        code: `${attempt}\nresult = [outcome(kind + str(n)) for n in range(${count}) for kind in ("bad", "good")]`,
      });
    for (const [id, count] of [
      ['unresolved-alias', 3],
      ['unknown-column', 2],
    ] as const) {
      // prettier-ignore
      const outcomes = await run(id, count);
      for (const [i, outcome] of outcomes.entries()) {
        if (i % 2 === 0) assert.match(String(outcome), /^UNRESOLVED_COLUMN/, `${id} bad${i / 2}`);
        else assert.ok(Array.isArray(outcome), `${id} good${(i - 1) / 2}: ${String(outcome)}`);
      }
    }
  });

  it('join-fan-out: bad counts the order once for each of its lines; good counts it once', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('join-fan-out'),
      setup: [
        'CREATE TEMP VIEW sales_orders AS SELECT 1L AS order_id, 7L AS customer_id, 10 AS amount',
        'CREATE TEMP VIEW sales_order_lines AS SELECT * FROM VALUES (1L, 1), (1L, 2), (1L, 3) AS l(order_id, line_no)',
      ],
      code: 'result = [rows(sql(name))[0][1] for name in ("bad0", "good0")]',
    });
    assert.deepEqual(result, [30, 10]);
  });

  it('names the columns of a query as ColumnReader does', async () => {
    const queries = [
      'SELECT * FROM a JOIN b USING (k)',
      'SELECT * FROM a LEFT SEMI JOIN b ON a.k = b.k',
      'SELECT b.*, a.x FROM a JOIN b ON a.k = b.k',
      'SELECT k, x FROM a UNION ALL SELECT y, k FROM b',
      'SELECT * FROM VALUES (1, 2)',
      'SELECT * FROM range(3)',
      'SELECT * FROM a AS t(p, q)',
      'WITH c(m) AS (SELECT x FROM a) SELECT c.*, y FROM c, b',
      'SELECT * FROM (SELECT k AS z, * FROM a) LATERAL VIEW explode(array(1)) e AS v',
    ];
    const table = (...names: string[]) => ({ columns: names.map((name) => ({ name })) });
    const reader = new ColumnReader(new TableCatalog([['a', table('k', 'x')], ['b', table('k', 'y')]])); // prettier-ignore
    const expected = queries.map((text) => {
      const [statement] = readSql(text).statements;
      assert.ok(statement?.kind === 'query');
      return reader.ofQuery(statement.query, [])?.map(({ name }) => name);
    });
    const result = await spark().prove<unknown>({
      setup: ['CREATE TEMP VIEW a AS SELECT 1 AS k, 2 AS x', 'CREATE TEMP VIEW b AS SELECT 1 AS k, 3 AS y'],
      code: `result = [spark.sql(text).columns for text in ${JSON.stringify(queries)}]`,
    });
    assert.deepEqual(result, expected);
  });
});
