import { defineRule } from '../../rule';
import { datasetFunctions } from '../../spark/pipelines';
import type { Span } from '../../types';

/** Methods that run a query at once. */
const ACTIONS = [
  'collect', 'count', 'toPandas', 'first', 'head', 'take', 'tail', 'show', 'isEmpty', 'foreach', 'foreachPartition',
  'toLocalIterator', 'display',
]; // prettier-ignore
const CHANGES =
  /^\s*(insert|merge|update|delete|truncate|drop|alter|create\s+(or\s+replace\s+)?(table|schema|database|volume)|optimize|vacuum)\b/i;

function wordsFor(what: string): string {
  return `${what} in a dataset's function: the pipeline calls it several times for an update. Return a DataFrame and do nothing else.`;
}

export default defineRule({
  id: 'pipeline-side-effect',
  family: 'streaming',
  severity: 'warning',

  summary: 'The function of a pipeline dataset does more than describe it',
  why:
    'A pipeline calls the functions under `@dp.table` and its kin several times: to plan, to check, and for each update. An action in one of them runs a query each time, before the tables that it reads are up to date; ' +
    'a write runs as often, and the pipeline knows nothing of it. The function should only return a DataFrame.',
  docs: [
    {
      title: 'Lakeflow Declarative Pipelines Python language reference',
      url: 'https://docs.databricks.com/aws/dlt-ref/python-ref',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark import pipelines as dp\n\n@dp.table\ndef orders():\n    df = spark.read.table("main.raw.orders")\n' +
        '    df.write.mode("append").saveAsTable("main.audit.orders")\n    return df\n',
      good: 'from pyspark import pipelines as dp\n\n@dp.table\ndef orders():\n    return spark.read.table("main.raw.orders")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nimport dlt\n\n# COMMAND ----------\n\n@dlt.table(name="orders")\n@dlt.expect("amount", "amount > 0")\ndef orders():\n' +
        '    orders = (spark.read.table("main.raw.orders")\n      .filter("amount > 0"))\n    print(orders.count())\n    return orders\n',
      good:
        '# Databricks notebook source\nimport dlt\n\n# COMMAND ----------\n\n@dlt.table(name="orders")\n@dlt.expect("amount", "amount > 0")\ndef orders():\n' +
        '    return (spark.read.table("main.raw.orders")\n      .filter("amount > 0"))\n',
    },
    {
      bad: 'from pyspark.pipelines import materialized_view\n\n@materialized_view\ndef orders():\n    spark.sql("DELETE FROM main.raw.orders WHERE amount < 0")\n    return spark.read.table("main.raw.orders")\n',
      good: 'from pyspark.pipelines import materialized_view\n\n@materialized_view\ndef orders():\n    return spark.sql("SELECT order_id, amount FROM main.raw.orders WHERE amount >= 0")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a count for each group is a DataFrame',
      code: 'import dlt\n\n@dlt.table\ndef n():\n    return spark.read.table("a.b.c").groupBy("country").count()\n',
    },
    {
      why: 'an aggregate function has the same name',
      code: 'import dlt\nfrom pyspark.sql import functions as F\n\n@dlt.table\ndef n():\n    return spark.read.table("a.b.c").agg(F.count("id"), F.first("day"))\n',
    },
    {
      why: 'the code stands outside of the dataset',
      code: 'import dlt\n\nnames = [r.name for r in spark.table("a.b.config").collect()]\n\n@dlt.table\ndef t():\n    return spark.read.table("a.b.c")\n',
    },
    {
      why: 'a sink that is made for batches',
      code: 'from pyspark import pipelines as dp\n\n@dp.foreach_batch_sink(name="s")\ndef save(batch, batch_id):\n    batch.write.mode("append").saveAsTable("a.b.c")\n',
    },
    {
      why: 'a decorator of something else',
      code: 'from reports import table\n\n@table\ndef t():\n    return spark.read.table("a.b.c").collect()\n',
    },
    { why: 'lists can count, too', code: 'import dlt\n\n@dlt.table\ndef t():\n    n = names.count("a")\n    first = names.first()\n    return spark.read.table("a.b.c").limit(n)\n' }, // prettier-ignore
    {
      why: 'a statement that reads',
      code: 'import dlt\n\n@dlt.view\ndef t():\n    return spark.sql("SELECT id FROM a.b.c WHERE action = \'delete\'")\n',
    },
  ],

  *python(facts) {
    const datasets = new Set<unknown>(datasetFunctions(facts));
    if (datasets.size === 0) return;
    const found = new Map<number, { span: Span; message: string }>();
    const add = (span: Span, what: string) => found.set(span.from, { span, message: wordsFor(what) });
    for (const { end, place } of facts.writes) if (datasets.has(place.func)) add(end.nameSpan, `\`${end.method}()\``);
    for (const { nameSpan, method, place } of facts.dataFrameCalls(...ACTIONS))
      if (datasets.has(place.func)) add(nameSpan, `\`${method}()\``);
    for (const { text, call } of facts.sqlStrings) {
      if (call.method !== 'sql' || !datasets.has(call.place.func)) continue;
      const word = CHANGES.exec(text.text)?.[1];
      if (word) add(call.nameSpan, word.toUpperCase().replace(/\s+/g, ' '));
    }
    yield* [...found.values()].sort((a, b) => a.span.from - b.span.from);
  },
});
