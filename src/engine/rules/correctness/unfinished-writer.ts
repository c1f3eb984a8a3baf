import { unwrap } from '../../python/ast';
import { nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'unfinished-writer',
  family: 'correctness',
  severity: 'error',
  summary: 'A write that is described and never carried out',
  why:
    '`df.write…` and `df.writeStream…` only collect settings. Rows are written when the chain ends in `save`, `saveAsTable`, `insertInto`, `start` or `toTable`; ' +
    'without that the statement does nothing, and no error says so.',
  docs: [
    {
      title: 'DataStreamWriter.start (PySpark)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/datastreamwriter/start',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrameWriter.mode (PySpark)',
      url: 'https://spark.apache.org/docs/3.2.0/api/python/reference/api/pyspark.sql.DataFrameWriter.mode.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'spark.table("main.raw.orders").write.mode("overwrite").option("mergeSchema", "true")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").option("mergeSchema", "true").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nevents = spark.readStream.table("main.raw.events")\n\n# COMMAND ----------\n\n' +
        '(events.writeStream\n    .option("checkpointLocation", "/Volumes/main/raw/checkpoints/events")\n    .trigger(availableNow=True)\n    .foreachBatch(upsert))\n',
      good:
        '# Databricks notebook source\nevents = spark.readStream.table("main.raw.events")\n\n# COMMAND ----------\n\n' +
        '(events.writeStream\n    .option("checkpointLocation", "/Volumes/main/raw/checkpoints/events")\n    .trigger(availableNow=True)\n    .foreachBatch(upsert)\n    .start())\n',
    },
  ],
  nearMisses: [
    {
      why: 'the chain goes on through a variable',
      code: 'writer = spark.table("a.b.c").write.mode("append")\nwriter.saveAsTable("a.b.t")\n',
    },
    {
      why: 'whoever called ends it',
      code: 'def writer(df):\n    return df.repartition(1).write.mode("append")\n',
    },
    { why: 'a file is written', code: 'with open("a.txt", "w") as f:\n    f.write("text")\n' },
    { why: 'a function ends it', code: 'finish(spark.table("a.b.c").write.mode("append"))\n' },
    { why: 'the second writer API ends in its mode', code: 'spark.table("a.b.c").writeTo("a.b.t").append()\n' },
    { why: 'a sink of another maker', code: 'spark.table("a.b.c").write.mode("append").mongo("orders")\n' },
    { why: 'something else that writes', code: 'log.write.option("a", 1)\nlog.write\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { value: expr } of nodesOf(facts, 'ExprStmt')) {
      const value = facts.valueOf(expr);
      if (value.kind !== 'writer' || value.frame.source?.kind === 'unknown') continue;
      const last = unwrap(expr);
      const nameSpan =
        last.type === 'Attribute'
          ? last.nameSpan
          : last.type === 'Call' && last.func.type === 'Attribute'
            ? last.func.nameSpan
            : last;
      const ends = value.streaming ? '`start` or `toTable`' : '`saveAsTable` or `save`';
      yield { span: nameSpan, message: `Nothing is written: the chain lacks its end, ${ends}.` };
    }
  },
});
