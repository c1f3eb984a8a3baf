import { unwrap } from '../../python/ast';
import { defineRule } from '../../rule';
import { namesConf } from '../../spark/streams';

/** Formats whose columns Spark would have to look for in the files. `text` and `binaryFile` always have the same ones. */
const WITHOUT_COLUMNS = /^(csv|json|xml|parquet|orc|avro)$/;

export default defineRule({
  id: 'stream-without-schema',
  family: 'streaming',
  severity: 'warning',

  summary: 'A stream of files without a schema',
  why:
    'A stream must have the same columns tomorrow, so Spark does not guess them: a file stream without `schema(…)` fails where its files are named, even with `inferSchema`. ' +
    'Give the schema, or read with Auto Loader (`cloudFiles`), which infers it once and writes it down.',
  docs: [
    {
      title: 'DataStreamReader.schema (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/pyspark/reference/classes/datastreamreader/schema',
      checked: '2026-11-21',
    },
    {
      title: 'Configure schema inference and evolution in Auto Loader',
      url: 'https://docs.databricks.com/ingestion/auto-loader/csv.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.readStream.format("json").load("/Volumes/main/raw/files/orders")\n',
      good: 'orders = spark.readStream.format("json").schema("order_id BIGINT, amount DECIMAL(18,2)").load("/Volumes/main/raw/files/orders")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nreader = spark.readStream.option("header", True)\n\n# COMMAND ----------\n\n' +
        'orders = (reader\n  .option("inferSchema", True)\n  .csv("/Volumes/main/raw/files/orders"))\n',
      good:
        '# Databricks notebook source\nreader = spark.readStream.option("header", True)\n\n# COMMAND ----------\n\n' +
        'orders = (reader\n  .schema("order_id BIGINT, amount DECIMAL(18,2)")\n  .csv("/Volumes/main/raw/files/orders"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'Auto Loader finds the columns itself',
      code: 'spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").option("cloudFiles.schemaLocation", c).load(p)\n',
    },
    {
      why: 'tables, Delta and Kafka know their columns',
      code: 'spark.readStream.table("a.b.c")\nspark.readStream.format("delta").load(p)\nspark.readStream.format("kafka").options(**kafka).load()\nspark.readStream.format("rate").load()\n',
    },
    {
      why: 'text has one column',
      code: 'spark.readStream.text(p)\nspark.readStream.format("text").load(p)\nspark.readStream.format("binaryFile").load(p)\n',
    },
    {
      why: 'the schema stands earlier, or in the last call',
      code: 'r = spark.readStream.schema(orders_schema).option("header", True)\nr.csv(p)\nspark.readStream.json(p, schema)\nspark.readStream.load(p, format="csv", schema=schema)\n',
    },
    {
      why: 'one branch gives the schema',
      code: 'r = spark.readStream.format("csv")\nif schema:\n    r = r.schema(schema)\nelse:\n    r = r.option("header", True)\nr.load(p)\n',
    },
    {
      why: 'the session infers schemas',
      code: 'spark.conf.set("spark.sql.streaming.schemaInference", "true")\nspark.readStream.json(p)\n',
    },
    {
      why: 'nobody knows the format',
      code: 'spark.readStream.format(fmt).load(p)\nspark.readStream.load(p, **options)\n',
    },
    { why: 'no stream', code: 'spark.read.json("/Volumes/a/b/c")\nspark.read.format("csv").load(p)\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { call, nameSpan, receiver, result } of facts.calls) {
      if (receiver?.kind !== 'reader' || !receiver.streaming || result.kind !== 'dataframe') continue;
      const { source } = result;
      if (source?.kind !== 'files' || !source.reader || source.reader.hasSchema) continue;
      if (!WITHOUT_COLUMNS.test(source.format ?? '') || unwrap(source.expr) !== call) continue;
      // Somebody asked that Spark infers it all the same.
      if (namesConf(facts, 'spark.sql.streaming.schemaInference')) return;
      const message = `A stream of ${source.format} files does not start without \`schema(…)\`: give one, or read with Auto Loader.`;
      yield { span: nameSpan, message };
    }
  },
});
