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

  it('reports IGNORE NULLS on a plain column: it does not say which value', () => {
    assert.equal(findingsOf(id, 'SELECT k, first(x) IGNORE NULLS AS x FROM a.b.t GROUP BY k;\n', sql).length, 1);
  });
});
