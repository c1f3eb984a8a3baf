import { unwrap } from '../../python/ast';
import { sizeOf } from '../../python/bounded';
import type { CallFact, PythonFacts } from '../../python/facts';
import { ancestors, type DataFrameValue } from '../../python/values';
import { defineRule } from '../../rule';

/** Work whose degree of parallelism somebody must choose: connections, calls, Python processes. */
const CHOSEN = /^(foreachPartition|foreach|mapInPandas|mapInArrow|jdbc|rdd)$/;

function isMadeUp(frame: DataFrameValue): boolean {
  return [...ancestors(frame)].some(({ source }) => source?.kind === 'range' || source?.kind === 'local');
}

/** The frames that must be spread out over a number of tasks that somebody chose. */
function spreadFrames(facts: PythonFacts): Set<DataFrameValue> {
  const spread = new Set<DataFrameValue>();
  const add = (frame: DataFrameValue) => {
    for (let f: DataFrameValue | undefined = frame; f && !spread.has(f); f = f.parent) spread.add(f);
  };
  for (const { method, receiver } of facts.calls) {
    if (receiver?.kind === 'dataframe' && CHOSEN.test(method)) add(receiver);
    if (receiver?.kind === 'rdd' && receiver.frame) add(receiver.frame);
  }
  for (const { frame, format } of facts.writes)
    if (format && !/^(delta|parquet|orc|csv|json|avro|text|iceberg)$/.test(format)) add(frame);
  return spread;
}

function numberOf({ call }: CallFact): string | undefined {
  const first = call.args[0];
  const e =
    first && !first.star && (!first.keyword || first.keyword === 'numPartitions') ? unwrap(first.value) : undefined;
  return e?.type === 'Num' && /^\d+$/.test(e.text) && e.text !== '1' ? e.text : undefined;
}

export default defineRule({
  id: 'hard-coded-repartition',
  family: 'performance',
  severity: 'info',

  summary: 'The number of partitions is fixed in the code',
  why:
    'The number fitted the data of one day on one cluster. With ten times the rows the tasks spill to disk, with a tenth they are too small, and the shuffle itself costs a pass over everything. ' +
    'Adaptive query execution chooses the number after each shuffle; before a write, the hint `REBALANCE` evens out the files.',
  docs: [
    {
      title: 'Adaptive query execution (Databricks)',
      url: 'https://docs.databricks.com/optimizations/aqe.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders")\norders.repartition(200).write.mode("overwrite").saveAsTable("main.sales.orders_copy")\n',
      good: 'orders = spark.table("main.sales.orders")\norders.hint("rebalance").write.mode("overwrite").saveAsTable("main.sales.orders_copy")\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\nspread = (\n    orders\n    .where("amount > 0")\n    .repartition(64, "store_id")\n)\n',
      good: '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\nspread = (\n    orders\n    .where("amount > 0")\n    .repartition("store_id")\n)\n',
    },
  ],
  nearMisses: [
    { why: 'a number that comes from elsewhere', code: 'df = spark.table("a.b.c").repartition(partitions)\n' },
    { why: 'by column, the number is left to Spark', code: 'df = spark.table("a.b.c").repartition("k")\n' },
    { why: 'one partition is another matter', code: 'df = spark.table("a.b.c").repartition(1)\n' },
    {
      why: 'as many connections as the database can bear',
      code: 'spark.table("a.b.c").repartition(8).write.format("jdbc").option("url", url).save()\n',
    },
    {
      why: 'as many requests at once as the service allows',
      code: 'df = spark.table("a.b.c").repartition(16)\ndf.foreachPartition(send)\n',
    },
    { why: 'rows made by code', code: 'df = spark.range(1000).repartition(10)\n' },
    {
      why: 'adaptive execution does not look after streams',
      code: 'df = spark.readStream.table("a.b.c").repartition(8)\n',
    },
    { why: 'no DataFrame', code: 'import dask.dataframe as dd\n\nd = dd.read_parquet("x").repartition(10)\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    const calls = facts.dataFrameCalls('repartition', 'repartitionByRange').filter((fact) => numberOf(fact));
    if (calls.length === 0) return;
    const spread = spreadFrames(facts.file);
    for (const fact of calls) {
      const { receiver, result, nameSpan, method, call } = fact;
      if (receiver.streaming || sizeOf(receiver) === 'few' || isMadeUp(receiver)) continue;
      if (result.kind === 'dataframe' && spread.has(result)) continue;
      yield {
        span: { from: nameSpan.from, to: call.to },
        message: `\`${method}(${numberOf(fact)})\` fits the data of one day: leave the number to Spark, or use the hint \`REBALANCE\` before a write.`,
      };
    }
  },
});
