import type { PythonFacts } from '../../python/facts';
import { oncePer } from '../../once';
import { dottedName, unwrap, type Attribute, type Name, type PyNode } from '../../python/ast';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';
import { refusalOf } from '../../spark/access';
import type { Problem } from '../../types';

/** `spark.sparkContext._jvm` goes on into the JVM: a rule of its own speaks of that. */
function goesIntoJvm(node: PyNode): boolean {
  const parent = node.parent;
  return parent?.type === 'Attribute' && /^_(j|gateway)/.test(parent.name);
}

/** A name that the notebook has by itself; what the file binds is its own. */
const boundNames = oncePer(({ assignments }: PythonFacts) => new Set(assignments.map(({ name }) => name)));

function isGlobal(node: Name, facts: PythonFacts): boolean {
  if (!/^(sc|sqlContext)$/.test(node.id) || boundNames(facts.file).has(node.id)) return false;
  for (const at of enclosing(node)) if ('params' in at && at.params.some((p) => p.name === node.id)) return false;
  return true;
}

export default defineRule({
  id: 'spark-context',
  family: 'compute',
  severity: 'info',
  summary: 'Code that needs the Spark context',
  why:
    '`sc`, `sqlContext` and `spark.sparkContext` belong to the process that drives the cluster. Serverless compute and compute that several people share reach Spark over a ' +
    'connection and have none of them. Nearly everything they are used for the session offers, too: `spark.createDataFrame`, `spark.read.text`, `spark.conf`. ' +
    'Error where the target is known to lack it.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations',
      checked: '2026-11-21',
    },
    {
      title: 'Compute access mode limitations for Unity Catalog',
      url: 'https://docs.databricks.com/compute/access-mode-limitations.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nrows = sc.parallelize([(1, "new")]).toDF(["order_id", "status"])\n',
      good: '# Databricks notebook source\nrows = spark.createDataFrame([(1, "new")], ["order_id", "status"])\n',
    },
    {
      target: { compute: 'serverless' },
      bad: 'lines = (spark\n    .sparkContext\n    .textFile("/Volumes/main/raw/orders.txt"))\n',
      good: 'lines = (spark\n    .read\n    .text("/Volumes/main/raw/orders.txt"))\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\norders = sqlContext.sql("SELECT order_id FROM main.sales.orders")\n',
      good: '# Databricks notebook source\norders = spark.sql("SELECT order_id FROM main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'a client of something else', code: 'import shop\nsc = shop.SupplyClient()\nsc.orders()\nsc.close()\n' },
    { why: 'a parameter', code: 'def score(sc):\n    return sc.total\n' },
    { why: 'the element of a loop', code: 'for sc in scores:\n    print(sc)\n' },
    { why: 'an attribute of something else', code: 'print(job.sc, job.sparkContext)\n' },
    { why: 'the session is enough', code: 'spark.conf.set("spark.sql.shuffle.partitions", "auto")\nspark.range(3)\n' },
    { why: 'what goes into the JVM has a rule of its own', code: 'spark.sparkContext._jvm.java.lang.System.gc()\n' },
    { why: 'an import of the module', code: 'import scanpy as sc\nsc.read("a.h5")\n' },
  ],

  pythonScope: 'cell',
  *python(facts): Generator<Problem> {
    if (facts.isTest) return;
    const { severity, where } = refusalOf(facts.target, 'info');
    const say = (what: string) => `\`${what}\`: ${where}. The session \`spark\` does the same.`;
    const attributes: readonly Attribute[] = nodesOf(facts, 'Attribute');
    for (const node of attributes) {
      if (node.name !== 'sparkContext' || facts.valueOf(unwrap(node.object)).kind !== 'session') continue;
      if (!goesIntoJvm(node)) yield { span: node.nameSpan, message: say(dottedName(node) ?? 'sparkContext'), severity };
    }
    for (const node of nodesOf(facts, 'Name')) {
      if (!isGlobal(node, facts) || goesIntoJvm(node)) continue;
      const { kind } = facts.valueOf(node);
      if (kind === 'context' || (kind === 'session' && node.id === 'sqlContext'))
        yield { span: node, message: say(node.id), severity };
    }
  },
});
