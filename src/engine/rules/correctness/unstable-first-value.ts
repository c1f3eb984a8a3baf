import { firstValues } from '../../python/first-values';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import type { CallExpr, Expr, Select } from '../../sql/nodes';
import { columnsOf, hasUnknown, unwrap } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf, walkExpr, type SelectUse } from '../../sql/walk';
import { hasNoTies, nullsOption, ordersNothing, resolvedWindow, uniqueKeys, written } from '../../sql/windows';

/** Nobody partitions by more columns. */
const mostKeys = 50;
const takesOne = /^(first|last)(_value)?$/;
const takesOneOfWindow = /^((first|last|nth)(_value)?|row_number)$/;

/** What makes the rows of the SELECT unique, looked up when it is first asked for. */
type Unique = () => ReturnType<typeof uniqueKeys>;

function* callsOf({ items, having, qualify }: Select): Generator<CallExpr> {
  for (const root of [...items.map(({ expr }) => expr), having, qualify]) {
    if (root) for (const node of walkExpr(root)) if (node.kind === 'call') yield node;
  }
}

/** True when all rows of a group have one value: the argument is made of its keys. */
function isFixed(arg: Expr | undefined, keys: ReadonlySet<string>, text: string): boolean {
  return arg !== undefined && (isMadeOf(arg, keys, text) || keys.has(written(arg, text)));
}

function isMadeOf(expr: Expr, keys: ReadonlySet<string>, text: string): boolean {
  return columnsOf(expr).every((column) => keys.has(written(column, text)));
}

/** `first(CASE WHEN kind = 'a' THEN value END) IGNORE NULLS` turns rows into columns: mostly one value is left. */
function isPivot(call: CallExpr, { tree }: SqlFacts): boolean {
  if (call.filter) return true;
  const kind = call.args[0] && unwrap(call.args[0]).kind;
  return nullsOption(call, tree) !== undefined && kind !== 'column' && kind !== 'field' && kind !== 'star';
}

/** One row goes in: `FROM (… LIMIT 1)`. */
function readsOneRow({ sources }: Select, text: string): boolean {
  const [source, second] = sources;
  if (!source) return true;
  const limit = source.relation.kind === 'subquery' ? source.relation.query.limit : undefined;
  return !second && limit !== undefined && text.slice(limit.from, limit.to) === '1';
}

/** One finding for a SELECT or an aggregation: what decides for one of its calls decides for all. */
function aboutGroup(name: string, times: number): string {
  return `\`${name}\`${times > 1 ? ` (${times} times here)` : ''} takes whichever row comes first, another one in the next run: say which with \`min_by\` or \`max_by\`, or \`any_value\` where any will do.`;
}

const reasons = {
  key: 'The window is ordered by what it is partitioned by',
  constant: 'The window is ordered by a constant',
} as const;

function aboutWindow(name: string, order: keyof typeof reasons | 'none', word: string): string {
  if (order === 'none')
    return `Without ${word} \`${name}\` takes whichever row comes first, another one in the next run.`;
  return `${reasons[order]}, so chance decides which row \`${name}\` ${name === 'row_number' ? 'numbers first' : 'takes'}: order it by something that differs.`;
}

function isUnstableInGroup(call: CallExpr, { select, role }: SelectUse, facts: SqlFacts, unique: Unique): boolean {
  const { text } = facts.tree;
  // Spark takes a correlated subquery for one value only when it is aggregated: there `first` often says just that.
  if (role === 'scalar') return false;
  if (isPivot(call, facts) || readsOneRow(select, text) || !call.args[0] || hasUnknown(call)) return false;
  const keys = select.groupBy ? unique() : [];
  return keys !== undefined && !isFixed(call.args[0], new Set(keys.flat()), text);
}

/** True when rows of one partition are equal in all that is shown: whichever is taken looks the same. */
function showsOnly(keys: ReadonlySet<string>, { items }: Select, text: string): boolean {
  if (items.length > mostKeys) return false;
  return items.every(({ expr }) => {
    if (expr.kind === 'call' && expr.over) return true;
    return expr.kind !== 'star' && isMadeOf(expr, keys, text);
  });
}

