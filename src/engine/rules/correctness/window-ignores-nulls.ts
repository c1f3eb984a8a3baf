import type { TableCatalog } from '../../catalog/catalog';
import { lastName, readNamed } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { nullableColumn } from '../../python/frame-columns';
import { nullsOption as nullsOptionOf, windowCalls as windowCallsIn, type WindowCall } from '../../python/windows';
import { defineRule } from '../../rule';
import { aliasOf } from '../../sql/names';
import type { CallExpr } from '../../sql/nodes';
import { nullable, outerAliases, relationOf } from '../../sql/nullability';
import { unwrap } from '../../sql/predicates';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';
import { nullsOption, resolvedWindow, windowCalls } from '../../sql/windows';
import type { Fix } from '../../types';

const takesRow = /^(first|last|first_value|last_value|nth_value|lag|lead)$/;
/** So many calls of one SELECT are looked at: each asks all of its conditions whether they let NULL through. */
const mostAsked = 50;

/** True when the catalog, or an outer join, says that the value may be NULL. */
function mayBeNull(call: CallExpr, { select, ctes }: SelectUse, catalog: TableCatalog): boolean {
  const arg = call.args[0] && unwrap(call.args[0]);
  if (arg?.kind !== 'column') return false;
  const relation = relationOf(arg, select);
  if (relation && outerAliases(select).has(aliasOf(relation) ?? '')) return true;
  return nullable(arg, select, ctes, catalog) === true;
}

/** The words stand behind the bracket, in front of OVER. */
function fixOf(call: CallExpr, { text }: SqlTree): Fix | undefined {
  const close = text.indexOf(')', call.args[call.args.length - 1]!.to) + 1;
  if (!/^\s*over\s*$/i.test(text.slice(close, call.over!.from))) return undefined;
  const edits = [{ from: close, to: close, insert: ' IGNORE NULLS' }];
  return { title: 'Write IGNORE NULLS', safety: 'unsafe', edits };
}

/** The column that a call takes, when the catalog says that it may be NULL. */
function nullableArgument({ fn, use }: WindowCall, facts: PythonFacts): string | undefined {
  const [arg] = fn.args;
  const column = arg && !arg.star && !arg.keyword ? readNamed(arg.value, facts) : undefined;
  if (column?.kind !== 'column' || !use || lastName(column.name) !== column.name) return undefined;
  return nullableColumn(use.frame, column.name, facts) ? column.name : undefined;
}

function insteadOf(name: string): string {
  if (name === 'lag') return '`last(…, ignorenulls=True)` over the rows before';
  return name === 'lead' ? '`first(…, ignorenulls=True)` over the rows behind' : '`ignorenulls=True`';
}

/** `F.last("x")` becomes `F.last("x", ignorenulls=True)`; `lag` and `lead` have no such argument in Python. */
function fixInPython({ fn: { call, name } }: WindowCall): Fix | undefined {
  if (!/^(first|last)$/.test(name) || call.args.length !== 1) return undefined;
  const at = call.args[0]!.value.to;
  const edits = [{ from: at, to: at, insert: ', ignorenulls=True' }];
  return { title: 'Pass over NULL', safety: 'unsafe', edits };
}

