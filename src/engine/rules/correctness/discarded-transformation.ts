import { unwrap, type ExprStmt, type PyNode } from '../../python/ast';
import { FRAME_METHODS } from '../../python/api';
import type { PythonFacts } from '../../python/facts';
import { sourcesOf, type DataFrameValue } from '../../python/values';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';

/** Methods that are called for what they do besides, or may be. */
const HAS_EFFECT = /^(cache|persist|unpersist|checkpoint|localCheckpoint|transform|observe|hint|describe|summary)$/;

/** True when every row is known to come from Spark; builders of other makers have methods of the same names. */
function isKnownFrame(frame: DataFrameValue): boolean {
  const sources = sourcesOf(frame);
  const isKnown = sources.every(
    ({ kind, expr }) =>
      kind !== 'unknown' && (kind !== 'parameter' || /^(Name|Attribute|Str|Subscript|Binary)$/.test(expr.type)),
  );
  return isKnown && sources.length > 0;
}

/** `try: df.select(name)` and `with raises(…): df.select(name)` ask whether it can be done. */
function isProbe(stmt: PyNode): boolean {
  for (const node of enclosing(stmt)) {
    if (node.type === 'Try' || node.type === 'With') return true;
    if (node.type === 'FunctionDef' || node.type === 'Lambda') return false;
  }
  return false;
}

/** What a cell ends with, the notebook shows. */
function isShown(stmt: ExprStmt, facts: PythonFacts): boolean {
  return facts.isNotebook && facts.statements.some(({ body }) => body[body.length - 1] === stmt);
}

export default defineRule({
  id: 'discarded-transformation',
  family: 'correctness',
  severity: 'warning',
  summary: 'The result of a transformation is thrown away',
  why:
    'A DataFrame never changes: `df.filter(…)`, `df.withColumn(…)` and their like give a new one and leave `df` as it was. A statement that does not keep the new one ' +
    'has no effect; the rows or the column are still there, or still missing, in everything that follows.',
  docs: [
    {
      title: 'DataFrame.withColumn (Databricks PySpark reference)',
      url: 'https://docs.databricks.com/gcp/en/pyspark/reference/classes/dataframe/withColumn',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders")\norders.filter("amount > 0")\norders.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
      good: 'orders = spark.table("main.sales.orders")\norders = orders.filter("amount > 0")\norders.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        '(orders\n    .withColumnRenamed("amt", "amount")\n    .drop("note"))\norders.createOrReplaceTempView("paid")\n',
      good:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'orders = (orders\n    .withColumnRenamed("amt", "amount")\n    .drop("note"))\norders.createOrReplaceTempView("paid")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a notebook shows what a cell ends with',
      kind: 'python-notebook',
      code: '# Databricks notebook source\ndf = spark.table("a.b.c")\ndf.select("id")\n\n# COMMAND ----------\n\ndf.limit(5)\n',
    },
    { why: 'it is called for its effect', code: 'df = spark.table("a.b.c")\ndf.cache()\ndf.unpersist()\n' },
    {
      why: 'it is tried out',
      code: 'df = spark.table("a.b.c")\ntry:\n    df.select("id")\nexcept Exception:\n    df = df.withColumn("id", f)\n',
    },
    { why: 'an action', code: 'df = spark.table("a.b.c")\ndf.select("id").show()\ndf.foreach(print)\n' },
    {
      why: 'a list has such methods, too',
      code: 'rows = [1, 2]\nrows.sort()\nnames = set()\nnames.union([3])\n',
    },
    {
      why: 'a builder of another maker keeps what it is told',
      code: 'spec = dg.DataGenerator(spark, rows=10)\nspec.withColumn("id", "int")\n\ndef add(spec):\n    spec.withColumn("code", "string")\n',
    },
    { why: 'the result is handed on', code: 'df = spark.table("a.b.c")\ndisplay(df.select("id"))\n' },
    {
      why: 'a pandas frame',
      code: 'pdf = spark.table("a.b.c").limit(5).toPandas()\npdf.drop("a", axis=1, inplace=True)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    const calls = new Map(facts.calls.map((fact) => [fact.call, fact]));
    for (const stmt of nodesOf(facts, 'ExprStmt')) {
      const value = unwrap(stmt.value);
      const fact = value.type === 'Call' ? calls.get(value) : undefined;
      if (fact?.receiver?.kind !== 'dataframe' || fact.result.kind !== 'dataframe') continue;
      const { method, nameSpan, receiver } = fact;
      if (!FRAME_METHODS.has(method) || HAS_EFFECT.test(method) || !isKnownFrame(receiver)) continue;
      if (isProbe(stmt) || isShown(stmt, facts)) continue;
      yield {
        span: nameSpan,
        message: `\`${method}\` gives a new DataFrame, and nobody keeps it: this statement has no effect.`,
      };
    }
  },
});
