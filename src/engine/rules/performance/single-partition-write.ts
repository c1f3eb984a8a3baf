import { sizeOf } from '../../python/bounded';
import type { PythonFacts } from '../../python/facts';
import { argument } from '../../python/strings-of';
import { ancestors, type DataFrameValue, type Step } from '../../python/values';
import { defineRule } from '../../rule';

/** Steps that leave the rows in the partitions they are in. */
const KEEPS =
  /^(select|selectExpr|filter|where|drop|withColumns?|withColumnRenamed|withColumnsRenamed|alias|toDF|hint|sortWithinPartitions|cache|persist|fillna|replace|dropna)$/;

/** The step that brings everything into one partition, when it is still so at the end. */
function singlePartition(
  frame: DataFrameValue,
  facts: PythonFacts,
): { step: Step; before: DataFrameValue } | undefined {
  for (let at: DataFrameValue | undefined = frame; at?.step && at.others.length === 0; at = at.parent) {
    const { step, parent } = at;
    if ((step.method === 'repartition' || step.method === 'coalesce') && parent) {
      const isOne = step.call.args.length === 1 && facts.constantOf(argument(step.call, 0, 'numPartitions')) === '1';
      return isOne ? { step, before: parent } : undefined;
    }
    if (!KEEPS.test(step.method)) return undefined;
  }
  return undefined;
}

/** Rows that code made up: demonstration data, where one file is what one wants. */
function isMadeUp(frame: DataFrameValue): boolean {
  return [...ancestors(frame)].some(({ source }) => source?.kind === 'range' || source?.kind === 'local');
}

export default defineRule({
  id: 'single-partition-write',
  family: 'performance',
  severity: 'warning',

  summary: 'Everything is written by one task',
  why:
    'After `coalesce(1)` or `repartition(1)` one core writes all the rows while the rest of the cluster waits, and `coalesce(1)` even lets the steps before it run on that one core. ' +
    'The file may also be too large for one machine. Let Spark choose the number of files: Delta tables combine small files by optimized writes and `OPTIMIZE`.',
  docs: [
    {
      title: 'DataFrame.coalesce (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.coalesce.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders")\norders.coalesce(1).write.mode("overwrite").saveAsTable("main.sales.orders_copy")\n',
      good: 'orders = spark.table("main.sales.orders")\norders.write.mode("overwrite").saveAsTable("main.sales.orders_copy")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nout = (\n    spark.table("main.sales.orders")\n    .where("amount > 0")\n    .repartition(1)\n    .select("order_id")\n)\n\n' +
        '# COMMAND ----------\n\nout.write.format("parquet").save("/Volumes/main/sales/export")\n',
      good:
        '# Databricks notebook source\nout = (\n    spark.table("main.sales.orders")\n    .where("amount > 0")\n    .select("order_id")\n)\n\n' +
        '# COMMAND ----------\n\nout.write.format("parquet").save("/Volumes/main/sales/export")\n',
    },
  ],
  nearMisses: [
    {
      why: 'groups are few: one file is right',
      code: 'spark.table("a.b.c").groupBy("k").count().coalesce(1).write.csv("/Volumes/a/b/c")\n',
    },
    { why: 'ten rows', code: 'spark.table("a.b.c").limit(10).repartition(1).write.csv("/Volumes/a/b/c")\n' },
    { why: 'rows made by code', code: 'spark.range(100).coalesce(1).write.csv("/Volumes/a/b/c")\n' },
    { why: 'more than one', code: 'spark.table("a.b.c").repartition(10).write.csv("/Volumes/a/b/c")\n' },
    { why: 'a number that is not known', code: 'spark.table("a.b.c").repartition(n).write.csv("/Volumes/a/b/c")\n' },
    {
      why: 'by a column, one task for each value',
      code: 'spark.table("a.b.c").repartition("day").write.csv("/Volumes/a/b/c")\n',
    },
    {
      why: 'spread again before the write',
      code: 'spark.table("a.b.c").coalesce(1).repartition(20, "k").write.csv("/Volumes/a/b/c")\n',
    },
    { why: 'nobody knows how large it is', code: 'def save(df):\n    df.coalesce(1).write.csv("/Volumes/a/b/c")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    const told = new Set<Step['call']>();
    for (const { frame, writer } of facts.writes) {
      const found = writer.streaming ? undefined : singlePartition(frame, facts);
      if (!found || told.has(found.step.call) || sizeOf(found.before) !== 'many' || isMadeUp(found.before)) continue;
      told.add(found.step.call);
      const { call, method } = found.step;
      const from = call.func.type === 'Attribute' ? call.func.nameSpan.from : call.from;
      yield {
        span: { from, to: call.to },
        message: `After \`${method}(1)\` one task writes all the rows: leave the number of files to Spark.`,
      };
    }
  },
});