export default defineRule({
  id: 'window-ignores-nulls',
  family: 'correctness',
  severity: 'off',
  fix: 'unsafe',
  summary: 'A window takes NULL where the last known value may be meant',
  why:
    '`lag(x)` and `first_value(x)` take the value of a row, even if it is NULL. In sparse data (readings, prices, states) the last value that is known is meant far more often: ' +
    'IGNORE NULLS (`ignorenulls=True`) passes over the gaps, RESPECT NULLS (`ignorenulls=False`) says that they are wanted.',
  docs: [
    {
      title: 'lag (Databricks SQL)',
      url: 'https://docs.databricks.com/en/sql/language-manual/functions/lag.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id, lag(coupon) OVER (PARTITION BY customer_id ORDER BY order_date) AS coupon_before FROM main.sales.orders;\n',
      good: 'SELECT order_id, lag(coupon) IGNORE NULLS OVER (PARTITION BY customer_id ORDER BY order_date) AS coupon_before FROM main.sales.orders;\n',
      tables: { 'main.sales.orders': { columns: [{ name: 'coupon', type: 'string', nullable: true }] } },
    },
    {
      bad: 'SELECT s.store_id, first_value(o.amount) OVER (PARTITION BY s.city ORDER BY o.order_date) AS first_amount FROM main.sales.stores s LEFT JOIN main.sales.orders o ON o.store_id = s.store_id;\n',
      good: 'SELECT s.store_id, first_value(o.amount) IGNORE NULLS OVER (PARTITION BY s.city ORDER BY o.order_date) AS first_amount FROM main.sales.stores s LEFT JOIN main.sales.orders o ON o.store_id = s.store_id;\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import Window, functions as F\n\nby_customer = Window.partitionBy("customer_id").orderBy("order_date").rowsBetween(Window.unboundedPreceding, 0)\n' +
        'orders = spark.table("main.sales.orders").withColumn("coupon_so_far", F.last("coupon").over(by_customer))\n',
      good:
        'from pyspark.sql import Window, functions as F\n\nby_customer = Window.partitionBy("customer_id").orderBy("order_date").rowsBetween(Window.unboundedPreceding, 0)\n' +
        'orders = spark.table("main.sales.orders").withColumn("coupon_so_far", F.last("coupon", ignorenulls=True).over(by_customer))\n',
      tables: { 'main.sales.orders': { columns: [{ name: 'coupon', type: 'string', nullable: true }] } },
    },
  ],
  nearMisses: [
    {
      why: 'nobody knows if it can be NULL',
      code: 'SELECT lag(x) OVER (PARTITION BY k ORDER BY d) AS p FROM a.b.t;\n',
    },
    {
      why: 'NULL is wanted',
      code: 'SELECT lag(x) RESPECT NULLS OVER (PARTITION BY k ORDER BY d) AS p FROM a.b.t;\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
    {
      why: 'the second argument says so',
      code: 'SELECT last(x, true) OVER (PARTITION BY k ORDER BY d) AS p, first(x, false) OVER (PARTITION BY k ORDER BY d) AS f FROM a.b.t;\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
    {
      why: 'the column is never NULL',
      code: 'SELECT lag(x) OVER (PARTITION BY k ORDER BY d) AS p FROM a.b.t;\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: false }] } },
    },
    {
      why: 'the filter leaves no NULL',
      code: 'SELECT lag(x) OVER (PARTITION BY k ORDER BY d) AS p FROM a.b.t WHERE x IS NOT NULL;\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
    {
      why: 'other functions pass over NULL by themselves',
      code: 'SELECT max(x) OVER (PARTITION BY k) AS m FROM a.b.t;\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
    {
      why: 'a filter has left out NULL, or somebody has filled it in',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("k").orderBy("d")\ndf = spark.table("a.b.t")\na = df.where(F.col("x").isNotNull()).withColumn("p", F.lag("x").over(w))\nb = df.fillna(0).withColumn("p", F.lag("x").over(w))\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
    {
      why: 'another column has that name now',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("k").orderBy("d")\ndf = spark.table("a.b.t").withColumn("x", F.coalesce(F.col("x"), F.lit(0))).withColumn("p", F.lag("x").over(w))\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
    {
      why: 'NULL is wanted, in Python',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("k").orderBy("d")\ndf = spark.table("a.b.t").withColumn("p", F.first("x", ignorenulls=False).over(w)).withColumn("q", F.first("x", True).over(w))\n',
      tables: { 'a.b.t': { columns: [{ name: 'x', nullable: true }] } },
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const found of windowCallsIn(facts)) {
      const { fn, over, spec } = found;
      if (!takesRow.test(fn.name) || !spec.orderBy?.length || nullsOptionOf(fn, facts)) continue;
      const name = nullableArgument(found, facts);
      if (name === undefined) continue;
      yield {
        span: { from: fn.node.from, to: over.call.to },
        message: `\`${name}\` can be NULL, and \`${fn.name}\` takes it: ${insteadOf(fn.name)} passes over NULL.`,
        fix: fixInPython(found),
      };
    }
  },

  scope: 'statement',
  words: ['OVER'],

  *sql({ tree, catalog, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const use of selectsOf(statement)) {
        let asked = 0;
        for (const call of windowCalls(use.select)) {
          if (!takesRow.test(call.name.text) || !isUnderstood(statement, call) || !source.isKnown(call)) continue;
          if (nullsOption(call, tree) || !resolvedWindow(call.over!, use.select)?.orderBy.length) continue;
          if (++asked > mostAsked) break;
          if (!mayBeNull(call, use, catalog)) continue;
          const name = tree.text.slice(call.args[0]!.from, call.args[0]!.to);
          yield {
            span: { from: call.from, to: call.over!.to },
            message: `\`${name}\` can be NULL, and \`${call.name.text}\` takes it: write IGNORE NULLS, or RESPECT NULLS if that is meant.`,
            fix: fixOf(call, tree),
          };
        }
      }
    }
  },
});
