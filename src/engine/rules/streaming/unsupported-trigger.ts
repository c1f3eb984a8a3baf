import { defineRule } from '../../rule';
import { streamStarts } from '../../spark/streams';

const cure = 'only `trigger(availableNow=True)` runs there';

export default defineRule({
  id: 'unsupported-trigger',
  family: 'streaming',
  severity: 'error',

  summary: 'A stream that never ends on serverless compute',
  why:
    'Serverless compute for notebooks and jobs runs a stream as incremental batches: it refuses a query without trigger, with a fixed interval or a continuous one. ' +
    'Use `trigger(availableNow=True)` in a job on a schedule, or let a pipeline run the stream.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      target: { compute: 'serverless' },
      bad:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n' +
        '  .trigger(processingTime="1 minute")\n  .toTable("main.sales.orders"))\n',
      good:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n' +
        '  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
    },
    {
      kind: 'python-notebook',
      target: { compute: 'serverless' },
      bad:
        '# Databricks notebook source\nwriter = orders.writeStream.option("checkpointLocation", checkpoint)\n\n# COMMAND ----------\n\n' +
        'writer.toTable("main.sales.orders")\n',
      good:
        '# Databricks notebook source\nwriter = orders.writeStream.option("checkpointLocation", checkpoint)\n\n# COMMAND ----------\n\n' +
        'writer.trigger(availableNow=True).toTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'nobody knows the compute',
      code: 'orders.writeStream.option("checkpointLocation", c).trigger(processingTime="1 minute").toTable("a.b.c")\n',
    },
    {
      why: 'classic compute runs it',
      target: { compute: 'classic' },
      code: 'orders.writeStream.option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'nobody knows which trigger',
      target: { compute: 'serverless' },
      code: 'orders.writeStream.option("checkpointLocation", c).trigger(**trigger).toTable("a.b.c")\n',
    },
    {
      why: 'one branch sets the trigger',
      target: { compute: 'serverless' },
      code: 'w = orders.writeStream.option("checkpointLocation", c)\nif scheduled:\n    w = w.trigger(availableNow=True)\nw.toTable("a.b.c")\n',
    },
    {
      why: 'the old trigger ends, too',
      target: { compute: 'serverless' },
      code: 'orders.writeStream.option("checkpointLocation", c).trigger(once=True).toTable("a.b.c")\n',
    },
    {
      why: 'no stream is started',
      target: { compute: 'serverless' },
      code: 'orders.write.saveAsTable("a.b.c")\nw = orders.writeStream.queryName("q")\nthread.start()\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.target.compute !== 'serverless') return;
    for (const { write, trigger } of streamStarts(facts)) {
      if (!trigger) {
        yield { span: write.end.nameSpan, message: `Serverless compute refuses a stream without trigger: ${cure}.` };
        continue;
      }
      const timed = trigger.args.find(({ keyword }) => keyword === 'processingTime' || keyword === 'continuous');
      if (!timed || facts.constantOf(timed.value) === 'none') continue;
      const { from, to } = trigger.argsSpan;
      yield { span: { from, to }, message: `Serverless compute refuses \`${timed.keyword}\`: ${cure}.` };
    }
  },
});
