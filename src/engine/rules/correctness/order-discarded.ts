import { lostSorts } from '../../python/row-order';
import { withoutStep } from '../../python/uses';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { columnName } from '../../sql/merges';
import { OrderFates, sortsWithin, withoutOrder, type OrderFate } from '../../sql/order';
import { columnsOf } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, queriesOf, statementsOf } from '../../sql/walk';
import type { Query } from '../../sql/nodes';

const messages: Record<NonNullable<OrderFate>, string> = {
  lost: 'Nobody sees this order: the query around it puts the rows together anew. Sort there, or not at all.',
  stored: 'A table keeps no order: its readers sort again. To keep near rows together in files, use CLUSTER BY.',
  view: 'A view promises no order, and each reader pays for the sort: sort in the query that shows the rows.',
};

/** Formats of files that people read from the top. */
const files = /^(csv|json|text|parquet|orc|avro|xml)$/;

/** Columns by which the rows of the target are laid out: who sorts by them does so for the files. */
function layoutOf(statement: Statement, { catalog }: SqlFacts): string[] | undefined {
  if (statement.kind === 'insert') {
    if (!statement.target || files.test(statement.target.parts[0]?.name.toLowerCase() ?? '')) return undefined;
    const facts = catalog.find(statement.target.text);
    return [...(facts?.partitionedBy ?? []), ...(facts?.clusteredBy ?? [])].map((name) => name.toLowerCase());
  }
  if (statement.kind !== 'create' || !/table$|materialized view/.test(statement.object)) return undefined;
  if (files.test(statement.format ?? '')) return undefined;
  const clusterBy = statement.clusterBy === 'auto' ? [] : (statement.clusterBy ?? []);
  return [...(statement.partitionedBy ?? []), ...clusterBy].flatMap((expr) =>
    columnsOf(expr).map((column) => columnName(column)!),
  );
}

/** True when the sort serves the files that are written. */
function servesFiles({ orderBy }: Query, statement: Statement, facts: SqlFacts): boolean {
  const layout = layoutOf(statement, facts);
  return !layout || layout.includes(columnName(orderBy[0]!.expr) ?? '');
}

const inPython = {
  lost: 'Nobody sees this order: the next step puts the rows together anew. Sort behind it, or not at all.',
  stored: 'A table keeps no order: its readers sort again. To keep near rows together in files, use `clusterBy`.',
} as const;

