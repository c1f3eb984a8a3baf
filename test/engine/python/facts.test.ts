import assert from 'node:assert/strict';
import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { readDocument } from '../../../src/engine/documents/read';
import type { PythonFacts } from '../../../src/engine/python/facts';
import { readPython } from '../../../src/engine/python/read';
import { sizeOf } from '../../../src/engine/python/bounded';

function read(text: string, path = 'job.py'): PythonFacts {
  return readPython(readDocument({ path, text }), { target: {}, catalog: new TableCatalog() });
}

/** What the name is bound to at the end. */
function kind(text: string, name = 'x'): string {
  const facts = read(text);
  return facts.assignments.filter((a) => a.name === name).at(-1)?.value.kind ?? 'unbound';
}

describe('what is a DataFrame', () => {
  const frames = [
    'x = spark.table("a.b.c")',
    'x = spark.read.format("delta").load("/p")',
    'x = spark.read.csv("/p", header=True)',
    'x = spark.sql("SELECT 1").filter("a > 1").select("a")',
    'x = (spark.read\n  .option("a", 1)\n  .parquet("/p")\n  .groupBy("k").agg({"v": "sum"}))',
    'from pyspark.sql import SparkSession\ns = SparkSession.builder.appName("x").getOrCreate()\nx = s.range(3)',
    'from databricks.connect import DatabricksSession\nspark = DatabricksSession.builder.getOrCreate()\nx = spark.table("t")',
    'def load(spark):\n    return spark.table("t")\nx = load(spark)',
    'def f(df):\n    return df.withColumn("a", g).filter(h)\nx = f(other)',
    'from pyspark.sql import DataFrame\ndef f(d: DataFrame):\n    global x\n    y = d.where("a")\n    return y\nx = f(z)',
    'x = unknown.withColumn("a", b)',
    'if c:\n    x = spark.table("a")\nelse:\n    x = spark.table("b")\nx = x.distinct()',
    'a, x = spark.table("a"), spark.table("b")',
    'x = spark.table("a").transform(lambda d: d.limit(1))',
    'from functools import reduce\nfrom pyspark.sql import DataFrame\nx = reduce(DataFrame.unionByName, [spark.table("a"), spark.table("b")])',
    'from delta.tables import DeltaTable\nx = DeltaTable.forName(spark, "t").toDF()',
    'x = (y := spark.table("t")).limit(2)',
    'class Job:\n    def __init__(self, spark):\n        self.spark = spark\n    def run(self):\n        x = self.spark.table("t")\n        return x',
    'class Job:\n    def read(self, name):\n        return self.spark.table(name)\n    def run(self):\n        x = self.read("t").limit(3)\n        return x',
    'class Job:\n    @staticmethod\n    def clean(df):\n        return df.dropDuplicates(["a"])\n    def run(self):\n        x = self.clean(self.spark.table("t"))',
    'from pyspark.sql import functions as F\nx = F.broadcast(spark.table("t"))',
  ];
  for (const text of frames) it(`is: ${text.split('\n').join(' / ')}`, () => assert.equal(kind(text), 'dataframe'));

  const others = [
    'import pandas as pd\nx = pd.DataFrame().filter("a")',
    'x = [1, 2].copy()',
    'x = client.table("t").select("a")',
    'x = queryset.filter(a=1).count()',
    'spark = other()\nx = spark.table("t")',
    'x = df.toPandas()',
    'def f(df):\n    return df.groupby("a").sum()\nx = f(1)',
    'import pandas as pd\ndef f(df: pd.DataFrame):\n    return df.filter("a")\nx = f(1)',
  ];
  for (const text of others)
    it(`is not: ${text.split('\n').join(' / ')}`, () => assert.notEqual(kind(text), 'dataframe'));
});

describe('how many rows a DataFrame may have', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['spark.table("t")', 'many'],
    ['spark.table("t").where("a = 1")', 'many'],
    ['spark.table("t").limit(5)', 'few'],
    ['spark.table("t").limit(5).join(spark.table("u"), "k")', 'many'],
    ['spark.table("t").agg({"a": "max"})', 'few'],
    ['spark.table("t").groupBy("k").count()', 'reduced'],
    ['spark.table("t").select("k").distinct()', 'reduced'],
    ['spark.sql("SHOW TABLES")', 'few'],
    ['spark.sql("-- all\\nselect count(*) from t")', 'few'],
    ['spark.sql("SELECT * FROM t")', 'many'],
    ['spark.sql(f"SELECT * FROM {t} LIMIT {n}")', 'few'],
    ['spark.createDataFrame([(1,)])', 'few'],
    ['spark.table("system.billing.usage")', 'reduced'],
  ];
  for (const [text, size] of cases) {
    it(`${text}: ${size}`, () => {
      const value = read(`x = ${text}`).assignments[0]!.value;
      assert.ok(value.kind === 'dataframe');
      assert.equal(sizeOf(value), size);
    });
  }
});

