import { oncePer } from '../../once';
import { sourcesOf, type ReaderValue } from '../../python/values';
import { defineRule } from '../../rule';
import type { CallFact, PythonFacts } from '../../python/facts';

/** What a read without a schema costs; `undefined` where it costs nothing, or nobody can say. */
function complaint(reader: ReaderValue, fact: CallFact): string | undefined {
  const { format, options } = reader;
  if (reader.hasSchema || reader.streaming || reader.hasUnknownOptions || options.has('schema')) return undefined;
  if (fact.call.args.some((arg) => arg.star !== undefined)) return undefined;
  if (format === 'csv' && infers(reader, fact)) {
    return '`inferSchema` reads all the files once more to guess the types, and guesses anew each time: hand over a schema.';
  }
  const sampled = options.has('samplingratio') || fact.call.args.some((arg) => arg.keyword === 'samplingRatio');

  if (format === 'json' && !sampled) {
    return 'Without a schema, Spark reads all the JSON once more to find one, and finds another when the data change: hand over a schema.';
  }
  return undefined;
}

function infers({ options }: ReaderValue, { call }: CallFact): boolean {
  const given = call.args.find((arg) => arg.keyword === 'inferSchema')?.value;
  if (given)
    return given.type === 'Constant'
      ? given.value === 'True'
      : given.type === 'Str' && /true/i.test(given.parts[0]!.raw);
  return options.get('inferschema')?.value?.toLowerCase() === 'true';
}

/** The sources of frames that are written. */
const writtenSources = oncePer(({ writes }: PythonFacts) => new Set(writes.flatMap(({ frame }) => sourcesOf(frame))));

export default defineRule({
  id: 'infer-schema',
  family: 'performance',
  severity: 'warning',

  summary: 'Spark reads the files twice to guess their schema',
  why:
    'CSV and JSON carry no types. To find some, Spark goes through the files before the job starts, and what it finds depends on the data of the day: one odd value turns a number into a string. ' +
    'A schema written down costs nothing, says what the code relies on, and gives NULL for what does not fit, or with the mode `FAILFAST` an error.',
  docs: [
    {
      title: 'DataFrameReader.schema (Azure Databricks)',
      url: 'https://learn.microsoft.com/azure/databricks/pyspark/reference/classes/dataframereader/schema',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrameReader.csv (Apache Spark)',
      url: 'https://spark.apache.org/docs/3.4.2/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.csv.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = (\n    spark.read\n    .option("header", "true")\n    .option("inferSchema", "true")\n    .csv("/Volumes/main/sales/orders")\n)\n',
      good: 'orders = (\n    spark.read\n    .schema("order_id BIGINT, amount DECIMAL(10, 2)")\n    .option("header", "true")\n    .csv("/Volumes/main/sales/orders")\n)\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nreader = spark.read.format("json")\n\n# COMMAND ----------\n\nevents = reader.load("/Volumes/main/sales/events")\nevents.write.mode("overwrite").saveAsTable("main.sales.events")\n',
      good: '# Databricks notebook source\nreader = spark.read.format("json").schema("id BIGINT, kind STRING")\n\n# COMMAND ----------\n\nevents = reader.load("/Volumes/main/sales/events")\nevents.write.mode("overwrite").saveAsTable("main.sales.events")\n',
    },
  ],
  nearMisses: [
    {
      why: 'all columns are strings: nothing is guessed',
      code: 'df = spark.read.csv("/Volumes/a/b/c", header=True)\n',
    },
    { why: 'the schema is an argument', code: 'df = spark.read.json("/Volumes/a/b/c", schema)\n' },
    {
      why: 'the schema comes first',
      code: 'df = spark.read.schema(schema).option("inferSchema", True).csv("/Volumes/a/b/c")\n',
    },
    { why: 'switched off', code: 'df = spark.read.csv("/Volumes/a/b/c", header=True, inferSchema=False)\n' },
    {
      why: 'Parquet carries its schema',
      code: 'df = spark.read.option("inferSchema", "true").parquet("/Volumes/a/b/c")\n',
    },
    {
      why: 'options that nobody can see may hold a schema or switch it off',
      code: 'df = spark.read.format("json").options(**settings).load("/Volumes/a/b/c")\n',
    },
    {
      why: 'Auto Loader writes down what it finds',
      code: 'df = (spark.readStream.format("cloudFiles").option("cloudFiles.format", "json")\n  .option("cloudFiles.inferColumnTypes", "true").load("/Volumes/a/b/c"))\n',
    },
    { why: 'a sample is read', code: 'df = spark.read.option("samplingRatio", 0.01).json("/Volumes/a/b/c")\n' },
    { why: 'pandas', code: 'import pandas as pd\n\ndf = pd.read_json("x.json")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    // What is only looked at does no harm yet; what is written depends on the guess.
    for (const fact of facts.calls) {
      if (fact.receiver?.kind !== 'reader' || fact.result.kind !== 'dataframe') continue;
      const { source } = fact.result;
      // Strings that the code has itself: `spark.read.json(rdd)` reads no files.
      const first = fact.call.args.find((arg) => arg.keyword === undefined);
      const isRdd = first !== undefined && facts.valueOf(first.value).kind === 'rdd';
      const message = source?.reader && !isRdd ? complaint(source.reader, fact) : undefined;
      if (!message || !source) continue;
      const isWritten = writtenSources(facts.file).has(source);
      yield { span: fact.nameSpan, message, severity: isWritten ? undefined : 'info' };
    }
  },
});
