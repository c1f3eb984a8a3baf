import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked } from './harness';

const tables = {
  'main.s.orders': {
    columns: [
      { name: 'id', type: 'int' },
      { name: 'code', type: 'string' },
      { name: 'day', type: 'date' },
    ],
  },
  'main.s.stores': { columns: [{ name: 'store', type: 'int' }, { name: 'code', type: 'int' }] }, // prettier-ignore
};
const head =
  'from pyspark.sql import functions as F\no = spark.table("main.s.orders")\ns = spark.table("main.s.stores")\n';
const around = { kind: 'python', tables } as const;
const id = 'implicit-type-conversion';

describe('comparisons of Columns that convert text', () => {
  it('each comparison is judged by the types of its sides', () => {
    const bad = [
      'o.code == 7',
      '7 < o["code"]',
      'F.col("code") != 7.5',
      'F.col("id") == "online"',
      'F.col("code").isin(7, 8)',
      'F.col("code").isin([7])',
      'F.col("code").between(1, 9)',
      'F.col("code").eqNullSafe(7)',
      'F.col("day") > 20240101',
      'F.col("code") >= F.current_date()',
      'F.upper("x") == F.length("y")',
      'F.col("x").cast("string") == 7',
    ];
    for (const code of bad) assert.deepEqual(marked(id, `${head}df = o.where(${code})\n`, around), [code], code);
    const fine = ['o.code == "7"', 'F.col("id") == "7"', 'F.col("id") == 7.5', 'F.col("day") > "2024-01-01"', 'F.col("code").cast("int") == 7', 'F.lit("a") == 7', 'F.col("x") == 7', '~(o.id == 7)']; // prettier-ignore
    for (const code of fine) assert.deepEqual(marked(id, `${head}df = o.where(${code})\n`, around), [], code);
  });

  it('a column that is compared with a word and with a number is of one frame', () => {
    const unknown = 'from pyspark.sql import functions as F\na = spark.table("m.s.a")\nb = spark.table("m.s.b")\n';
    const both = (code: string) => marked(id, `${unknown}df = ${code}\n`, { kind: 'python' });
    assert.deepEqual(both('a.where((F.col("x") == 5) | (F.col("x") == "five"))'), ['F.col("x") == 5']);
    assert.deepEqual(both('a.where(F.col("x").isin(5, "five"))'), ['F.col("x").isin(5, "five")']);
    assert.deepEqual(both('a.join(b, "k").where((a.x == 5) | (b.x == "five"))'), []);
    assert.deepEqual(both('a.where((F.col("x.a") == 5) | (F.col("x.b") == "five"))'), []);
    assert.deepEqual(both('a.where((F.col("x") == 5) | (F.col("x") == "5"))'), []);
  });

  it('joins are judged by both sides', () => {
    assert.deepEqual(marked(id, `${head}df = o.join(s, o.code == s.store)\n`, around), ['o.code == s.store']);
    assert.deepEqual(marked(id, `${head}df = o.join(s, o.id == s.store)\n`, around), []);
    assert.deepEqual(marked(id, `${head}df = o.join(s, "code")\n`, around), ['"code"']);
    assert.deepEqual(marked(id, `${head}df = o.join(s, ["id", "code"])\n`, around), ['"code"']);
    assert.deepEqual(marked(id, `${head}df = o.select("id").join(s.select("code"), F.col("id") == F.col("code"))\n`, around), []); // prettier-ignore
  });

  it('the fixes say the conversion', () => {
    const fixed = (code: string) => {
      const text = `${head}df = o.where(${code})\n`;
      const [finding] = findingsOf(id, text, around);
      const after = finding?.fix && applyEdits(text, finding.fix.edits).text;
      assert.deepEqual(after === undefined ? [] : marked(id, after, around), []);
      return after?.slice(`${head}df = o.where(`.length, -2);
    };
    assert.equal(fixed('o.code == 7'), 'o.code == "7"');
    assert.equal(fixed('o.code > 7'), 'o.code.cast("bigint") > 7');
    assert.equal(fixed('o.code > -7.5'), 'o.code.cast("double") > -7.5');
    assert.equal(fixed('F.col("code") == F.col("id")'), 'F.col("code").cast("int") == F.col("id")');
    assert.equal(fixed('F.col("code").isin(7)'), undefined);
  });
});
