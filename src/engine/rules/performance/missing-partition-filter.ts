import { defineRule } from '../../rule';
import { layoutOf, type Layout } from '../../catalog/layout';
import { scansOf } from '../../spark/scans';
import type { SqlFacts } from '../../sql/facts';
import { cteOf } from '../../sql/names';
import type { Expr, Name, Select } from '../../sql/nodes';
import { callName, columnsOf, hasUnknown, rowFilters } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, relationsOf, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';
import type { Level } from '../../types';

/** What filters rows in a SELECT. */
function predicatesOf(select: Select): Expr[] {
  const { having, qualify } = select;
  return [...rowFilters(select), ...(having ? [having] : []), ...(qualify ? [qualify] : [])];
}

/** Names of all columns that any predicate of the statement mentions; `undefined` when one cannot be read. */
function filteredColumns(uses: readonly SelectUse[]): Set<string> | undefined {
  const found = new Set<string>();
  for (const { select } of uses) {
    for (const { join } of select.sources) for (const { name } of join?.using ?? []) found.add(name.toLowerCase());
    if (select.sources.some(({ join }) => join?.natural)) return undefined;
    for (const predicate of predicatesOf(select)) {
      if (hasUnknown(predicate)) return undefined;
      for (const { parts } of columnsOf(predicate)) for (const { name } of parts) found.add(name.toLowerCase());
    }
  }
  return found;
}

/** `count(*)`, `min(x)`, `max(x)` over a whole table are answered from its metadata. */
function isMetadataOnly(select: Select): boolean {
  if (select.groupBy || select.sources.length !== 1) return false;
  return select.items.length > 0 && select.items.every(({ expr }) => /^(count|min|max)$/.test(callName(expr)));
}

/** Rows shown below a notebook cell: Spark reads no more of them than fit on the screen. */
function isGlance({ role, query, select }: SelectUse, facts: SqlFacts): boolean {
  if (role !== 'result' || facts.place !== 'cell') return false;
  if (select.groupBy || select.having || query.orderBy.length > 0 || select.sources.length !== 1 || select.distinct)
    return false;
  return !select.items.some(({ expr }) => /^(count|sum|avg|mean|min|max|collect_\w+|approx_\w+)$/.test(callName(expr)));
}

/** How loud a full scan is, or `undefined` where it is right: a view is filtered by those who read it. */
function levelOf({ role, query, select }: SelectUse, statement: Statement): Level | undefined {
  if ((query.limit && !select.groupBy) || role === 'exists' || isMetadataOnly(select)) return undefined;
  if (statement.kind === 'create')
    return statement.object === 'view' || statement.object === 'streaming table' ? undefined : 'info';
  if (statement.kind === 'insert' && statement.overwrite) return 'info';
  return statement.kind === 'query' || statement.kind === 'insert' || statement.kind === 'merge'
    ? 'warning'
    : undefined;
}

interface Read {
  readonly name: Name;
  readonly layout: Layout;
  readonly level: Level;
}

/** The tables with partitions or clusters that a SELECT reads, where it matters. */
function* laidOut(use: SelectUse, statement: Statement, facts: SqlFacts): Generator<Read> {
  const level = levelOf(use, statement);
  if (!level || isGlance(use, facts)) return;
  for (const relation of relationsOf(use.select.sources)) {
    if (relation.kind !== 'table' || relation.stream || !relation.name.known || relation.modifiers.length > 0) continue;
    const layout = cteOf(relation, use.ctes) ? undefined : layoutOf(relation.name.text, facts.catalog);
    if (layout) yield { name: relation.name, layout, level };
  }
}

/** Clustering columns serve many kinds of queries, so reading past them is often right; partitions are there to be chosen. */
function levelFor(layout: Layout): Level | undefined {
  return layout.word === 'clustered' ? 'info' : undefined;
}

