import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const python = { kind: 'python' } as const;
const levels = (id: string, text: string, around: Around = python) =>
  findingsOf(id, text, around).map((f) => f.severity);

describe('rows on the driver: one judgement for collect() and toPandas()', () => {
  const both = (frame: string, before = '') => [
    ...levels('collect-on-driver', `${before}rows = ${frame}.collect()\n`),
    ...levels('to-pandas-on-driver', `${before}rows = ${frame}.toPandas()\n`),
  ];
  it('warns of stored rows, advises where nobody knows how many there are, is silent where they are few', () => {
    assert.deepEqual(both('spark.table("a.b.c")'), ['warning', 'warning']);
    assert.deepEqual(both('spark.sql(query)'), ['info', 'info']);
    assert.deepEqual(both('df', 'def f(df):\n  df = df.withColumn("x", df.y)\n  '), ['info', 'info']);
    assert.deepEqual(both('spark.table("a.b.c").where("x > 1")'), ['info', 'info']);
    assert.deepEqual(both('spark.sql("SELECT * FROM a.b.c WHERE x > 1")'), ['info', 'info']);
    assert.deepEqual(both('spark.table("a.b.alert_config")'), ['info', 'info']);
    assert.deepEqual(both('spark.table("a.b.c").limit(9)'), []);
    assert.deepEqual(both('spark.table("a.b.c").distinct()'), []);
    assert.deepEqual(both('spark.table("a.b.c").select(F.max("x").alias("y"), "z")'), []);
    assert.deepEqual(both('spark.table("a.b.c").selectExpr("count(*) AS n")'), []);
    assert.deepEqual(both('spark.table("a.b.c").select(F.max("x").over(w))'), ['warning', 'warning']);
    assert.deepEqual(both('spark.table("a.b.c").selectExpr("max(x) OVER (PARTITION BY y)")'), ['warning', 'warning']);
  });

  it('takes the first row of an unknown or filtered frame for a look-up', () => {
    const one = (frame: string) => [
      ...levels('collect-on-driver', `x = ${frame}.collect()[0]["n"]\n`),
      ...levels('to-pandas-on-driver', `x = ${frame}.toPandas()["n"][0]\ny = ${frame}.toPandas().iloc[0]\n`),
    ];
    assert.deepEqual(one('spark.sql(query)'), []);
    assert.deepEqual(one('spark.table("a.b.c").where("id = 7")'), []);
    assert.deepEqual(one('spark.table("a.b.c")'), ['warning', 'warning', 'warning']);
  });
});

describe('loop-over-collected-rows', () => {
  const id = 'loop-over-collected-rows';
  const update = 'spark.sql(f"UPDATE a.b.d SET done = true WHERE id = {row.id}")';

  it('marks what the loop runs over, however the rows come to it', () => {
    const over = (rows: string, before = '') =>
      marked(id, `df = spark.table("a.b.c")\n${before}for row in ${rows}:\n    ${update}\n`);
    assert.deepEqual(over('df.collect()'), ['df.collect()']);
    assert.deepEqual(over('df.toLocalIterator()'), ['df.toLocalIterator()']);
    assert.deepEqual(over('rows', 'rows = df.collect()\n'), ['rows']);
    assert.deepEqual(over('ids', 'ids = [r.id for r in df.collect()]\n'), ['ids']);
    assert.deepEqual(over('pdf["id"].tolist()', 'pdf = df.toPandas()\n'), ['pdf["id"].tolist()']);
    assert.deepEqual(over('ids', 'ids = [r.id for r in df.collect()]\nids = [1]\n'), []);
    assert.deepEqual(over('df.take(10)'), []);
  });

  it('finds the work in a function of the file, in a write, in a merge', () => {
    const loop = (body: string, before = '') =>
      levels(id, `${before}for row in spark.table("a.b.c").collect():\n    ${body}\n`);
    assert.deepEqual(loop('save(row)', `def save(row):\n    ${update}\n\n`), ['warning']);
    assert.deepEqual(loop('save(row.name)', 'def save(t):\n    spark.sql(f"DELETE FROM {t} WHERE x = 1")\n\n'), []);
    const count = 'def f(df, x):\n    return df.where(df.x == x).count()\n\n';
    assert.deepEqual(loop('f(spark.table(row.name), 1)', count), []);
    assert.deepEqual(loop('f(spark.table("a.b.d"), row.id)', count), ['warning']);
    assert.deepEqual(loop('f(frames[row.name], row.id)', count), []);
    const one = 'spark.createDataFrame([row]).write.mode("append").saveAsTable';
    assert.deepEqual(loop(`${one}("a.b.d")`), ['warning']);
    assert.deepEqual(loop(`${one}(f"a.b.{row.name}")`), []);
    const merge = 'target.merge(source, f"id = {row.id}").whenMatchedDelete().execute()';
    const imports = 'from delta.tables import DeltaTable\nsource = spark.table("a.b.s")\n';
    assert.deepEqual(loop(merge, `${imports}target = DeltaTable.forName(spark, "a.b.d")\n`), ['warning']);
    assert.deepEqual(loop(`DeltaTable.forName(spark, row.name).delete("x = 1")`, imports), []);
  });

  it('advises where the rows or the jobs may be few', () => {
    const over = (rows: string, body = update) => levels(id, `for row in ${rows}.collect():\n    ${body}\n`);
    assert.deepEqual(over('spark.table("a.b.c").select("id").distinct()'), ['info']);
    assert.deepEqual(over('spark.sql(query)'), ['info']);
    assert.deepEqual(over('spark.table("a.b.c")', `if row.ok: ${update}`), ['info']);
  });

  it('leaves tests alone', () => {
    const text = `for row in spark.table("a.b.c").collect():\n    ${update}\n`;
    assert.deepEqual(levels(id, text, { path: 'tests/test_rows.py' }), []);
  });
});

