import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const sql: Around = { kind: 'sql' };

describe('constant-condition', () => {
  const id = 'constant-condition';
  const where = (condition: string) => `SELECT a FROM a.b.t WHERE ${condition};\n`;
  const verdict = (condition: string) => findingsOf(id, where(condition), sql).map(({ message }) => message);

  it('says what is wrong with two conditions on one column, and marks the second', () => {
    for (const [condition, second, message] of [
      ["t.s = 'a' AND b > 0 AND T.s = 'b'", "T.s = 'b'", "`t.s = 'a'` AND `T.s = 'b'` is never true."],
      ["s IN ('a', 'b') AND s IN ('c')", "s IN ('c')", "`s IN ('a', 'b')` AND `s IN ('c')` is never true."],
      ['n > 10 AND n <= 10', 'n <= 10', '`n > 10` AND `n <= 10` is never true.'],
      ["d >= DATE'2024-05-01' AND d < '2024-01-01'", "d < '2024-01-01'", undefined],
      ['n IS NULL AND n > m', 'n > m', '`n IS NULL` AND `n > m` is never true.'],
      ['n BETWEEN 1 AND 5 AND 7 < n', '7 < n', '`n BETWEEN 1 AND 5` AND `7 < n` is never true.'],
      ["s NOT IN ('a') OR s <> 'b'", "s <> 'b'", "`s NOT IN ('a')` OR `s <> 'b'` is always true, NULL aside."],
      ['n < 10 OR n > 5', 'n > 5', '`n < 10` OR `n > 5` is always true, NULL aside.'],
      ['n IS NULL OR n IS NOT NULL', 'n IS NOT NULL', '`n IS NULL` OR `n IS NOT NULL` is always true.'],
      ["lower(s) = 'a' AND lower( s ) = 'b'", "lower( s ) = 'b'", undefined],
    ] as const) {
      assert.deepEqual(marked(id, where(condition), sql), [second], condition);
      if (message) assert.deepEqual(verdict(condition), [message], condition);
    }
  });

  it('says when a comparison of two equal sides is true', () => {
    const same = (operator: string) => verdict(`t.x ${operator} T.X`)[0];
    for (const operator of ['=', '==', '<=', '>=']) assert.match(same(operator)!, /true for all but NULL/, operator);
    for (const operator of ['<>', '!=', '<', '>']) assert.match(same(operator)!, /never true/, operator);
    assert.match(same('<=>')!, /always true/);
  });

  it('knows what switches a whole condition off', () => {
    assert.deepEqual(marked(id, where('a = 1 OR (b = 2 OR 1 = 1)'), sql), ['1 = 1']);
    assert.deepEqual(verdict("'dev' = 'prod' AND a = 1"), [
      'Two constants are compared: the answer is always the same.',
    ]);
    assert.match(verdict('NOT EXISTS (SELECT max(a) FROM a.b.u)')[0]!, /EXISTS is always true/);
    assert.match(verdict('a = 1 GROUP BY a HAVING count(*) >= 0')[0]!, /always true/);
    assert.match(verdict('n NOT BETWEEN 5 AND 1')[0]!, /always true/);
  });

  it('stays silent where the values may be one', () => {
    for (const condition of [
      "s = 'a' AND s = 'A '",
      "d = '2024-01-01' AND d = '2024-1-1'",
      "n = 1 AND n = '2'",
      's = :a AND s = :b',
      'f(x) = 1 AND f(x) = 2',
      'a = 1 AND (b = 1 OR a = 2)',
      'n >= 10 AND n <= 10',
      'm[0] = 1 AND m[1] = 2',
      'EXISTS (SELECT count(*) FROM a.b.u HAVING count(*) > 1)',
      'exists(xs, x -> x = 1) AND exists(xs, x -> x = 2)',
    ]) {
      assert.deepEqual(verdict(condition), [], condition);
    }
  });

  it('looks into CASE, MERGE, UPDATE and joins', () => {
    for (const text of [
      "SELECT CASE WHEN s = 'a' AND s = 'b' THEN 1 END AS x FROM t",
      'MERGE INTO t USING u ON t.id = u.id AND t.k = t.k WHEN MATCHED THEN DELETE',
      "UPDATE t SET a = 1 WHERE s <> 'a' OR s <> 'b'",
      'SELECT 1 FROM t LEFT JOIN u ON t.id = u.id AND u.x = u.x',
    ]) {
      assert.equal(findingsOf(id, text, sql).length, 1, text);
    }
  });

  it('stays silent in an f-string whose hole stands in the condition', () => {
    const python = 'spark.sql(f"SELECT a FROM a.b.t WHERE x = 1 AND {more} AND x = 2")\n';
    assert.deepEqual(findingsOf(id, python, { kind: 'python' }), []);
    assert.deepEqual(marked(id, python.replace('{more}', 'y = 1').replace('a.b.t', '{t}'), { kind: 'python' }), [
      'x = 2',
    ]);
  });
});

