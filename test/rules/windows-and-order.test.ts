import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const sql: Around = { kind: 'sql' };

/** The text after the fix of its first finding; `undefined` when none is offered. */
function fixed(id: string, text: string, around: Around = sql): string | undefined {
  const fix = findingsOf(id, text, around)[0]?.fix;
  return fix && applyEdits(text, fix.edits).text;
}

describe('default-window-frame', () => {
  const id = 'default-window-frame';
  const query = (call: string, rest = '') => `SELECT a, ${call} AS v FROM a.b.t${rest};\n`;

  it('warns of last_value and informs of running aggregates, from the call to the end of its window', () => {
    const text = query('last(x) OVER (PARTITION BY a ORDER BY d), sum(x) OVER (ORDER BY d)');
    assert.deepEqual(
      findingsOf(id, text, sql).map(({ severity, span }) => [severity, text.slice(span.from, span.to)]),
      [
        ['warning', 'last(x) OVER (PARTITION BY a ORDER BY d)'],
        ['info', 'sum(x) OVER (ORDER BY d)'],
      ],
    );
  });

  it('writes the frame behind the order, in front of a comment', () => {
    assert.equal(
      fixed(id, query('sum(x) OVER (ORDER BY d DESC NULLS LAST -- newest\n)')),
      query('sum(x) OVER (ORDER BY d DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW -- newest\n)'),
    );
  });

  it('gives last_value the whole partition, but never without being asked', () => {
    const text = query('last_value(x) OVER (ORDER BY d)');
    assert.equal(findingsOf(id, text, sql)[0]!.fix!.safety, 'unsafe');
    assert.match(fixed(id, text)!, /ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING\)/);
  });

  it('looks up a named window and leaves it alone: ranks may share it', () => {
    const text = query('min(x) OVER w, row_number() OVER w', ' WINDOW w AS (PARTITION BY a ORDER BY d)');
    assert.deepEqual(marked(id, text, sql), ['min(x) OVER w']);
    assert.equal(fixed(id, text), undefined);
  });

  it('counts the first value that is not NULL among the running ones', () => {
    assert.equal(findingsOf(id, query('first_value(x) IGNORE NULLS OVER (ORDER BY d)'), sql).length, 1);
    assert.equal(findingsOf(id, query('last_value(x) RESPECT NULLS OVER (ORDER BY d)'), sql).length, 1);
  });

  it('knows when the order can tie although the rows are grouped', () => {
    const grouped = (order: string) => query(`sum(sum(x)) OVER (ORDER BY ${order})`, ' GROUP BY a, date(ts)');
    assert.equal(findingsOf(id, grouped('date(ts)'), sql).length, 1);
    assert.equal(findingsOf(id, grouped('date(ts), a'), sql).length, 0);
    assert.equal(findingsOf(id, grouped('a').replace('a, date(ts)', 'ROLLUP (a)'), sql).length, 1);
  });
});

describe('unstable-first-value', () => {
  const id = 'unstable-first-value';

  it('marks the call with its window, in HAVING and QUALIFY too', () => {
    const text =
      'SELECT k FROM a.b.t GROUP BY k HAVING first(x) > 1;\nSELECT k FROM a.b.t QUALIFY row_number() OVER (ORDER BY 1) = 1;\n';
    assert.deepEqual(marked(id, text, sql), ['first(x)', 'row_number() OVER (ORDER BY 1)']);
  });

  it('says what is wrong with the order', () => {
    const message = (window: string) =>
      findingsOf(
        id,
        `SELECT *, last_value(x) OVER ${window} AS v FROM a.b.t WINDOW w AS (PARTITION BY t.k ORDER BY k DESC);\n`,
        sql,
      )[0]?.message;
    assert.match(message('w')!, /ordered by what it is partitioned by/);
    assert.match(message("(ORDER BY 'k')")!, /ordered by a constant/);
    assert.match(message('(PARTITION BY k)')!, /Without ORDER BY/);
    assert.equal(message('(PARTITION BY upper(k) ORDER BY k)'), undefined);
  });

  it('knows the keys of a group by position and by alias', () => {
    const text = (arg: string, key: string) => `SELECT upper(k) AS u, first(${arg}) AS f FROM a.b.t GROUP BY ${key};\n`;
    for (const key of ['1', 'u', 'upper(k)']) {
      assert.deepEqual(marked(id, text('x', key), sql), ['first(x)'], key);
      assert.deepEqual(marked(id, text('upper(k)', key), sql), [], key);
    }
  });

  it('speaks once of all calls of a SELECT or an aggregation', () => {
    const text = 'SELECT k, first(x) AS x, first(y) AS y, last(z) AS z FROM a.b.t GROUP BY k;\n';
    assert.deepEqual(marked(id, text, sql), ['first(x)']);
    assert.match(findingsOf(id, text, sql)[0]!.message, /`first` \(3 times here\)/);
    const python =
      'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").groupBy("k").agg(F.first("x"), F.last("y"))\n';
    assert.deepEqual(marked(id, python, { kind: 'python' }), ['F.first("x")']);
    assert.match(findingsOf(id, python, { kind: 'python' })[0]!.message, /\(2 times here\)/);
  });

  it('reports IGNORE NULLS on a plain column: it does not say which value', () => {
    assert.equal(findingsOf(id, 'SELECT k, first(x) IGNORE NULLS AS x FROM a.b.t GROUP BY k;\n', sql).length, 1);
  });
});

