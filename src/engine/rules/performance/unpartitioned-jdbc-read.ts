import { unwrap } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { argument } from '../../python/strings-of';
import type { ReaderValue } from '../../python/values';
import { sizeOf } from '../../python/bounded';
import { chainAfter } from '../../python/walk';
import { defineRule } from '../../rule';

/** Words of a query that fetches little: aggregates, limits, and catalogs of the database. */
const SMALL =
  /\b(max|min|count|sum|avg|limit|top|fetch|rownum|information_schema|distinct|group\s+by)\b|\bsys\.|\bpg_|\bwhere\b|\bdual\b/i;

/** What is read is known to be small, or nobody knows what it is. A `query` cannot be split at all. */
function mayBeSmall({ options }: ReaderValue, { call }: CallFact, facts: PythonFacts): boolean {
  const given = options.get('dbtable')?.expr ?? argument(call, 1, 'table');
  if (!given || options.has('query')) return true;
  const value = facts.valueOf(given);
  return value.kind !== 'string' || !value.known || SMALL.test(value.text.text);
}

function isSplit({ options }: ReaderValue, { call, method }: CallFact): boolean {
  if (['partitioncolumn', 'numpartitions', 'predicates'].some((name) => options.has(name))) return true;
  if (method !== 'jdbc') return false;
  const named = call.args.some(
    (a) => a.star !== undefined || /^(column|predicates|numPartitions|lowerBound)$/.test(a.keyword ?? ''),
  );
  const column = argument(call, 2, 'column');
  return named || (column !== undefined && unwrap(column).type !== 'Constant');
}

export default defineRule({
  id: 'unpartitioned-jdbc-read',
  family: 'performance',
  severity: 'warning',

  summary: 'A table of another database is read by one task',
  why:
    'Without a partition column Spark opens one connection and fetches all rows through it, in one task on one core; the other cores wait, and a large table does not fit. ' +
    '`partitionColumn`, `lowerBound`, `upperBound` and `numPartitions` split the read; the bounds only say where to split, they filter nothing.',
  docs: [
    {
      title: 'DataFrameReader.jdbc (Azure Databricks)',
      url: 'https://learn.microsoft.com/en-us/azure/Databricks/pyspark/reference/classes/dataframereader/jdbc',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = (\n    spark.read.format("jdbc")\n    .option("url", url)\n    .option("dbtable", "shop.orders")\n    .load()\n)\n',
      good:
        'orders = (\n    spark.read.format("jdbc")\n    .option("url", url)\n    .option("dbtable", "shop.orders")\n    .option("partitionColumn", "order_id")\n' +
        '    .option("lowerBound", 1)\n    .option("upperBound", 10000000)\n    .option("numPartitions", 16)\n    .load()\n)\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nreader = spark.read\n\n# COMMAND ----------\n\norders = reader.jdbc(url, "shop.orders", properties=login)\n',
      good:
        '# Databricks notebook source\nreader = spark.read\n\n# COMMAND ----------\n\n' +
        'orders = reader.jdbc(url, "shop.orders", column="order_id", lowerBound=1, upperBound=10000000, numPartitions=16, properties=login)\n',
    },
  ],
  nearMisses: [
    {
      why: 'one number is fetched',
      code: 'n = spark.read.format("jdbc").option("url", u).option("query", "SELECT max(id) FROM shop.orders").load()\n',
    },
    {
      why: 'a filter of the database may leave little',
      code: 'df = spark.read.format("jdbc").option("url", u).option("query", "SELECT * FROM t WHERE day = 7").load()\n',
    },
    {
      why: 'options that nobody can see',
      code: 'df = spark.read.format("jdbc").options(**settings).option("dbtable", "t").load()\n',
    },
    {
      why: 'a table that nobody knows',
      code: 'df = spark.read.format("jdbc").option("url", u).option("dbtable", table).load()\n',
    },
    {
      why: 'split by conditions',
      code: 'df = spark.read.jdbc(u, "shop.orders", predicates=["id < 10", "id >= 10"])\n',
    },
    { why: 'one row is looked at', code: 'spark.read.jdbc(u, "shop.orders").limit(5).show()\n' },
    { why: 'a write', code: 'spark.table("a.b.c").write.format("jdbc").option("dbtable", "t").save()\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const fact of facts.calls) {
      if (fact.receiver?.kind !== 'reader' || fact.result.kind !== 'dataframe') continue;
      const reader = fact.result.source?.reader;
      if (reader?.format !== 'jdbc' || reader.hasUnknownOptions || reader.streaming) continue;
      if (isSplit(reader, fact) || mayBeSmall(reader, fact, facts)) continue;
      const { end } = chainAfter(fact.call);
      const value = facts.valueOf(end);
      if ((value.kind === 'dataframe' && sizeOf(value) === 'few') || chainAfter(fact.call).names[0] === 'limit')
        continue;
      yield {
        span: fact.nameSpan,
        message:
          'One connection and one task read the whole table: split it with `partitionColumn`, the bounds and `numPartitions`.',
      };
    }
  },
});
