import type { TableCatalog } from '../../catalog/catalog';
import { lastName, readColumn, readNamed, type ColumnCall } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { nullableColumn } from '../../python/frame-columns';
import { joinKind } from '../../python/outer-joins';
import { aggregations, keysOf, type Aggregation } from '../../python/unique-rows';
import { stepsOf, type DataFrameValue } from '../../python/values';
import type { Expr as PyExpr } from '../../python/ast';
import { defineRule } from '../../rule';
import { ordinal } from '../../sql/keys';
import { aliasOf, wordsOf } from '../../sql/names';
import type { CallExpr, ColumnExpr, Expr, Select } from '../../sql/nodes';
import { mayBeSameColumn, nullable, outerAliases, relationOf } from '../../sql/nullability';
import { callName, unwrap } from '../../sql/predicates';
import { isUnderstood, selectsOf, statementsOf, walkExpr, type SelectUse } from '../../sql/walk';
import type { Problem } from '../../types';

/** Nobody groups by more; each key is compared with each counted column. */
const mostKeys = 50;
/** So many counts of one SELECT are told of: each asks all of its conditions whether they let NULL through. */
const mostAsked = 50;
const rows = /^(rows?|records?|recs?|rowcount|recordcount|numrows|nrows)$/;
const amount = /^(cnt|counts?|total|n|num|number|nb|of|all)$/;

function* countsOf(select: Select): Generator<{ call: CallExpr; column: ColumnExpr; alias?: string }> {
  const roots: { expr: Expr; alias?: string }[] = select.items.map(({ expr, alias }) => ({ expr, alias: alias?.name }));
  for (const expr of [select.having, select.qualify]) if (expr) roots.push({ expr });
  for (const { expr, alias } of roots) {
    for (const node of walkExpr(expr)) {
      if (callName(node) !== 'count' || node.kind !== 'call' || node.distinct || node.args.length !== 1) continue;
      const column = unwrap(node.args[0]!);
      if (column.kind === 'column') yield { call: node, column, alias: unwrap(expr) === node ? alias : undefined };
    }
  }
}

/** Columns behind GROUP BY, positions looked up. */
function groupKeys({ groupBy, items }: Select, text: string): ColumnExpr[] {
  const keys = (groupBy?.items ?? []).slice(0, mostKeys).map((key) => {
    const position = ordinal(unwrap(key), text);
    return unwrap(position === undefined ? key : (items[position - 1]?.expr ?? key));
  });
  return keys.filter((key) => key.kind === 'column');
}

/** Whether NULL can come from the table: `no` also where an outer join makes it up, for then the matches are counted. */
function canBeNull(column: ColumnExpr, { select, ctes }: SelectUse, catalog: TableCatalog): 'yes' | 'maybe' | 'no' {
  const outer = outerAliases(select);
  if (outer.size > 0) {
    const relation = relationOf(column, select);
    if (!relation || outer.has(aliasOf(relation) ?? '')) return 'no';
  }
  const known = nullable(column, select, ctes, catalog);
  return known === undefined ? 'maybe' : known ? 'yes' : 'no';
}

/** What the name of a count says: `rows`, or only that something is counted. */
function namedAs(alias: string | undefined): 'rows' | 'vague' | undefined {
  const words = wordsOf(alias ?? '');
  // `bad_rows` may well count the rows in which something stands.
  if (words.some((word) => rows.test(word)) && words.every((word) => rows.test(word) || amount.test(word)))
    return 'rows';
  return words.length > 0 && words.every((word) => amount.test(word)) ? 'vague' : undefined;
}

function messageFor(name: string, ofKey: boolean): string {
  return ofKey
    ? `In the group where \`${name}\` is NULL this counts 0: \`count(*)\` counts its rows.`
    : `Rows whose \`${name}\` is NULL are not counted: \`count(*)\` counts them all.`;
}

/** `F.count("x").alias("n")`, with or without its name. */
function countIn(expr: PyExpr, facts: PythonFacts): { readonly call: ColumnCall; readonly alias?: string } | undefined {
  const fact = readColumn(expr, facts);
  if (fact.kind !== 'call') return undefined;
  if (!fact.on) return fact.name === 'count' ? { call: fact } : undefined;
  const inner = fact.name === 'alias' ? readColumn(fact.on, facts) : undefined;
  if (inner?.kind !== 'call' || inner.on || inner.name !== 'count') return undefined;
  return { call: inner, alias: facts.constantOf(fact.args[0]?.value) };
}

/** True when a join on the way makes up NULL for the rows without a match: then the matches are counted. */
function isOuterJoined(frame: DataFrameValue, facts: PythonFacts): boolean {
  return [...stepsOf(frame)].some(
    ({ method, call }) => method === 'join' && !/^(inner|left(semi|anti))$/.test(joinKind(call, facts) ?? ''),
  );
}

function* inAggregation({ fact, input, grouping }: Aggregation, facts: PythonFacts): Generator<Problem> {
  const keys = (grouping && keysOf(grouping, facts)) ?? [];
  for (const { value, star, keyword } of fact.call.args) {
    const count = star || keyword ? undefined : countIn(value, facts);
    const arg = count?.call.args[0]?.value;
    const column = arg && readNamed(arg, facts);
    if (!count || column?.kind !== 'column' || column.name === '*') continue;
    const name = lastName(column.name);
    const ofKey = keys.includes(name.toLowerCase());
    const named = namedAs(count.alias);
    if ((!ofKey && !named) || isOuterJoined(input, facts)) continue;
    const known = nullableColumn(input, name, facts);
    if (known === false || (known === undefined && !ofKey && named !== 'rows')) continue;
    const edits = [{ from: arg!.from, to: arg!.to, insert: '"*"' }];
    const fix = { title: 'Count rows', safety: 'unsafe' as const, edits };
    yield { span: count.call.node, message: messageFor(name, ofKey), fix };
  }
}

