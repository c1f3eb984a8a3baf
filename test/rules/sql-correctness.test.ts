import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const sql: Around = { kind: 'sql' };

/** The text after the fix of its first finding; `undefined` when none is offered. */
function fixed(id: string, text: string, around: Around = sql): string | undefined {
  const fix = findingsOf(id, text, around)[0]?.fix;
  return fix && applyEdits(text, fix.edits).text;
}

describe('not-equal-drops-nulls', () => {
  const id = 'not-equal-drops-nulls';
  const text = "SELECT id FROM a.b.t WHERE s <> 'x' AND n > 1;\n";

  it('warns where the column is known to hold NULL', () => {
    const levels = [true, undefined].map((nullable) => {
      const tables = { 'a.b.t': { columns: [{ name: 'id' }, { name: 's', nullable }] } };
      return findingsOf(id, text, { ...sql, tables })[0]?.severity;
    });
    assert.deepEqual(levels, ['warning', 'info']);
  });

  it('marks the condition, and tells once of a column', () => {
    assert.deepEqual(marked(id, "SELECT id FROM a.b.t WHERE s <> 'x' AND s <> 'y' AND r NOT IN (1, 2);\n", sql), [
      "s <> 'x'",
      'r NOT IN (1, 2)',
    ]);
  });

  it('writes what keeps the rows', () => {
    assert.equal(fixed(id, text), "SELECT id FROM a.b.t WHERE s IS DISTINCT FROM 'x' AND n > 1;\n");
    assert.equal(
      fixed(id, "SELECT id FROM a.b.t WHERE s NOT LIKE 'x%' AND n > 1;\n"),
      "SELECT id FROM a.b.t WHERE (s NOT LIKE 'x%' OR s IS NULL) AND n > 1;\n",
    );
  });
});

describe('not-in-nullable-subquery', () => {
  it('leaves NULL out behind a WHERE, with and without OR, and where there is none', () => {
    const after = (where: string) =>
      fixed('not-in-nullable-subquery', `DELETE FROM a.b.t WHERE k NOT IN (SELECT u.k FROM a.b.u${where});\n`);
    const text = (where: string) => `DELETE FROM a.b.t WHERE k NOT IN (SELECT u.k FROM a.b.u WHERE ${where});\n`;
    assert.equal(after(''), text('u.k IS NOT NULL'));
    assert.equal(after(' WHERE x = 1'), text('x = 1 AND u.k IS NOT NULL'));
    assert.equal(after(' WHERE x = 1 OR y = 2'), text('(x = 1 OR y = 2) AND u.k IS NOT NULL'));
  });
});

describe('outer-join-nullified', () => {
  const id = 'outer-join-nullified';
  const query = (rest: string) => `SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON ${rest};\n`;

  it('moves the condition into ON and keeps the others', () => {
    assert.equal(fixed(id, query('a.k = b.k WHERE b.y = 1')), query('a.k = b.k AND b.y = 1'));
    assert.equal(
      fixed(id, query('a.k = b.k OR a.l = b.l WHERE a.z > 0 AND b.y = 1 AND a.w')),
      query('(a.k = b.k OR a.l = b.l) AND b.y = 1 WHERE a.z > 0 AND a.w'),
    );
  });

  it('offers no fix that would lose a comment, and none for IS NOT NULL', () => {
    for (const where of ['/* paid */ b.y = 1', 'b.k IS NOT NULL', 'b.y = c']) {
      assert.equal(findingsOf(id, query(`a.k = b.k WHERE ${where}`), sql).length, 1, where);
      assert.equal(fixed(id, query(`a.k = b.k WHERE ${where}`)), undefined, where);
    }
  });
});

