import { defineRule } from '../../rule';
import { targetName } from '../../spark/appends';
import { repetition } from '../../spark/second-run';
import { isOfBatch } from '../../spark/streams';
import { wordsOf } from '../../sql/names';

const message =
  'A batch that failed half-way comes again, and its rows are appended twice: set `txnAppId` and `txnVersion`, or MERGE on a key.';

export default defineRule({
  id: 'foreach-batch-append',
  family: 'streaming',
  severity: 'warning',

  summary: 'A foreachBatch callback that appends its rows twice after a failure',
  why:
    '`foreachBatch` promises each batch at least once: when the job dies between the write and the commit of the batch, the callback gets the same rows again after the restart. ' +
    'Delta leaves out a write that it has seen: number it with `txnAppId` (a name of the query) and `txnVersion` (the batch id). Or MERGE on a key.',
  docs: [
    {
      title: 'Use foreachBatch to write to arbitrary data sinks (Databricks)',
      url: 'https://docs.databricks.com/aws/en/structured-streaming/foreach.html',
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
        'def save(batch, batch_id):\n    batch.write.mode("append").saveAsTable("main.sales.orders")\n\n' +
        'orders.writeStream.foreachBatch(save).option("checkpointLocation", checkpoint).start()\n',
      good:
        'def save(batch, batch_id):\n    numbered = batch.write.option("txnAppId", "orders").option("txnVersion", batch_id)\n' +
        '    numbered.mode("append").saveAsTable("main.sales.orders")\n\n' +
        'orders.writeStream.foreachBatch(save).option("checkpointLocation", checkpoint).start()\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\ndef save(batch, batch_id):\n    cleaned = batch.filter("amount > 0")\n    (cleaned.write\n      .format("delta")\n      .mode("append")\n      .saveAsTable(f"{catalog}.sales.orders"))\n\n' +
        '# COMMAND ----------\n\nwriter = spark.readStream.table("main.raw.orders").writeStream\nwriter.option("checkpointLocation", checkpoint).foreachBatch(save).start()\n',
      good:
        '# Databricks notebook source\ndef save(batch, batch_id):\n    cleaned = batch.filter("amount > 0")\n    (cleaned.write\n      .format("delta")\n      .option("txnAppId", "orders")\n      .option("txnVersion", batch_id)\n      .mode("append")\n      .saveAsTable(f"{catalog}.sales.orders"))\n\n' +
        '# COMMAND ----------\n\nwriter = spark.readStream.table("main.raw.orders").writeStream\nwriter.option("checkpointLocation", checkpoint).foreachBatch(save).start()\n',
    },
  ],
  nearMisses: [
    {
      why: 'a MERGE matches the rows by key',
      code:
        'def save(batch, batch_id):\n    target = DeltaTable.forName(spark, "main.sales.orders")\n    target.merge(batch, "target.id = source.id").whenNotMatchedInsertAll().execute()\n\n' +
        'df.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'rows that are there already are left out',
      code:
        'def save(batch, batch_id):\n    new = batch.join(spark.table("main.sales.orders"), "id", "left_anti")\n    new.write.mode("append").saveAsTable("main.sales.orders")\n\n' +
        'df.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'the session numbers the writes',
      code:
        'def save(batch, batch_id):\n    spark.conf.set("spark.databricks.delta.write.txnVersion", batch_id)\n    batch.write.mode("append").saveAsTable("main.sales.orders")\n\n' +
        'df.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'the batch takes the place of what was there',
      code: 'def save(batch, batch_id):\n    batch.write.mode("overwrite").saveAsTable("main.sales.latest")\n\ndf.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'a line in a log, which is not of the batch',
      code: 'def save(batch, batch_id):\n    spark.createDataFrame([(batch_id,)]).write.mode("append").saveAsTable("main.sales.orders")\n\ndf.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'options that come from elsewhere',
      code: 'def save(batch, batch_id):\n    batch.write.options(**options).mode("append").saveAsTable("main.sales.orders")\n\ndf.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'no callback of a stream',
      code: 'def save(df):\n    df.write.mode("append").saveAsTable("main.sales.orders")\n\nsave(spark.table("a.b.c"))\n',
    },
    {
      why: 'Kafka has no such numbers',
      code: 'def save(batch, batch_id):\n    batch.write.format("kafka").option("topic", "t").mode("append").save()\n\ndf.writeStream.foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
  ],

  options: {
    appendOnly: {
      default: ['log', 'logs', 'logging', 'audit', 'metrics', 'quarantine', 'tmp', 'temp', 'test', 'tests'],
      description: 'Words in a table name that mark a table in which a row too many does no harm.',
    },
  },

  pythonScope: 'cell',
  *python(facts, { appendOnly }) {
    if (facts.isTest) return;
    for (const write of facts.writes) {
      if (write.writer.streaming || !isOfBatch(write.frame)) continue;
      const run = repetition(write, facts.file);
      if (run.verdict !== 'doubled' || run.cause !== 'batch') continue;
      if (wordsOf(targetName(write) ?? '').some((word) => appendOnly.includes(word))) continue;
      yield { span: write.end.nameSpan, message };
    }
  },
});
