import assert from 'node:assert/strict';
import { sqlComments } from '../../../src/engine/sql/comments';
import type { Query, Select } from '../../../src/engine/sql/nodes';
import { namesIn } from '../../../src/engine/sql/names-in';
import { readSql } from '../../../src/engine/sql/reader/read';
import type { Statement } from '../../../src/engine/sql/tree';
import { queriesOf, selectsOf, statementsOf } from '../../../src/engine/sql/walk';
import { readDocument } from '../../../src/engine/documents/read';
import { resolveTables, tableNotes, tablesOf } from '../../../src/engine/tables';
import { corpus } from './corpus';

/** The only statement of a text, which must be of the kind and understood to the last token. */
function one<K extends Statement['kind']>(text: string, kind: K): Extract<Statement, { kind: K }> {
  const { statements } = readSql(text);
  assert.equal(statements.length, 1);
  const [statement] = statements;
  assert.equal(statement!.kind, kind);
  assert.equal(statement!.damage, undefined);
  assert.deepEqual(
    statement!.opaque.map((part) => text.slice(part.from, part.to)),
    [],
  );
  return statement as Extract<Statement, { kind: K }>;
}

function selectOf(query: Query | undefined): Select {
  assert.ok(query && query.body.kind === 'select');
  return query.body;
}

