import { oncePer } from '../../once';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';

/** Sinks whose output dies with the query. */
const VOLATILE = /^(memory|console|noop)$/;

const isSetInSession = oncePer(({ strings }: PythonFacts) =>
  strings.some(({ str }) => str.parts.some((part) => part.raw === 'spark.sql.streaming.checkpointLocation')),
);

export default defineRule({
  id: 'missing-checkpoint',
  family: 'streaming',
  severity: 'error',

  summary: 'A stream is written without a checkpoint',
  why:
    'The checkpoint holds what has been read and written. A durable sink refuses to start without one, and a `foreachBatch` query gets a ' +
    'temporary one: after a restart it reads everything again. Give every query a location of its own, in a volume.',
  docs: [
    {
      title: 'Structured Streaming checkpoints (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/structured-streaming/checkpoints',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
      good:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n' +
        '  .option("checkpointLocation", "/Volumes/main/sales/checkpoints/orders")\n  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
    },
    {
      bad: 'events.writeStream.foreachBatch(upsert).start()\n',
      good: 'events.writeStream.foreachBatch(upsert).option("checkpointLocation", checkpoint).start()\n',
    },
  ],
  nearMisses: [
    {
      why: 'output for the eye only',
      code: 'df = spark.readStream.table("a.b.c")\ndf.writeStream.format("console").start()\ndf.writeStream.format("memory").queryName("q").start()\n',
    },
    {
      why: 'options that come from elsewhere',
      code: 'df = spark.readStream.table("a.b.c")\ndf.writeStream.options(**settings).toTable("a.b.d")\n',
    },
    {
      why: 'set once for the session',
      code: 'spark.conf.set("spark.sql.streaming.checkpointLocation", "/Volumes/a/b/c")\nspark.readStream.table("a.b.c").writeStream.toTable("a.b.d")\n',
    },
    {
      why: 'the writer is kept in a variable',
      code: 'w = spark.readStream.table("a.b.c").writeStream.format("delta")\nw = w.option("checkpointLocation", path)\nw.toTable("a.b.d")\n',
    },
    { why: 'not started yet', code: 'writer = spark.readStream.table("a.b.c").writeStream\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { writer, end, format } of facts.writes) {
      if (!writer.streaming || writer.options.has('checkpointlocation') || writer.hasUnknownOptions) continue;
      if (format && VOLATILE.test(format)) continue;
      if (end.call.args.some((a) => a.keyword === 'checkpointLocation' || a.star === '**')) continue;
      if (isSetInSession(facts.file)) return;
      const restart = writer.foreachBatch !== undefined && !format;
      const message = restart
        ? 'No `checkpointLocation`: after a restart this query reads its source from the beginning.'
        : 'No `checkpointLocation`: a durable sink does not start without one.';
      yield { span: end.nameSpan, message, severity: restart ? 'warning' : undefined };
    }
  },
});
