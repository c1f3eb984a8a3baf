import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const python = { kind: 'python' } as const;

describe('rules about Delta tables: what is marked, how loud, and where they are silent', () => {
  it('partition-instead-of-cluster marks the columns, and leaves columns with too many values to the other rule', () => {
    const create = 'CREATE TABLE main.s.t (id INT, region STRING, day DATE, ts TIMESTAMP) PARTITIONED BY';
    const both = (columns: string) => [
      marked('partition-instead-of-cluster', `${create} (${columns})`),
      marked('high-cardinality-partition', `${create} (${columns})`),
    ];
    assert.deepEqual(both('region, day'), [['region, day'], []]);
    assert.deepEqual(both('region, ts'), [[], ['ts']]);
    assert.deepEqual(both('region, a, b'), [[], ['region, a, b']]);
    assert.deepEqual(both('${column}'), [[], []]);
    const write =
      'df = spark.table("a.b.c")\ndf.write.format("delta").partitionBy("day", "region").save("/Volumes/a/b/t")\n';
    assert.deepEqual(marked('partition-instead-of-cluster', write, python), ['("day", "region")']);
    const runtime = (runtime: string) =>
      findingsOf('partition-instead-of-cluster', `${create} (day)`, { target: { runtime } });
    assert.deepEqual([runtime('14.3').length, runtime('15.4').length, runtime('16.4').length], [0, 1, 1]);
  });

  it('schema-evolution-everywhere asks whether the session is switched back, and which layer is written', () => {
    const id = 'schema-evolution-everywhere';
    const on = 'SET spark.databricks.delta.schema.autoMerge.enabled = true';
    assert.deepEqual(marked(id, `${on};\nRESET spark.databricks.delta.schema.autoMerge.enabled;\n${on};\n`), [on]);
    const conf = (...values: string[]) =>
      values.map((v) => `spark.conf.set("spark.databricks.delta.schema.autoMerge.enabled", ${v})\n`).join('');
    assert.equal(findingsOf(id, conf('True'), python).length, 1);
    assert.equal(findingsOf(id, conf('True', '"false"', '"true"'), python).length, 1);
    assert.equal(findingsOf(id, conf('"true"', 'old'), python).length, 0);
    const write = (path: string) =>
      `spark.table("a.b.c").write.options(mergeSchema=True).format("delta").mode("append").save(f"${path}")\n`;
    assert.deepEqual(marked(id, write('/Volumes/{env}/silver/orders'), python), ['(mergeSchema=True)']);
    assert.match(findingsOf(id, write('/Volumes/{env}/silver/orders'), python)[0]!.message, /this silver table/);
    assert.deepEqual(marked(id, write('/Volumes/{layer}/orders'), python), []);
    const merge =
      'MERGE WITH SCHEMA EVOLUTION INTO main.gold.t t USING u s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *';
    assert.deepEqual(marked(id, merge), ['MERGE WITH SCHEMA EVOLUTION INTO']);
  });

  it('small-writes counts INSERTs in a row, and asks how long the loop is and what it writes', () => {
    const id = 'small-writes';
    const inserts = (n: number, into = 'main.s.t') => `INSERT INTO ${into} VALUES (1);\n`.repeat(n);
    const found = (text: string) => findingsOf(id, text, { kind: 'sql' }).map((f) => f.message.slice(0, 22));
    assert.deepEqual(found(inserts(4) + inserts(4, 'main.s.u')), []);
    assert.deepEqual(found(inserts(6) + inserts(5, 'main.s.u')), ['6 INSERTs of one row e', '5 INSERTs of one row e']);
    assert.deepEqual(found(inserts(3) + 'SELECT 1;\n' + inserts(3)), []);
    assert.deepEqual(found(inserts(5, '${schema}.t')), []);
    assert.deepEqual(found('SET spark.sql.files.maxRecordsPerFile = 500;'), ['Files of 500 records e']);
    const loop = (over: string, table: string) =>
      marked(id, `for x in ${over}:\n    spark.sql(f"INSERT INTO ${table} (a) VALUES ({x})")\n`, python);
    assert.deepEqual(loop('things', 'main.s.t'), ['INSERT INTO main.s.t']);
    assert.deepEqual(loop('range(10)', 'main.s.t'), []);
    assert.deepEqual(loop('range(11)', 'main.s.t'), ['INSERT INTO main.s.t']);
    assert.deepEqual(loop('things', 'main.{x}.t'), []);
    assert.deepEqual(loop('things', 'main.ops.run_status'), []);
    const append = 'for x in xs:\n    spark.createDataFrame([x]).write.insertInto("a.b.t")\n';
    assert.deepEqual(marked(id, append, python), ['insertInto']);
  });

  it('manual-maintenance names the table, and says what repeats', () => {
    const id = 'manual-maintenance';
    const report = (text: string) => findingsOf(id, text, python).map((f) => f.message.replace(/:.*/, ''));
    const stream = (body: string) =>
      `from delta.tables import DeltaTable\ndef save(batch, n):\n    ${body}\n\nspark.readStream.table("r.o").writeStream.foreachBatch(save).start()\n`;
    assert.deepEqual(marked(id, 'OPTIMIZE main.s.t;\nVACUUM `main`.s.t;\n'), [
      'OPTIMIZE main.s.t',
      'VACUUM `main`.s.t',
    ]);
    assert.deepEqual(report('spark.sql("ANALYZE TABLE main.s.t COMPUTE STATISTICS")\n').length, 1);
    assert.deepEqual(report('for d in days:\n    spark.sql("OPTIMIZE main.s.t")\n'), [
      'Each turn of the loop runs OPTIMIZE on the same table',
    ]);
    assert.deepEqual(report(stream('spark.sql("VACUUM s.t")')), ['Each micro-batch runs VACUUM on the same table']);
    assert.deepEqual(report(stream('DeltaTable.forName(spark, "s.t").optimize().executeCompaction()')), [
      'Each micro-batch runs `optimize()` on the same table',
    ]);
    assert.deepEqual(report(stream('DeltaTable.forName(spark, "s.t").merge(batch, "t.id = s.id").execute()')), []);
    assert.deepEqual(report('spark.sql(f"OPTIMIZE {catalog}.s.t")\n'), []);
    assert.deepEqual(report('for t in tables:\n    spark.sql("OPTIMIZE IDENTIFIER(:t)", args={"t": t})\n'), []);
  });

  it('cache-on-delta looks at what is cached; on serverless compute only unsupported-cache speaks', () => {
    const id = 'cache-on-delta';
    const cached = (frame: string) => marked(id, `${frame}.cache()\n`, python).length;
    assert.equal(cached('spark.table(f"{catalog}.{schema}.t").select("id", F.col("x"), ["y"])'), 1);
    assert.equal(cached('spark.read.format("delta").load(path).filter("x > 1").alias("t")'), 1);
    assert.equal(cached('spark.table("global_temp.t")'), 0);
    assert.equal(cached('spark.table("a.b.c").union(spark.table("a.b.d"))'), 0);
    assert.equal(cached('spark.table("a.b.c").where("x > 1").distinct()'), 0);
    const sql = (text: string) => marked(id, text, { kind: 'sql' });
    assert.deepEqual(sql('CACHE LAZY TABLE a.b.c;'), ['CACHE LAZY TABLE a.b.c']);
    assert.deepEqual(sql('CACHE TABLE x OPTIONS (storageLevel = DISK_ONLY) AS SELECT id FROM a.b.c;'), [
      'CACHE TABLE x',
    ]);
    assert.deepEqual(sql('CACHE TABLE x AS SELECT id FROM y;'), []);
    assert.deepEqual(sql('CACHE TABLE ${schema}.t;'), []);
    const target = { compute: 'serverless' } as const;
    const both = (text: string, kind: 'sql' | 'python') =>
      [id, 'unsupported-cache'].map((rule) => findingsOf(rule, text, { kind, target }).map((f) => f.severity));
    assert.deepEqual(both('CACHE TABLE a.b.c;', 'sql'), [[], ['error']]);
    assert.deepEqual(both('spark.table("a.b.c").persist()\nspark.catalog.cacheTable("a.b.c")\n', 'python'), [
      [],
      ['warning', 'error'],
    ]);
    assert.deepEqual(marked('unsupported-cache', 'spark.sql("CACHE TABLE a.b.c")\n', { kind: 'python', target }), [
      'CACHE TABLE a.b.c',
    ]);
  });

  it('reserved-table-property reads keys in every spelling, and says what to write instead', () => {
    const id = 'reserved-table-property';
    assert.deepEqual(marked(id, "ALTER TABLE a.b.t SET TBLPROPERTIES (x = 1, owner = 'y', 'external' = true);"), [
      'owner',
      "'external'",
    ]);
    assert.deepEqual(marked(id, "ALTER TABLE a.b.t UNSET TBLPROPERTIES IF EXISTS ('location', b.c);"), ["'location'"]);
    assert.deepEqual(marked(id, "CREATE TABLE t (id INT) USING csv OPTIONS (header true, provider 'x');"), [
      'provider',
    ]);
    assert.deepEqual(marked(id, "CREATE TABLE t (id INT) TBLPROPERTIES (data.owner = 'location', 'a' = 'owner');"), []);
    assert.match(
      findingsOf(id, "CREATE TABLE t (id INT) TBLPROPERTIES ('location' = '/x');")[0]!.message,
      /behind LOCATION\.$/,
    );
    // While somebody types nothing is said yet.
    assert.deepEqual(marked(id, "CREATE TABLE t (id INT) TBLPROPERTIES ('owner' = "), []);
  });

  it('float-for-money goes by the words of a name and by the type', () => {
    const id = 'float-for-money';
    const columns =
      'unitPrice FLOAT, `Net Amount` DOUBLE, price DECIMAL(9, 2), price_index DOUBLE, amounts ARRAY<DOUBLE>';
    assert.deepEqual(marked(id, `CREATE TABLE a.b.t (${columns})`), ['unitPrice', '`Net Amount`']);
    const select =
      'SELECT CAST(fee AS FLOAT), d::double AS tip, CAST(x AS DOUBLE) AS x, CAST(fee AS DOUBLE) * 2 AS cost FROM s';
    assert.deepEqual(marked(id, `INSERT INTO a.b.t ${select}`), ['CAST(fee AS FLOAT)', 'd::double AS tip']);
    assert.deepEqual(marked(id, select), []);
    assert.deepEqual(marked(id, 'StructField("fare", T.DoubleType(), True)\n', python), [
      '("fare", T.DoubleType(), True)',
    ]);
  });

  it('unqualified-table counts levels until the catalog is chosen', () => {
    const id = 'unqualified-table';
    assert.deepEqual(marked(id, 'SELECT a FROM s.t JOIN u USING (a);\nUSE CATALOG main;\nSELECT a FROM s.t;'), [
      's.t',
      'u',
    ]);
    assert.deepEqual(marked(id, 'SET CATALOG main;\nSELECT a FROM s.t;'), []);
    assert.deepEqual(marked(id, 'USE s;\nSELECT a FROM t;'), ['t']);
    assert.match(findingsOf(id, 'SELECT a FROM t')[0]!.message, /^Which catalog and schema/);
    assert.match(findingsOf(id, 'SELECT a FROM s.t')[0]!.message, /^Which catalog this/);
    const notebook = '-- Databricks notebook source\nUSE CATALOG main\n\n-- COMMAND ----------\n\nSELECT a FROM s.t\n';
    assert.deepEqual(marked(id, notebook, { kind: 'sql-notebook' }), []);
    assert.deepEqual(marked(id, notebook.replace('USE CATALOG main', 'SELECT 1'), { kind: 'sql-notebook' }), ['s.t']);
    assert.deepEqual(marked(id, 'spark.sql(f"INSERT INTO s.t SELECT a FROM {schema}.u")\n', python), ['s.t']);
  });

  it('breaking-column-change marks the action, and knows types from CREATE TABLE', () => {
    const id = 'breaking-column-change';
    assert.deepEqual(marked(id, 'ALTER TABLE a.b.t DROP COLUMNS IF EXISTS (a, b);'), ['DROP COLUMNS IF EXISTS (a, b)']);
    assert.deepEqual(marked(id, 'ALTER TABLE a.b.t RENAME COLUMN `x y` TO z;'), ['RENAME COLUMN `x y` TO z']);
    const type = (from: string, to: string) =>
      findingsOf(id, `ALTER TABLE t CHANGE COLUMN c TYPE ${to};`, {
        tables: { t: { columns: [{ name: 'C', type: from }] } },
      });
    const narrower = [['bigint', 'int'], ['double', 'FLOAT'], ['timestamp', 'DATE'], ['decimal(9,2)', 'INT'], ['string', 'INT'], ['long', 'SHORT']]; // prettier-ignore
    for (const [from, to] of narrower) assert.equal(type(from!, to!).length, 1, `${from} to ${to}`);
    const wider = [
      ['int', 'bigint'],
      ['float', 'DOUBLE'],
      ['date', 'TIMESTAMP_NTZ'],
      ['int', 'DECIMAL(10, 0)'],
      ['int', 'integer'],
    ];
    for (const [from, to] of wider) assert.equal(type(from!, to!).length, 0, `${from} to ${to}`);
    assert.match(type('bigint', 'int')[0]!.message, /^`c` is BIGINT: its values may not fit into INT/);
  });
});

