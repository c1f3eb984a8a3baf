import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { FUNCTION_SINCE, METHOD_SINCE, OPTION_SINCE, SYNTAX_SINCE } from '../../src/engine/spark/since';
import { findingsOf, marked } from './harness';

describe('requires-newer-runtime: what each runtime has', () => {
  const merge = 'MERGE INTO s.t USING s.u ON t.id = u.id';
  const uses: [runtime: string, text: string, mark: string][] = [
    ['12.2', `${merge} WHEN NOT MATCHED BY SOURCE THEN DELETE`, 'WHEN NOT MATCHED BY SOURCE THEN DELETE'],
    ['13.3', 'INSERT INTO s.t BY NAME SELECT a FROM s.u', 'INSERT INTO'],
    ['13.3', "SELECT a FROM IDENTIFIER(:schema || '.t')", 'IDENTIFIER'],
    ['14.1', 'DECLARE VARIABLE day DATE DEFAULT current_date()', 'DECLARE VARIABLE'],
    ['14.1', 'DECLARE day = current_date()', 'DECLARE'],
    ['14.1', "SET VAR day = DATE'2024-01-01'", 'SET'],
    ['14.3', "EXECUTE IMMEDIATE 'SELECT 1'", 'EXECUTE IMMEDIATE'],
    ['15.2', merge.replace('INTO', 'WITH SCHEMA EVOLUTION INTO'), 'MERGE WITH SCHEMA EVOLUTION INTO'],
    ['15.3', 'SELECT CAST(a AS ARRAY<VARIANT>) AS a FROM s.t', 'CAST(a AS ARRAY<VARIANT>)'],
    ['15.3', 'CREATE TABLE s.t (id INT, payload VARIANT)', 'payload'],
    ['15.3', "SELECT variant_get(a, '$.b', 'int') AS b FROM s.t", 'variant_get'],
    ['15.4', 'CREATE TABLE s.t (id INT) CLUSTER BY AUTO', 'CREATE TABLE'],
    ['15.4', 'ALTER TABLE s.t CLUSTER BY AUTO', 'ALTER TABLE'],
    ['16.1', 'SELECT a COLLATE UNICODE_CI AS a FROM s.t', 'COLLATE UNICODE_CI'],
    ['16.2', 'FROM s.t |> WHERE a > 1 |> LIMIT 5', '|>'],
    ['16.3', 'BEGIN DELETE FROM s.t WHERE a = 1; END', 'BEGIN'],
    ['16.3', 'INSERT INTO s.t REPLACE USING (day) SELECT a, day FROM s.u', 'INSERT INTO'],
    ['16.4', 'SELECT string_agg(a) AS a FROM s.t', 'string_agg'],
    ['17.0', 'CREATE PROCEDURE s.p() LANGUAGE SQL AS BEGIN DELETE FROM s.t WHERE a = 1; END', 'CREATE PROCEDURE'],
    ['17.0', 'WITH RECURSIVE r AS (SELECT 1 AS n) SELECT n FROM r', 'WITH RECURSIVE'],
    ['17.1', 'INSERT INTO s.t AS t REPLACE ON (t.a = u.a) (SELECT a FROM s.u) AS u', 'INSERT INTO'],
  ];
  for (const [runtime, text, mark] of uses) {
    it(`${runtime}: ${text}`, () => {
      const older = `${Number.parseInt(runtime) - 1}.3`;
      const found = findingsOf('requires-newer-runtime', text, { target: { runtime: older } });
      const own = found.filter((f) => f.message.includes(`Databricks Runtime ${runtime};`));
      assert.equal(own.length, 1, JSON.stringify(found));
      assert.ok(text.slice(own[0]!.span.from, own[0]!.span.to).startsWith(mark));
      assert.equal(own[0]!.severity, 'error');
      assert.deepEqual(marked('requires-newer-runtime', text, { target: { runtime } }), []);
    });
  }

  it('reads SQL in Python strings, and the options and methods of PySpark', () => {
    const text =
      'df = spark.read.table("s.t")\ndf.toArrow()\nspark.sql(f"INSERT INTO {t} BY NAME SELECT a FROM s.u")\n' +
      'spark.readStream.format("cloudFiles").option("cloudFiles.cleanSource", "DELETE").load("/Volumes/a/b/c")\n';
    const around = { kind: 'python', target: { runtime: '12.2' } } as const;
    assert.deepEqual(marked('requires-newer-runtime', text, around), [
      'toArrow',
      'INSERT INTO',
      '("cloudFiles.cleanSource", "DELETE")',
    ]);
  });

  it('names a page and a day for each fact', () => {
    const rows = [SYNTAX_SINCE, ...[FUNCTION_SINCE, METHOD_SINCE, OPTION_SINCE].map((m) => Object.fromEntries(m))];
    for (const row of rows.flatMap((r) => Object.values(r))) {
      assert.match(row.runtime, /^\d\d\.\d$/);
      assert.match(row.source, /^https:\/\/(docs\.databricks|learn\.microsoft)\.com\//);
      assert.match(row.checked, /^\d{4}-\d\d-\d\d$/);
    }
  });
});

describe('removed-api: what is renamed, and what only told', () => {
  it('renames methods and functions where the new name alone is enough', () => {
    const fixed = (text: string) => {
      const found = findingsOf('removed-api', text, { kind: 'python' });
      return found.map((f) => [f.severity, f.fix?.safety, f.fix && applyEdits(text, f.fix.edits).text]);
    };
    const functions = 'from pyspark.sql import functions as F\n';
    assert.deepEqual(fixed(`${functions}x = F.sumDistinct("a")\n`), [
      ['warning', 'safe', `${functions}x = F.sum_distinct("a")\n`],
    ]);
    const imported = 'from pyspark.sql.functions import toDegrees\nx = toDegrees("a")\n';
    assert.deepEqual(fixed(imported), [['warning', undefined, undefined]]);
    const union = 'df = spark.table("a.b.c")\nboth = df.unionAll(df)\n';
    assert.deepEqual(fixed(union), [['info', 'safe', union.replace('unionAll', 'union')]]);
    const types =
      'from pyspark.sql.functions import pandas_udf, PandasUDFType\n@pandas_udf("long", PandasUDFType.SCALAR)\ndef f(a):\n    return a\n';
    assert.deepEqual(marked('removed-api', types, { kind: 'python' }), ['PandasUDFType.SCALAR']);
    assert.deepEqual(marked('removed-api', 'spark.catalog.createExternalTable("t")\n', { kind: 'python' }), [
      'createExternalTable',
    ]);
  });
});

describe('legacy-pipeline-api and silent-expectation: spans and fixes', () => {
  const fixed = (text: string) => {
    const found = findingsOf('legacy-pipeline-api', text);
    return applyEdits(
      text,
      found.flatMap((f) => f.fix?.edits ?? []),
    ).text;
  };

  it('writes the heads of today and takes LIVE away', () => {
    assert.equal(
      fixed('CREATE OR REFRESH TEMPORARY LIVE TABLE IF NOT EXISTS t AS SELECT a FROM LIVE.`u v` JOIN live.w ON true'),
      'CREATE OR REFRESH PRIVATE MATERIALIZED VIEW IF NOT EXISTS t AS SELECT a FROM `u v` JOIN w ON true',
    );
    assert.equal(fixed('CREATE LIVE VIEW v AS SELECT a FROM s.t'), 'CREATE TEMPORARY VIEW v AS SELECT a FROM s.t');
    assert.equal(
      fixed('CREATE INCREMENTAL LIVE TABLE t AS SELECT a FROM s.u'),
      'CREATE STREAMING TABLE t AS SELECT a FROM s.u',
    );
  });

  it('knows a pipeline by any of its statements, and its module by what is called', () => {
    const view = 'CREATE TEMPORARY VIEW v AS SELECT a FROM live.t;\n';
    assert.deepEqual(marked('legacy-pipeline-api', view), []);
    assert.deepEqual(marked('legacy-pipeline-api', `${view}CREATE MATERIALIZED VIEW m AS SELECT a FROM v;\n`), [
      'live.t',
    ]);
    const python = 'import dlt as pipes\n\n@pipes.table(name="t")\ndef t():\n    return spark.read.table("LIVE.raw")\n';
    assert.deepEqual(marked('legacy-pipeline-api', python, { kind: 'python' }), ['import dlt as pipes', '"LIVE.raw"']);
  });

  it('marks the words that drop rows, once for each expectation', () => {
    const text =
      'CREATE STREAMING TABLE t (\n  CONSTRAINT a EXPECT (x > 0) ON VIOLATION DROP ROW,\n' +
      '  CONSTRAINT b EXPECT (y > 0),\n  CONSTRAINT c EXPECT (z > 0) on violation drop row) AS SELECT x, y, z FROM STREAM u';
    assert.deepEqual(marked('silent-expectation', text), ['ON VIOLATION DROP ROW', 'on violation drop row']);
  });
});

describe('unbounded-state: which part of a query keeps state', () => {
  const table = (query: string) => `CREATE OR REFRESH STREAMING TABLE t AS ${query}`;
  const found = (query: string) =>
    findingsOf('unbounded-state', table(query)).map((f) => [
      table(query).slice(f.span.from, f.span.to),
      f.message.split(':')[0],
    ]);

  it('marks the key of time, the word DISTINCT, or the stream', () => {
    assert.deepEqual(found('SELECT country, date(ts) AS day, count(*) AS n FROM STREAM s.e GROUP BY country, day'), [
      ['day', 'No watermark'],
    ]);
    assert.deepEqual(found("SELECT count(*) AS n FROM STREAM(s.e) GROUP BY session_window(ts, '5 minutes')"), [
      ["session_window(ts, '5 minutes')", 'No watermark'],
    ]);
    assert.deepEqual(found('SELECT DISTINCT id FROM STREAM(s.e)'), [['SELECT', 'No watermark']]);
    assert.deepEqual(
      found(
        'SELECT a.id FROM STREAM(s.a) WATERMARK ts DELAY OF INTERVAL 1 HOUR AS a JOIN STREAM(s.b) AS b ON a.id = b.id',
      ),
      [['STREAM(s.b) AS b', 'No watermark on `b`']],
    );
  });

  it('looks through subqueries, CTEs and the views of the file', () => {
    const watermark = 'STREAM(s.e) WATERMARK ts DELAY OF INTERVAL 1 HOUR';
    const group = (from: string) => `SELECT ts, count(*) AS n FROM ${from} GROUP BY ts`;
    assert.deepEqual(found(group('(SELECT ts FROM STREAM(s.e) WHERE a > 1) AS x')), [['ts', 'No watermark']]);
    assert.deepEqual(found(group(`(SELECT ts FROM ${watermark}) AS x`)), []);
    assert.deepEqual(found(`WITH x AS (SELECT ts FROM STREAM(s.e)) ${group('x')}`), [['ts', 'No watermark']]);
    assert.deepEqual(found(`WITH x AS (SELECT ts FROM ${watermark}) ${group('x')}`), []);
    // One finding for one state: what is grouped again was reported where it was grouped first.
    assert.deepEqual(found(group('(SELECT DISTINCT ts FROM STREAM(s.e)) AS x')), [['SELECT', 'No watermark']]);
  });

  it('follows streams in Python to the step that keeps state', () => {
    const text =
      'from pyspark.sql import functions as F\n' +
      'a = spark.readStream.table("s.a")\nb = spark.readStream.table("s.b").withWatermark("ts", "1 hour")\n' +
      'n = a.groupBy(F.window("ts", "5 minutes"), "country").count()\nm = a.groupBy("country").count()\n' +
      'j = b.join(a, "id")\nk = b.join(spark.table("s.c"), "id")\n';
    assert.deepEqual(marked('unbounded-state', text, { kind: 'python' }), ['count', 'join']);
  });
});

describe('jvm-udf and python-udf: what is marked, and how loud', () => {
  it('goes by the target: an error where the class is refused, a hint where nobody knows, silence where it runs', () => {
    const text =
      "ADD JAR '/Volumes/a/b/c.jar';\nCREATE OR REPLACE FUNCTION s.mask AS 'com.example.Mask' USING JAR '/Volumes/a/b/c.jar';\n";
    const levels = (compute?: 'serverless' | 'standard' | 'dedicated' | 'classic') =>
      findingsOf('jvm-udf', text, { target: { compute } }).map((f) => f.severity);
    assert.deepEqual(levels('serverless'), ['error', 'error']);
    assert.deepEqual(levels('standard'), ['error', 'error']);
    assert.deepEqual(levels(), ['info', 'info']);
    assert.deepEqual(levels('classic'), []);
    assert.deepEqual(marked('jvm-udf', text), ['ADD JAR', 'CREATE OR REPLACE FUNCTION s.mask']);
  });

  it('marks a Python UDF once, where it is made', () => {
    const text =
      'from pyspark.sql.functions import udf\n\n@udf\ndef a(x):\n    return x\n\n@udf(returnType="long")\ndef b(x):\n    return x\n\n' +
      'def c(x):\n    return x\n\nspark.udf.register("a", a)\nspark.udf.register("c", c)\nd = udf(c)\n';
    assert.deepEqual(marked('python-udf', text, { kind: 'python' }), ['udf', 'udf', 'register', 'udf']);
    assert.deepEqual(marked('python-udf', text, { path: 'tests/test_udf.py' }), []);
    const sql = 'CREATE FUNCTION s.f(x INT) RETURNS INT LANGUAGE PYTHON AS $$\n  return x + 1\n$$';
    assert.deepEqual(marked('python-udf', sql), ['CREATE FUNCTION s.f']);
  });
});