describe('filter-after-aggregation', () => {
  const id = 'filter-after-aggregation';
  /** The text after the fix of its first finding. */
  const fixed = (text: string) => {
    const fix = findingsOf(id, text, sql).find((finding) => finding.fix)?.fix;
    return fix && applyEdits(text, fix.edits).text;
  };

  it('moves what it can and keeps the rest', () => {
    for (const [before, after] of [
      ['SELECT k FROM t GROUP BY k HAVING t.k = 1 OR k = 2', 'SELECT k FROM t WHERE (t.k = 1 OR k = 2) GROUP BY k'],
      [
        'SELECT k FROM t WHERE a OR b GROUP BY k HAVING k > 1 ORDER BY k',
        'SELECT k FROM t WHERE (a OR b) AND k > 1 GROUP BY k ORDER BY k',
      ],
      [
        'SELECT year(d) AS y, sum(x) FROM t GROUP BY 1 HAVING year(d) > 1 AND sum(x) > 2 AND upper(year(d)) < 3',
        'SELECT year(d) AS y, sum(x) FROM t WHERE year(d) > 1 AND upper(year(d)) < 3 GROUP BY 1 HAVING sum(x) > 2',
      ],
      ['SELECT k FROM t GROUP BY k HAVING k > 1 -- big\nAND count(*) > 1', undefined],
      ['SELECT year(d) AS y FROM t GROUP BY y HAVING y > 1', undefined],
    ] as const) {
      assert.ok(findingsOf(id, before, sql).length > 0, before);
      assert.equal(fixed(before), after, before);
    }
  });

  it('marks each condition on keys', () => {
    const text = 'SELECT a, b FROM t GROUP BY a, b HAVING a > b AND count(*) > 1 AND b IS NOT NULL';
    assert.deepEqual(marked(id, text, sql), ['a > b', 'b IS NOT NULL']);
  });
});

describe('redundant-case', () => {
  const id = 'redundant-case';
  const fixed = (text: string) => {
    const edits = findingsOf(id, text, sql).flatMap(({ fix }) => fix?.edits ?? []);
    return edits.length > 0 ? applyEdits(text, edits).text : undefined;
  };

  it('marks ELSE NULL alone, and the whole of a boolean CASE', () => {
    const text = 'SELECT CASE a WHEN 1 THEN 2\n  ELSE NULL END AS x, CASE WHEN a THEN TRUE ELSE FALSE END AS y FROM t';
    assert.deepEqual(marked(id, text, sql), ['ELSE NULL', 'CASE WHEN a THEN TRUE ELSE FALSE END']);
  });

  it('writes the condition so that NULL stays FALSE', () => {
    for (const [before, after] of [
      ['CASE WHEN a THEN TRUE ELSE FALSE END', 'a IS TRUE'],
      ['CASE WHEN a > 1 OR b THEN FALSE ELSE TRUE END', '(a > 1 OR b) IS NOT TRUE'],
      ['CASE WHEN a IS NULL AND NOT b <=> 1 THEN TRUE ELSE FALSE END', 'a IS NULL AND NOT b <=> 1'],
      ['1 + CASE WHEN a THEN b ELSE NULL END', '1 + CASE WHEN a THEN b END'],
      ['TRUE AND CASE WHEN a IS NULL THEN FALSE ELSE TRUE END', 'TRUE AND (a IS NOT NULL)'],
      [
        'CASE WHEN CASE WHEN a THEN b ELSE NULL END THEN b ELSE NULL END',
        'CASE WHEN CASE WHEN a THEN b END THEN b END',
      ],
    ] as const) {
      assert.equal(fixed(`SELECT ${before} AS x FROM t`), `SELECT ${after} AS x FROM t`);
    }
  });

  it('offers no fix that renames a column, loses a comment, or parts SELECT from GROUP BY', () => {
    const expr = 'CASE WHEN a THEN b ELSE NULL END';
    for (const text of [
      `SELECT ${expr} FROM t`,
      `SELECT f(${expr}) FROM t`,
      `SELECT ${expr.replace('ELSE', '/* none */ ELSE')} AS x FROM t`,
      `SELECT ${expr} AS x FROM t GROUP BY ${expr.toLowerCase()}`,
    ]) {
      assert.ok(findingsOf(id, text, sql).length > 0, text);
      assert.equal(fixed(text), undefined, text);
    }
    assert.equal(fixed(`SELECT b FROM t WHERE ${expr} = 1`), 'SELECT b FROM t WHERE CASE WHEN a THEN b END = 1');
  });
});