function complaintAboutWindow(
  call: CallExpr,
  { select }: SelectUse,
  facts: SqlFacts,
  unique: Unique,
): string | undefined {
  const { text } = facts.tree;
  const spec = resolvedWindow(call.over!, select);
  if (!spec || !facts.source.isKnown(spec) || !ordersNothing(spec, text)) return undefined;
  if ([...spec.partitionBy, ...call.args].some(hasUnknown) || isPivot(call, facts)) return undefined;
  const numbers = call.name.text === 'row_number';
  // Spark itself asks row_number for an order.
  if (numbers && spec.orderBy.length === 0) return undefined;
  if (hasNoTies(spec, unique(), text)) return undefined;
  const keys = new Set(spec.partitionBy.map((key) => written(key, text)));
  if (numbers && showsOnly(keys, select, text)) return undefined;
  if (!numbers && isFixed(call.args[0], keys, text)) return undefined;
  if (spec.orderBy.length === 0) return aboutWindow(call.name.text, 'none', 'ORDER BY');
  const byColumn = spec.orderBy.some(({ expr }) => unwrap(expr).kind === 'column');
  return aboutWindow(call.name.text, byColumn ? 'key' : 'constant', 'ORDER BY');
}

function* found(statement: Statement, facts: SqlFacts) {
  for (const use of selectsOf(statement)) {
    let asked: { readonly keys: ReturnType<Unique> } | undefined;
    const unique: Unique = () =>
      (asked ??= { keys: uniqueKeys(use.select, use.ctes, facts.catalog, facts.tree.text) }).keys;
    const inGroups: CallExpr[] = [];
    for (const call of callsOf(use.select)) {
      const matches = (call.over ? takesOneOfWindow : takesOne).test(call.name.text);
      if (!matches || call.distinct || !isUnderstood(statement, use.select) || !facts.source.isKnown(call)) continue;
      if (!call.over) {
        if (isUnstableInGroup(call, use, facts, unique)) inGroups.push(call);
        continue;
      }
      const message = complaintAboutWindow(call, use, facts, unique);
      if (message) yield { span: { from: call.from, to: call.over.to }, message };
    }
    const [first] = inGroups;
    if (first) yield { span: first, message: aboutGroup(first.name.text, inGroups.length) };
  }
}

