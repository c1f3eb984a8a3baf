import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const sql: Around = { kind: 'sql' };

/** The text after the fix of its first finding; `undefined` when none is offered. */
function fixed(id: string, text: string, around: Around = sql): string | undefined {
  const fix = findingsOf(id, text, around)[0]?.fix;
  return fix && applyEdits(text, fix.edits).text;
}

describe('cartesian-join', () => {
  const id = 'cartesian-join';

  it('tells the linked tables of a very long FROM list from the one that is not', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `t${i}`);
    const from = names.map((name) => `a.b.${name}`).join(', ');
    const where = names
      .slice(2)
      .map((name, i) => `t${i + 1}.k = ${name}.k`)
      .join(' AND ');
    const found = findingsOf(id, `SELECT 1 FROM ${from}, a.b.last WHERE ${where};\n`, sql);
    assert.equal(found.length, 1);
    assert.equal(findingsOf(id, `SELECT 1 FROM ${from};\n`, sql).length, 4999);
  });
});

describe('union-by-position', () => {
  const id = 'union-by-position';
  const first = 'SELECT a, b, c FROM a.b.t UNION ALL ';

  it('marks the first column that stands in the place of another', () => {
    assert.deepEqual(marked(id, `${first}SELECT a, u.c, x AS B FROM a.b.u UNION SELECT a, b, c FROM a.b.v;\n`, sql), [
      'u.c',
    ]);
    const [finding] = findingsOf(id, `${first}SELECT a, u.c, x AS B FROM a.b.u;\n`, sql);
    assert.match(finding!.message, /^`c` goes into `b`: /);
  });

  it('looks into stars over CTEs and known tables', () => {
    const text = 'WITH u AS (SELECT c, b FROM a.b.u) SELECT * FROM a.b.t UNION ALL SELECT * FROM u;\n';
    const tables = { 'a.b.t': { columns: [{ name: 'b' }, { name: 'c' }] } };
    assert.deepEqual(marked(id, text, { ...sql, tables }), ['*']);
    assert.deepEqual(marked(id, text, sql), []);
  });

  it('puts the columns into one order, and leaves text with comments or ordinals alone', () => {
    assert.equal(
      fixed(id, `${first}SELECT a,\n  c, max(x) AS b FROM a.b.u GROUP BY ALL;\n`),
      `${first}SELECT a,\n  max(x) AS b, c FROM a.b.u GROUP BY ALL;\n`,
    );
    for (const second of ['SELECT a, c, /* sum */ b FROM a.b.u', 'SELECT a, c, max(x) AS b FROM a.b.u GROUP BY 1, 2']) {
      assert.equal(findingsOf(id, `${first}${second};\n`, sql).length, 1, second);
      assert.equal(fixed(id, `${first}${second};\n`), undefined, second);
    }
  });
});

describe('implicit-type-conversion', () => {
  const id = 'implicit-type-conversion';
  const columns = [
    { name: 's', type: 'STRING' },
    { name: 'n', type: 'int' },
    { name: 'd', type: 'date' },
    { name: 'p', type: 'decimal(10,2)' },
  ];
  const around: Around = { ...sql, tables: { 'a.b.t': { columns }, 'a.b.u': { columns } } };
  const where = (condition: string) => `SELECT 1 FROM a.b.t WHERE ${condition};\n`;

  it('marks each comparison of text with a number or a date, once', () => {
    const conditions = [
      's = 5',
      's BETWEEN 1 AND 3',
      's NOT IN (1, 2)',
      "s > DATE'2024-01-01'",
      "n = 'many'",
      'd = 20240101',
    ];
    assert.deepEqual(marked(id, where(conditions.join(' AND ')), around), conditions);
    assert.deepEqual(
      marked(id, where("s = '5' AND n = '5' AND n = p AND d > '2024-01-01' AND n IN (1, 2)"), around),
      [],
    );
  });

  it('knows columns through CTEs, subqueries and stars, in MERGE, UPDATE and DELETE', () => {
    for (const text of [
      'WITH c AS (SELECT * FROM a.b.t), e AS (SELECT x.s AS k FROM c AS x) SELECT 1 FROM a.b.u JOIN e ON u.n = e.k',
      'SELECT 1 FROM a.b.u JOIN (SELECT upper(x) AS k FROM a.b.other) e ON u.n = e.k',
      'MERGE INTO a.b.u USING a.b.t AS e ON u.n = e.s WHEN MATCHED THEN DELETE',
      'DELETE FROM a.b.t WHERE s = 1',
      'UPDATE a.b.t SET n = 2 WHERE s = 1',
    ])
      assert.equal(findingsOf(id, `${text};\n`, around).length, 1, text);
    const tables = {
      'a.b.t': { columns: [{ name: 'k', type: 'string' }] },
      'a.b.u': { columns: [{ name: 'k', type: 'bigint' }] },
    };
    assert.deepEqual(marked(id, 'SELECT 1 FROM a.b.t JOIN a.b.u USING (k);\n', { ...sql, tables }), ['k']);
  });

  it('writes the conversion', () => {
    assert.equal(fixed(id, where('s <> -5'), around), where("s <> '-5'"));
    assert.equal(fixed(id, where('s < 5.5'), around), where('CAST(s AS DOUBLE) < 5.5'));
    assert.equal(fixed(id, where('n = trim(s)'), around), where('n = CAST(trim(s) AS INT)'));
    assert.equal(fixed(id, where("s = DATE'2024-01-01'"), around), where("CAST(s AS DATE) = DATE'2024-01-01'"));
    assert.equal(fixed(id, where('s IN (1, 2)'), around), undefined);
  });

  it('sees one column compared with words and with a number', () => {
    assert.deepEqual(marked(id, where("CASE k WHEN 1 THEN 'x' WHEN 'two' THEN 'y' END = 'x'"), sql), ['1']);
    assert.deepEqual(marked(id, where("k <> '' AND k > 0"), sql), ['k > 0']);
    assert.deepEqual(marked(id, where("k <> 'NaN' AND k > 0"), sql), []);
  });
});

