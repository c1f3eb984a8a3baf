import type { PythonFacts } from '../../python/facts';
import { sourcesOf, type Source } from '../../python/values';
import { defineRule } from '../../rule';
import { isPipelineModule } from '../../spark/pipelines';
import { streamStarts } from '../../spark/streams';
import type { Span } from '../../types';

/** Formats that always have the same columns. */
const FIXED = /^(text|binaryfile)$/;

function mustInfer({ reader }: Source): boolean {
  if (reader?.format !== 'cloudfiles' || !reader.streaming || reader.hasSchema || reader.hasUnknownOptions)
    return false;
  const { options } = reader;
  if (options.has('cloudfiles.schemalocation')) return false;
  const format = options.get('cloudfiles.format');
  return format?.value !== undefined && !FIXED.test(format.value.toLowerCase());
}

/** The name of the call that ends the reader's chain. */
function endOf({ expr }: Source, facts: PythonFacts): Span | undefined {
  return facts.callsNamed('load', 'csv', 'json', 'parquet', 'table').find(({ call }) => call === expr)?.nameSpan;
}

export default defineRule({
  id: 'auto-loader-without-schema-location',
  family: 'streaming',
  severity: 'warning',

  summary: 'Auto Loader has neither a schema nor a place to keep one',
  why:
    'Outside of pipelines Auto Loader writes the schema that it inferred, and each later version of it, to `cloudFiles.schemaLocation`. Without that option and without `schema(…)` the stream does not start. ' +
    'The folder of the checkpoint may serve as the location.',
  docs: [
    {
      title: 'Configure schema inference and evolution in Auto Loader',
      url: 'https://docs.databricks.com/ingestion/auto-loader/csv.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        '(spark.readStream.format("cloudFiles")\n  .option("cloudFiles.format", "json")\n  .load("/Volumes/main/raw/files/orders")\n' +
        '  .writeStream\n  .option("checkpointLocation", checkpoint)\n  .trigger(availableNow=True)\n  .toTable("main.raw.orders"))\n',
      good:
        '(spark.readStream.format("cloudFiles")\n  .option("cloudFiles.format", "json")\n  .option("cloudFiles.schemaLocation", checkpoint)\n  .load("/Volumes/main/raw/files/orders")\n' +
        '  .writeStream\n  .option("checkpointLocation", checkpoint)\n  .trigger(availableNow=True)\n  .toTable("main.raw.orders"))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nreader = spark.readStream.format("cloudFiles").options(**{"cloudFiles.format": "csv"})\n\n# COMMAND ----------\n\n' +
        'orders = reader.load("/Volumes/main/raw/files/orders").filter("amount > 0")\n\n# COMMAND ----------\n\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.raw.orders")\n',
      good:
        '# Databricks notebook source\nreader = spark.readStream.format("cloudFiles").options(**{"cloudFiles.format": "csv"})\n\n# COMMAND ----------\n\n' +
        'orders = reader.schema("order_id BIGINT").load("/Volumes/main/raw/files/orders").filter("order_id > 0")\n\n# COMMAND ----------\n\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.raw.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a pipeline keeps the schema itself',
      code: 'from pyspark import pipelines as dp\n\n@dp.table\ndef orders():\n    return spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").load(p)\n',
    },
    {
      why: 'a pipeline may call the function',
      code: 'def read(p):\n    return spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").load(p)\n',
    },
    {
      why: 'options come from elsewhere',
      code: 'df = spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").options(**options).load(p)\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'the schema is given',
      code: 'df = spark.readStream.format("cloudFiles").schema(s).option("cloudFiles.format", "json").load(p)\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'files that have the same columns always',
      code: 'df = spark.readStream.format("cloudFiles").option("cloudFiles.format", "binaryFile").load(p)\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'a branch adds the location',
      code:
        'r = spark.readStream.format("cloudFiles").option("cloudFiles.format", "json")\nif infer:\n    r = r.option("cloudFiles.schemaLocation", c)\n' +
        'r.load(p).writeStream.option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'another source',
      code: 'spark.readStream.table("a.b.raw").writeStream.option("checkpointLocation", c).toTable("a.b.c")\n',
    },
  ],

  *python(facts) {
    if (facts.isTest || isPipelineModule(facts)) return;
    const seen = new Set<Source>();
    for (const { write } of streamStarts(facts)) {
      for (const source of sourcesOf(write.frame)) {
        if (seen.has(source) || !mustInfer(source)) continue;
        seen.add(source);
        const span = endOf(source, facts);
        const message =
          'Auto Loader needs `cloudFiles.schemaLocation` to keep the schema that it infers, or `schema(…)`.';
        if (span) yield { span, message };
      }
    }
  },
});