export default defineRule({
  id: 'unstable-first-value',
  family: 'correctness',
  severity: 'warning',
  summary: 'First value or row number without an order that decides',
  why:
    'Rows have no order of their own. `first(x)` of a group, and `row_number()` in a window whose order is the same for all of its rows, take the row that happens to arrive first; ' +
    'after a shuffle, a retry or OPTIMIZE it is another one, and a re-run gives other results. Sorting the rows before does not help.',
  docs: [
    {
      title: 'row_number (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/functions/row_number.html',
      checked: '2026-11-21',
    },
    {
      title: 'first_value (Databricks SQL)',
      url: 'https://docs.databricks.com/spark/latest/spark-sql/language-manual/functions/first_value.html',
      checked: '2026-11-21',
    },
    {
      title: 'first (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/functions/first',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT customer_id, last(status) AS status FROM main.sales.orders GROUP BY customer_id;\n',
      good: 'SELECT customer_id, max_by(status, order_date) AS status FROM main.sales.orders GROUP BY customer_id;\n',
    },
    {
      bad: 'SELECT * FROM main.sales.orders QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY order_id) = 1;\n',
      good: 'SELECT * FROM main.sales.orders QUALIFY row_number() OVER (PARTITION BY order_id ORDER BY updated_at DESC) = 1;\n',
    },
    {
      bad: 'SELECT order_id, first_value(status) OVER (PARTITION BY customer_id) AS first_status FROM main.sales.orders;\n',
      good: 'SELECT order_id, first_value(status) OVER (PARTITION BY customer_id ORDER BY order_date, order_id) AS first_status FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").orderBy("order_date")\n' +
        'latest = orders.groupBy("customer_id").agg(F.last("status").alias("status"))\n',
      good:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'latest = orders.groupBy("customer_id").agg(F.max_by("status", "order_date").alias("status"))\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import Window, functions as F\n\nby_order = Window.partitionBy("order_id").orderBy("order_id")\n' +
        'orders = spark.table("main.sales.orders").withColumn("nr", F.row_number().over(by_order)).where("nr = 1")\n',
      good:
        'from pyspark.sql import Window, functions as F\n\nby_order = Window.partitionBy("order_id").orderBy(F.col("updated_at").desc())\n' +
        'orders = spark.table("main.sales.orders").withColumn("nr", F.row_number().over(by_order)).where("nr = 1")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a subquery for one value, which Spark wants to be aggregated',
      code: 'SELECT id, (SELECT first(day) FROM a.b.days d WHERE d.day_id = t.day_id) AS day FROM a.b.t t;\n',
    },
    { why: 'any value will do', code: 'SELECT k, any_value(x) AS x FROM a.b.t GROUP BY k;\n' },
    {
      why: 'the value is the same in the whole group',
      code: 'SELECT k, first(upper(k)) AS u FROM a.b.t GROUP BY k;\n',
    },
    {
      why: 'rows are turned into columns',
      code: "SELECT k, first(CASE WHEN kind = 'a' THEN v END, true) AS a, first(v) FILTER (WHERE kind = 'b') AS b FROM a.b.t GROUP BY k;\n",
    },
    {
      why: 'the order is decided by something else',
      code: 'SELECT *, row_number() OVER (PARTITION BY k ORDER BY k, ts DESC) AS n FROM a.b.t;\n',
    },
    { why: 'nobody knows if ts is unique', code: 'SELECT *, row_number() OVER (ORDER BY ts) AS n FROM a.b.t;\n' },
    { why: 'any order is asked for', code: 'SELECT *, row_number() OVER (ORDER BY (SELECT NULL)) AS n FROM a.b.t;\n' },
    { why: 'a random order', code: 'SELECT *, row_number() OVER (PARTITION BY k ORDER BY rand()) AS n FROM a.b.t;\n' },
    {
      why: 'equal rows are counted off',
      code: 'SELECT a, b FROM (SELECT a, b, row_number() OVER (PARTITION BY a, b ORDER BY a) AS n FROM a.b.t) WHERE n = 1;\n',
    },
    {
      why: 'ranks are the same for equal rows',
      code: 'SELECT *, rank() OVER (PARTITION BY k ORDER BY k) AS n FROM a.b.t;\n',
    },
    {
      why: 'the key is unique',
      code: 'SELECT *, row_number() OVER (PARTITION BY id ORDER BY id) AS n FROM a.b.t;\n',
      tables: { 'a.b.t': { primaryKey: ['id'] } },
    },
    { why: 'a single row', code: 'SELECT first(x) AS x FROM (SELECT x FROM a.b.t ORDER BY ts LIMIT 1);\n' },
    {
      why: 'an order that is filled in',
      code: 'SELECT *, row_number() OVER (PARTITION BY k ORDER BY ${o}) AS n FROM a.b.t;\n',
    },
    { why: 'a column of that name', code: 'SELECT first, last FROM a.b.names;\n' },
    {
      why: 'rows are turned into columns, in Python',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t").groupBy("k").pivot("kind").agg(F.first("v"))\ndf = spark.table("a.b.t").groupBy("k").agg(F.first(F.when(F.col("kind") == "a", F.col("v")), True))\n',
    },
    {
      why: 'the value belongs to the key',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t")\ndf = df.groupBy("k", df.name).agg(F.first("name"), F.first(F.upper(F.col("k"))))\n',
    },
    {
      why: 'each group has one row',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t").dropDuplicates(["k"]).groupBy("k").agg(F.first("v"))\n',
    },
    {
      why: 'the keys are handed in',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndef f(keys, order):\n    df = spark.table("a.b.t")\n    w = Window.partitionBy(*keys).orderBy(*keys)\n    v = Window.partitionBy("k").orderBy(order)\n    return df.groupBy(*keys).agg(F.first("v")), df.withColumn("n", F.row_number().over(w)).withColumn("m", F.row_number().over(v))\n',
    },
    {
      why: 'the keys belong to two tables',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\na = spark.table("a.b.t")\nb = spark.table("a.b.u")\nw = Window.partitionBy(a.day).orderBy(b.day)\ndf = a.join(b, "k", "left").withColumn("n", F.row_number().over(w))\n',
    },
    {
      why: 'equal rows are counted off, in Python',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t").select("a", "b")\ndf = df.withColumn("n", F.row_number().over(Window.partitionBy("a", "b").orderBy("a")))\n',
    },
    {
      why: 'the first row of a frame, and one row',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t")\nrow = df.first()\nx = df.limit(1).agg(F.first("x"))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { span, name, order, times } of firstValues(facts))
      yield { span, message: order === 'group' ? aboutGroup(name, times) : aboutWindow(name, order, '`orderBy`') };
  },

  scope: 'statement',
  words: ['first()', 'last()', 'first_value()', 'last_value()', 'nth_value()', 'row_number()'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) if (!statement.damage) yield* found(statement, facts);
  },
});