describe('distinct-hides-fan-out', () => {
  const id = 'distinct-hides-fan-out';
  const query = (list: string, more = '') =>
    `SELECT DISTINCT ${list} FROM a.b.dim_customers c JOIN a.b.orders o ON o.customer_id = c.customer_id${more};\n`;

  it('marks the word, and says what doubles what', () => {
    assert.deepEqual(marked(id, query('c.customer_id, c.name'), sql), ['DISTINCT']);
    assert.match(findingsOf(id, query('c.*'), sql)[0]!.message, /^Each row of `c` comes once for every row of `o`/);
  });

  it('allows columns that are looked up, but none that differ from row to row', () => {
    const look = ' JOIN a.b.cities t ON t.city_id = c.city_id';
    assert.equal(findingsOf(id, query('c.customer_id, t.name', look), sql).length, 1);
    const among = ' JOIN a.b.stores t ON t.store_id = o.store_id';
    assert.equal(findingsOf(id, query('c.customer_id, t.name', among), sql).length, 0);
  });

  it('takes the key from the catalog where it knows it', () => {
    const tables = { 'a.b.dim_customers': { primaryKey: ['tenant', 'customer_id'] } };
    assert.equal(findingsOf(id, query('c.customer_id'), { ...sql, tables }).length, 0);
    assert.equal(findingsOf(id, query('c.customer_id, c.tenant'), { ...sql, tables }).length, 1);
  });
});

describe('or-in-join-condition', () => {
  const id = 'or-in-join-condition';

  it('marks the OR among the other conditions, in MERGE too', () => {
    const join = 'SELECT 1 FROM a.b.a a JOIN a.b.b b ON b.z > 1 AND (a.x = b.x OR a.y = b.y OR b.x IS NULL);\n';
    assert.deepEqual(marked(id, join, sql), ['a.x = b.x OR a.y = b.y OR b.x IS NULL']);
    const merge = 'MERGE INTO a.b.t t USING a.b.s s ON t.x = s.x OR t.y = s.y WHEN MATCHED THEN DELETE;\n';
    assert.deepEqual(marked(id, merge, sql), ['t.x = s.x OR t.y = s.y']);
  });
});

describe('range-join-without-key', () => {
  const id = 'range-join-without-key';

  it('marks the first condition that links both sides', () => {
    const text = 'SELECT 1 FROM a.b.a a JOIN a.b.b b ON a.x = 1 AND a.ts >= b.lo AND b.hi > a.ts AND a.id <> b.id;\n';
    assert.deepEqual(marked(id, text, sql), ['a.ts >= b.lo']);
  });

  it('judges each join of a chain by its own condition', () => {
    const text = 'SELECT 1 FROM a.b.a a JOIN a.b.b b ON a.id = b.id JOIN a.b.c c ON c.lo < a.x AND c.hi > b.x;\n';
    assert.deepEqual(marked(id, text, sql), ['c.lo < a.x']);
  });
});

describe('repeated-cte', () => {
  it('counts reads in CTEs and subqueries, and knows what a CTE costs through another one', () => {
    const text =
      'WITH a AS (SELECT k, sum(x) AS x FROM a.b.t GROUP BY k), b AS (SELECT k FROM a WHERE x > 1), c AS (SELECT k FROM b)\n' +
      'SELECT k FROM c WHERE k IN (SELECT k FROM b) UNION ALL SELECT k FROM b;\n';
    const found = findingsOf('repeated-cte', text, sql);
    assert.deepEqual(marked('repeated-cte', text, sql), ['b']);
    assert.match(found[0]!.message, /^`b` joins or groups rows and is read 3 times/);
  });
});

describe('unused-join', () => {
  const id = 'unused-join';

  it('says whether the join can double rows, and lets ORDER BY name a result', () => {
    const query = (key: string) =>
      `SELECT o.id, o.x + 1 AS y FROM a.b.o o LEFT JOIN a.b.stores s ON s.${key} = o.k ORDER BY y;\n`;
    assert.match(findingsOf(id, query('store_id'), sql)[0]!.message, /it changes nothing\.$/);
    assert.match(findingsOf(id, query('city'), sql)[0]!.message, /is double rows\.$/);
    assert.deepEqual(marked(id, query('city'), sql), ['LEFT JOIN']);
  });
});

describe('too-many-joins', () => {
  it('marks the first relation past the limit, and counts joins in brackets', () => {
    const more = Array.from('cdefghijkl', (name) => `JOIN a.b.${name} ON a.k = ${name}.k`).join(' ');
    const text = `SELECT a.x FROM a.b.a JOIN (a.b.b JOIN a.b.b2 USING (k)) ON a.k = b.k ${more};\n`;
    assert.deepEqual(marked('too-many-joins', text, sql), ['a.b.k']);
    assert.match(findingsOf('too-many-joins', text, sql)[0]!.message, /^12 joins/);
  });
});
