import { defineRule } from '../../rule';
import { optionsIn } from '../../spark/streams';

export default defineRule({
  id: 'ignore-changes',
  family: 'streaming',
  severity: 'warning',

  summary: 'A stream that reads changed files as new rows',
  why:
    'An UPDATE, MERGE or DELETE writes whole files anew. With `ignoreChanges` the stream sends all rows of those files on as if they were new: the target gets rows twice that nobody has changed. ' +
    '`skipChangeCommits` leaves such commits out; the change data feed says which rows have changed and how.',
  docs: [
    {
      title: 'Delta table streaming reads and writes (Databricks)',
      url: 'https://docs.databricks.com/structured-streaming/delta-lake',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.readStream.option("ignoreChanges", "true").table("main.sales.orders")\n',
      good: 'orders = spark.readStream.option("skipChangeCommits", "true").table("main.sales.orders")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nreader = (spark.readStream\n  .format("delta")\n  .options(ignoreChanges=True, maxFilesPerTrigger=100))\n\n# COMMAND ----------\n\n' +
        'orders = reader.table("main.sales.orders")\n',
      good:
        '# Databricks notebook source\nreader = (spark.readStream\n  .format("delta")\n  .options(readChangeFeed=True, maxFilesPerTrigger=100))\n\n# COMMAND ----------\n\n' +
        'orders = reader.table("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'it is switched off', code: 'spark.readStream.option("ignoreChanges", False).table("a.b.c")\n' },
    {
      why: 'nobody knows the value',
      code: 'spark.readStream.option("ignoreChanges", ignore).table("a.b.c")\nspark.readStream.options(**options).table("a.b.c")\n',
    },
    { why: 'deletes of whole partitions', code: 'spark.readStream.option("ignoreDeletes", "true").table("a.b.c")\n' },
    {
      why: 'an option of something else',
      code: 'parser.set("ignoreChanges", True)\nsettings = {"ignoreChanges": "true"}\n',
    },
    { why: 'a word in a text', code: "print(\"we used .option('ignoreChanges', 'true') before\")\n" },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { name, value, span } of optionsIn(facts)) {
      if (name !== 'ignorechanges' || value !== 'true') continue;
      yield {
        span,
        message:
          '`ignoreChanges` sends rows on again that nobody has changed: use `skipChangeCommits` or the change data feed.',
      };
    }
  },
});
