import type { Call } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import type { Edit } from '../../types';

/** `availableNow=True` in place of `once=True`, where nothing else stands between the parentheses. */
function replaceOnce({ argsSpan }: Call, facts: PythonFacts): Edit | undefined {
  const written = facts.document.text.slice(argsSpan.from, argsSpan.to);
  const match = /^(\(\s*)once(\s*=\s*True\s*,?\s*\))$/.exec(written);
  if (!match) return undefined;
  const from = argsSpan.from + match[1]!.length;
  return { from, to: from + 'once'.length, insert: 'availableNow' };
}

export default defineRule({
  id: 'trigger-once',
  family: 'streaming',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'The deprecated trigger that takes everything in one batch',
  why:
    '`trigger(once=True)` puts all that has arrived into one micro-batch and passes over limits such as `maxFilesPerTrigger`: after a pause the batch may be too large for the cluster. ' +
    'It is deprecated since Databricks Runtime 11.3 LTS. `availableNow=True` reads the same rows in batches of the size you set, then stops.',
  docs: [
    {
      title: 'Configure Structured Streaming trigger intervals (Databricks)',
      url: 'https://docs.databricks.com/en/structured-streaming/triggers.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n' +
        '  .trigger(once=True)\n  .toTable("main.sales.orders"))\n',
      good:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", checkpoint)\n' +
        '  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nwriter = orders.writeStream.option("checkpointLocation", checkpoint)\n\n# COMMAND ----------\n\n' +
        'writer = writer.trigger(once=True)\nwriter.toTable("main.sales.orders")\n',
      good:
        '# Databricks notebook source\nwriter = orders.writeStream.option("checkpointLocation", checkpoint)\n\n# COMMAND ----------\n\n' +
        'writer = writer.trigger(availableNow=True)\nwriter.toTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'another object has a trigger',
      code: 'scheduler.trigger(once=True)\nalarm.trigger("once")\n',
    },
    {
      why: 'the trigger is switched off',
      code: 'df.writeStream.trigger(once=False, processingTime="1 minute").option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    {
      why: 'nobody knows which trigger',
      code: 'df.writeStream.trigger(**trigger).option("checkpointLocation", c).toTable("a.b.c")\ndf.writeStream.trigger(once=once).start()\n',
    },
    {
      why: 'a fixed interval',
      code: 'df.writeStream.trigger(processingTime="5 minutes").option("checkpointLocation", c).toTable("a.b.c")\n',
    },
    { why: 'a word in a text', code: 'print("formerly .writeStream.trigger(once=True)")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, nameSpan, receiver } of facts.callsNamed('trigger')) {
      if (receiver?.kind !== 'writer' || !receiver.streaming) continue;
      const once = call.args.find(({ keyword }) => keyword === 'once');
      if (!once || facts.constantOf(once.value) !== 'true') continue;
      const edit = replaceOnce(call, facts);
      yield {
        span: { from: nameSpan.from, to: call.to },
        message: '`once=True` is deprecated and reads everything in one batch: use `availableNow=True`.',
        fix: edit && { title: 'Use availableNow=True', safety: 'unsafe', edits: [edit] },
      };
    }
  },
});