describe('SQL queries', () => {
  it('reads the clauses of a SELECT', () => {
    const text =
      'WITH a AS (SELECT 1 AS x), b (y) AS (SELECT 2) SELECT /*+ BROADCAST(a) */ DISTINCT a.x, count(*) n FROM a JOIN b ON a.x = b.y ' +
      'WHERE x > 1 GROUP BY ALL HAVING n > 1 QUALIFY row_number() OVER w = 1 WINDOW w AS (ORDER BY x) ORDER BY n DESC NULLS LAST LIMIT 5 OFFSET 2';
    const { query } = one(text, 'query');
    const select = selectOf(query);
    assert.deepEqual(
      query.ctes.map((cte) => cte.name.name),
      ['a', 'b'],
    );
    assert.deepEqual(select.hints, ['/*+ BROADCAST(a) */']);
    assert.equal(select.distinct, true);
    assert.equal(select.items[1]!.alias!.name, 'n');
    assert.equal(select.sources.length, 2);
    assert.ok(select.where && select.groupBy?.all && select.having && select.qualify);
    assert.equal(select.windows.length, 1);
    assert.equal(query.orderBy[0]!.descending, true);
    assert.ok(query.limit && query.offset);
  });

  it('reads all kinds of joins', () => {
    const joins = [
      'JOIN',
      'INNER JOIN',
      'LEFT JOIN',
      'LEFT OUTER JOIN',
      'RIGHT JOIN',
      'FULL OUTER JOIN',
      'LEFT SEMI JOIN',
      'SEMI JOIN',
      'LEFT ANTI JOIN',
      'CROSS JOIN',
    ];
    const kinds = joins.map(
      (join) => selectOf(one(`SELECT 1 FROM a ${join} b ON a.x = b.x`, 'query').query).sources[1]!.join!.kind,
    );
    assert.deepEqual(kinds, ['inner', 'inner', 'left', 'left', 'right', 'full', 'semi', 'semi', 'anti', 'cross']);
    assert.equal(selectOf(one('SELECT 1 FROM a NATURAL JOIN b', 'query').query).sources[1]!.join!.natural, true);
    assert.equal(
      selectOf(one('SELECT 1 FROM a JOIN b USING (x, y)', 'query').query).sources[1]!.join!.using!.length,
      2,
    );
    assert.equal(
      selectOf(one('SELECT 1 FROM a, LATERAL explode(a.b) e', 'query').query).sources[1]!.join!.lateral,
      true,
    );
  });

  it('reads everything that can stand in FROM', () => {
    const from = (relation: string) =>
      selectOf(one(`SELECT 1 FROM ${relation} WHERE z`, 'query').query).sources[0]!.relation;
    assert.equal(from('a.b.c AS x').kind, 'table');
    assert.equal(from('delta.`/a/b` x').alias!.name, 'x');
    assert.equal(from('t VERSION AS OF 3').modifiers[0]!.kind, 'version');
    assert.equal(from("t TIMESTAMP AS OF '2024-01-01' AS x").alias!.name, 'x');
    assert.equal(from('t@v12').kind, 'table');
    assert.equal(from('(SELECT 1) s').kind, 'subquery');
    assert.equal(from('range(10) r').kind, 'function');
    assert.equal(from("read_files('/a', format => 'json')").kind, 'function');
    assert.equal(from('STREAM(t)').kind, 'table');
    assert.equal(from('STREAM t').kind, 'table');
    assert.equal(from("VALUES (1, 'a'), (2, 'b') AS v(x, y)").columnAliases!.length, 2);
    assert.equal(from('(a JOIN b ON a.x = b.x)').kind, 'group');
    assert.equal(from('t TABLESAMPLE (10 PERCENT) x').modifiers[0]!.kind, 'sample');
    assert.equal(from("t PIVOT (sum(x) FOR k IN ('a', 'b'))").modifiers[0]!.kind, 'pivot');
    assert.equal(from('t UNPIVOT INCLUDE NULLS (v FOR k IN (a, b))').modifiers[0]!.kind, 'unpivot');
    assert.equal(
      selectOf(one('SELECT 1 FROM t LATERAL VIEW OUTER explode(xs) e AS x, y WHERE z', 'query').query).sources.length,
      2,
    );
  });

  it('reads set operators as one flat list, and brackets around queries', () => {
    const { query } = one('(SELECT 1) UNION ALL BY NAME SELECT 2 EXCEPT SELECT 3 ORDER BY 1', 'query');
    assert.ok(query.body.kind === 'set');
    assert.equal(query.body.operands.length, 3);
    assert.deepEqual(
      query.body.operators.map((op) => [op.operator, op.all, op.byName]),
      [
        ['UNION', true, true],
        ['EXCEPT', false, false],
      ],
    );
    assert.equal(query.orderBy.length, 1);
  });

  it('reads FROM first, pipes, TABLE and VALUES', () => {
    assert.equal(selectOf(one('FROM t |> WHERE a > 1 |> SELECT b', 'query').query).sources.length, 1);
    assert.equal(one('FROM t |> WHERE a > 1 |> SELECT b', 'query').query.pipes.length, 2);
    const piped = one(
      'FROM t |> JOIN u ON t.a = u.a |> SET b = f(c) |> AGGREGATE sum(b) AS s GROUP BY d |> UNION ALL TABLE v',
      'query',
    );
    assert.deepEqual(
      piped.query.pipes.map(({ operator, expressions, sources }) => [operator, expressions.length, sources.length]),
      [['JOIN', 0, 1], ['SET', 1, 0], ['AGGREGATE', 2, 0], ['UNION', 0, 0]],
    ); // prettier-ignore
    assert.deepEqual([...namesIn(piped)].map(({ name }) => name.text), ['t', 'u', 'v']); // prettier-ignore
    assert.equal(one('TABLE a.b', 'query').query.body.kind, 'table');
    assert.equal(one('VALUES (1), (2)', 'query').query.body.kind, 'values');
  });

  it('walks every query with what becomes of it', () => {
    const text =
      'CREATE TABLE t AS WITH c AS (SELECT 1 AS a) SELECT (SELECT 2), x FROM (SELECT 3) s JOIN c ON EXISTS (SELECT 4) WHERE y IN (SELECT 5)';
    const roles = [...queriesOf(one(text, 'create'))].map((use) => use.role);
    assert.deepEqual(roles, ['table', 'cte', 'from', 'scalar', 'exists', 'in']);
    const merge = one(
      'MERGE INTO t USING (SELECT * FROM s) u ON t.id = u.id WHEN MATCHED AND EXISTS (SELECT 1) THEN DELETE',
      'merge',
    );
    assert.deepEqual([...selectsOf(merge)].map((use) => use.role).sort(), ['exists', 'merge']);
  });
});