export default defineRule({
  id: 'missing-partition-filter',
  family: 'performance',
  severity: 'warning',

  summary: 'A partitioned or clustered table read as a whole',
  why:
    'The table is laid out so that a filter on its partition or clustering columns skips most files. Without one, every file is read: slow, and paid for. ' +
    'Filter on one of these columns, best next to the table.',
  docs: [
    {
      title: 'Partitions (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-partition.html',
      checked: '2026-11-21',
    },
    {
      title: 'Use liquid clustering for tables',
      url: 'https://docs.databricks.com/aws/en/delta/clustering?language=Scala',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id, amount FROM main.sales.orders WHERE status = 'open';\n",
      good: "SELECT order_id, amount FROM main.sales.orders WHERE order_date >= DATE '2024-01-01' AND status = 'open';\n",
      tables: { 'main.sales.orders': { partitionedBy: ['order_date'] } },
    },
    {
      bad: 'SELECT customer_id, sum(amount) AS total FROM main.sales.events GROUP BY customer_id;\n',
      good: 'SELECT customer_id, sum(amount) AS total FROM main.sales.events WHERE event_date > :since GROUP BY customer_id;\n',
      tables: { 'main.sales.events': { partitionedBy: [], clusteredBy: ['event_date', 'customer_id'] } },
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders").where("status = \'open\'")\norders.write.mode("overwrite").saveAsTable("main.sales.open_orders")\n',
      good: 'orders = spark.table("main.sales.orders").where("order_date >= \'2024-01-01\' AND status = \'open\'")\norders.write.mode("overwrite").saveAsTable("main.sales.open_orders")\n',
      tables: { 'main.sales.orders': { partitionedBy: ['order_date'] } },
    },
  ],
  nearMisses: [
    { why: 'nothing is known of the table', code: 'SELECT id FROM main.s.unknown;\n' },
    {
      why: 'known to have no such columns',
      code: 'SELECT id FROM main.s.t;\n',
      tables: { 'main.s.t': { partitionedBy: [], clusteredBy: [] } },
    },
    {
      why: 'a look at some rows',
      code: 'SELECT id FROM main.s.t LIMIT 10;\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'a notebook shows the first rows',
      kind: 'sql-notebook',
      code: '-- Databricks notebook source\nSELECT * FROM main.s.t\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'answered from metadata',
      code: 'SELECT count(*) FROM main.s.t;\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'pruned by the join',
      code: 'SELECT t.id FROM main.s.t t JOIN main.s.days d ON t.day = d.day WHERE d.is_open;\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'filtered one step later',
      code: 'WITH x AS (SELECT id, day FROM main.s.t) SELECT id FROM x WHERE day = :day;\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'a view is filtered by its readers',
      code: 'CREATE VIEW main.s.v AS SELECT id, day FROM main.s.t;\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'the filter is filled in',
      code: 'SELECT id FROM main.s.t WHERE ${filter};\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'a CTE of the same name',
      code: 'WITH t AS (SELECT 1 AS id) SELECT id FROM t;\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'filtered by a Column',
      kind: 'python',
      code: 'spark.table("main.s.t").filter(F.col("day") == day).write.mode("append").saveAsTable("x")\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'a filter that comes from elsewhere',
      kind: 'python',
      code: 'spark.table("main.s.t").filter(condition).write.mode("append").saveAsTable("x")\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'handed on to a function',
      kind: 'python',
      code: 'df = spark.table("main.s.t")\nprocess(df)\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'only some rows are looked at',
      kind: 'python',
      code: 'spark.table("main.s.t").limit(5).collect()\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'joined on the column',
      kind: 'python',
      code: 'spark.table("main.s.t").join(days, "day").write.mode("append").saveAsTable("x")\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.catalog.isEmpty || facts.isTest) return;
    for (const { source, layout } of scansOf(facts)) {
      const list = layout.columns.map((column) => `\`${column}\``).join(', ');
      yield {
        span: source,
        severity: levelFor(layout),
        message: `Every file is read: the table is ${layout.word} by ${list}, and nothing filters on it.`,
      };
    }
  },

  scope: 'statement',
  words: ['FROM', 'USING', 'TABLE'],

  *sql(facts) {
    if (facts.catalog.isEmpty) return;
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || !facts.source.isKnown(statement)) continue;
      const uses = selectsOf(statement);
      const reads = uses.flatMap((use) => [...laidOut(use, statement, facts)]);
      const filtered = reads.length > 0 ? filteredColumns(uses) : undefined;
      if (!filtered) continue;
      for (const { name, layout, level } of reads) {
        if (layout.columns.some((column) => filtered.has(column.split('.').pop()!.toLowerCase()))) continue;
        const list = layout.columns.map((column) => `\`${column}\``).join(', ');
        yield {
          span: name,
          severity: levelFor(layout) ?? level,
          message: `Every file is read: the table is ${layout.word} by ${list}, and nothing filters on it.`,
        };
      }
    }
  },
});
