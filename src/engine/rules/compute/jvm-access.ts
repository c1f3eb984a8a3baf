import { unwrap, type Attribute, type PyNode } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';
import { refusalOf } from '../../spark/access';

const JVM = /^_j(vm|df|sc|spark|sparkSession|sqlContext|rdd|reader|write|conf|seq|map|cols|catalog)$/;

/** True for an attribute that leads from PySpark into the JVM; objects of the code itself may have their own. */
function leadsToJvm(node: Attribute, facts: PythonFacts): boolean {
  const object = unwrap(node.object);
  const { kind } = facts.valueOf(object);
  const isSpark = /^(session|context|dataframe|reader|writer|rdd|column|catalog-object|delta-table)$/.test(kind);
  if (node.name === '_jc' || node.name === '_gateway') return isSpark;
  if (!JVM.test(node.name)) return false;
  return isSpark || (object.type === 'Name' ? !/^(self|cls)$/.test(object.id) : true);
}

/** The statement that a node stands in. */
function statementOf(node: PyNode): PyNode {
  for (const at of enclosing(node))
    if (/^(ExprStmt|Assign|AugAssign|Return|Simple|If|For|While|With|FunctionDef)$/.test(at.type)) return at;
  return node;
}

export default defineRule({
  id: 'jvm-access',
  family: 'compute',
  severity: 'warning',
  summary: 'Code that reaches through PySpark into the JVM',
  why:
    '`_jvm`, `_jdf` and `_jsparkSession` are inner parts of PySpark: they may change with any version, and code in the JVM runs beside everything Unity Catalog checks. ' +
    'Serverless compute and compute in standard access mode have no such way. Use what PySpark, `dbutils` or SQL offer. Error where the target is known to refuse it.',
  docs: [
    {
      title: 'Compute access mode limitations for Unity Catalog',
      url: 'https://docs.databricks.com/compute/access-mode-limitations.html',
      checked: '2026-11-21',
    },
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'path = spark._jvm.org.apache.hadoop.fs.Path("/Volumes/main/raw/orders")\n',
      good: 'files = dbutils.fs.ls("/Volumes/main/raw/orders")\n',
    },
    {
      kind: 'python-notebook',
      target: { compute: 'standard' },
      bad: '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\nplan = (orders\n    ._jdf\n    .queryExecution())\n',
      good: '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\norders.explain(True)\n',
    },
  ],
  nearMisses: [
    { why: 'an attribute of the class itself', code: 'class Job:\n    def run(self):\n        return self._jvm\n' },
    { why: 'a gateway of something else', code: 'payments._gateway.send(order)\n' },
    { why: 'a column whose name begins so', code: 'spark.table("a.b.c").select("_jvm")\n' },
    { why: 'a variable', code: '_jvm = "zulu-17"\nprint(_jvm)\n' },
    { why: 'a text', code: 'hint = "spark._jvm"  # spark._jvm\n' },
    { why: 'other private attributes', code: 'df = spark.table("a.b.c")\nprint(job._json, df._schema)\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    const { severity, where } = refusalOf(facts.target, 'warning');
    const told = new Set<PyNode>();
    for (const node of nodesOf(facts, 'Attribute')) {
      if (!leadsToJvm(node, facts)) continue;
      const statement = statementOf(node);
      if (told.has(statement)) continue;
      told.add(statement);
      yield { span: node.nameSpan, message: `\`${node.name}\` leads into the JVM: ${where}.`, severity };
    }
  },
});
