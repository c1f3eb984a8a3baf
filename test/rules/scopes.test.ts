import assert from 'node:assert/strict';
import { findingsOf, marked, type Around } from './harness';

const messages = (id: string, text: string, around: Around = {}) => findingsOf(id, text, around).map((f) => f.message);
const orders = { 'main.sales.orders': { columns: ['order_id', 'customer_id', 'amount'].map((name) => ({ name })) } };

describe('rules about names: which table a column belongs to', () => {
  it('unresolved-alias marks the qualifier once for each query, and says what it may have meant', () => {
    const text = 'SELECT o.id, x.a, x.b FROM main.s.t o JOIN main.s.u u ON o.id = u.id WHERE x.c = 1';
    assert.deepEqual(marked('unresolved-alias', text), ['x']);
    assert.match(messages('unresolved-alias', text)[0]!, /Nothing in FROM is called `x`/);
    const hidden = 'SELECT main.s.orders.id FROM main.s.orders o';
    assert.match(messages('unresolved-alias', hidden)[0]!, /is called `o` in this query/);
    const typed = 'WITH latest AS (SELECT id FROM main.s.t) SELECT latset.id FROM latest';
    assert.match(messages('unresolved-alias', typed)[0]!, /did you mean `latest`/);
    assert.deepEqual(marked('unresolved-alias', 'SELECT o.id, z.* FROM main.s.t o'), ['z']);
  });

  it('unresolved-alias sees the tables of the queries around a subquery, but not those beside it', () => {
    const inner = (where: string) =>
      `SELECT a.id FROM main.s.t a WHERE a.id IN (SELECT b.id FROM main.s.u b WHERE ${where})`;
    assert.deepEqual(marked('unresolved-alias', inner('b.x = a.x')), []);
    assert.deepEqual(marked('unresolved-alias', inner('b.x = c.x')), ['c']);
    const beside = 'SELECT a.id FROM main.s.t a JOIN (SELECT b.id FROM main.s.u b WHERE b.x = a.x) q ON q.id = a.id';
    assert.deepEqual(marked('unresolved-alias', beside), ['a']);
    assert.deepEqual(marked('unresolved-alias', beside.replace('JOIN (', 'JOIN LATERAL (')), []);
  });

  it('unknown-column knows tables from the catalog, CTEs, subqueries, views and VALUES', () => {
    const found = (text: string) => marked('unknown-column', text, { tables: orders });
    assert.deepEqual(found('SELECT amont FROM main.sales.orders'), ['amont']);
    assert.deepEqual(found('SELECT o.amount, o.amont FROM sales.orders o WHERE custmer_id = 1'), [
      'amont',
      'custmer_id',
    ]);
    assert.deepEqual(found('WITH c AS (SELECT * FROM main.sales.orders) SELECT b FROM c'), ['b']);
    assert.deepEqual(found('SELECT q.b FROM (SELECT order_id AS a FROM main.sales.orders) q'), ['b']);
    assert.deepEqual(found('SELECT c FROM VALUES (1, 2) AS v(a, b)'), ['c']);
    assert.deepEqual(found('CREATE TEMP VIEW v AS SELECT order_id FROM main.sales.orders;\nSELECT amount FROM v'), [
      'amount',
    ]);
    assert.deepEqual(found('SELECT b FROM main.sales.orders JOIN main.s.u USING (order_id)'), []);
    assert.deepEqual(found('SELECT b FROM main.sales.orders o JOIN VALUES (1) AS v(x) ON o.order_id = v.x'), ['b']);
    assert.deepEqual(found('SELECT a FROM (SELECT order_id a FROM main.sales.orders UNION ALL SELECT 1)'), []);
  });

  it('unknown-column looks into MERGE, UPDATE and DELETE, at both their sides', () => {
    const found = (text: string) => marked('unknown-column', text, { tables: orders });
    const merge = (rest: string) =>
      `MERGE INTO main.sales.orders t USING VALUES (1, 2) AS s(id, n) ON t.order_id = s.id ${rest}`;
    assert.deepEqual(found(merge('WHEN MATCHED THEN UPDATE SET t.amount = s.n, t.price = s.m')), ['price', 'm']);
    assert.deepEqual(found(merge('WHEN NOT MATCHED THEN INSERT (order_id, price) VALUES (s.id, s.n)')), ['price']);
    assert.deepEqual(found('UPDATE main.sales.orders SET amuont = 1 WHERE order_id = 2'), ['amuont']);
    assert.deepEqual(found('DELETE FROM main.sales.orders WHERE id = 2'), ['id']);
  });

  it('unknown-column says what it may have meant, and that WHERE does not see an alias', () => {
    const [typed] = messages('unknown-column', 'SELECT o.amont FROM main.sales.orders o', { tables: orders });
    assert.match(typed!, /`o` has no column `amont`; did you mean `amount`\?/);
    const alias = 'SELECT amount * 2 AS doubled FROM main.sales.orders WHERE doubled > 3';
    assert.match(messages('unknown-column', alias, { tables: orders })[0]!, /WHERE does not see it yet/);
    assert.deepEqual(marked('unknown-column', alias.replace('WHERE', 'HAVING'), { tables: orders }), []);
  });

  it('unknown-column is silent where a template or a hole may bring columns along', () => {
    const found = (text: string, around: Around = {}) => marked('unknown-column', text, { tables: orders, ...around });
    assert.deepEqual(found('SELECT amont FROM main.sales.orders ${more}'), []);
    assert.deepEqual(found('SELECT {{ columns }}, amont FROM main.sales.orders'), []);
    const python =
      'spark.sql(f"SELECT amont FROM main.sales.orders {rest}")\nspark.sql("SELECT amont FROM main.sales.orders")\n';
    assert.deepEqual(found(python, { kind: 'python' }), ['amont']);
  });

  it('join-fan-out marks the call that counts rows of the one side, whichever way the join is written', () => {
    const tables = {
      'main.s.orders': { primaryKey: ['order_id'] },
      'main.s.lines': { primaryKey: ['order_id', 'line_no'] },
    };
    const found = (text: string) => marked('join-fan-out', text, { tables });
    const call = 'sum(o.amount)';
    assert.deepEqual(found(`SELECT ${call} FROM main.s.lines l JOIN main.s.orders o USING (order_id)`), [call]);
    assert.deepEqual(found(`SELECT ${call} FROM main.s.orders o, main.s.lines l WHERE o.order_id = l.order_id`), [
      call,
    ]);
    assert.deepEqual(
      found(`SELECT ${call} FROM main.s.orders o JOIN main.s.lines l ON o.order_id = l.order_id WHERE l.line_no = 1`),
      [],
    );
    assert.deepEqual(
      found(`SELECT ${call} FROM main.s.orders o LEFT ANTI JOIN main.s.lines l ON o.order_id = l.order_id`),
      [],
    );
    const grouped = `SELECT ${call} FROM main.s.orders o JOIN (SELECT order_id, day FROM main.s.visits GROUP BY order_id, day) v ON v.order_id = o.order_id`;
    assert.deepEqual(found(grouped), [call]);
  });
});
