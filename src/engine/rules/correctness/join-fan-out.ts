import { defineRule } from '../../rule';
import { frameFanOuts } from '../../spark/frame-fan-outs';
import { fanOutsOf, type FanOut } from '../../sql/key-joins';
import type { CallExpr, Expr } from '../../sql/nodes';
import { callName, columnsOf } from '../../sql/predicates';
import { referencesOf } from '../../sql/references';
import type { Scope, ScopeSource } from '../../sql/scopes';
import { isUnderstood, selectsOf, walkExpr } from '../../sql/walk';
import type { Cte, Select } from '../../sql/nodes';
import type { Statement } from '../../sql/tree';

/** The one source whose columns an expression reads; `undefined` where it is none, or more than one. */
function sourceOf(expr: Expr, scope: Scope): ScopeSource | undefined {
  const found = new Set<ScopeSource | undefined>();
  for (const column of columnsOf(expr)) {
    const meaning = scope.resolve(column, false);
    found.add(meaning.kind === 'column' && meaning.scope === scope ? meaning.source : undefined);
  }
  const [source, other] = found;
  return found.size === 1 && other === undefined ? source : undefined;
}

/** SUM and COUNT over all rows of a group: what repeated rows make wrong. */
function* totals(select: Select): Generator<CallExpr> {
  for (const expr of [...select.items.map((item) => item.expr), ...(select.having ? [select.having] : [])]) {
    for (const node of walkExpr(expr)) {
      if (node.kind !== 'call' || node.distinct || node.over || node.args.length !== 1) continue;
      if (/^(sum|count)$/.test(callName(node)) && node.args[0]!.kind !== 'star') yield node;
    }
  }
}

/** Groups by something of the many side: then each of its rows counts on its own. */
function groupsBy(source: ScopeSource, select: Select, scope: Scope): boolean {
  const keys = select.groupBy?.all
    ? select.items.map(({ expr }) => expr).filter((expr) => !walkExpr(expr).some((node) => node.kind === 'call'))
    : (select.groupBy?.items ?? []);
  return keys.some(
    (key) =>
      key.kind === 'literal' ||
      columnsOf(key).some((column) => {
        const meaning = scope.resolve(column, true);
        return meaning.kind !== 'column' || meaning.source === source;
      }),
  );
}

function nameOf(source: ScopeSource): string {
  return source.names[0] ?? 'the subquery';
}

function messageOf({ one, many, key }: FanOut, call: CallExpr): string {
  return (
    `The join gives each row of \`${nameOf(one)}\` once for every row of \`${nameOf(many)}\` (its key is \`${key.join(', ')}\`): ` +
    `this ${callName(call).toUpperCase()} counts it as often.`
  );
}

/** The frames and tables of the near misses in Python. */
const head = 'from pyspark.sql import functions as F\no = spark.table("main.s.o")\nl = spark.table("main.s.l")\n';
const named = (...names: string[]) => names.map((name) => ({ name }));
const keyed = {
  'main.s.o': { primaryKey: ['id'], columns: named('id', 'customer', 'line', 'amount', 'both') },
  'main.s.l': { primaryKey: ['id', 'no'], columns: named('id', 'no', 'product', 'price', 'both') },
};

