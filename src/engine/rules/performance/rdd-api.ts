import type { Attribute, Expr } from '../../python/ast';
import { unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import type { Problem, Span } from '../../types';

/** Questions about the partitions that a DataFrame has no answer to. */
const ONLY_RDD = /^(getNumPartitions|glom|toDebugString|id|name|setName|getStorageLevel|context)$/;
const CREATES = [
  'parallelize',
  'textFile',
  'wholeTextFiles',
  'binaryFiles',
  'emptyRDD',
  'sequenceFile',
  'newAPIHadoopFile',
];

const CURES: Readonly<Record<string, string>> = {
  isEmpty: '`isEmpty()` of the DataFrame',
  map: '`select` with built-in functions',
  flatMap: '`select` with `explode`',
  filter: '`filter` of the DataFrame',
  reduceByKey: '`groupBy(…).agg(…)`',
  groupByKey: '`groupBy(…).agg(…)`',
  mapPartitions: '`mapInPandas`',
  foreach: '`foreach` of the DataFrame',
  foreachPartition: '`foreachPartition` of the DataFrame',
  collect: '`collect` of the DataFrame',
  count: '`count` of the DataFrame',
  emptyRDD: '`spark.createDataFrame([], schema)`',
  parallelize: '`spark.createDataFrame`',
  textFile: '`spark.read.text`',
  wholeTextFiles: '`spark.read.text` with `wholetext`',
  binaryFiles: '`spark.read.format("binaryFile")`',
};

/** `df.rdd`, or `undefined` for anything else. */
function rddOf(expr: Expr | undefined, facts: PythonFacts): Attribute | undefined {
  const e = expr && unwrap(expr);
  return e?.type === 'Attribute' && e.name === 'rdd' && facts.valueOf(e).kind === 'rdd' ? e : undefined;
}

export default defineRule({
  id: 'rdd-api',
  family: 'performance',
  severity: 'warning',

  summary: 'Rows are handled with the RDD API',
  why:
    'An RDD is a list of Python objects to Spark: every row is unpacked for Python and packed again, no filter is pushed to the files, no column is left out, and Photon has nothing to do. ' +
    'Serverless compute and standard access mode have no RDDs at all. Nearly all of it has a DataFrame method or a built-in function.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations.html',
      checked: '2026-11-21',
    },
    {
      title: 'Compute access mode limitations for Unity Catalog',
      url: 'https://docs.databricks.com/en/compute/access-mode-limitations.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'names = spark.table("main.crm.users").rdd.map(lambda row: row.name.upper()).collect()\n',
      good: 'from pyspark.sql import functions as F\n\nnames = spark.table("main.crm.users").select(F.upper("name")).collect()\n',
    },
    {
      kind: 'python-notebook',
      target: { compute: 'serverless' },
      bad: '# Databricks notebook source\nrows = sc.parallelize([(1, "a"), (2, "b")])\n\n# COMMAND ----------\n\ndf = rows.toDF(["id", "name"])\n',
      good: '# Databricks notebook source\ndf = spark.createDataFrame([(1, "a"), (2, "b")], ["id", "name"])\n',
    },
  ],
  nearMisses: [
    {
      why: 'only an RDD knows how many partitions there are',
      code: 'n = spark.table("a.b.c").rdd.getNumPartitions()\n',
    },
    {
      why: 'a list and pandas have a map too',
      code: 'import pandas as pd\n\nx = pd.read_csv("x")["a"].map(str)\ny = map(str, [1])\n',
    },
    { why: 'something else of that name', code: 'reader = feed.rdd.map(parse)\nprint(config.rdd)\n' },
    { why: 'another sc', code: 'import scanpy as sc\n\nadata = sc.textFile("x")\n' },
    { why: 'a broadcast variable is no RDD', code: 'names = sc.broadcast({"a": 1})\n' },
    { why: 'the DataFrame has it', code: 'spark.table("a.b.c").foreachPartition(send)\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    const { compute } = facts.target;
    const isRefused = compute === 'serverless' || compute === 'standard';
    const told = new Set<number>();
    const problem = (span: Span, method: string): Problem[] => {
      if (told.has(span.from) || (ONLY_RDD.test(method) && !isRefused)) return [];
      told.add(span.from);
      const cure = CURES[method] ?? 'a DataFrame method or a built-in function';
      const where = compute === 'serverless' ? 'Serverless compute has' : 'Standard access mode has';
      return isRefused
        ? [{ span, message: `${where} no RDDs: use ${cure}.`, severity: 'error' }]
        : method === 'emptyRDD'
          ? [
              {
                span,
                message: 'An empty DataFrame needs no RDD: `spark.createDataFrame([], schema)`.',
                severity: 'info',
              },
            ]
          : [{ span, message: `An RDD: rows go through Python one by one, and Spark optimizes nothing: use ${cure}.` }];
    };
    for (const { call, method, nameSpan, receiver } of facts.calls) {
      const func = unwrap(call.func);
      const object = func.type === 'Attribute' ? rddOf(func.object, facts) : undefined;
      if (object) yield* problem(object.nameSpan, method);
      if (receiver?.kind === 'context' && CREATES.includes(method)) yield* problem(nameSpan, method);
      for (const arg of call.args) {
        const given = rddOf(arg.value, facts);
        if (given) yield* problem(given.nameSpan, '');
      }
    }
    for (const { stmt } of facts.assignments) {
      const given = rddOf(stmt.value, facts);
      if (given) yield* problem(given.nameSpan, '');
    }
  },
});
