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