export default defineRule({
  id: 'count-skips-nulls',
  family: 'correctness',
  severity: 'info',
  fix: 'unsafe',
  summary: 'COUNT of a column where rows are meant',
  why:
    '`count(col)` leaves out the rows in which the column is NULL. Named like a number of rows, it is wrong as soon as one NULL comes; counting the key of its own group, it gives 0 for the ' +
    'group of NULL, so that `HAVING count(id) > 1` never sees such duplicates. `count(*)` counts rows.',
  docs: [
    {
      title: 'count (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/functions/count.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT store_id, count(coupon) AS row_count FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, count(*) AS row_count FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      bad: 'SELECT coupon FROM main.sales.orders GROUP BY coupon HAVING count(coupon) > 1;\n',
      good: 'SELECT coupon FROM main.sales.orders GROUP BY coupon HAVING count(*) > 1;\n',
    },
    {
      bad: 'SELECT count(coupon) AS total FROM main.sales.orders;\n',
      good: 'SELECT count(coupon) AS orders_with_coupon FROM main.sales.orders;\n',
      tables: { 'main.sales.orders': { columns: [{ name: 'coupon', type: 'string', nullable: true }] } },
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\ncounts = spark.table("main.sales.orders").groupBy("store_id").agg(F.count("coupon").alias("row_count"))\n',
      good: 'from pyspark.sql import functions as F\ncounts = spark.table("main.sales.orders").groupBy("store_id").agg(F.count("*").alias("row_count"))\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\ntwice = spark.table("main.sales.orders").groupBy("coupon").agg(F.count("coupon").alias("found")).where(F.col("found") > 1)\n',
      good: 'from pyspark.sql import functions as F\ntwice = spark.table("main.sales.orders").groupBy("coupon").agg(F.count("*").alias("found")).where(F.col("found") > 1)\n',
    },
  ],
  nearMisses: [
    { why: 'the column itself is counted', code: 'SELECT count(coupon) AS coupons FROM a.b.t;\n' },
    { why: 'rows in which something stands', code: 'SELECT count(error) AS bad_rows FROM a.b.t;\n' },
    { why: 'nobody knows if it can be NULL', code: 'SELECT count(order_id) AS total FROM a.b.t;\n' },
    {
      why: 'the column is never NULL',
      code: 'SELECT count(id) AS row_count FROM a.b.t;\n',
      tables: { 'a.b.t': { columns: [{ name: 'id', nullable: false }] } },
    },
    { why: 'the filter leaves no NULL', code: 'SELECT count(id) AS row_count FROM a.b.t WHERE id IS NOT NULL;\n' },
    {
      why: 'matches of an outer join are counted',
      code: 'SELECT c.id, count(o.id) AS row_count FROM a.b.c c LEFT JOIN a.b.o o ON o.c = c.id GROUP BY c.id;\n',
    },
    { why: 'distinct values', code: 'SELECT count(DISTINCT id) AS row_count FROM a.b.t;\n' },
    { why: 'a constant is never NULL', code: 'SELECT count(1) AS row_count, count(*) AS records FROM a.b.t;\n' },
    { why: 'another column of the group', code: 'SELECT k, count(x) AS xs FROM a.b.t GROUP BY k;\n' },
    {
      why: 'the key has a value for NULL',
      code: "SELECT k FROM a.b.t GROUP BY k HAVING count(coalesce(k, '')) > 1;\n",
    },
    { why: 'a column that is filled in', code: 'SELECT count(${column}) AS row_count FROM a.b.t;\n' },
    {
      why: 'the column itself is counted, or nobody knows if it can be NULL, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").groupBy("k").agg(F.count("coupon").alias("coupons"), F.count("id").alias("total"), F.count("x"))\n',
    },
    {
      why: 'the filter leaves no NULL, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").where(F.col("id").isNotNull()).groupBy("id").agg(F.count("id").alias("row_count"))\n',
    },
    {
      why: 'matches of an outer join are counted, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nc = spark.table("a.b.c")\no = spark.table("a.b.o")\ndf = c.join(o, "id", "left").groupBy("id").agg(F.count("order_id").alias("row_count"))\n',
    },
    {
      why: 'a constant is never NULL, and distinct values, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").groupBy("k").agg(F.count(F.lit(1)).alias("row_count"), F.countDistinct("k").alias("rows"))\nn = spark.table("a.b.t").count()\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const aggregation of aggregations(facts)) yield* inAggregation(aggregation, facts);
  },

  scope: 'statement',
  words: ['count()'],

  *sql({ tree, catalog, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const use of selectsOf(statement)) {
        let keys: ColumnExpr[] | undefined;
        let asked = 0;
        for (const { call, column, alias } of countsOf(use.select)) {
          if (!isUnderstood(statement, use.select) || !source.isKnown(call)) continue;
          keys ??= groupKeys(use.select, tree.text);
          const ofKey = keys.some((key) => mayBeSameColumn(key, column));
          const named = namedAs(alias);
          if (!ofKey && !named) continue;
          if (++asked > mostAsked) break;
          const found = canBeNull(column, use, catalog);
          if (found === 'no' || (found === 'maybe' && !ofKey && named !== 'rows')) continue;
          const name = tree.text.slice(column.from, column.to);
          const edits = [{ from: call.args[0]!.from, to: call.args[0]!.to, insert: '*' }];
          yield { span: call, message: messageFor(name, ofKey), fix: { title: 'Count rows', safety: 'unsafe', edits } };
        }
      }
    }
  },
});
