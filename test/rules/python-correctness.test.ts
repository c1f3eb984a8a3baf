import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked } from './harness';

const functions = 'from pyspark.sql import functions as F\n';

describe('Python operators on Columns', () => {
  const found = (condition: string) => marked('python-operator-on-column', `${functions}c = ${condition}\n`);

  it('marks the operator', () => {
    assert.deepEqual(found('F.col("a") and F.col("b")'), ['and']);
    assert.deepEqual(found('not (F.col("a") == 1)'), ['not']);
    assert.deepEqual(found('F.col("a") in (1, 2)'), ['in']);
    assert.deepEqual(found('1 not in F.col("a")'), ['not in']);
    assert.deepEqual(found('F.col("a") == 1 & F.col("b") == 2'), ['&']);
  });
  it('follows a condition through a variable', () => {
    const text = `${functions}big = F.col("a") > 1\nif big:\n    pass\n`;
    assert.deepEqual(marked('python-operator-on-column', text), ['big']);
  });
  it('leaves alone what comes to the same', () => {
    assert.deepEqual(found('F.col("a") & F.col("b") == True'), []);
    assert.deepEqual(found('names and F.col("a")'), []);
  });
});

describe('transformations that are thrown away', () => {
  const found = (text: string, path?: string) => marked('discarded-transformation', text, { path });

  it('are told inside of functions and branches', () => {
    const text =
      'from pyspark.sql import DataFrame\n\ndef f(df: DataFrame):\n    if x:\n        df.drop("a")\n    return df\n';
    assert.deepEqual(found(text), ['drop']);
  });
  it('are told at the end of a file, but not at the end of a cell', () => {
    const code = 'df = spark.table("a.b.c")\ndf.limit(1)\n';
    assert.deepEqual(found(code), ['limit']);
    assert.deepEqual(found(`# Databricks notebook source\n${code}`), []);
  });
  it('are expected in tests', () => {
    assert.deepEqual(found('df = spark.table("a.b.c")\ndf.limit(1)\n', 'tests/test_a.py'), []);
  });
});

describe('options of a schema', () => {
  const found = (steps: string) =>
    findingsOf('schema-option-conflict', `spark.table("a.b.c").write${steps}.saveAsTable("a.b.t")\n`);

  it('names what cannot go together', () => {
    const overwrite = '.mode("overwrite").option("overwriteSchema", "true")';
    assert.match(found(`${overwrite}.option("replaceWhere", w)`)[0]!.message, /`replaceWhere`/);
    assert.match(found(`${overwrite}.option("partitionOverwriteMode", "dynamic")`)[0]!.message, /dynamic/);
    assert.match(found(`${overwrite}.option("mergeSchema", "true")`)[0]!.message, /`mergeSchema`/);
    assert.deepEqual(found(overwrite), []);
  });
  it('is silent when options are filled in', () => {
    assert.deepEqual(found('.mode("append").option("overwriteSchema", "true").options(**more)'), []);
  });
});

describe('what shared compute does not have', () => {
  const levels = (id: string, text: string) =>
    ([undefined, 'dedicated', 'standard', 'serverless'] as const).map(
      (compute) => findingsOf(id, text, { target: { compute } })[0]?.severity,
    );

  it('is an error where the target is known to lack it', () => {
    assert.deepEqual(levels('spark-context', 'sc.parallelize([1])\n'), ['info', 'info', 'error', 'error']);
    assert.deepEqual(levels('jvm-access', 'spark._jvm.a()\n'), ['warning', 'warning', 'error', 'error']);
  });
  it('is told once, by the rule that says more', () => {
    const text = 'spark.sparkContext._jvm.a(sc._jsc)\n';
    assert.deepEqual(marked('jvm-access', text), ['_jvm']);
    assert.deepEqual(marked('spark-context', text), []);
  });
});

describe('tokens out of the context of a notebook', () => {
  it('have a message of their own', () => {
    const context = 'dbutils.notebook.entry_point.getDbutils().notebook().getContext()';
    assert.match(findingsOf('internal-api', `t = ${context}.apiToken().get()\n`)[0]!.message, /token/);
    assert.doesNotMatch(findingsOf('internal-api', `t = ${context}.notebookPath().get()\n`)[0]!.message, /token/);
  });
});

describe('values in the text of a query', () => {
  const fixed = (text: string) => {
    const [finding] = findingsOf('sql-from-values', text);
    return finding?.fix && applyEdits(text, finding.fix.edits).text;
  };

  it('become parameters', () => {
    assert.equal(
      fixed('spark.sql(f"SELECT id FROM {t} WHERE day = \'{day}\'")\n'),
      'spark.sql(f"SELECT id FROM {t} WHERE day = :day", args={"day": day})\n',
    );
  });
  it('get no fix where more than the text has to change', () => {
    assert.equal(fixed('q = f"SELECT id FROM a WHERE day = \'{day}\'"\nspark.sql(q)\n'), undefined);
    assert.equal(fixed('spark.sql(f"SELECT id FROM a WHERE day = \'{day}\'", args={})\n'), undefined);
    assert.deepEqual(marked('sql-from-values', 'q = f"SELECT id FROM a WHERE day = \'{day}\'"\nspark.sql(q)\n'), [
      "'{day}'",
    ]);
  });
});

describe('type hints', () => {
  it('are listed, parameters and result', () => {
    const [finding] = findingsOf('missing-type-hints', 'def f(df, n):\n    return df.withColumn("a", n)\n');
    assert.match(finding!.message, /`df: DataFrame`, `-> DataFrame`/);
  });
});