export default defineRule({
  id: 'join-fan-out',
  family: 'correctness',
  severity: 'warning',
  summary: 'SUM or COUNT of rows that a join repeats',
  why:
    'A join on part of the key of the other table gives one row for each match. A SUM or COUNT over a column of the first table then counts its rows several times. Aggregate the ' +
    'other table first, down to one row for each join key. Reported only where the keys of both tables are known: from PRIMARY KEY, from the settings, or from a GROUP BY.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
    {
      title: 'Constraints on Databricks',
      url: 'https://docs.databricks.com/tables/constraints.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.customer_id, sum(o.amount) AS revenue FROM main.sales.orders o JOIN main.sales.order_lines l ON l.order_id = o.order_id GROUP BY o.customer_id;\n',
      good: 'SELECT o.customer_id, sum(o.amount) AS revenue FROM main.sales.orders o JOIN (SELECT order_id, count(*) AS line_count FROM main.sales.order_lines GROUP BY order_id) l ON l.order_id = o.order_id GROUP BY o.customer_id;\n',
      tables: {
        'main.sales.orders': { primaryKey: ['order_id'] },
        'main.sales.order_lines': { primaryKey: ['order_id', 'line_no'] },
      },
    },
    {
      bad: 'CREATE TABLE main.sales.customers (customer_id BIGINT PRIMARY KEY, budget DECIMAL(12, 2));\nCREATE TABLE main.sales.visits (visit_id BIGINT PRIMARY KEY, customer_id BIGINT);\nSELECT sum(c.budget) AS budget FROM main.sales.customers c LEFT JOIN main.sales.visits v USING (customer_id);\n',
      good: 'CREATE TABLE main.sales.customers (customer_id BIGINT PRIMARY KEY, budget DECIMAL(12, 2));\nCREATE TABLE main.sales.visits (visit_id BIGINT PRIMARY KEY, customer_id BIGINT);\nSELECT sum(c.budget) AS budget FROM main.sales.customers c LEFT SEMI JOIN main.sales.visits v USING (customer_id);\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\nlines = spark.table("main.sales.order_lines")\n' +
        'revenue = orders.join(lines, "order_id").groupBy("customer_id").agg(F.sum("amount").alias("revenue"))\n',
      good:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\nlines = spark.table("main.sales.order_lines").groupBy("order_id").count()\n' +
        'revenue = orders.join(lines, "order_id").groupBy("customer_id").agg(F.sum("amount").alias("revenue"))\n',
      tables: {
        'main.sales.orders': {
          primaryKey: ['order_id'],
          columns: [{ name: 'order_id' }, { name: 'customer_id' }, { name: 'amount' }],
        },
        'main.sales.order_lines': {
          primaryKey: ['order_id', 'line_no'],
          columns: [{ name: 'order_id' }, { name: 'line_no' }, { name: 'product_id' }],
        },
      },
    },
  ],
  nearMisses: [
    {
      why: 'the many side is added up',
      code: 'SELECT o.customer_id, sum(l.amount), count(*), max(o.amount), count(DISTINCT o.order_id) FROM main.s.orders o JOIN main.s.lines l ON l.order_id = o.order_id GROUP BY o.customer_id;\n',
      tables: {
        'main.s.orders': { primaryKey: ['order_id'] },
        'main.s.lines': { primaryKey: ['order_id', 'line_no'] },
      },
    },
    {
      why: 'the key of the other table is asked for as a whole',
      code: 'SELECT sum(o.amount) FROM main.s.orders o JOIN main.s.lines l ON l.order_id = o.order_id AND l.line_no = 1;\n',
      tables: {
        'main.s.orders': { primaryKey: ['order_id'] },
        'main.s.lines': { primaryKey: ['order_id', 'line_no'] },
      },
    },
    {
      why: 'many orders to one customer',
      code: 'SELECT c.country, sum(o.amount) FROM main.s.orders o JOIN main.s.customers c ON c.customer_id = o.customer_id GROUP BY c.country;\n',
      tables: { 'main.s.orders': { primaryKey: ['order_id'] }, 'main.s.customers': { primaryKey: ['customer_id'] } },
    },
    {
      why: 'nobody knows the key of the other table',
      code: 'SELECT sum(o.amount) FROM main.s.orders o JOIN main.s.lines l ON l.order_id = o.order_id;\n',
      tables: { 'main.s.orders': { primaryKey: ['order_id'] } },
    },
    {
      why: 'grouped by the many side',
      code: 'SELECT l.product_id, sum(o.amount) FROM main.s.orders o JOIN main.s.lines l ON l.order_id = o.order_id GROUP BY l.product_id;\n',
      tables: {
        'main.s.orders': { primaryKey: ['order_id'] },
        'main.s.lines': { primaryKey: ['order_id', 'line_no'] },
      },
    },
    {
      why: 'the column can be of either table',
      code: 'SELECT sum(amount) FROM main.s.orders o JOIN main.s.lines l ON l.order_id = o.order_id;\n',
      tables: {
        'main.s.orders': { primaryKey: ['order_id'] },
        'main.s.lines': { primaryKey: ['order_id', 'line_no'] },
      },
    },
    {
      why: 'the many side is added up, in Python',
      kind: 'python',
      code:
        head +
        'df = o.join(l, "id").groupBy("customer").agg(F.sum("price"), F.count("*"), F.max("amount"), F.countDistinct("id"))\n',
      tables: keyed,
    },
    {
      why: 'grouped by the many side, in Python',
      kind: 'python',
      code: head + 'df = o.join(l, o.id == l.id).groupBy("product").agg(F.sum(o.amount))\n',
      tables: keyed,
    },
    {
      why: 'the whole key is joined, or one line of each order is left, in Python',
      kind: 'python',
      code:
        head +
        'a = o.join(l, (o.id == l.id) & (o.line == l.no)).agg(F.sum("amount"))\nb = o.join(l.where("no = 1"), "id").agg(F.sum("amount"))\nc = o.join(l.dropDuplicates(["id"]), "id").agg(F.sum("amount"))\n',
      tables: keyed,
    },
    {
      why: 'rows are only kept, or made one again, in Python',
      kind: 'python',
      code:
        head +
        'a = o.join(l, "id", "left_semi").agg(F.sum("amount"))\nb = o.join(l, "id").dropDuplicates(["id"]).agg(F.sum("amount"))\nc = o.join(l, "id").select("id", "amount").distinct().agg(F.sum("amount"))\n',
      tables: keyed,
    },
    {
      why: 'nobody knows the key, or whose column it is, in Python',
      kind: 'python',
      code:
        head +
        'a = o.join(spark.table("main.s.notes"), "id").agg(F.sum("amount"))\nb = o.join(l, "id").agg(F.sum("both"))\n',
      tables: keyed,
    },
    {
      why: 'the column is another one by then, in Python',
      kind: 'python',
      code: head + 'df = o.join(l, "id").withColumn("amount", F.col("price")).agg(F.sum("amount"))\n',
      tables: keyed,
    },
  ],

  *python(facts) {
    for (const { node, function: name, key } of frameFanOuts(facts)) {
      const message =
        `The join gives each row of one side once for every row of the other that matches (its key is \`${key.join(', ')}\`): ` +
        `this ${name.toUpperCase()} counts it as often.`;
      yield { span: node, message };
    }
  },

  scope: 'statement',
  words: ['JOIN', 'FROM ,'],

  *sql(facts) {
    const scopes = new Map<Select, Scope>();
    for (const { scope } of referencesOf(facts).scopes) if (scope.select) scopes.set(scope.select, scope);
    for (const statement of facts.tree.statements) {
      if (!isUnderstood(statement)) continue;
      for (const { select, ctes } of selectsOf(statement)) {
        const scope = scopes.get(select);
        if (scope) yield* complaints(select, scope, ctes, statement);
      }
    }

    function* complaints(select: Select, scope: Scope, ctes: readonly Cte[], statement: Statement) {
      if (select.sources.length < 2 || !facts.source.isKnown(select) || !isUnderstood(statement, select)) return;
      const calls = [...totals(select)];
      if (calls.length === 0) return;
      for (const fanOut of fanOutsOf(scope, ctes, facts.catalog)) {
        if (groupsBy(fanOut.many, select, scope)) continue;
        for (const call of calls) {
          if (sourceOf(call.args[0]!, scope) === fanOut.one) yield { span: call, message: messageOf(fanOut, call) };
        }
      }
    }
  },
});