describe('writes', () => {
  it('are known with format, mode, options and target, also through variables', () => {
    const [write] = read(
      'w = spark.table("a").write.format("delta").mode("append")\nw = w.option("txnAppId", "x").options(txnVersion=3)\nw.saveAsTable("m.s.t")',
    ).writes;
    assert.equal(write?.format, 'delta');
    assert.equal(write?.mode, 'append');
    assert.deepEqual([...write!.writer.options.keys()], ['txnappid', 'txnversion']);
    assert.equal(write?.target?.text.text, 'm.s.t');
    assert.equal(write?.target?.known, true);
  });

  it('of the second writer API and of streams', () => {
    const facts = read(
      'spark.table("a").writeTo("m.s.t").append()\nspark.readStream.table("a").writeStream.option("checkpointLocation", "/c").toTable("m.s.u")',
    );
    assert.deepEqual(
      facts.writes.map((w) => [w.mode, w.writer.streaming, w.target?.text.text]),
      [
        ['append', false, 'm.s.t'],
        [undefined, true, 'm.s.u'],
      ],
    );
  });

  it('inside a foreachBatch callback write the batch', () => {
    const facts = read(
      'def save(batch, id):\n    batch.write.mode("append").saveAsTable("t")\nspark.readStream.table("a").writeStream.foreachBatch(save).start()',
    );
    assert.equal(facts.writes.length, 2);
  });
});

describe('SQL in strings', () => {
  const sql = (text: string) => read(text).sqlStrings.map((s) => s.text.text);

  it('is found wherever it is handed over', () => {
    assert.deepEqual(sql('spark.sql("SELECT 1")'), ['SELECT 1']);
    assert.deepEqual(sql('q = """\nSELECT a\n"""\nspark.sql(q)'), ['\nSELECT a\n']);
    assert.deepEqual(sql('spark.sql("SELECT a " \'FROM t\')'), ['SELECT a FROM t']);
    assert.deepEqual(sql('spark.sql(f"SELECT a FROM {t} WHERE b = \'{{x}}\'")'), [
      "SELECT a FROM __hole_1__ WHERE b = '{x}'",
    ]);
    assert.deepEqual(sql('spark.sql("SELECT {} FROM t".format(c))'), ['SELECT __hole_1__ FROM t']);
    assert.deepEqual(sql('spark.sql("SELECT %s FROM t" % c)'), ['SELECT __hole_1__ FROM t']);
    assert.deepEqual(sql('spark.sql("SELECT a FROM " + t)'), ['SELECT a FROM __hole_1__']);
    assert.deepEqual(sql('q = "SELECT a"\nq += " FROM t"\nspark.sql(q)'), ['SELECT a FROM t']);
    assert.deepEqual(sql('self.spark.sql(r"SELECT \'\\d\'")'), ["SELECT '\\d'"]);
    assert.deepEqual(sql('df = spark.table("t")\ndf.filter("a = 1").selectExpr("a", "b + 1")'), [
      'a = 1',
      'a',
      'b + 1',
    ]);
    assert.deepEqual(sql('from pyspark.sql.functions import expr\nexpr("a + 1")'), ['a + 1']);
    assert.deepEqual(sql('import pyspark.sql.functions as F\nF.expr("a + 1")'), ['a + 1']);
  });

  it('is not: strings of other things', () => {
    assert.deepEqual(sql('cursor.sql("SELECT 1")\nlist.filter("a = 1")\npd.query("a")\nduckdb.sql("SELECT 2")'), []);
  });

  it('maps every character back, escapes and holes included', () => {
    const text = 'spark.sql(f"SELECT \\"a\\" \\n FROM {t.name} JOIN u" " ON x")';
    const [found] = read(text).sqlStrings;
    const mapped = found!.text;
    for (const word of ['SELECT', 'FROM', 'JOIN', 'ON']) {
      const at = mapped.text.indexOf(word);
      const span = mapped.spanToHost({ from: at, to: at + word.length });
      assert.equal(text.slice(span.from, span.to), word);
    }
    const [hole] = mapped.holes;
    const host = mapped.spanToHost(hole!);
    assert.equal(text.slice(host.from, host.to), '{t.name}');
  });
});

describe('loops', () => {
  it('know what each turn builds on', () => {
    const carried = (text: string) => read(text).assignments.map((a) => `${a.name}:${a.carried}`);
    assert.deepEqual(carried('df = s\nfor c in cs:\n    df = df.withColumn(c, d)'), ['df:false', 'df:true']);
    assert.deepEqual(carried('for t in ts:\n    df = spark.table(t)\n    df = df.withColumn("a", b)'), [
      'df:false',
      'df:false',
    ]);
    assert.deepEqual(carried('df = s\nfor c in cs:\n    df = df.filter(c)\n    df = df.withColumn("a", b)'), [
      'df:false',
      'df:true',
      'df:true',
    ]);
  });
});

describe('damaged and hostile code', () => {
  it('never throws and stays linear', () => {
    for (const text of [
      '(',
      'x = ',
      'def',
      '"""',
      'f"{',
      'df.',
      '@',
      'for x in',
      'x = [',
      '\\',
      '\uD800',
      'if a:\n  if b:\nc',
      'class',
      'lambda: ',
      'a := ',
      '{**',
      'f(**',
    ]) {
      assert.doesNotThrow(() => read(`${text}\ndf = spark.table("t")\ndf.collect()\n`), text);
    }
    assert.doesNotThrow(() => read('('.repeat(3000) + 'x' + ')'.repeat(3000)));
    assert.doesNotThrow(() => read('df' + '.select("a")'.repeat(3000)));
    assert.doesNotThrow(() => read('x = ' + 'a + '.repeat(5000) + 'b'));
    assert.doesNotThrow(() => read(Array.from({ length: 300 }, (_, i) => ' '.repeat(i) + 'if x:').join('\n')));
  });

  it('a cell that goes wrong does not silence the next one', () => {
    const facts = read(
      '# Databricks notebook source\nx = (\n# COMMAND ----------\ny = """\n# COMMAND ----------\nspark.table("t").collect()\n',
    );
    assert.equal(facts.dataFrameCalls('collect').length, 1);
  });
});