export default defineRule({
  id: 'order-discarded',
  family: 'correctness',
  severity: 'info',
  fix: 'safe',
  summary: 'A sort whose order nobody sees',
  why:
    'ORDER BY (`orderBy`) counts where the rows are shown. Below a join, a grouping or another sort, in a view and in a table the order is lost, and where Spark cannot leave the sort out ' +
    'it costs a shuffle of all rows. Whoever relies on it gets an order by chance. With LIMIT it decides which rows are taken: that is fine.',
  docs: [
    {
      title: 'ORDER BY clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-orderby.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT store_id, count(*) AS orders FROM (SELECT * FROM main.sales.orders ORDER BY order_date) GROUP BY store_id;\n',
      good: 'SELECT store_id, count(*) AS orders FROM main.sales.orders GROUP BY store_id ORDER BY orders DESC;\n',
    },
    {
      bad: 'WITH paid AS (SELECT order_id, customer_id FROM main.sales.orders WHERE paid ORDER BY order_id)\nSELECT paid.order_id, c.name FROM paid INNER JOIN main.sales.customers c ON paid.customer_id = c.customer_id;\n',
      good: 'WITH paid AS (SELECT order_id, customer_id FROM main.sales.orders WHERE paid)\nSELECT paid.order_id, c.name FROM paid INNER JOIN main.sales.customers c ON paid.customer_id = c.customer_id ORDER BY paid.order_id;\n',
    },
    {
      bad: 'CREATE OR REPLACE TABLE main.sales.by_store AS SELECT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id ORDER BY total DESC;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.by_store AS SELECT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\ncounts = spark.table("main.sales.orders").orderBy("order_date").groupBy("store_id").agg(F.count("*").alias("orders"))\n',
      good: 'from pyspark.sql import functions as F\ncounts = spark.table("main.sales.orders").groupBy("store_id").agg(F.count("*").alias("orders")).orderBy("orders")\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.sales.orders").groupBy("store_id").sum("amount").orderBy("store_id").write.mode("overwrite").saveAsTable("main.sales.by_store")\n',
      good: 'spark.table("main.sales.orders").groupBy("store_id").sum("amount").write.mode("overwrite").saveAsTable("main.sales.by_store")\n',
    },
  ],
  nearMisses: [
    { why: 'the rows are shown', code: 'SELECT a FROM a.b.t ORDER BY a;\n' },
    {
      why: 'the order decides which rows are stored',
      code: 'INSERT INTO a.b.u SELECT a FROM a.b.t ORDER BY a LIMIT 10;\n',
    },
    {
      why: 'Spark keeps the order of a subquery that is only passed on',
      code: 'SELECT a FROM (SELECT a FROM a.b.t ORDER BY a) WHERE a > 1;\n',
    },
    { why: 'LIMIT outside takes the first rows', code: 'SELECT a FROM (SELECT a FROM a.b.t ORDER BY a) LIMIT 10;\n' },
    {
      why: 'the list is collected in that order',
      code: 'SELECT k, collect_list(x) AS xs FROM (SELECT k, x FROM a.b.t ORDER BY ts) GROUP BY k;\n',
    },
    { why: 'a header in front of the rows', code: "SELECT 'name' AS n UNION ALL (SELECT n FROM a.b.t ORDER BY n);\n" },
    { why: 'a temporary view is looked at', code: 'CREATE TEMP VIEW v AS SELECT a FROM a.b.t ORDER BY a;\n' },
    {
      why: 'the rows of each file are sorted',
      code: 'INSERT INTO a.b.u SELECT a FROM a.b.t DISTRIBUTE BY d SORT BY a;\n',
    },
    {
      why: 'the table is laid out in that way',
      code: 'CREATE TABLE a.b.u PARTITIONED BY (d) AS SELECT a, d FROM a.b.t ORDER BY d, a;\n',
    },
    {
      why: 'files are read from the top',
      code: "INSERT OVERWRITE DIRECTORY '/Volumes/a/b/c' USING csv SELECT a FROM a.b.t ORDER BY a;\n",
    },
    {
      why: 'a window orders for itself',
      code: 'SELECT k, row_number() OVER (PARTITION BY k ORDER BY a) AS n FROM a.b.t;\n',
    },
    {
      why: 'what is made of the rows is filled in',
      code: 'SELECT ${columns} FROM (SELECT k, x FROM a.b.t ORDER BY x) GROUP BY k;\n',
    },
    {
      why: 'a function gives the rows back',
      code: 'CREATE FUNCTION a.b.f() RETURNS TABLE (a INT) RETURN SELECT a FROM a.b.t ORDER BY a;\n',
    },
    {
      why: 'the rows are shown, or the first ones taken, in Python',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\ndf.orderBy("x").show()\ntop = df.orderBy("x").limit(10).groupBy("k").count()\nrows = df.orderBy("x").collect()\ndf.orderBy("x").limit(3).write.saveAsTable("a.b.u")\n',
    },
    {
      why: 'the list is collected in that order, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").orderBy("ts")\nxs = df.groupBy("k").agg(F.collect_list("x").alias("xs"), F.first("y"))\n',
    },
    {
      why: 'the sorted rows are shown as well',
      kind: 'python',
      code: 'df = spark.table("a.b.t").orderBy("x")\ndf.show()\nn = df.groupBy("k").count()\n',
    },
    {
      why: 'files are read from the top, or sorted for themselves',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\ndf.orderBy("x").coalesce(1).write.csv(path)\ndf.sortWithinPartitions("x").write.saveAsTable("a.b.u")\ndf.repartition("d").sortWithinPartitions("x").groupBy("k").count()\n',
    },
    {
      why: 'the table is laid out in that way, in Python',
      kind: 'python',
      code: 'spark.table("a.b.t").orderBy("d", "x").write.partitionBy("d").saveAsTable("a.b.u")\n',
    },
    {
      why: 'what is made of the rows is handed in',
      kind: 'python',
      code: 'def f(what):\n    return spark.table("a.b.t").orderBy("x").groupBy("k").agg(*what)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, span, fate } of lostSorts(facts)) {
      const edit = fate === 'lost' ? withoutStep(call, facts) : undefined;
      const fix = edit && { title: 'Leave the sort out', safety: 'safe' as const, edits: [edit] };
      yield { span, message: inPython[fate], fix };
    }
  },

  scope: 'statement',
  words: ['ORDER', 'SORT'],

  *sql(facts) {
    const { tree, source } = facts;
    for (const statement of statementsOf(tree)) {
      if (!isUnderstood(statement)) continue;
      const fates = new OrderFates(statement, tree);
      for (const use of queriesOf(statement)) {
        const { query } = use;
        const [first, last] = [query.orderBy[0], query.orderBy[query.orderBy.length - 1]];
        if (!first || !last || query.limit || query.offset || query.pipes.length > 0) continue;
        if (!source.isKnown({ from: first.from, to: query.to }) || sortsWithin(query, tree)) continue;
        const fate = fates.of(use);
        if (!fate || (fate === 'stored' && servesFiles(query, statement, facts))) continue;
        const edit = fate === 'lost' ? withoutOrder(query, tree) : undefined;
        yield {
          span: { from: first.from, to: last.to },
          message: messages[fate],
          fix: edit && { title: 'Leave ORDER BY out', safety: 'safe', edits: [edit] },
        };
      }
    }
  },
});
