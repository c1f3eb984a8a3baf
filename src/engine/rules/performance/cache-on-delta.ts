import { defineRule } from '../../rule';
import { isPlainDeltaRead } from '../../spark/delta-reads';
import { cachedTable } from '../../sql/caches';
import { holdsTemplate } from '../../sql/marks';
import type { Query } from '../../sql/nodes';
import { isReduced } from '../../sql/sizes';
import { statementsOf } from '../../sql/walk';

const message =
  'A Delta table in the Spark cache: filters on it skip no files any more. The disk cache keeps what is read, by itself.';

/** `SELECT … FROM one.table WHERE …`: nothing that would take time to do again. */
function isPlainQuery({ body, ctes, orderBy, limit, pipes }: Query): boolean {
  if (body.kind !== 'select' || ctes.length > 0 || orderBy.length > 0 || limit || pipes.length > 0) return false;
  const [source] = body.sources;
  if (body.sources.length !== 1 || source!.relation.kind !== 'table' || isReduced(body) || body.qualify) return false;
  return source!.relation.modifiers.length === 0 && source!.relation.name.parts.length > 1;
}

export default defineRule({
  id: 'cache-on-delta',
  family: 'performance',
  severity: 'info',
  summary: 'A Delta table is put into the Spark cache',
  why:
    'Spark caches all the rows of the frame: a later filter goes through all of them, where Delta would have skipped most of the files, and the memory is missing for the work itself. ' +
    'On Databricks the disk cache keeps the files that are read on local disks anyway, in a form that is faster to read. Cache what was expensive to compute, not what was only read.',
  docs: [
    {
      title: 'Best practices: Delta Lake',
      url: 'https://docs.databricks.com/en/delta/best-practices.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders").cache()\norders.where("store_id = 7").count()\n',
      good: 'orders = spark.table("main.sales.orders")\norders.where("store_id = 7").count()\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.read.format("delta").load("/Volumes/main/sales/orders").select("order_id", "amount")\norders.persist()\n',
      good: 'orders = spark.read.format("delta").load("/Volumes/main/sales/orders").select("order_id", "amount")\n',
    },
    { kind: 'sql', bad: 'CACHE TABLE main.sales.orders;\n', good: 'CACHE SELECT * FROM main.sales.orders;\n' },
    {
      kind: 'sql',
      bad: 'CACHE TABLE paid AS SELECT order_id, amount FROM main.sales.orders WHERE paid;\n',
      good: 'CREATE TEMP VIEW paid AS SELECT order_id, amount FROM main.sales.orders WHERE paid;\n',
    },
  ],
  nearMisses: [
    {
      why: 'the result of a join is expensive to compute again',
      kind: 'python',
      code: 'spark.table("a.b.c").join(spark.table("a.b.d"), "id").cache()\n',
    },
    { why: 'groups', kind: 'python', code: 'spark.table("a.b.c").groupBy("k").count().cache()\n' },
    { why: 'a computed column', kind: 'python', code: 'spark.table("a.b.c").withColumn("x", f("y")).persist()\n' },
    {
      why: 'a computed column in a select',
      kind: 'python',
      code: 'spark.table("a.b.c").select("id", score("text")).cache()\nspark.table("a.b.c").selectExpr("id", "parse(raw) AS p").cache()\n',
    },
    { why: 'files that Spark would parse again', kind: 'python', code: 'spark.read.csv("/Volumes/a/b/c").cache()\n' },
    { why: 'it may be a temporary view', kind: 'python', code: 'spark.table("features").cache()\n' },
    {
      why: 'rows of another system',
      kind: 'python',
      code: 'spark.read.format("jdbc").option("url", u).load().cache()\n',
    },
    { why: 'no DataFrame', kind: 'python', code: 'from functools import cache\nstore.cache()\n' },
    { why: 'the name of a view', kind: 'sql', code: 'CACHE TABLE features;\n' },
    { why: 'groups in SQL', kind: 'sql', code: 'CACHE TABLE g AS SELECT k, count(*) AS n FROM a.b.c GROUP BY k;\n' },
    {
      why: 'a join in SQL',
      kind: 'sql',
      code: 'CACHE TABLE j AS SELECT c.id FROM a.b.c c JOIN a.b.d d ON c.id = d.id;\n',
    },
    { why: 'the disk cache', kind: 'sql', code: 'CACHE SELECT id FROM a.b.c;\n' },
    { why: 'out of the cache', kind: 'sql', code: 'UNCACHE TABLE a.b.c;\nCLEAR CACHE;\n' },
    {
      why: 'serverless compute has a rule of its own',
      kind: 'sql',
      target: { compute: 'serverless' },
      code: 'CACHE TABLE a.b.c;\n',
    },
  ],

  scope: 'statement',
  words: ['CACHE'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest || facts.target.compute === 'serverless') return;
    for (const { receiver, nameSpan } of facts.dataFrameCalls('cache', 'persist')) {
      if (isPlainDeltaRead(receiver, facts)) yield { span: nameSpan, message };
    }
  },

  *sql(facts) {
    if (facts.target.compute === 'serverless') return;
    for (const statement of statementsOf(facts.tree)) {
      const cached = cachedTable(statement, facts.tree);
      if (!cached || !facts.source.isKnown(statement) || holdsTemplate(facts.tree, statement)) continue;
      const isTable = cached.parts.length > 1 && cached.parts[0] !== 'global_temp';
      if (cached.query ? isPlainQuery(cached.query) : isTable) yield { span: cached.span, message };
    }
  },
});
