import type { Span } from '../../types';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { areExclusive, batchCallbacks, isOfBatch, type BatchCallback } from '../../spark/streams';

/** Actions that read the whole batch. Those that stop after a few rows cost little. */
const ACTIONS = ['count', 'collect', 'toPandas', 'foreach', 'foreachPartition', 'toLocalIterator'];
const KEEPS = /^(persist|cache|localCheckpoint|checkpoint)$/;

/** The places where a callback reads its batch from end to end, in order. */
function readsOf({ node }: BatchCallback, facts: PythonFacts): Span[] {
  const spans: Span[] = [];
  for (const { end, frame, writer, place } of facts.writes)
    if (place.func === node && !writer.streaming && isOfBatch(frame)) spans.push(end.nameSpan);
  for (const { nameSpan, place, receiver } of facts.dataFrameCalls(...ACTIONS))
    if (place.func === node && isOfBatch(receiver)) spans.push(nameSpan);
  return spans.sort((a, b) => a.from - b.from);
}

export default defineRule({
  id: 'foreach-batch-recompute',
  family: 'streaming',
  severity: 'info',

  summary: 'A foreachBatch callback that computes its batch more than once',
  why:
    'Each action on the batch reads the source and runs all transformations again: two writes and a count are three times the work. ' +
    'Call `persist()` on the batch at the beginning and `unpersist()` at the end, or start one stream for each target.',
  docs: [
    {
      title: 'Use foreachBatch to write to arbitrary data sinks (Databricks)',
      url: 'https://docs.databricks.com/aws/en/structured-streaming/foreach.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'def save(batch, batch_id):\n    batch.write.mode("overwrite").saveAsTable("main.sales.latest")\n    batch.filter("amount > 100").write.mode("overwrite").saveAsTable("main.sales.large")\n\n' +
        'orders.writeStream.foreachBatch(save).option("checkpointLocation", checkpoint).start()\n',
      good:
        'def save(batch, batch_id):\n    batch.persist()\n    batch.write.mode("overwrite").saveAsTable("main.sales.latest")\n    batch.filter("amount > 100").write.mode("overwrite").saveAsTable("main.sales.large")\n    batch.unpersist()\n\n' +
        'orders.writeStream.foreachBatch(save).option("checkpointLocation", checkpoint).start()\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\ndef save(batch, batch_id):\n    cleaned = batch.dropDuplicates(["order_id"])\n    print(cleaned.count())\n    (cleaned.write\n      .mode("overwrite")\n      .saveAsTable("main.sales.latest"))\n\n' +
        '# COMMAND ----------\n\nwriter = orders.writeStream.foreachBatch(save)\nwriter.option("checkpointLocation", checkpoint).start()\n',
      good:
        '# Databricks notebook source\ndef save(batch, batch_id):\n    cleaned = batch.dropDuplicates(["order_id"])\n    (cleaned.write\n      .mode("overwrite")\n      .saveAsTable("main.sales.latest"))\n\n' +
        '# COMMAND ----------\n\nwriter = orders.writeStream.foreachBatch(save)\nwriter.option("checkpointLocation", checkpoint).start()\n',
    },
  ],
  nearMisses: [
    {
      why: 'only one of two branches runs',
      code: 'def save(batch, batch_id):\n    if batch_id == 0:\n        batch.write.mode("overwrite").saveAsTable("a.b.c")\n    else:\n        batch.write.mode("append").saveAsTable("a.b.c")\n\ndf.writeStream.foreachBatch(save).start()\n',
    },
    {
      why: 'a look at the first row costs little',
      code: 'def save(batch, batch_id):\n    if batch.isEmpty():\n        return\n    batch.write.mode("append").saveAsTable("a.b.c")\n\ndf.writeStream.foreachBatch(save).start()\n',
    },
    {
      why: 'the batch is kept',
      code: 'def save(batch, batch_id):\n    batch = batch.cache()\n    batch.count()\n    batch.write.mode("append").saveAsTable("a.b.c")\n\ndf.writeStream.foreachBatch(save).start()\n',
    },
    {
      why: 'serverless compute cannot keep it',
      target: { compute: 'serverless' },
      code: 'def save(batch, batch_id):\n    batch.write.saveAsTable("a.b.c")\n    batch.write.saveAsTable("a.b.d")\n\ndf.writeStream.foreachBatch(save).start()\n',
    },
    {
      why: 'other rows are written',
      code: 'def save(batch, batch_id):\n    batch.write.mode("append").saveAsTable("a.b.c")\n    spark.createDataFrame([(batch_id,)]).write.mode("append").saveAsTable("a.b.log")\n\ndf.writeStream.foreachBatch(save).start()\n',
    },
    {
      why: 'no callback of a stream',
      code: 'def save(df):\n    df.write.saveAsTable("a.b.c")\n    df.write.saveAsTable("a.b.d")\n\nsave(spark.table("a.b.e"))\n',
    },
  ],

  *python(facts) {
    if (facts.isTest || facts.target.compute === 'serverless') return;
    for (const callback of batchCallbacks(facts)) {
      const [first, ...more] = readsOf(callback, facts);
      const again = first && more.find((span) => !areExclusive(first, span, facts));
      if (!again || facts.calls.some(({ method, place }) => place.func === callback.node && KEEPS.test(method)))
        continue;
      yield {
        span: again,
        message:
          'The batch is computed again from its source: call `persist()` on it first, and `unpersist()` at the end.',
      };
    }
  },
});
