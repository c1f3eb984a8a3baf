import { outputName as outputNameOf, readColumns } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { aggregations, keysOf } from '../../python/unique-rows';
import type { Argument, Call } from '../../python/ast';
import { chainAfter } from '../../python/walk';
import { defineRule } from '../../rule';
import { holdsTemplate } from '../../sql/marks';
import { cteOf } from '../../sql/names';
import type { SqlFacts } from '../../sql/facts';
import { outputName } from '../../sql/outputs';
import { isUnderstood, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';
import type { Problem, Span } from '../../types';

/** True where the names of the columns reach nobody, or others are given to them. */
function namesDoNotMatter({ role, query, statement, parent, select }: SelectUse): boolean {
  if (role === 'in' || role === 'exists' || role === 'scalar' || role === 'other' || query.pipes.length > 0)
    return true;
  if (role === 'insert') return !(statement.kind === 'insert' && statement.byName);
  if (statement.kind === 'create' && !parent && statement.columns && statement.columns.length > 0) return true;
  if (query.body.kind === 'set' && query.body.operands[0] !== select) return true;
  if (role === 'cte') return parent?.query.ctes.some((cte) => cte.query === query && cte.columns) ?? false;
  return false;
}

/** Subqueries of FROM that get names of their own: `(SELECT …) AS t(a, b)`. */
function* renamed({ select }: SelectUse): Generator<Span> {
  for (const { relation } of select.sources)
    if (relation.kind === 'subquery' && relation.columnAliases) yield relation.query;
}

/** The columns that a SELECT gives by name, each with its place; those of a star when the catalog knows them. */
function* columnsOf({ select, ctes, role }: SelectUse, facts: SqlFacts): Generator<[string, Span]> {
  for (const item of select.items) {
    const { expr } = item;
    const name = outputName(item);
    if (name !== undefined) yield [name, item];
    if (expr.kind !== 'star' || expr.except || expr.replace || expr.qualifier.length > 0) continue;
    if (role !== 'table' && role !== 'view') continue;
    if (select.sources.some(({ join }) => join && (join.natural || join.using || /semi|anti/.test(join.kind))))
      continue;
    for (const { relation } of select.sources) {
      if (relation.kind !== 'table' || relation.modifiers.length > 0 || relation.columnAliases) continue;
      if (cteOf(relation, ctes) || !relation.name.known) continue;
      for (const column of facts.catalog.find(relation.name.text)?.columns ?? []) yield [column.name, expr];
    }
  }
}

/** The columns that are given by name, each with its place; those that nobody can tell are left out. */
function* namedIn(args: readonly Argument[], facts: PythonFacts): Generator<[string, Span]> {
  for (const arg of args) {
    for (const column of readColumns([arg], facts) ?? []) {
      const name = outputNameOf(column, facts);
      if (name !== undefined && name !== '*') yield [name, column.node];
    }
  }
}

/** True when a step behind gives the columns other names, or takes one of them away. */
function isRenamed(call: Call): boolean {
  return chainAfter(call).names.some((name) =>
    /^(toDF|drop|union|unionAll|subtract|exceptAll|intersect\w*|count|isEmpty)$/.test(name),
  );
}

function* twiceIn(call: Call, before: readonly string[], facts: PythonFacts): Generator<Problem> {
  const seen = new Set(before);
  for (const [name, span] of namedIn(call.args, facts)) {
    const key = name.toLowerCase();
    if (seen.has(key)) {
      if (!isRenamed(call)) yield { span, message: messageFor(name) };
      return;
    }
    seen.add(key);
  }
}

function messageFor(name: string): string {
  return `A column named \`${name}\` is there already: give one of them an alias.`;
}

export default defineRule({
  id: 'duplicate-output-column',
  family: 'correctness',
  severity: 'warning',

  summary: 'Two output columns with one name',
  why:
    'Names of columns do not differ by case. A table with two equal names cannot be stored, a view cannot be made, and whoever asks a subquery or a DataFrame for such a column gets an ' +
    '“ambiguous reference”. Give one of them an alias.',
  docs: [
    {
      title: 'DELTA_DUPLICATE_COLUMNS_FOUND (Databricks)',
      url: 'https://docs.databricks.com/aws/en/error-messages/delta-duplicate-columns-found-error-class',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.gold.orders AS SELECT o.id, o.amount, c.id FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.id;\n',
      good: 'CREATE TABLE main.gold.orders AS SELECT o.id, o.amount, c.id AS customer_id FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.id;\n',
    },
    {
      bad: 'CREATE TABLE main.gold.totals AS SELECT store_id AS store, amount AS Store FROM main.sales.orders;\n',
      good: 'CREATE TABLE main.gold.totals AS SELECT store_id AS store, amount AS total FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad:
        'orders = spark.table("main.sales.orders")\ncustomers = spark.table("main.sales.customers")\n' +
        'joined = orders.join(customers, orders.customer_id == customers.id).select(orders.id, orders.amount, customers.id)\n',
      good:
        'orders = spark.table("main.sales.orders")\ncustomers = spark.table("main.sales.customers")\n' +
        'joined = orders.join(customers, orders.customer_id == customers.id).select(orders.id, orders.amount, customers.id.alias("customer_id"))\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\ntotals = spark.table("main.sales.orders").groupBy("store").agg(F.sum("amount").alias("total"), F.max("amount").alias("Total"))\n',
      good: 'from pyspark.sql import functions as F\ntotals = spark.table("main.sales.orders").groupBy("store").agg(F.sum("amount").alias("total"), F.max("amount").alias("largest"))\n',
    },
  ],
  nearMisses: [
    { why: 'names differ', code: 'SELECT a.id, b.id AS b_id FROM a.b.a JOIN a.b.b ON a.id = b.id;\n' },
    {
      why: 'the view has names of its own',
      code: 'CREATE VIEW a.b.v (x, y) AS SELECT a.id, b.id FROM a.b.a JOIN a.b.b ON a.k = b.k;\n',
    },
    { why: 'the CTE has names of its own', code: 'WITH c(x, y) AS (SELECT a, a FROM a.b.t) SELECT x, y FROM c;\n' },
    { why: 'the subquery has names of its own', code: 'SELECT x FROM (SELECT a, a FROM a.b.t) AS s(x, y);\n' },
    { why: 'an insert goes by position', code: 'INSERT INTO a.b.t (x, y) SELECT a, a FROM a.b.u;\n' },
    { why: 'the first side gives the names', code: 'SELECT a, b FROM a.b.t UNION ALL SELECT c, c FROM a.b.u;\n' },
    { why: 'existence needs no names', code: 'SELECT a FROM a.b.t WHERE EXISTS (SELECT u.a, u.a FROM a.b.u);\n' },
    { why: 'Spark makes up the names', code: 'SELECT sum(a), sum(a), 1, 1 FROM a.b.t;\n' },
    {
      why: 'one of two, decided later',
      code: 'SELECT {% if x %} a AS id {% else %}, b AS id {% endif %} FROM a.b.t;\n',
    },
    { why: 'a star that may hold anything', code: 'CREATE TABLE a.b.t AS SELECT *, b.id FROM a.b.u b;\n' },
    {
      why: 'Spark makes up the names, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").select(F.sum("a"), F.max("a"), F.lit(1), F.lit(1))\n',
    },
    {
      why: 'new names follow, or one of the two is dropped',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, a.id == b.id).select(a.id, b.id).toDF("id", "b_id")\ndf = a.join(b, a.id == b.id).select(a.id, b.id, b.x).drop(b.id)\n',
    },
    {
      why: 'a star that may hold anything, in Python',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\ndf = df.select("*", df.id.alias("key")).select("a.*", "b.*", *df.columns)\n',
    },
    {
      why: 'fields of two structs with aliases',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").select(F.col("a.id").alias("a_id"), F.col("b.id").alias("b_id"))\n',
    },
    {
      why: 'a column is aggregated under its own name, but is no key',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").groupBy("k").agg(F.sum("x").alias("x"), F.max("y").alias("y"))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call } of facts.dataFrameCalls('select')) yield* twiceIn(call, [], facts);
    for (const { fact, grouping, isPivoted } of aggregations(facts)) {
      if (!isPivoted) yield* twiceIn(fact.call, (grouping && keysOf(grouping, facts)) ?? [], facts);
    }
  },

  scope: 'statement',
  words: ['SELECT ,', 'SELECT *'],

  *sql(facts) {
    const { tree } = facts;
    for (const statement of statementsOf(tree)) {
      const ownNames = new Set<Span>();
      for (const use of selectsOf(statement)) {
        for (const query of renamed(use)) ownNames.add(query);
        if (namesDoNotMatter(use) || ownNames.has(use.query)) continue;
        if (!isUnderstood(statement, use.select) || holdsTemplate(tree, use.select)) continue;
        const seen = new Set<string>();
        for (const [name, span] of columnsOf(use, facts)) {
          const key = name.toLowerCase();
          if (seen.has(key)) {
            yield { span, message: messageFor(name) };
            break;
          }
          seen.add(key);
        }
      }
    }
  },
});