describe('redundant-collect', () => {
  const id = 'redundant-collect';
  const fixed = (expr: string) => {
    const text = `SELECT ${expr} AS x FROM t GROUP BY k`;
    const findings = findingsOf(id, text, sql);
    assert.equal(findings.length, 1, expr);
    const fix = findings[0]!.fix;
    return fix && applyEdits(text, fix.edits).text.slice('SELECT '.length, -' AS x FROM t GROUP BY k'.length);
  };

  it('writes the aggregate, with its FILTER and its window', () => {
    for (const [before, after] of [
      ['size(collect_list(x))', 'count(x)'],
      ['cardinality(array_agg(DISTINCT x))', 'count(DISTINCT x)'],
      ['size(array_distinct(collect_list(x + 1)))', 'count(DISTINCT x + 1)'],
      ['size(collect_set(x) FILTER (WHERE y))', 'count(DISTINCT x) FILTER (WHERE y)'],
      ['array_distinct(collect_list(x) OVER (PARTITION BY k))', 'collect_set(x) OVER (PARTITION BY k)'],
      ['size(array_distinct(collect_list(x) OVER (PARTITION BY k)))', 'size(collect_set(x) OVER (PARTITION BY k))'],
      ['array_min(array_distinct(collect_set(x)))', 'min(x)'],
      ['size(/* all */ collect_list(x))', undefined],
    ] as const) {
      assert.equal(fixed(before), after, before);
    }
  });
});

describe('empty-string-as-null', () => {
  const id = 'empty-string-as-null';

  it('writes NULL of the right type', () => {
    for (const [before, after] of [
      ["''", 'CAST(NULL AS STRING)'],
      ['("")', '(CAST(NULL AS STRING))'],
      ["CASE WHEN a THEN '' WHEN b THEN c ELSE '' END", 'CASE WHEN a THEN NULL WHEN b THEN c ELSE NULL END'],
      ["if(a, '', b)", 'if(a, NULL, b)'],
    ]) {
      const text = `SELECT ${before} AS x FROM t`;
      const edits = findingsOf(id, text, sql).flatMap(({ fix }) => fix!.edits);
      assert.equal(applyEdits(text, edits).text, `SELECT ${after} AS x FROM t`);
    }
  });

  it('writes NULL in Python, in select and withColumn', () => {
    const text =
      'import pyspark.sql.functions as F\ndf = spark.table("a.b.t").select(F.lit("").alias("x")).withColumn("y", F.lit(\'\'))\n';
    const edits = findingsOf(id, text, { kind: 'python' }).flatMap(({ fix }) => fix!.edits);
    assert.equal(
      applyEdits(text, edits).text.split('\n')[1],
      'df = spark.table("a.b.t").select(F.lit(None).cast("string").alias("x")).withColumn("y", F.lit(None).cast("string"))',
    );
  });
});
