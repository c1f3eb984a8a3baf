import assert from 'node:assert/strict';
import { findingsOf, marked, type Around } from './harness';

const python = { kind: 'python' } as const;
const levels = (id: string, text: string, around: Around = python) =>
  findingsOf(id, text, around).map((f) => f.severity);

describe('to-pandas-on-driver: which frames', () => {
  it('marks the method at the end of a chain over many lines, and through a function of the file', () => {
    const chain = 'pdf = (\n  spark.table("a.b.c")\n  .where("x > 1")\n  .toPandas()\n)\n';
    assert.deepEqual(marked('to-pandas-on-driver', chain), ['toPandas']);
    const through = 'def load():\n    return spark.table("a.b.c")\n\npdf = load().toPandas()\n';
    assert.deepEqual(marked('to-pandas-on-driver', through), ['toPandas']);
  });

  it('is silent in a file that trains on one machine, and speaks in one that only draws something else', () => {
    const text = 'pdf = spark.table("a.b.c").toPandas()\n';
    assert.deepEqual(marked('to-pandas-on-driver', `import lightgbm as lgb\n${text}`), []);
    assert.deepEqual(marked('to-pandas-on-driver', `import seaborn as sns\n${text}`), ['toPandas']);
  });
});

describe('single-partition-write: where the partition is made', () => {
  it('marks the step, once for two writes', () => {
    const text =
      'one = spark.table("a.b.c").coalesce(1)\none.write.save("/Volumes/a/b/c")\none.write.csv("/Volumes/a/b/d")\n';
    assert.deepEqual(marked('single-partition-write', text), ['coalesce(1)']);
  });
});

describe('infer-schema: levels', () => {
  const read = 'df = spark.read.json("/Volumes/a/b/c")\n';
  it('warns where the rows are written, advises where they are only looked at', () => {
    assert.deepEqual(levels('infer-schema', `${read}df.show()\n`), ['info']);
    assert.deepEqual(levels('infer-schema', `${read}df.where("x > 1").write.saveAsTable("a.b.c")\n`), ['warning']);
  });
});

describe('rdd-api: by compute', () => {
  const text = 'df = spark.table("a.b.c")\nx = df.rdd.map(f).filter(g)\nn = df.rdd.getNumPartitions()\n';
  it('is an error where there are no RDDs', () => {
    assert.deepEqual(levels('rdd-api', text), ['warning']);
    assert.deepEqual(levels('rdd-api', text, { ...python, target: { compute: 'dedicated' } }), ['warning']);
    assert.deepEqual(levels('rdd-api', text, { ...python, target: { compute: 'standard' } }), ['error', 'error']);
    assert.deepEqual(levels('rdd-api', text, { ...python, target: { compute: 'serverless' } }), ['error', 'error']);
  });

  it('speaks once, where the RDD comes from', () => {
    assert.deepEqual(marked('rdd-api', 'r = spark.table("a.b.c").rdd\na = r.map(f)\nb = r.filter(g)\n'), ['rdd']);
    assert.deepEqual(marked('rdd-api', 'r = sc.textFile("/Volumes/a/b/c").map(f).collect()\n'), ['textFile']);
    const empty = 'df = spark.createDataFrame(sc.emptyRDD(), schema)\n';
    assert.deepEqual(levels('rdd-api', empty), ['info']);
  });
});

describe('UDFs', () => {
  const head =
    'from pyspark.sql import functions as F\nf = F.udf(lambda x: x > 1, "boolean")\ndf = spark.table("a.b.c")\n';
  it('udf-in-predicate finds it in a condition with other parts, and in a join', () => {
    assert.deepEqual(marked('udf-in-predicate', `${head}df.where((F.col("y") > 1) & ~f("x"))\n`), ['f']);
    assert.deepEqual(marked('udf-in-predicate', `${head}df.join(other, f(df.x) == other.y)\n`), ['f']);
    assert.deepEqual(marked('udf-in-predicate', `${head}df.join(other, "x")\n`), []);
  });

  it('udf-for-builtin names the function', () => {
    const name = (body: string) =>
      findingsOf(
        'udf-for-builtin',
        `import hashlib\nfrom pyspark.sql.functions import udf\nf = udf(lambda x: ${body}, "string")\n`,
        python,
      ).map((f) => /`(.*?)`/.exec(f.message)![1]);
    assert.deepEqual(name('x.upper()'), ['upper(…)']);
    assert.deepEqual(name('None if x is None else x.lower()'), ['lower(…)']);
    assert.deepEqual(name('hashlib.md5(x.encode()).hexdigest()'), ['md5(…)']);
    assert.deepEqual(name('hashlib.md5(x.encode("latin-1")).hexdigest()'), []);
    assert.deepEqual(name('x.startswith("a")'), ['startswith(…)']);
    assert.deepEqual(name('x.startswith(("a", "b"))'), []);
    assert.deepEqual(name('y.upper()'), []);
  });
});

describe('logged-secret', () => {
  const head = 'key = dbutils.secrets.get("a", "b")\n';
  it('follows the value into a message', () => {
    assert.deepEqual(marked('logged-secret', `${head}print("%s" % key)\nprint("{}".format(key))\nprint(key[:4])\n`), [
      'key',
      'key',
      'key',
    ]);
    assert.deepEqual(marked('logged-secret', 'print(dbutils.secrets.get("a", "b"))\n'), [
      'dbutils.secrets.get("a", "b")',
    ]);
    assert.deepEqual(marked('logged-secret', `${head}def show():\n    self.logger.info("with %s", key)\n`), ['key']);
    assert.deepEqual(marked('logged-secret', `${head}print(key is None, bool(key))\n`), []);
  });
});