describe('comma-join', () => {
  const id = 'comma-join';

  it('gives each table its condition and keeps comments', () => {
    assert.equal(
      fixed(id, 'SELECT 1 FROM a.b.a,a.b.b -- who\nWHERE a.k=b.k;\n'),
      undefined,
      'a comment between FROM and WHERE',
    );
    assert.equal(
      fixed(id, 'SELECT 1 FROM a.b.a,a.b.b, a.b.c WHERE c.k = b.k AND a.k = b.k AND c.v IN (1, 2);\n'),
      'SELECT 1 FROM a.b.a INNER JOIN a.b.b ON a.k = b.k INNER JOIN a.b.c ON c.k = b.k WHERE c.v IN (1, 2);\n',
    );
  });

  it('offers no fix where a table has no condition, an outer join is among them, or a hole is in the query', () => {
    for (const text of [
      'SELECT 1 FROM a.b.a, a.b.b, a.b.c WHERE a.k = b.k',
      'SELECT 1 FROM a.b.a, a.b.b RIGHT JOIN a.b.c ON b.l = c.l WHERE a.k = b.k',
      'SELECT 1 FROM a.b.a, a.b.b WHERE a.k = b.k AND ${filter}',
      'SELECT 1 FROM a.b.a, a.b.b WHERE a_k = b_k',
    ]) {
      assert.equal(findingsOf(id, text, sql).length, 1, text);
      assert.equal(fixed(id, text), undefined, text);
    }
  });
});

describe('set-column-mismatch', () => {
  it('counts the columns of a star when the table is known', () => {
    const text = 'SELECT a, b FROM a.b.t UNION ALL SELECT * FROM a.b.u;\n';
    const tables = (...names: string[]) => ({ 'a.b.u': { columns: names.map((name) => ({ name })) } });
    assert.equal(findingsOf('set-column-mismatch', text, { ...sql, tables: tables('a', 'b') }).length, 0);
    const [finding] = findingsOf('set-column-mismatch', text, { ...sql, tables: tables('a', 'b', 'c') });
    assert.match(finding!.message, /has 3 columns, the one before it 2/);
  });
});

describe('duplicate-output-column', () => {
  it('looks into stars of known tables that are stored', () => {
    const tables = {
      'a.b.t': { columns: [{ name: 'id' }, { name: 'x' }] },
      'a.b.u': { columns: [{ name: 'ID' }, { name: 'y' }] },
    };
    const text = 'CREATE TABLE a.b.n AS SELECT * FROM a.b.t JOIN a.b.u ON t.id = u.id;\n';
    assert.deepEqual(marked('duplicate-output-column', text, { ...sql, tables }), ['*']);
    const merged = text.replace('ON t.id = u.id', 'USING (id)');
    assert.deepEqual(marked('duplicate-output-column', merged, { ...sql, tables }), []);
  });
});

describe('fixes of the smaller SQL rules', () => {
  it('write what they say', () => {
    const cases: [string, string, string][] = [
      ['union-without-all', 'SELECT a FROM t UNION BY NAME SELECT a FROM u', 'SELECT a FROM t UNION ALL BY NAME SELECT a FROM u'],
      ['distinct-parentheses', 'SELECT DISTINCT(a)b, c FROM t', 'SELECT DISTINCT a b, c FROM t'],
      ['redundant-distinct', 'SELECT /*+ REBALANCE */ DISTINCT a FROM t GROUP BY ALL', 'SELECT /*+ REBALANCE */ a FROM t GROUP BY ALL'],
      ['implicit-join-type', 'select a from t join u using (k)', 'select a from t inner join u using (k)'],
      ['order-by-ordinal', 'SELECT a, b + 1 AS c FROM t ORDER BY 2 DESC', 'SELECT a, b + 1 AS c FROM t ORDER BY c DESC'],
      ['unused-cte', 'WITH a AS (SELECT 1), b AS (SELECT 2 AS x) SELECT x FROM b', 'WITH b AS (SELECT 2 AS x) SELECT x FROM b'],
      ['unused-cte', 'WITH a AS (SELECT 2 AS x), b AS (SELECT 1) SELECT x FROM a', 'WITH a AS (SELECT 2 AS x) SELECT x FROM a'],
      ['unused-cte', 'INSERT INTO t WITH a AS (SELECT 1) SELECT x FROM u', 'INSERT INTO t SELECT x FROM u'],
    ]; // prettier-ignore
    for (const [id, before, after] of cases) assert.equal(fixed(id, before), after, id);
  });
});
