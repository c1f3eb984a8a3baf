import { defineRule } from '../../rule';
import { streamStarts } from '../../spark/streams';

export default defineRule({
  id: 'debug-sink',
  family: 'streaming',
  severity: 'info',

  summary: 'Output for the eye in a file that also feeds a table',
  why:
    'The sinks `console` and `memory`, and `display()` of a stream, are made for looking at rows: they collect them on the driver, and each is one more query that reads the source for as long as the job runs. ' +
    'Take them out of a job that writes a table.',
  docs: [
    {
      title: 'Production considerations for Structured Streaming (Databricks)',
      url: 'https://docs.azure.cn/en-us/databricks/structured-streaming/production',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'orders = spark.readStream.table("main.raw.orders")\norders.writeStream.format("console").start()\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.sales.orders")\n',
      good:
        'orders = spark.readStream.table("main.raw.orders")\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.sales.orders")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = (spark.readStream\n  .table("main.raw.orders")\n  .filter("amount > 0"))\n\n# COMMAND ----------\n\ndisplay(orders)\n\n# COMMAND ----------\n\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.sales.orders")\n',
      good:
        '# Databricks notebook source\norders = (spark.readStream\n  .table("main.raw.orders")\n  .filter("amount > 0"))\n\n# COMMAND ----------\n\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.sales.orders")\n\n# COMMAND ----------\n\ndisplay(spark.table("main.sales.orders"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'looking at a stream is all that the file does',
      code: 'orders = spark.readStream.table("a.b.c")\norders.writeStream.format("console").start()\ndisplay(orders)\n',
    },
    {
      why: 'a table is shown',
      code: 'display(spark.table("a.b.c"))\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    {
      why: 'nobody knows that it is a stream',
      code: 'display(df)\nshow(spark.readStream.table("a.b.c"))\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    {
      why: 'nobody knows the sink',
      code: 'df.writeStream.format(sink).start()\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    {
      why: 'a measurement without output',
      code: 'df.writeStream.format("noop").start()\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
  ],

  *python(facts) {
    if (facts.isTest) return;
    const starts = streamStarts(facts);
    if (starts.every(({ isPassing }) => isPassing)) return;
    for (const { write } of starts) {
      if (write.format !== 'console' && write.format !== 'memory') continue;
      const message = `The sink \`${write.format}\` is for looking: in a job it is one more query that collects rows on the driver.`;
      yield { span: write.end.nameSpan, message };
    }
    for (const { call, nameSpan, receiver } of facts.callsNamed('display')) {
      const shown = receiver ?? (call.args[0] && facts.valueOf(call.args[0].value));
      if (shown?.kind !== 'dataframe' || !shown.streaming) continue;
      const message = '`display()` of a stream is one more query that reads the source for as long as the job runs.';
      yield { span: nameSpan, message };
    }
  },
});
