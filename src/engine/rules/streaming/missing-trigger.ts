import { defineRule } from '../../rule';
import { streamStarts } from '../../spark/streams';

export default defineRule({
  id: 'missing-trigger',
  family: 'streaming',
  severity: 'info',

  summary: 'A stream that says nothing about how often it runs',
  why:
    'Without a trigger Spark starts the next micro-batch as soon as the last one has ended. The cluster never rests, the source is listed again and again, and that is billed, even if the rows ' +
    'are wanted once an hour. Say what is wanted: `trigger(availableNow=True)` for a scheduled job, `trigger(processingTime=…)` for one that runs on.',
  docs: [
    {
      title: 'Configure Structured Streaming trigger intervals (Databricks)',
      url: 'https://docs.databricks.com/structured-streaming/triggers',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n  .toTable("main.sales.orders"))\n',
      good:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n' +
        '  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nevents = spark.readStream.table("main.web.events")\n\n# COMMAND ----------\n\n' +
        'writer = events.writeStream.foreachBatch(upsert)\nquery = writer.option("checkpointLocation", checkpoint).start()\n',
      good:
        '# Databricks notebook source\nevents = spark.readStream.table("main.web.events")\n\n# COMMAND ----------\n\n' +
        'writer = events.writeStream.foreachBatch(upsert).trigger(processingTime="1 minute")\n' +
        'query = writer.option("checkpointLocation", checkpoint).start()\n',
    },
  ],
  nearMisses: [
    {
      why: 'the trigger was set on a variable earlier',
      code: 'w = spark.readStream.table("a.b.c").writeStream.trigger(availableNow=True)\nw = w.option("checkpointLocation", c)\nw.toTable("a.b.d")\n',
    },
    {
      why: 'one of two branches sets it',
      code: 'w = df.writeStream.format("delta")\nif batch:\n    w = w.trigger(availableNow=True)\nelse:\n    w = w.queryName("q")\nw.toTable("a.b.d")\n',
    },
    {
      why: 'output for the eye',
      code: 'spark.readStream.table("a.b.c").writeStream.format("console").start()\ndf.writeStream.format("memory").queryName("q").start()\n',
    },
    {
      why: 'a function of the project may set it',
      code: 'with_trigger(spark.readStream.table("a.b.c").writeStream).toTable("a.b.d")\n',
    },
    { why: 'not started yet', code: 'def writer(df):\n    return df.writeStream.option("checkpointLocation", c)\n' },
    {
      why: 'serverless compute refuses it, which another rule says',
      target: { compute: 'serverless' },
      code: 'spark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    { why: 'no stream', code: 'spark.table("a.b.c").write.saveAsTable("a.b.d")\nthread.start()\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest || facts.target.compute === 'serverless') return;
    for (const { write, trigger, isPassing } of streamStarts(facts)) {
      if (trigger || isPassing) continue;
      const message =
        'No trigger: one micro-batch after the other, day and night. Use `availableNow=True`, or an interval.';
      yield { span: write.end.nameSpan, message };
    }
  },
});