describe('action-in-loop', () => {
  const id = 'action-in-loop';
  const loop = (body: string, base = 'df = spark.table("a.b.c")', over = 'names') =>
    findingsOf(id, `from pyspark.sql import functions as F\n${base}\nfor name in ${over}:\n    ${body}\n`, python);

  it('knows what the loop makes of its variable, and comprehensions', () => {
    assert.equal(loop('c = F.col(name)\n    n = df.where(c.isNull()).count()').length, 1);
    assert.equal(loop('n = df.where(F.col("x").isNull()).count()').length, 0);
    const text = 'df = spark.table("a.b.c")\nn = {c: df.select(c).distinct().count() for c in df.columns}\n';
    assert.deepEqual(marked(id, text), ['count']);
    assert.deepEqual(marked(id, 'n = {c: df.x for c in spark.table("a.b.c").where("x").take(3)}\n'), []);
  });

  it('speaks of an aggregate in each turn, in PySpark and in SQL', () => {
    assert.equal(loop('n = df.agg(F.max(name)).first()[0]').length, 1);
    assert.equal(loop('n = df.select(F.max(name)).first()[0]').length, 1);
    assert.equal(loop('n = df.select(name).first()[0]').length, 0);
    assert.equal(loop('n = spark.sql(f"SELECT max({name}) FROM a.b.c").collect()[0][0]').length, 1);
    assert.equal(loop('n = spark.sql(f"SELECT id FROM a.b.c WHERE x = {name}").first()').length, 0);
    assert.equal(loop('n = spark.sql("SELECT max(x) FROM {}".format(name)).first()').length, 0);
  });

  it('advises where nobody knows how many rows there are', () => {
    const level = (base: string) => loop('df.where(F.col(name).isNull()).count()', base).map((f) => f.severity);
    assert.deepEqual(level('df = spark.sql(query)'), ['info']);
    assert.deepEqual(level('df = spark.table("a.b.c").distinct()'), ['info']);
    assert.deepEqual(level('df = spark.table("a.b.c").limit(100)'), []);
    assert.deepEqual(level('df = spark.table("a.b.c")\ndf.persist()'), []);
  });

  it('tells a frame that grows from one that is read again', () => {
    const [grown] = loop('df = df.where(F.col(name) > 0)\n    print(name, df.count())');
    assert.match(grown!.message, /earlier turns/);
    assert.equal(loop('df = df.where(F.col(name) > 0).checkpoint()\n    print(df.count())').length, 0);
  });

  it('leaves to other rules what they say', () => {
    assert.equal(loop('if df.where(F.col(name).isNull()).count() > 0:\n        break').length, 0);
    assert.equal(loop('rows = df.where(F.col("x") == name).collect()').length, 0);
    assert.equal(loop('n = df.where(df.x == name.id).count()', undefined, 'df.collect()').length, 0);
  });
});

