import type { Expr as PyExpr } from '../../python/ast';
import { dottedName, unwrap as unwrapPython } from '../../python/ast';
import { sizeOf } from '../../python/bounded';
import { literalText } from '../../python/strings';
import { argument } from '../../python/strings-of';
import { stepsOf } from '../../python/values';
import { defineRule } from '../../rule';
import { joinComplaints } from '../../sql/joins';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

function isBroadcast(frame: Parameters<typeof stepsOf>[0]): boolean {
  return [...stepsOf(frame)].some((s) => s.method === 'broadcast' || s.method === 'hint');
}

/** The DataFrame whose column an expression names: `orders` in `orders.id` and `orders["id"]`. */
function ownerOf(expr: PyExpr): string | undefined {
  const e = unwrapPython(expr);
  if (e.type !== 'Attribute' && e.type !== 'Subscript') return undefined;
  const object = unwrapPython(e.object);
  return object.type === 'Name' ? object.id : undefined;
}

/** `F.lit(True)`, `F.expr("1 = 1")`. */
function isAlwaysTrue(on: PyExpr): boolean {
  if (on.type !== 'Call' || on.args.length !== 1) return false;
  const name = dottedName(on.func)?.split('.').pop();
  const value = unwrapPython(on.args[0]!.value);
  if (name === 'lit') return value.type === 'Constant' && value.value === 'True';
  const text = value.type === 'Str' ? literalText(value) : undefined;
  return name === 'expr' && text !== undefined && /^\s*(true|1\s*==?\s*1)\s*$/i.test(text);
}

/** The only DataFrame that a comparison names, when both of its columns are the same one's. */
function onlySide(on: PyExpr): string | undefined {
  if (on.type !== 'Compare') return undefined;
  const [left, right] = [ownerOf(on.left), ownerOf(on.right)];
  return left !== undefined && left === right ? left : undefined;
}

