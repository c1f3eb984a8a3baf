import { arbitraryLimits } from '../../python/row-order';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { allNameWords } from '../../sql/names';
import type { Name, Query } from '../../sql/nodes';
import { isAggregate, readsStoredRows } from '../../sql/sizes';
import type { Statement } from '../../sql/tree';
import { isUnderstood, queriesOf, relationsOf, statementsOf, type QueryUse } from '../../sql/walk';

/** The table in which the rows end up. */
function targetOf(statement: Statement): Name | undefined {
  if (statement.kind === 'insert') return statement.target;
  if (statement.kind === 'create' && statement.object !== 'view') return statement.name;
  if (statement.kind !== 'merge') return undefined;
  return statement.target.relation.kind === 'table' ? statement.target.relation.name : undefined;
}

/** True when the order comes from inside: `SELECT … FROM (SELECT … ORDER BY x) LIMIT 10`. */
function isOrderedInside(query: Query): boolean {
  if (query.body.kind === 'query') return query.body.orderBy.length > 0 || isOrderedInside(query.body);
  if (query.body.kind !== 'select') return false;
  const [source] = query.body.sources;
  return (
    source?.relation.kind === 'subquery' &&
    (source.relation.query.orderBy.length > 0 || isOrderedInside(source.relation.query))
  );
}

/** Rows of a stored table, more of them than the limit lets through. */
function picks(use: QueryUse, facts: SqlFacts): boolean {
  const { limit, body } = use.query;
  if (limit?.kind !== 'literal' || limit.type !== 'number') return false;
  if (Number(facts.tree.text.slice(limit.from, limit.to)) === 0) return false;
  if (body.kind === 'table') return true;
  const selects = body.kind === 'set' ? body.operands : [body];
  return selects.some((select) => {
    return (
      select.kind === 'select' &&
      !isAggregate(select) &&
      readsStoredRows(select, use.ctes) &&
      !isSampled(select.sources)
    );
  });
}

function isSampled(sources: Parameters<typeof relationsOf>[0]): boolean {
  return [...relationsOf(sources)].some(({ modifiers }) => modifiers.some(({ kind }) => kind === 'sample'));
}

/** What becomes of the rows that were picked: stored or joined. Rows that are only shown may be any. */
function fateOf(use: QueryUse): 'stored' | 'joined' | undefined {
  for (let at: QueryUse | undefined = use; at; at = at.parent) {
    if (at.role === 'table' || at.role === 'insert' || at.role === 'merge') return 'stored';
    if (at.role !== 'from' && at.role !== 'cte') return undefined;
    const outer = at.parent?.query.body;
    if (at.role === 'from' && outer?.kind === 'select' && [...relationsOf(outer.sources)].length > 1) return 'joined';
  }
  return undefined;
}

function messageFor(fate: 'stored' | 'joined', order: string): string {
  return `Without ${order}, any rows are taken and ${fate}, other ones in the next run: order them by something that decides.`;
}