describe('distinct-count-in-two-passes', () => {
  const id = 'distinct-count-in-two-passes';
  const head = 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c")\n';
  const fixed = (text: string) =>
    findingsOf(id, text, python).map(
      ({ fix }) => fix && applyEdits(text, fix.edits).text.split('\n').slice(2).join('\n'),
    );

  it('marks the two steps, or the whole of the set', () => {
    assert.deepEqual(marked(id, `${head}n = df.select("x").distinct().count()\n`), ['distinct().count()']);
    assert.deepEqual(marked(id, `${head}g = df.groupBy("k").agg(F.size(F.collect_set("x")))\n`), [
      'F.size(F.collect_set("x"))',
    ]);
  });

  it('writes count_distinct where it is imported and the columns are plain', () => {
    const chain = 'n = (\n    df.select("x", F.col("y"))\n    .distinct()\n    .count()\n)\n';
    assert.deepEqual(fixed(head + chain), ['n = (\n    df.select(F.count_distinct("x", F.col("y"))).first()[0]\n)\n']);
    assert.deepEqual(fixed(`${head}g = df.agg(F.size(F.collect_set(df.x)).alias("n"))\n`), [
      'g = df.agg(F.count_distinct(df.x).alias("n"))\n',
    ]);
    assert.deepEqual(fixed(`${head}n = df.select(F.upper("x").alias("u")).distinct().count()\n`), [undefined]);
    assert.deepEqual(fixed(`${head}n = (df.select("x").distinct()  # all\n  .count())\n`), [undefined]);
    const alone = 'import os\ndf = spark.table("a.b.c")\nn = df.select("x").distinct().count()\n';
    assert.deepEqual(fixed(alone), [undefined]);
  });
});

describe('output of frames', () => {
  const frame = 'df = spark.table("a.b.c").where("x > 1")\n';
  it('debug-output marks what shows, and what is printed', () => {
    const text = `${frame}df.show()\ndf.printSchema()\nprint("rows", df)\nprint(df.head(3))\nlogger.info("%s", df.toPandas())\n`;
    assert.deepEqual(marked('debug-output', text), ['show', 'printSchema', 'df', 'df.head(3)', 'df.toPandas()']);
    assert.deepEqual(marked('debug-output', `${frame}display(df)\n`), ['display']);
    assert.deepEqual(marked('debug-output', `def display(x):\n    pass\n${frame}display(df)\n`), []);
  });

  it('debug-output leaves code alone that is there to be tried out', () => {
    for (const path of ['tests/test_a.py', 'examples/a.py', 'src/demo/a.py'])
      assert.deepEqual(marked('debug-output', `${frame}df.show()\n`, { path }), [], path);
    assert.deepEqual(marked('debug-output', `${frame}df.show()\n`, { path: 'demos.py' }), ['show']);
  });

  it('logged-pii follows a value through a name and into a message', () => {
    const loop = (body: string) =>
      marked('logged-pii', `for row in spark.table("a.b.c").collect():\n    ${body}\n`, python);
    assert.deepEqual(loop('phone = row["home_phone"]\n    logger.info("%s", phone)'), ['phone']);
    assert.deepEqual(loop('print("to {}".format(row.email))'), ['row.email']);
    assert.deepEqual(loop('print(row.customerEmail, row.id)'), ['row.customerEmail']);
    assert.deepEqual(loop('print(row.email_hash, row.masked_phone, row.full_name)'), []);
    assert.deepEqual(loop('email = row.email\n    email = mask(email)\n    print(email)'), []);
  });

  it('logged-pii knows the columns of a selection, of groups and of a query', () => {
    const shown = (chain: string) => marked('logged-pii', `df = spark.table("a.b.c")\n${chain}\n`, python);
    assert.deepEqual(shown('df.select(df.id, df["ssn"]).limit(5).show()'), ['show']);
    assert.deepEqual(shown('df.groupBy("email").count().show()'), ['show']);
    assert.deepEqual(shown('print(df.select("iban").collect())'), ['df.select("iban").collect()']);
    assert.deepEqual(shown('spark.sql("SELECT id, dob AS born FROM a.b.c").show()'), ['show']);
    assert.deepEqual(shown('spark.sql("SELECT id, sha2(email, 256) AS email FROM a.b.c").show()'), []);
    assert.deepEqual(shown('df.select("email").withColumn("email", f("email")).show()'), []);
  });

  it('logged-pii uses what is known of a table, in modules only', () => {
    const tables = { 'a.b.c': { columns: [{ name: 'id' }, { name: 'first_name' }] } };
    const text = 'spark.table("a.b.c").where("id = 1").show()\n';
    assert.deepEqual(marked('logged-pii', text, { ...python, tables }), ['show']);
    const notebook = `# Databricks notebook source\n${text}`;
    assert.deepEqual(marked('logged-pii', notebook, { kind: 'python-notebook', tables }), []);
  });
});