describe('rules about paths: what is marked in which call', () => {
  it('dbfs-path marks the literal that the path begins with, once, wherever it is used', () => {
    const id = 'dbfs-path';
    const root = 'root = "/mnt/raw"\nspark.read.json(root + "/a")\nspark.read.json(f"{root}/b")\ndbutils.fs.ls(root)\n';
    assert.deepEqual(marked(id, root, python), ['/mnt/raw']);
    assert.match(findingsOf(id, root, python)[0]!.message, /^A path in a DBFS mount:/);
    const calls = [
      'spark.readStream.format("cloudFiles").load(f"/mnt/landing/{source}/orders")',
      'spark.table("a.b.c").write.option("path", "dbfs:/x/t").saveAsTable("t")',
      'spark.table("a.b.c").write.options(path="/FileStore/t").saveAsTable("t")',
      'spark.read.load(path="dbfs:///mnt/t")',
      'spark.read.parquet(*["a"], "b")',
      'spark.read.json(["/mnt/a", "/Volumes/a/b/c", "/mnt/b"])',
      'dbutils.fs.cp("file:/tmp/x", "/mnt/x")',
      'os.path.exists("/dbfs/x")',
      'pd.read_csv("/dbfs/x.csv")',
      'pdf.to_csv("/dbfs/y.csv")',
      'sc.textFile("/mnt/x")',
    ];
    assert.deepEqual(
      calls.map((call) => marked(id, `${call}\n`, python)),
      [
        ['/mnt/landing/'],
        ['dbfs:/x/t'],
        ['/FileStore/t'],
        ['dbfs:///mnt/t'],
        [],
        ['/mnt/a', '/mnt/b'],
        ['/mnt/x'],
        ['/dbfs/x'],
        ['/dbfs/x.csv'],
        ['/dbfs/y.csv'],
        ['/mnt/x'],
      ],
    );
  });

  it('dbfs-path waits for what follows `dbfs:/`: it may be a volume', () => {
    const load = (path: string) => marked('dbfs-path', `spark.read.load(${path})\n`, python);
    assert.deepEqual(load('f"dbfs:/{place}/x"'), []);
    assert.deepEqual(load('f"dbfs:/Volumes/{x}"'), []);
    assert.deepEqual(load('f"dbfs:/a{x}"'), ['dbfs:/a']);
    assert.deepEqual(load('"dbfs:/" + place'), []);
    const select = (path: string) => marked('dbfs-path', `SELECT id FROM delta.\`${path}\`;`, { kind: 'sql' });
    assert.deepEqual(select('dbfs:/${place}/x'), []);
    assert.deepEqual(select('/mnt/${place}/x'), ['`/mnt/${place}/x`']);
    const sql = marked(
      'dbfs-path',
      'spark.sql(f"SELECT id FROM delta.`/mnt/{x}` JOIN csv.`dbfs:/{y}` USING (id)")\n',
      python,
    );
    assert.deepEqual(sql, ['`/mnt/{x}`']);
  });

  it('reads paths in every statement of SQL that takes one, and in no other string', () => {
    const both = (text: string) => [
      ...marked('dbfs-path', text, { kind: 'sql' }),
      ...marked('cloud-path', text, { kind: 'sql' }),
    ];
    const statements = [
      "INSERT OVERWRITE DIRECTORY '/mnt/x' USING csv SELECT 1",
      "CREATE TABLE t (id INT) USING csv OPTIONS (header 'true', path '/mnt/x')",
      "CREATE TABLE t (id INT) USING csv OPTIONS ('path' = '/mnt/x')",
      "CREATE SCHEMA s LOCATION 'dbfs:/s'",
      "VACUUM '/mnt/x'",
      "DESCRIBE DETAIL '/mnt/x'",
      "COPY INTO t FROM (SELECT a FROM 's3://b/c') FILEFORMAT = CSV",
      "COPY INTO t FROM 's3://{bucket}/c' FILEFORMAT = CSV",
      "SELECT * FROM cloud_files('abfss://c@a/x', 'json')",
      'CONVERT TO DELTA parquet.`gs://b/c`',
    ];
    assert.deepEqual(
      statements.map((text) => both(text).join()),
      [
        "'/mnt/x'",
        "'/mnt/x'",
        "'/mnt/x'",
        "'dbfs:/s'",
        "'/mnt/x'",
        "'/mnt/x'",
        "'s3://b/c'",
        '',
        "'abfss://c@a/x'",
        '`gs://b/c`',
      ],
    );
    const others = [
      "SELECT id FROM t WHERE path = '/mnt/x' AND (path = 's3://b')",
      "SELECT trim(LEADING '/' FROM '/mnt/x'), replace(p, 's3://b', 'dbfs:/c') FROM t",
      "CREATE TABLE t (id INT COMMENT 'from /mnt/x') COMMENT '/mnt/x' TBLPROPERTIES ('path' = '/mnt/x')",
      "SELECT '/mnt/x' AS location; SELECT 's3://b/c' AS path",
    ];
    assert.deepEqual(others.flatMap(both), []);
  });

  it('cloud-path marks addresses in calls, not those of declarations', () => {
    const text =
      'src = "s3a://shop/in"\nspark.read.load(src)\nspark.table("a.b.c").write.save("wasbs://c@a.blob.core.windows.net/x")\n';
    assert.deepEqual(marked('cloud-path', text, python), ['s3a://shop/in', 'wasbs://c@a.blob.core.windows.net/x']);
    assert.deepEqual(
      marked('cloud-path', 'spark.read.load(f"s3://{bucket}/x")\nspark.read.load("s3://")\n', python),
      [],
    );
  });
});