export default defineRule({
  id: 'cartesian-join',
  family: 'correctness',
  severity: 'warning',

  summary: 'A join without a condition that links both sides',
  why:
    'Without a condition that names both sides, each row of one table meets each row of the other: a million rows by a million rows never ends, ' +
    'and small tables silently multiply every sum. Where all pairs are wanted, write CROSS JOIN: it says so.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
    },
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = o.customer_id;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
    },
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o, main.sales.customers c WHERE o.amount > 10;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o, main.sales.customers c WHERE o.customer_id = c.customer_id;\n',
    },
    {
      bad: 'SELECT a.id FROM main.sales.a a LEFT JOIN main.sales.b b ON 1 = 1;\n',
      good: 'SELECT a.id FROM main.sales.a a LEFT JOIN main.sales.b b ON a.id = b.id;\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders")\ncustomers = spark.table("main.sales.customers")\njoined = orders.join(customers)\n',
      good: 'orders = spark.table("main.sales.orders")\ncustomers = spark.table("main.sales.customers")\njoined = orders.join(customers, "customer_id")\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders")\nitems = spark.table("main.sales.items")\njoined = orders.join(items, orders.order_id == orders.order_id)\n',
      good: 'orders = spark.table("main.sales.orders")\nitems = spark.table("main.sales.items")\njoined = orders.join(items, orders.order_id == items.order_id)\n',
    },
  ],
  nearMisses: [
    { why: 'said on purpose', code: 'SELECT d.day, s.store_id FROM main.dim.days d CROSS JOIN main.dim.stores s;\n' },
    {
      why: 'linked in WHERE',
      code: 'SELECT a.x, b.y FROM main.s.a a, main.s.b b, main.s.c c WHERE a.id = c.id AND b.id = c.id;\n',
    },
    {
      why: 'a single row',
      code: 'SELECT o.id FROM main.s.orders o, (SELECT max(day) AS last_day FROM main.s.orders) m WHERE o.day = m.last_day;\n',
    },
    {
      why: 'a CTE with a single row',
      code: 'WITH p AS (SELECT 10 AS floor) SELECT o.id FROM main.s.orders o, p WHERE o.amount > p.floor;\n',
    },
    { why: 'a generator', code: 'SELECT o.id, item FROM main.s.orders o LATERAL VIEW explode(o.items) AS item;\n' },
    { why: 'a table function', code: 'SELECT o.id, e.col FROM main.s.orders o, LATERAL explode(o.items) AS e;\n' },
    { why: 'joined by USING', code: 'SELECT o.id FROM main.s.orders o JOIN main.s.customers c USING (customer_id);\n' },
    { why: 'columns without a table name', code: 'SELECT x FROM main.s.a JOIN main.s.b ON a_id = b_id;\n' },
    { why: 'a struct field', code: 'SELECT a.id FROM main.s.a a JOIN main.s.b b ON payload.id = b.id;\n' },
    {
      why: 'a range is a condition',
      code: 'SELECT e.id FROM main.s.events e JOIN main.s.windows w ON e.ts BETWEEN w.starts AND w.ends;\n',
    },
    {
      why: 'a semi join without columns of its own',
      code: 'SELECT a.id FROM main.s.a a LEFT ANTI JOIN main.s.b b ON a.id = b.id;\n',
    },
    { why: 'a condition that is filled in', code: 'SELECT a.id FROM main.s.a a JOIN main.s.b b ON ${condition};\n' },
    {
      why: 'broadcast on purpose',
      code: 'SELECT /*+ BROADCAST(b) */ a.id, b.rate FROM main.s.a a JOIN main.s.b b ON a.amount > 5;\n',
    },
    {
      why: 'a cross join that says so',
      kind: 'python',
      code: 'a = spark.table("a.b.c")\na.crossJoin(spark.table("a.b.d"))\na.join(spark.table("a.b.d"), how="cross")\n',
    },
    {
      why: 'one row on one side',
      kind: 'python',
      code: 'a = spark.table("a.b.c")\na.join(a.agg({"x": "max"}))\na.join(F.broadcast(spark.table("a.b.d").limit(1)))\n',
    },
    {
      why: 'text and paths join too',
      kind: 'python',
      code: 'import os\n", ".join(names)\nos.path.join(a)\nthread.join()\n',
    },
    {
      why: 'conditions that come from elsewhere',
      kind: 'python',
      code: 'a = spark.table("a.b.c")\na.join(spark.table("a.b.d"), *keys)\na.join(spark.table("a.b.d"), condition, "left")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, receiver, nameSpan } of facts.dataFrameCalls('join')) {
      const other = call.args[0] && facts.valueOf(call.args[0].value);
      if (other?.kind !== 'dataframe' || call.args.some((a) => a.star)) continue;
      if (sizeOf(receiver) === 'few' || sizeOf(other) === 'few' || isBroadcast(other)) continue;
      const on = argument(call, 1, 'on');
      const how = facts.constantOf(argument(call, 2, 'how'));
      if (how === 'cross') continue;
      if (!on || (on.type === 'Constant' && on.value === 'None')) {
        if (argument(call, 2, 'how') && how === undefined) continue;
        yield { span: nameSpan, message: 'A join without a condition pairs every row with every row.' };
        continue;
      }
      if (isAlwaysTrue(unwrapPython(on))) {
        yield { span: on, message: 'The join condition is always true: every row meets every row.' };
        continue;
      }
      const side = onlySide(unwrapPython(on));
      if (side)
        yield {
          span: on,
          message: `The condition compares \`${side}\` with itself, so it says nothing about the other side.`,
        };
    }
  },

  scope: 'statement',
  words: ['JOIN', 'FROM ,'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const { select, ctes } of selectsOf(statement)) {
        if (!isUnderstood(statement, select) || select.hints.some((hint) => /broadcast|mapjoin/i.test(hint))) continue;
        for (const { source, join, message } of joinComplaints(select, ctes, facts.tree.text)) {
          yield { span: join.kind === 'comma' ? source.relation : join, message };
        }
      }
    }
  },
});
