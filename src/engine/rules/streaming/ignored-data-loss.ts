import { defineRule } from '../../rule';
import { confsInPython } from '../../spark/confs';
import { optionsIn } from '../../spark/streams';

const LOSSES: Readonly<Record<string, readonly [value: string, message: string]>> = {
  failondataloss: [
    'false',
    'With `failOnDataLoss` off, the stream goes on when rows are gone from its source before it has read them, and nobody hears of it.',
  ],
  ignoremissingfiles: [
    'true',
    'Files that are gone are left out without a word: `ignoreMissingFiles` hides lost rows.',
  ],
  ignorecorruptfiles: [
    'true',
    'Files that cannot be read are left out without a word: `ignoreCorruptFiles` hides lost rows.',
  ],
};

export default defineRule({
  id: 'ignored-data-loss',
  family: 'streaming',
  severity: 'warning',

  summary: 'Lost rows are passed over in silence',
  why:
    'These options turn an error into missing rows: the job stays green and the numbers are wrong. Let the job fail, find out what is gone, and then decide. ' +
    'Where losses must be borne, compare the counts of source and target, and alert on them.',
  docs: [
    {
      title: 'Spark API options reference (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/spark/api-options',
      checked: '2026-11-21',
    },
    {
      title: 'Delta table streaming reads and writes (Databricks)',
      url: 'https://docs.databricks.com/structured-streaming/delta-lake',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'events = (spark.readStream.format("kafka")\n  .option("kafka.bootstrap.servers", servers)\n  .option("subscribe", "events")\n' +
        '  .option("failOnDataLoss", "false")\n  .load())\n',
      good: 'events = (spark.readStream.format("kafka")\n  .option("kafka.bootstrap.servers", servers)\n  .option("subscribe", "events")\n  .load())\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nspark.conf.set("spark.sql.files.ignoreMissingFiles", "true")\n\n# COMMAND ----------\n\norders = spark.read.parquet("/Volumes/main/raw/files/orders")\n',
      good: '# Databricks notebook source\norders = spark.read.parquet("/Volumes/main/raw/files/orders")\n',
    },
    {
      bad: 'orders = spark.read.options(ignoreCorruptFiles=True).parquet("/Volumes/main/raw/files/orders")\n',
      good: 'orders = spark.read.options(mergeSchema=False).parquet("/Volumes/main/raw/files/orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the loss is an error',
      code: 'spark.readStream.format("kafka").option("failOnDataLoss", "true").load()\nspark.read.option("ignoreMissingFiles", False).parquet(p)\n',
    },
    {
      why: 'nobody knows the value',
      code: 'spark.readStream.format("kafka").option("failOnDataLoss", strict).options(**options).load()\n',
    },
    { why: 'the setting is given back', code: 'spark.conf.set("spark.sql.files.ignoreCorruptFiles", "false")\n' },
    { why: 'it is only read', code: 'spark.conf.get("spark.sql.files.ignoreMissingFiles")\n' },
    { why: 'other options with such words', code: 'spark.readStream.option("ignoreDeletes", "true").table("a.b.c")\n' },
    { why: 'a dictionary of nothing known', code: 'settings = {"failOnDataLoss": "false"}\nsave(settings)\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { name, value, span } of optionsIn(facts)) {
      const loss = Object.hasOwn(LOSSES, name) ? LOSSES[name] : undefined;
      if (loss && value === loss[0]) yield { span, message: loss[1] };
    }
    for (const { key, value, span } of confsInPython(facts)) {
      const name = /^spark\.sql\.files\.(ignore(?:Missing|Corrupt)Files)$/i.exec(key)?.[1]?.toLowerCase();
      const loss = name && LOSSES[name];
      if (loss && value?.toLowerCase() === loss[0]) yield { span, message: loss[1] };
    }
  },
});