describe('cache-used-once', () => {
  const id = 'cache-used-once';
  const write = 'df.where("x > 1").write.saveAsTable("a.b.d")\n';
  const fixed = (text: string) =>
    findingsOf(id, text, python).map(({ fix }) => fix && applyEdits(text, fix.edits).text);

  it('takes the step or the whole line away, and leaves comments alone', () => {
    assert.deepEqual(fixed(`df = spark.table("a.b.c").distinct().cache()\n${write}`), [
      `df = spark.table("a.b.c").distinct()\n${write}`,
    ]);
    const chain = 'df = (\n    spark.table("a.b.c")\n    .distinct()\n    .persist()\n)\n';
    assert.deepEqual(fixed(chain + write), [`df = (\n    spark.table("a.b.c")\n    .distinct()\n)\n${write}`]);
    const line = 'df = spark.table("a.b.c").distinct()\ndf.cache()\n';
    assert.deepEqual(fixed(line + write), [`df = spark.table("a.b.c").distinct()\n${write}`]);
    assert.deepEqual(fixed(`df = spark.table("a.b.c").distinct()\ndf.cache()  # read often\n${write}`), [undefined]);
    assert.deepEqual(fixed(`df = spark.table("a.b.c").distinct()\nif big:\n    df.cache()\n${write}`), [undefined]);
  });

  it('is the only one of the rules about caches that speaks', () => {
    const text = 'def copy(t):\n    df = spark.table(t).distinct().cache()\n    df.write.saveAsTable(t + "_copy")\n';
    assert.deepEqual(marked(id, text), ['cache']);
    assert.deepEqual(marked('cache-without-unpersist', text), []);
    assert.deepEqual(marked('cache-on-delta', text), []);
  });

  it('is silent on compute that has no cache', () => {
    const text = `df = spark.table("a.b.c").distinct().cache()\n${write}`;
    assert.deepEqual(marked(id, text, { ...python, target: { compute: 'serverless' } }), []);
  });

  it('does not lose sight of frames in branches, closures and later turns', () => {
    const uses = (after: string) => marked(id, `df = spark.table("a.b.c").distinct().cache()\n${after}`).length;
    assert.equal(uses('if ok:\n    df.write.saveAsTable("a.b.d")\n'), 1);
    assert.equal(uses('def f():\n    return df\ndf.write.saveAsTable("a.b.d")\n'), 0);
    assert.equal(uses('def f():\n    df.write.saveAsTable("a.b.d")\n'), 0);
    assert.equal(uses('frames = [df]\ndf.write.saveAsTable("a.b.d")\n'), 0);
    assert.equal(uses('g = df.groupBy("x")\ng.count().show()\ng.max().show()\n'), 0);
    assert.equal(uses('n = {r.x for r in df.collect()}\n'), 1);
    const turns =
      'old = spark.table("a.b.c")\nfor t in ts:\n    new = old.join(spark.table(t), "id").cache()\n    print(new.count())\n    old = new\n';
    assert.deepEqual(marked(id, turns), []);
  });
});

describe('uncached-reuse', () => {
  const id = 'uncached-reuse';
  it('marks the second action, of the frame nearest to the actions, once', () => {
    const base = 'a = spark.table("a.b.c").distinct()\nb = a.where("x > 1")\n';
    const text = `${base}b.count()\nb.write.saveAsTable("a.b.d")\nb.collect()\n`;
    assert.deepEqual(marked(id, text), ['saveAsTable']);
    assert.match(findingsOf(id, text, python)[0]!.message, /`distinct` of `b` again, one of 3 actions/);
    assert.deepEqual(marked(id, `${base}b.count()\na.where("y").count()\n`), ['count']);
  });
});