export default defineRule({
  id: 'limit-without-order',
  family: 'correctness',
  severity: 'info',

  summary: 'LIMIT without an order in rows that are kept',
  why:
    'Without ORDER BY (`orderBy`), LIMIT takes the rows that happen to arrive first. The next run takes others, and what was stored or joined with them changes. ' +
    'Add an order that decides, or say TABLESAMPLE (`sample`) where a random part is wanted.',
  docs: [
    {
      title: 'LIMIT clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-limit.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REPLACE TABLE main.sales.top_orders AS SELECT order_id, amount FROM main.sales.orders LIMIT 2;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.top_orders AS SELECT order_id, amount FROM main.sales.orders ORDER BY amount DESC, order_id LIMIT 2;\n',
    },
    {
      bad: 'SELECT o.order_id FROM main.sales.orders o JOIN (SELECT customer_id FROM main.sales.customers LIMIT 2) c ON o.customer_id = c.customer_id;\n',
      good: 'SELECT o.order_id FROM main.sales.orders o JOIN (SELECT customer_id FROM main.sales.customers ORDER BY customer_id LIMIT 2) c ON o.customer_id = c.customer_id;\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.sales.orders").limit(2).write.mode("overwrite").saveAsTable("main.sales.top_orders")\n',
      good: 'spark.table("main.sales.orders").orderBy("amount", "order_id").limit(2).write.mode("overwrite").saveAsTable("main.sales.top_orders")\n',
    },
  ],
  nearMisses: [
    { why: 'a look at some rows', code: 'SELECT id FROM main.s.t LIMIT 10;\n' },
    { why: 'the columns only', code: 'CREATE TABLE main.s.u AS SELECT id FROM main.s.t LIMIT 0;\n' },
    { why: 'one row anyway', code: 'CREATE TABLE main.s.u AS SELECT max(id) AS id FROM main.s.t LIMIT 1;\n' },
    {
      why: 'ordered inside',
      code: 'CREATE TABLE main.s.u AS SELECT * FROM (SELECT id FROM main.s.t ORDER BY id) LIMIT 5;\n',
    },
    {
      why: 'random on purpose',
      code: 'CREATE TABLE main.s.u AS SELECT id FROM main.s.t TABLESAMPLE (5 PERCENT) LIMIT 5;\n',
    },
    { why: 'a sample by its name', code: 'CREATE TABLE main.s.t_sample AS SELECT id FROM main.s.t LIMIT 100;\n' },
    { why: 'rows made up', code: 'CREATE TABLE main.s.u AS SELECT id FROM range(100) LIMIT 5;\n' },
    {
      why: 'only asked whether there is one',
      code: 'SELECT id FROM main.s.t WHERE EXISTS (SELECT 1 FROM main.s.u LIMIT 1);\n',
    },
    { why: 'how many is filled in', code: 'CREATE TABLE main.s.u AS SELECT id FROM main.s.t LIMIT ${n};\n' },
    { why: 'a temporary view to look at', code: 'CREATE TEMP VIEW v AS SELECT id FROM main.s.t LIMIT 10;\n' },
    {
      why: 'a look at some rows, in Python',
      kind: 'python',
      code: 'df = spark.table("a.b.t").limit(10)\ndf.show()\nrows = df.collect()\npdf = spark.table("a.b.t").limit(100).toPandas()\n',
    },
    {
      why: 'ordered before, random on purpose, or the columns only',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\ndf.orderBy("x").drop("y").limit(5).write.saveAsTable("a.b.u")\ndf.sample(0.1).limit(5).write.saveAsTable("a.b.v")\ndf.limit(0).write.saveAsTable("a.b.w")\n',
    },
    {
      why: 'a sample by its name, or nobody knows the name, in Python',
      kind: 'python',
      code: 'df = spark.table("a.b.t").limit(100)\ndf.write.saveAsTable("a.b.t_sample")\ndf.write.saveAsTable(name)\ndf.write.parquet("/Volumes/a/demo/files")\n',
    },
    {
      why: 'how many is handed in, and rows made up',
      kind: 'python',
      code: 'def f(n):\n    spark.table("a.b.t").limit(n).write.saveAsTable("a.b.u")\n    spark.range(100).limit(5).write.saveAsTable("a.b.v")\n',
    },
  ],

  options: {
    samples: {
      default: [
        'sample',
        'samples',
        'subset',
        'tmp',
        'temp',
        'test',
        'tests',
        'demo',
        'dev',
        'sandbox',
        'scratch',
        'preview',
      ],
      description: 'Words in a table name that mark a table in which any rows will do.',
    },
  },

  pythonScope: 'cell',
  *python(facts, { samples }) {
    for (const { span, fate, target } of arbitraryLimits(facts)) {
      const words = target?.toLowerCase().split(/[^a-z0-9]+|_/) ?? [];
      if (!words.some((word) => samples.includes(word))) yield { span, message: messageFor(fate, '`orderBy`') };
    }
  },

  scope: 'statement',
  words: ['LIMIT', 'FETCH'],

  *sql(facts, { samples }) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      const target = targetOf(statement);
      if (target && (!target.known || allNameWords(target).some((word) => samples.includes(word)))) continue;
      for (const use of queriesOf(statement)) {
        const { query } = use;
        if (!query.limit || query.orderBy.length > 0 || query.pipes.length > 0 || isOrderedInside(query)) continue;
        if (!isUnderstood(statement, query) || !facts.source.isKnown(query) || !picks(use, facts)) continue;
        const fate = fateOf(use);
        if (!fate) continue;
        yield { span: query.limit, message: messageFor(fate, 'ORDER BY') };
      }
    }
  },
});
