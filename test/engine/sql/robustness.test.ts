import assert from 'node:assert/strict';
import { readSql } from '../../../src/engine/sql/reader/read';
import { rootExpressions, selectsOf, statementsOf, walkExpr } from '../../../src/engine/sql/walk';
import type { SqlTree } from '../../../src/engine/sql/tree';

const samples = [
  "WITH a AS (SELECT x, CASE WHEN y = 1 THEN 'p' ELSE (SELECT max(z) FROM u) END AS c FROM t LATERAL VIEW explode(xs) e AS x) SELECT * EXCEPT (c), count(DISTINCT x) OVER (PARTITION BY y ORDER BY z) FROM a LEFT JOIN b USING (id) WHERE x NOT IN (1, 2) AND y BETWEEN 1 AND 2 OR raw:a.b[0]::int IS NOT NULL GROUP BY ALL HAVING x LIKE 'a%' QUALIFY r = 1 UNION ALL BY NAME VALUES (1, 2) ORDER BY 1 LIMIT 5;",
  "CREATE OR REPLACE TABLE a.b.c (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 1 INCREMENT BY 1), s STRUCT<a: INT, b: MAP<STRING, INT>> NOT NULL COMMENT 'x', CONSTRAINT pk PRIMARY KEY (id)) USING DELTA PARTITIONED BY (d) TBLPROPERTIES ('a' = 'b') AS SELECT 1;",
  'MERGE INTO t USING (SELECT id FROM s) u ON t.id = u.id WHEN MATCHED AND u.x > 1 THEN UPDATE SET a = u.a, b = DEFAULT WHEN NOT MATCHED THEN INSERT (a) VALUES (u.a) WHEN NOT MATCHED BY SOURCE THEN DELETE;',
  "INSERT INTO t REPLACE WHERE d = :d SELECT transform(xs, x -> x + 1), f(a => 1) FROM STREAM(${c}.{{ s }}.t) PIVOT (sum(x) FOR k IN ('a')) p;",
  'BEGIN DECLARE x INT; IF x THEN DELETE FROM t; END IF; FOR r AS SELECT 1 DO INSERT INTO t VALUES (1); END FOR; END;',
  "VACUUM t RETAIN 24 HOURS; OPTIMIZE t ZORDER BY (a); SET a.b = c; USE CATALOG x; COPY INTO t FROM '/x' FILEFORMAT = CSV; TRUNCATE TABLE t;",
];

/** Walks everything, so that a broken node would be met. */
function visit(tree: SqlTree): number {
  let nodes = 0;
  for (const statement of statementsOf(tree)) {
    assert.ok(statement.from <= statement.to && statement.to <= tree.text.length);
    for (const { select } of selectsOf(statement)) nodes += select.items.length;
    for (const root of rootExpressions(statement)) {
      for (const expr of walkExpr(root)) {
        assert.ok(expr.from <= expr.to && expr.to <= tree.text.length, expr.kind);
        nodes++;
      }
    }
  }
  return nodes;
}

function print({ tokens }: SqlTree): string {
  let text = '';
  for (let i = 0; i < tokens.count; i++) text += tokens.textOf(i);
  return text;
}