describe('chained-with-column', () => {
  const id = 'chained-with-column';
  const head = 'from pyspark.sql import functions as F, Window\ndf = spark.table("a.b.c")\n';
  const fixed = (code: string) =>
    findingsOf(id, head + code, python).map(
      ({ fix }) => fix && applyEdits(head + code, fix.edits).text.slice(head.length),
    );

  it('keeps lines, comments and line continuations', () => {
    assert.deepEqual(fixed('df = df.withColumn("a", F.lit(1)).withColumn("b", F.col("x"),)\n'), [
      'df = df.withColumns({"a": F.lit(1), "b": F.col("x"),})\n'.replace(',})', '},)'),
    ]);
    assert.deepEqual(
      fixed('df = (df\n  .withColumn("a", F.lit(1),)  # one\n  # two\n  .withColumn(\n    "b", F.col("x")\n  )\n)\n'),
      ['df = (df\n  .withColumns({"a": F.lit(1),  # one\n  # two\n  "b": F.col("x")}\n  )\n)\n'],
    );
    assert.deepEqual(fixed('df = df.withColumn("a", F.lit(1)) \\\n  .withColumn("b", F.lit(2))\n'), [
      'df = df.withColumns({"a": F.lit(1), \\\n  "b": F.lit(2)})\n',
    ]);
  });

  it('says no more than it can see: no fix where a comment stands in the way, nothing where a call is unusual', () => {
    assert.deepEqual(fixed('df = df.withColumn("a",  # one\n  F.lit(1)).withColumn("b", F.lit(2))\n'), [undefined]);
    assert.deepEqual(fixed('df = df.withColumn(colName="a", col=F.lit(1)).withColumn("b", F.lit(2))\n'), []);
    assert.deepEqual(fixed('df = df.withColumn(name, F.lit(1)).withColumn("b", F.lit(2))\n'), []);
    assert.deepEqual(fixed('df = df.withColumn("a", F.lit(1)).withColumn("b", F.expr("x + 1"))\n'), []);
    assert.deepEqual(fixed('df = df.withColumn("a", F.lit(1)).withColumn("b", F.count("*").over(w))\n'), []);
    assert.deepEqual(fixed('df = df.withColumn("a", F.lit(1)).withColumn("b", F.window("ts", "1 day"))\n'), []);
  });

  it('cuts a chain where one column reads another', () => {
    const columns = (code: string) => findingsOf(id, head + code, python).map((f) => Number.parseInt(f.message, 10));
    const add = (name: string, value: string) => `.withColumn("${name}", ${value})`;
    assert.deepEqual(columns(`df = df${add('a', 'F.lit(1)')}${add('b', 'df.x + 1')}${add('c', 'F.col("a")')}\n`), [2]);
    const two = `${add('c', 'F.col("a")')}${add('d', 'F.when(df["x"] > 1, "y").otherwise(None)')}`;
    assert.deepEqual(columns(`df = df${add('a', 'F.lit(1)')}${add('b', 'F.lit(2)')}${two}\n`), [2, 2]);
    assert.deepEqual(columns(`df = df${add('a', 'F.col("s.x")')}${add('b', 'F.col("a.x")')}\n`), []);
    const over = 'F.row_number().over(Window.partitionBy("k").orderBy("t"))';
    assert.deepEqual(columns(`df = df${add('a', over)}${add('b', 'F.lit(1)')}\n`), [2]);
    assert.deepEqual(columns(`df = df${add('k', 'F.lit(1)')}${add('b', over)}\n`), []);
  });
});

describe('with-column-in-loop', () => {
  it('knows another cure where each turn changes one and the same column', () => {
    const cure = (column: string) =>
      findingsOf(
        'with-column-in-loop',
        `df = spark.table("a.b.c")\nfor day in days:\n    df = df.withColumn(${column}, F.when(F.col("day") == day, 0).otherwise(F.col("x")))\n`,
        python,
      ).map(({ message }) => message.replace(/^.*: /, ''));
    assert.deepEqual(cure('"x"'), ['build the expression of the column in the loop, and add it once.']);
    assert.deepEqual(cure('f"{prefix}_x"'), ['build the expression of the column in the loop, and add it once.']);
    assert.deepEqual(cure('f"x_{day}"'), ['call `withColumns` once.']);
  });
});
