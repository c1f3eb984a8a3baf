import { unwrap } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';

function merges({ call, result }: CallFact, facts: PythonFacts): boolean {
  if (result.kind !== 'dataframe' || result.source?.kind !== 'files') return false;
  const { reader, format } = result.source;
  if (!reader || reader.hasSchema || reader.streaming || !/^(parquet|orc)$/.test(format ?? '')) return false;
  const given = call.args.find((a) => a.keyword === 'mergeSchema')?.value;
  if (given) return facts.constantOf(unwrap(given))?.toLowerCase() === 'true';
  return reader.options.get('mergeschema')?.value?.toLowerCase() === 'true';
}

export default defineRule({
  id: 'merge-schema-on-read',
  family: 'performance',
  severity: 'info',

  summary: 'The footer of every file is read to merge their schemas',
  why:
    'Parquet and ORC files carry their schema, and Spark takes that of one of them. With `mergeSchema` it opens all of them before the job starts, thousands of small requests to the storage. ' +
    'Hand over the schema, or keep the rows in a Delta table, which knows its schema and lets it grow when it is written.',
  docs: [
    {
      title: 'Parquet files: schema merging (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/sql-data-sources-parquet.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'events = (\n    spark.read\n    .option("mergeSchema", "true")\n    .parquet("/Volumes/main/sales/events")\n)\n',
      good: 'events = (\n    spark.read\n    .schema("id BIGINT, kind STRING, country STRING")\n    .parquet("/Volumes/main/sales/events")\n)\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nreader = spark.read.format("parquet").options(mergeSchema=True)\n\n# COMMAND ----------\n\nevents = reader.load("/Volumes/main/sales/events")\n',
      good: '# Databricks notebook source\nreader = spark.read\n\n# COMMAND ----------\n\nevents = reader.table("main.sales.events")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a Delta table may grow while it is written',
      code: 'df.write.option("mergeSchema", "true").mode("append").saveAsTable("a.b.c")\n',
    },
    { why: 'switched off', code: 'df = spark.read.option("mergeSchema", "false").parquet("/Volumes/a/b/c")\n' },
    {
      why: 'with a schema nothing is merged',
      code: 'df = spark.read.schema(schema).option("mergeSchema", True).parquet("/Volumes/a/b/c")\n',
    },
    {
      why: 'Delta knows its schema',
      code: 'df = spark.read.format("delta").option("mergeSchema", "true").load("/Volumes/a/b/c")\n',
    },
    {
      why: 'a value that nobody knows',
      code: 'df = spark.read.option("mergeSchema", merge).parquet("/Volumes/a/b/c")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const fact of facts.calls) {
      if (fact.receiver?.kind !== 'reader' || !merges(fact, facts)) continue;
      yield {
        span: fact.nameSpan,
        message: '`mergeSchema` opens every file before the job starts: hand over the schema instead.',
      };
    }
  },
});
