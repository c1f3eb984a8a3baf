import { usedAsFrame } from '../../python/annotations';
import type { PyNode } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';

/** The functions that return a DataFrame somewhere. */
function givingFrames(facts: PythonFacts): Set<PyNode> {
  const functions = new Set<PyNode>();
  for (const stmt of nodesOf(facts, 'Return')) {
    if (!stmt.value || facts.valueOf(stmt.value).kind !== 'dataframe') continue;
    for (const at of enclosing(stmt)) {
      if (at.type !== 'FunctionDef') continue;
      functions.add(at);
      break;
    }
  }
  return functions;
}

export default defineRule({
  id: 'missing-type-hints',
  family: 'compute',
  severity: 'off',
  summary: 'A function takes or gives DataFrames and does not say so',
  why:
    'With `df: DataFrame` and `-> DataFrame` the editor offers the methods of a DataFrame, a type checker finds what is handed in by mistake, and the reader need not guess whether Spark or pandas ' +
    'is meant. For teams that annotate their code.',
  docs: [
    {
      title: 'DataFrame.dropDuplicates (PySpark): a signature with types',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropDuplicates.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'def paid(orders):\n    return orders.withColumn("paid", orders.amount > 0)\n',
      good: 'from pyspark.sql import DataFrame\n\ndef paid(orders: DataFrame) -> DataFrame:\n    return orders.withColumn("paid", orders.amount > 0)\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\ndef load():\n    return (spark\n        .table("main.sales.orders")\n        .where("amount > 0"))\n',
      good: '# Databricks notebook source\nfrom pyspark.sql import DataFrame\n\ndef load() -> DataFrame:\n    return (spark\n        .table("main.sales.orders")\n        .where("amount > 0"))\n',
    },
  ],
  nearMisses: [
    { why: 'no DataFrame is in it', code: 'def add(a, b):\n    return a + b\n' },
    { why: 'a pandas frame', code: 'def mean(pdf):\n    return pdf.groupby("a").mean()\n' },
    {
      why: 'what it takes is annotated, and it gives nothing',
      code: 'from pyspark.sql import DataFrame\n\ndef save(df: DataFrame) -> None:\n    df.write.saveAsTable("a.b.t")\n',
    },
    { why: 'a lambda cannot be annotated', code: 'f = lambda df: df.withColumn("a", b)\n' },
    { why: 'a count is given back', code: 'def count():\n    return spark.table("a.b.c").count()\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    const giving = givingFrames(facts);
    for (const node of facts.functions) {
      const taken = usedAsFrame(node, facts.document.text);
      const gives = !node.returns && giving.has(node);
      if (taken.size === 0 && !gives) continue;
      const params = [...taken].map((name) => `\`${name}: DataFrame\``);
      const missing = [...params, ...(gives ? ['`-> DataFrame`'] : [])].join(', ');
      yield { span: node.nameSpan, message: `A function on DataFrames without type hints: write ${missing}.` };
    }
  },
});
