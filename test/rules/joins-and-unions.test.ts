import assert from 'node:assert/strict';
import { findingsOf, type Around } from './harness';

const sql: Around = { kind: 'sql' };

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
