import { dottedName } from '../../python/ast';
import { defineRule } from '../../rule';
import { cachedTable } from '../../sql/caches';
import { statementsOf } from '../../sql/walk';

const sqlMessage = 'Serverless compute refuses this: write what is used again to a table, or read the source again.';

export default defineRule({
  id: 'unsupported-cache',
  family: 'compute',
  severity: 'error',
  summary: 'The Spark cache on serverless compute',
  why:
    'Serverless compute has no executors that one could keep rows on. CACHE TABLE fails there, and so did `cache()` and `persist()`: since environment version 5 they store a snapshot instead, ' +
    'as a preview that an administrator can switch off. Write what is expensive and used again to a table; what is only read needs no cache.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.cache (Azure Databricks)',
      url: 'https://learn.microsoft.com/nb-no/azure/Databricks/pyspark/reference/classes/dataframe/cache',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'sql',
      target: { compute: 'serverless' },
      bad: 'CACHE TABLE main.sales.orders;\n',
      good: 'SELECT order_id FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      target: { compute: 'serverless' },
      bad: 'daily = spark.table("main.sales.orders").groupBy("day").count().cache()\n',
      good: 'spark.table("main.sales.orders").groupBy("day").count().write.mode("overwrite").saveAsTable("main.sales.daily")\n',
    },
    {
      kind: 'python',
      target: { compute: 'serverless' },
      bad: 'spark.catalog.cacheTable("main.sales.orders")\n',
      good: 'orders = spark.table("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'nobody knows the compute', kind: 'sql', code: 'CACHE TABLE a.b.c;\n' },
    {
      why: 'classic compute has the cache',
      kind: 'python',
      target: { compute: 'classic' },
      code: 'spark.table("a.b.c").groupBy("k").count().cache()\n',
    },
    {
      why: 'another cache',
      kind: 'python',
      target: { compute: 'serverless' },
      code: 'from functools import cache\n\n@cache\ndef f(x):\n    return x\n\nstore.cache()\nstore.persist()\n',
    },
    {
      why: 'a table of that name',
      kind: 'sql',
      target: { compute: 'serverless' },
      code: 'SELECT id FROM a.b.cache;\nDROP TABLE a.b.cache;\n',
    },
    {
      why: 'a word in a text',
      kind: 'sql',
      target: { compute: 'serverless' },
      code: "SELECT 'CACHE TABLE a.b.c' AS t;\n",
    },
  ],

  scope: 'statement',
  words: ['CACHE'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.target.compute !== 'serverless') return;
    for (const { nameSpan, method } of facts.dataFrameCalls('cache', 'persist')) {
      const message = `\`${method}()\` fails on serverless compute before environment version 5: write what is used again to a table.`;
      yield { span: nameSpan, message, severity: 'warning' };
    }
    for (const { call, nameSpan, receiver } of facts.callsNamed('cacheTable')) {
      const isCatalog =
        receiver?.kind === 'catalog-object' || /\bcatalog\.cacheTable$/.test(dottedName(call.func) ?? '');
      if (isCatalog) yield { span: nameSpan, message: sqlMessage };
    }
  },

  *sql(facts) {
    if (facts.target.compute !== 'serverless') return;
    for (const statement of statementsOf(facts.tree)) {
      const cached = cachedTable(statement, facts.tree);
      if (cached && facts.source.isKnown(statement.head)) yield { span: cached.span, message: sqlMessage };
    }
  },
});
