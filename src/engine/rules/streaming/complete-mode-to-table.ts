import { defineRule } from '../../rule';
import { streamStarts } from '../../spark/streams';

export default defineRule({
  id: 'complete-mode-to-table',
  family: 'streaming',
  severity: 'info',

  summary: 'Every batch of a stream rewrites the whole table',
  why:
    'In the mode `complete` each micro-batch puts the whole result in place of the old one, however few groups have changed; the state can never be cleaned up, and a stream that reads the table fails at the next batch. ' +
    'MERGE the changed groups in `foreachBatch` with the mode `update`, or use a watermark and `append`. For a small result it is fine.',
  docs: [
    {
      title: 'Select an output mode for Structured Streaming',
      url: 'https://docs.databricks.com/structured-streaming/output-mode.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        '(spark.readStream.table("main.sales.orders")\n  .groupBy("customer_id")\n  .count()\n  .writeStream\n  .outputMode("complete")\n' +
        '  .option("checkpointLocation", checkpoint)\n  .toTable("main.sales.orders_by_customer"))\n',
      good:
        '(spark.readStream.table("main.sales.orders")\n  .groupBy("customer_id")\n  .count()\n  .writeStream\n  .outputMode("update")\n' +
        '  .foreachBatch(merge_counts)\n  .option("checkpointLocation", checkpoint)\n  .start())\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nwriter = totals.writeStream.format("delta").outputMode("Complete")\n\n# COMMAND ----------\n\n' +
        'writer.option("checkpointLocation", checkpoint).start("/Volumes/main/sales/files/totals")\n',
      good:
        '# Databricks notebook source\nwriter = totals.writeStream.format("delta").outputMode("append")\n\n# COMMAND ----------\n\n' +
        'writer.option("checkpointLocation", checkpoint).start("/Volumes/main/sales/files/totals")\n',
    },
  ],
  nearMisses: [
    {
      why: 'output for the eye',
      code: 'n.writeStream.outputMode("complete").format("memory").queryName("n").start()\nn.writeStream.outputMode("complete").format("console").start()\n',
    },
    {
      why: 'the callback decides what is written',
      code: 'n.writeStream.outputMode("complete").foreachBatch(save).option("checkpointLocation", c).start()\n',
    },
    {
      why: 'only what has changed',
      code: 'n.writeStream.outputMode("update").format("kafka").option("checkpointLocation", c).start()\nn.writeStream.outputMode("append").option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'nobody knows the mode',
      code: 'n.writeStream.outputMode(mode).option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'the result is one row',
      code: 'n = spark.readStream.table("a.b.c").agg(F.sum("amount"))\nn.writeStream.outputMode("complete").option("checkpointLocation", c).toTable("a.b.total")\n',
    },
    { why: 'not started', code: 'w = n.writeStream.outputMode("complete")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { write, outputMode, isPassing } of streamStarts(facts)) {
      const { writer, frame, end } = write;
      if (outputMode !== 'complete' || isPassing || writer.foreachBatch) continue;
      if (writer.steps.some(({ method }) => method === 'foreach')) continue;
      const { step, parent } = frame;
      if (step?.method === 'agg' && parent?.step && !/^(groupBy|groupby|rollup|cube)$/.test(parent.step.method))
        continue;
      if (step?.method === 'agg' && parent && !parent.step) continue;
      const at = writer.steps.findLast(({ method }) => method === 'outputMode')?.call.argsSpan;
      yield {
        span: at ? { from: at.from, to: at.to } : end.nameSpan,
        message:
          'In the mode `complete` every batch rewrites the whole table: MERGE what has changed, or append behind a watermark.',
      };
    }
  },
});