describe('SQL statements', () => {
  it('INSERT in all its forms', () => {
    const plain = one('INSERT INTO TABLE a.b PARTITION (d = 1) (x, y) SELECT 1, 2', 'insert');
    assert.equal(plain.target!.text, 'a.b');
    assert.ok(plain.partition && plain.columns!.length === 2 && plain.query);
    assert.equal(one('INSERT OVERWRITE t BY NAME SELECT 1 AS a', 'insert').byName, true);
    assert.equal(one('INSERT OVERWRITE t TABLE s', 'insert').overwrite, true);
    assert.equal(one("INSERT INTO t REPLACE WHERE d = '1' AND e SELECT 1", 'insert').replace!.kind, 'where');
    assert.equal(one('INSERT INTO t REPLACE USING (d, e) SELECT 1', 'insert').replace!.kind, 'using');
    assert.equal(one('INSERT INTO t AS a REPLACE ON a.d = s.d (SELECT 1 AS d) AS s', 'insert').replace!.kind, 'on');
    assert.equal(one('INSERT INTO t VALUES (1, 2), (3, 4)', 'insert').query!.body.kind, 'values');
    assert.equal(one("INSERT OVERWRITE DIRECTORY '/a' USING csv SELECT 1", 'insert').target, undefined);
    assert.equal(one('WITH c AS (SELECT 1) INSERT INTO t SELECT * FROM c', 'insert').query!.ctes.length, 1);
    assert.equal(one('FROM s INSERT INTO a SELECT x INSERT INTO b SELECT y WHERE z', 'multi-insert').inserts.length, 2);
  });

  it('MERGE with all its clauses', () => {
    const merge = one(
      'MERGE WITH SCHEMA EVOLUTION INTO a.t AS t USING s ON t.id = s.id WHEN MATCHED AND s.op = 1 THEN DELETE ' +
        'WHEN MATCHED THEN UPDATE SET t.x = CASE WHEN s.y THEN 1 END, z = DEFAULT WHEN NOT MATCHED BY TARGET THEN INSERT (a, b) VALUES (s.a, 2) ' +
        'WHEN NOT MATCHED THEN INSERT * WHEN NOT MATCHED BY SOURCE THEN UPDATE SET gone = true',
      'merge',
    );
    assert.deepEqual(
      merge.clauses.map((c) => `${c.when}: ${c.action}`),
      [
        'matched: delete',
        'matched: update',
        'not matched: insert',
        'not matched: insert *',
        'not matched by source: update',
      ],
    );
    assert.equal(merge.clauses[1]!.assignments.length, 2);
    assert.equal(merge.clauses[2]!.values!.length, 2);
  });

  it('UPDATE and DELETE', () => {
    assert.equal(one('UPDATE a.t AS x SET x.a = 1, b = NULL WHERE c = 2', 'update').assignments.length, 2);
    assert.ok(one('DELETE FROM a.t x WHERE EXISTS (SELECT 1)', 'delete').where);
    assert.equal(one('DELETE FROM a.t', 'delete').where, undefined);
  });

  it('CREATE TABLE with its clauses', () => {
    const create = one(
      "CREATE OR REPLACE TABLE a.b.t (id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 1), d DATE NOT NULL COMMENT 'x', s STRUCT<a: INT, b: ARRAY<STRING>>, " +
        "n DECIMAL(10, 2) DEFAULT 0, CONSTRAINT pk PRIMARY KEY (id)) USING DELTA PARTITIONED BY (d, years(ts)) TBLPROPERTIES ('a' = 'b') COMMENT 'c' LOCATION '/x'",
      'create',
    );
    assert.deepEqual([create.object, create.orReplace, create.format], ['table', true, 'delta']);
    assert.deepEqual(
      create.columns!.map((c) => `${c.name.name} ${c.type} ${c.notNull}`),
      ['id bigint false', 'd date true', 's struct<a:int,b:array<string>> false', 'n decimal(10,2) false'],
    );
    assert.deepEqual(create.primaryKey, ['id']);
    assert.equal(create.partitionedBy!.length, 2);
    assert.ok(create.location);
  });

  it('CREATE of other objects', () => {
    assert.deepEqual(
      one('CREATE TABLE IF NOT EXISTS t CLUSTER BY (a, b) AS SELECT 1 AS a', 'create').ifNotExists,
      true,
    );
    assert.equal(one('CREATE TABLE t CLUSTER BY AUTO AS (SELECT 1)', 'create').clusterBy, 'auto');
    assert.equal(one('CREATE OR REPLACE TEMP VIEW v (a COMMENT "x") AS SELECT 1', 'create').temporary, true);
    assert.equal(
      one(
        'CREATE OR REFRESH STREAMING TABLE t (CONSTRAINT c EXPECT (a > 1) ON VIOLATION DROP ROW) AS SELECT * FROM STREAM(s)',
        'create',
      ).object,
      'streaming table',
    );
    assert.equal(
      one('CREATE MATERIALIZED VIEW v SCHEDULE CRON "0 0 * * *" AS SELECT 1', 'create').object,
      'materialized view',
    );
    assert.ok(one('CREATE TABLE t DEEP CLONE s VERSION AS OF 2', 'create').clone);
    for (const text of [
      'SCHEMA s',
      'CATALOG c',
      'VOLUME v',
      'FUNCTION f(x INT) RETURNS INT RETURN x + 1',
      'EXTERNAL LOCATION l URL "x"',
    ])
      one(`CREATE ${text}`, 'create');
    one(
      'CREATE FLOW f AS AUTO CDC INTO t FROM STREAM(s) KEYS (id) APPLY AS DELETE WHEN op = "D" SEQUENCE BY ts',
      'create',
    );
    one('CREATE FUNCTION f(x STRING) RETURNS STRING LANGUAGE PYTHON AS $$ return x; $$', 'create');
  });

  it('maintenance, settings and the rest', () => {
    assert.equal(one('VACUUM a.t RETAIN 24 HOURS DRY RUN', 'vacuum').retain!.hours, 24);
    assert.equal(one("VACUUM '/a/b' LITE", 'vacuum').dryRun, false);
    assert.equal(one('OPTIMIZE t WHERE d > 1 ZORDER BY (a, b)', 'optimize').zorderBy!.length, 2);
    assert.equal(one("COPY INTO a.t FROM '/x' FILEFORMAT = CSV", 'copy').target!.text, 'a.t');
    assert.ok(one('TRUNCATE TABLE t PARTITION (d = 1)', 'truncate').partition);
    assert.deepEqual(one('DROP TABLE IF EXISTS a.t', 'drop').name!.text, 'a.t');
    assert.equal(one('ALTER TABLE a.t ADD COLUMNS (x INT)', 'alter').name!.text, 'a.t');
    assert.deepEqual(one('SET spark.sql.x.y = a b-c', 'set').value!.text, 'a b-c');
    assert.equal(one('SET VAR x = (SELECT 1)', 'set').variable, true);
    assert.equal(one('RESET spark.sql.x', 'set').reset, true);
    assert.equal(one('USE CATALOG main', 'use').object, 'catalog');
    assert.equal(one('EXPLAIN FORMATTED SELECT * FROM t', 'other').query?.body.kind, 'select');
    for (const text of [
      'SHOW TABLES IN a',
      'DESCRIBE HISTORY t',
      'GRANT SELECT ON TABLE t TO `a b`',
      'REFRESH TABLE t',
      'ANALYZE TABLE t COMPUTE STATISTICS',
      'CALL p(1)',
      'RESTORE t TO VERSION AS OF 1',
    ]) {
      one(text, 'other');
    }
  });

  it('scripts keep their statements', () => {
    const { statements } = readSql(
      'BEGIN DECLARE x INT DEFAULT 1; IF x > 0 THEN INSERT INTO t VALUES (1, 2); ELSE DELETE FROM t; END IF; SELECT CASE WHEN a THEN 1 END FROM t; END; SELECT 2',
    );
    assert.deepEqual(
      statements.map((s) => s.kind),
      ['script', 'query'],
    );
    assert.deepEqual(
      [...statementsOf(readSql('BEGIN INSERT INTO t VALUES (1); WHILE x DO DELETE FROM t; END WHILE; END'))].map(
        (s) => s.kind,
      ),
      ['script', 'insert', 'expressions', 'delete'],
    );
  });

  it('splits at semicolons, whatever stands around them', () => {
    assert.deepEqual(
      readSql("SELECT ';' -- ;\n; ;; SELECT `;` /* ; */ ; SELECT $$;$$").statements.map((s) => s.kind),
      ['query', 'query', 'query'],
    );
    assert.deepEqual(
      readSql('SELECT (1; SELECT 2').statements.map((s) => s.damage),
      ['unclosed bracket', undefined],
    );
  });

  it('says what it cannot read, and reads on', () => {
    const kinds = (text: string) => readSql(text).statements.map((s) => s.damage);
    assert.deepEqual(kinds('frobnicate the lake; SELECT 1'), ['unknown statement', undefined]);
    assert.deepEqual(kinds("SELECT 1; SELECT 'a"), [undefined, 'unclosed string']);
    assert.deepEqual(kinds('SELECT 1) FROM t; SELECT 2'), ['stray bracket', undefined]);
    assert.deepEqual(kinds('SELECT 1 /* a'), ['unclosed comment']);
  });

  it('takes a hole in place of a clause as opaque, and in a name as unknown', () => {
    const [statement] = readSql('DELETE FROM __hole_1__ __hole_2__').statements;
    assert.ok(statement?.kind === 'delete' && statement.target.relation.kind === 'table');
    assert.equal(statement.target.relation.name.known, false);
    assert.equal(statement.target.relation.alias, undefined);
    assert.equal(statement.opaque.length, 1);
  });

  it('hands out comments', () => {
    const text = '-- a\nSELECT /*+ HINT */ 1 /* b */';
    assert.deepEqual(
      sqlComments(readSql(text)).map((c) => text.slice(c.from, c.to)),
      ['-- a', '/* b */'],
    );
  });

  it('gives table facts', () => {
    const text =
      'CREATE TABLE a.b (Id INT NOT NULL PRIMARY KEY, d DATE) PARTITIONED BY (d); CREATE TABLE c CLUSTER BY (x) AS SELECT 1 AS x; ' +
      'CREATE TABLE h (x INT) PARTITIONED BY (y STRING); CREATE VIEW v AS SELECT Id FROM a.b; CREATE TABLE ${t} (a INT); CREATE TABLE l LIKE c';
    const facts = resolveTables(tableNotes(readSql(text)));
    assert.deepEqual([...facts.keys()], ['a.b', 'c', 'h', 'v', 'l']);
    assert.deepEqual(facts.get('v'), { columns: [{ name: 'Id', type: 'int' }] });
    assert.deepEqual(facts.get('a.b'), {
      columns: [
        { name: 'Id', type: 'int', nullable: false },
        { name: 'd', type: 'date', nullable: true },
      ],
      partitionedBy: ['d'],
      clusteredBy: [],
      primaryKey: ['Id'],
    });
    assert.deepEqual(facts.get('c')?.clusteredBy, ['x']);
    assert.deepEqual(
      facts.get('h')?.columns?.map((c) => c.name),
      ['x', 'y'],
    );
    assert.deepEqual(facts.get('l'), {});
  });

  it('says as much when only the statements are read that can tell of tables', () => {
    const texts = corpus.map(({ text }) => text);
    texts.push('BEGIN CREATE TABLE a (x INT); END;', 'MERGE WITH SCHEMA EVOLUTION INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;'); // prettier-ignore
    for (const text of texts)
      assert.deepEqual(
        tablesOf(readDocument({ path: 'a.sql', text })),
        [...resolveTables(tableNotes(readSql(text)))],
        text,
      );
  });
});