describe('SQL reader on bad input', () => {
  it('reads text that is cut off after every token, and from every token on', () => {
    for (const sample of samples) {
      const { tokens } = readSql(sample);
      for (let i = 0; i < tokens.count; i++) {
        for (const text of [sample.slice(0, tokens.to(i)), sample.slice(tokens.from(i))]) {
          const tree = readSql(text);
          assert.equal(print(tree), text);
          visit(tree);
          visit(readSql(text, 'expression'));
        }
      }
    }
  });

  it('reads text in which one token is missing, doubled or moved', () => {
    for (const sample of samples) {
      const { tokens } = readSql(sample);
      for (let i = 0; i + 1 < tokens.count; i++) {
        const [before, own, after] = [sample.slice(0, tokens.from(i)), tokens.textOf(i), sample.slice(tokens.to(i))];
        for (const text of [
          before + after,
          before + own + own + after,
          `${before})${own}${after}`,
          `${before}'${own}${after}`,
        ]) {
          const tree = readSql(text);
          assert.equal(print(tree), text);
          visit(tree);
        }
      }
    }
  });

  it('survives nesting of any depth', () => {
    const deep = 10_000;
    const nests: [string, string, string][] = [
      ['SELECT ' + '('.repeat(deep), '1', ')'.repeat(deep)],
      ['SELECT ' + 'f('.repeat(deep), '1', ')'.repeat(deep)],
      ['SELECT ' + 'a OR b AND NOT c = d | e ^ f & g << h + i * - ('.repeat(deep), '1', ')'.repeat(deep)],
      ['SELECT * FROM ' + '(SELECT * FROM '.repeat(deep), 't', ')'.repeat(deep)],
      ['SELECT ' + 'CASE WHEN a THEN '.repeat(deep), '1', ' END'.repeat(deep)],
      ['SELECT ' + 'NOT '.repeat(deep), '1', ''],
      ['SELECT ' + 'x -> '.repeat(deep), '1', ''],
      ['SELECT ' + 'a['.repeat(deep), '1', ']'.repeat(deep)],
      ['WITH ' + 'a AS (WITH '.repeat(deep), 'b AS (SELECT 1)', ')'.repeat(deep)],
      ['SELECT a::' + 'ARRAY<'.repeat(deep), 'INT', '>'.repeat(deep)],
    ];
    for (const [open, core, close] of nests) {
      for (const text of [open + core + close, open + core, open]) {
        const tree = readSql(`${text};SELECT 2`);
        visit(tree);
        assert.equal(tree.statements[tree.statements.length - 1]!.kind, 'query');
      }
    }
  });

  it('reads long chains', () => {
    const long = 20_000;
    for (const text of [
      'SELECT * FROM t WHERE ' + 'a = 1 AND '.repeat(long) + 'b',
      'SELECT 1' + ' UNION ALL SELECT 1'.repeat(long),
      'SELECT ' + 'a, '.repeat(long) + 'b',
    ]) {
      assert.ok(visit(readSql(text)) > long);
    }
  });

  it('keeps a thousand rows of VALUES and counts them all', () => {
    const [insert] = readSql('INSERT INTO t VALUES ' + '(1, 2), '.repeat(5000) + '(3, 4)').statements;
    assert.ok(insert?.kind === 'insert' && insert.query?.body.kind === 'values');
    assert.equal(insert.query.body.rowCount, 5001);
    assert.equal(insert.query.body.rows.length, 1000);
    assert.deepEqual(insert.opaque, []);
  });

  it('takes time in proportion to the length, for sane and for hostile text', () => {
    const time = (text: string): number => {
      const start = performance.now();
      readSql(text);
      return performance.now() - start;
    };
    const units = [
      "INSERT INTO a.b SELECT x, f(y) AS z FROM c JOIN d ON c.id = d.id WHERE x > 1 AND y = 'a';\n",
      ...[
        "'",
        '"\\',
        '${',
        '{{',
        '{%',
        '$$ ',
        '/* ',
        'BEGIN ; ',
        'BEGIN ',
        'CREATE PROCEDURE p ',
        '((',
        'WITH a AS (',
        'FROM t INSERT ',
        'x BETWEEN ',
        '`',
      ],
    ];
    for (const unit of units) {
      const small = unit.repeat(Math.ceil(20_000 / unit.length));
      time(small);
      const base = Math.max(time(small), 5);
      assert.ok(time(small.repeat(8)) < base * 8 * 8, `not linear: ${JSON.stringify(unit)}`);
    }
  }).timeout(60_000);

  it('reads a large file', () => {
    const unit =
      "INSERT INTO a.b VALUES (1, 'x', 2.5), (2, 'y', 3.5);\nSELECT x, y FROM t WHERE d = DATE '2024-01-01';\n";
    const count = Math.ceil(4_000_000 / unit.length);
    assert.equal(readSql(unit.repeat(count)).statements.length, 2 * count);
    const [insert] = readSql('INSERT INTO t VALUES ' + "(1, 'x', 2.5),\n".repeat(1_300_000) + '(1)').statements;
    assert.ok(
      insert?.kind === 'insert' && insert.query?.body.kind === 'values' && insert.query.body.rowCount === 1_300_001,
    );
  }).timeout(120_000);
});