describe('order-discarded', () => {
  const id = 'order-discarded';

  it('takes the sort of a subquery away and keeps comments', () => {
    const cases = [
      ['SELECT count(*) FROM (SELECT a FROM t -- all\nORDER BY a DESC NULLS LAST) x', 'SELECT count(*) FROM (SELECT a FROM t -- all\n) x'],
      ['SELECT 1 FROM t WHERE a IN (SELECT a FROM u\n  ORDER BY a, b\n)', 'SELECT 1 FROM t WHERE a IN (SELECT a FROM u\n)'],
      ['SELECT a FROM (SELECT a FROM t ORDER BY b) ORDER BY a', 'SELECT a FROM (SELECT a FROM t) ORDER BY a'],
      ['SELECT DISTINCT a FROM (SELECT a FROM (SELECT a FROM t ORDER BY b))', 'SELECT DISTINCT a FROM (SELECT a FROM (SELECT a FROM t))'],
      ['MERGE INTO t USING (SELECT a FROM u ORDER BY a) s ON t.a = s.a WHEN MATCHED THEN DELETE', 'MERGE INTO t USING (SELECT a FROM u) s ON t.a = s.a WHEN MATCHED THEN DELETE'],
      ['SELECT count(*) FROM (SELECT a FROM t ORDER BY a, /* why */ b)', undefined],
    ] as const; // prettier-ignore
    for (const [before, after] of cases) {
      assert.equal(findingsOf(id, before, sql).length, 1, before);
      assert.equal(fixed(id, before), after, before);
    }
  });

  it('marks the keys, and offers no fix where rows are stored or in a view', () => {
    const text =
      'CREATE VIEW a.b.v AS SELECT a FROM a.b.t ORDER BY a, b;\nINSERT INTO a.b.u SELECT a FROM (SELECT a FROM a.b.t ORDER BY b);\n';
    assert.deepEqual(marked(id, text, sql), ['a, b', 'b']);
    assert.ok(findingsOf(id, text, sql).every(({ fix, severity }) => !fix && severity === 'info'));
  });

  it('speaks of a CTE when no reader can see its order', () => {
    const text = (readers: string) => `WITH c AS (SELECT a FROM t ORDER BY a) ${readers}`;
    const counted = 'SELECT count(*) AS n FROM c';
    assert.equal(findingsOf(id, text(counted), sql).length, 1);
    assert.equal(findingsOf(id, text(`SELECT a FROM c WHERE a > (${counted})`), sql).length, 0);
    assert.equal(findingsOf(id, text(', d AS (SELECT a FROM c) SELECT max(a) FROM d'), sql).length, 1);
    assert.equal(findingsOf(id, text(', d AS (SELECT a FROM c) SELECT a FROM d LIMIT 5'), sql).length, 0);
  });

  it('knows how the target of an INSERT is laid out, and leaves functions alone that may look at the order', () => {
    const insert = 'INSERT INTO a.b.u SELECT d, a FROM a.b.t ORDER BY d;\n';
    assert.equal(findingsOf(id, insert, sql).length, 1);
    assert.equal(findingsOf(id, insert, { ...sql, tables: { 'a.b.u': { clusteredBy: ['D'] } } }).length, 0);
    assert.equal(findingsOf(id, 'SELECT a.b.mine(x) FROM (SELECT x, k FROM t ORDER BY x) GROUP BY k', sql).length, 0);
  });
});

describe('count-skips-nulls', () => {
  const id = 'count-skips-nulls';
  const nullable = (value: boolean | undefined): Around => ({
    ...sql,
    tables: { 'a.b.t': { columns: [{ name: 'k' }, { name: 'x', nullable: value }] } },
  });

  it('needs to know of NULL when the name says no more than “count”', () => {
    const text = 'SELECT k, count(x) AS cnt FROM a.b.t GROUP BY k;\n';
    assert.deepEqual(
      [true, undefined, false].map((value) => findingsOf(id, text, nullable(value)).length),
      [1, 0, 0],
    );
  });

  it('knows the key of a group by position and with its table, and counts rows instead', () => {
    const text = 'SELECT t.x, count(x) FROM a.b.t GROUP BY 1 HAVING count( t.x ) > 1;\n';
    assert.deepEqual(marked(id, text, sql), ['count(x)', 'count( t.x )']);
    assert.equal(fixed(id, text), 'SELECT t.x, count(*) FROM a.b.t GROUP BY 1 HAVING count( t.x ) > 1;\n');
    assert.match(findingsOf(id, text, sql)[0]!.message, /counts 0/);
    assert.equal(findingsOf(id, text, nullable(false)).length, 0);
  });

  it('leaves a column alone that may come from the outer side of a join', () => {
    const text = (join: string) =>
      `SELECT k, count(x) AS row_count FROM a.b.t ${join} JOIN a.b.u USING (k) GROUP BY k;\n`;
    assert.equal(findingsOf(id, text('LEFT'), sql).length, 0);
    assert.equal(findingsOf(id, text('INNER'), sql).length, 1);
  });
});

describe('window-ignores-nulls', () => {
  const id = 'window-ignores-nulls';
  const around: Around = { ...sql, tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } } };
  const query = (call: string) => `SELECT ${call} OVER (PARTITION BY k ORDER BY d) AS v FROM a.b.t;\n`;

  it('marks the call with its window and writes IGNORE NULLS in front of OVER', () => {
    assert.deepEqual(marked(id, query('lead(x, 2)'), around), ['lead(x, 2) OVER (PARTITION BY k ORDER BY d)']);
    assert.equal(fixed(id, query('lead(x, 2)'), around), query('lead(x, 2) IGNORE NULLS'));
  });

  it('offers no fix where the words would stand in a wrong place', () => {
    for (const call of ['first(x) FILTER (WHERE y)', 'lag(x /* ) */)']) {
      assert.equal(findingsOf(id, query(call), around).length, 1, call);
      assert.equal(fixed(id, query(call), around), undefined, call);
    }
  });
});
