import { columnText, partsOf, walkColumn, type ColumnFact } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import {
  isEased,
  isKey as isKeyIn,
  joinConditions,
  mayHaveKey as mayHaveKeyIn,
  type JoinCondition as JoinOfFrames,
} from '../../python/join-conditions';
import { defineRule } from '../../rule';
import { isKey, joinConditionsOf, mayHaveKey, type JoinCondition } from '../../sql/join-conditions';
import { joinParts } from '../../sql/names';
import type { Expr } from '../../sql/nodes';
import { columnsOf, conjuncts, disjuncts } from '../../sql/predicates';
import { statementsOf } from '../../sql/walk';

/** The columns of a condition, whatever their order. */
function columnsText(expr: Expr): string {
  return columnsOf(expr)
    .map(({ parts }) => joinParts(parts))
    .sort()
    .join();
}

/** The keys of one branch of an OR. */
function keysOf(branch: Expr, condition: JoinCondition): string[] {
  return conjuncts(branch).flatMap((part) => (isKey(part, condition) ? [columnsText(part)] : []));
}

/** `a.x = b.x OR (a.x IS NULL AND b.x IS NULL)`, which Spark reads as `a.x <=> b.x`. */
function isNullSafe(branches: readonly Expr[]): boolean {
  if (branches.length !== 2) return false;
  const isNulls = (expr: Expr) =>
    conjuncts(expr).every((part) => part.kind === 'is' && !part.not && part.what === 'NULL');
  return branches.some(isNulls) && columnsText(branches[0]!) === columnsText(branches[1]!);
}

/** True when an OR is all that links both sides, and its branches have no key in common. */
function leavesNoKey(part: Expr, condition: JoinCondition): boolean {
  const branches = disjuncts(part);
  if (branches.length < 2 || isNullSafe(branches)) return false;
  const keys = branches.map((branch) => keysOf(branch, condition));
  // Spark takes a key that stands in every branch out of the OR.
  const [first, ...others] = keys.map((list) => new Set(list));
  const isCommon = [...first!].some((key) => others.every((list) => list.has(key)));
  return !isCommon && keys.some((list) => list.length > 0);
}

const message =
  'With OR no column must be equal, so every pair of rows is compared: join once for each pair of columns and unite the results.';

/** The same for Columns: an OR is all that links both frames, and its branches have no key in common. */
function leavesNoKeyIn(part: ColumnFact, condition: JoinOfFrames, facts: PythonFacts): boolean {
  const branches = [...partsOf(part.node, '|', facts)].map((branch) => [...partsOf(branch.node, '&', facts)]);
  const isNulls = (branch: readonly ColumnFact[]) =>
    branch.every((one) => one.kind === 'call' && one.name === 'isNull');
  if (branches.length < 2 || branches.some(isNulls)) return false;
  const keys = branches.map((branch) =>
    branch.flatMap((one) => (isKeyIn(one, condition, facts) ? [columnsIn(one, facts)] : [])),
  );
  const isCommon = keys[0]!.some((key) => keys.every((list) => list.includes(key)));
  return !isCommon && keys.some((list) => list.length > 0);
}

function columnsIn(part: ColumnFact, facts: PythonFacts): string {
  const names: string[] = [];
  for (const one of walkColumn(part.node, facts)) if (one.kind === 'column') names.push(columnText(one, facts));
  return names.sort().join();
}

export default defineRule({
  id: 'or-in-join-condition',
  family: 'performance',
  severity: 'info',
  summary: 'OR in a join condition that leaves no key to join by',
  why:
    'Spark sorts or hashes both sides by the columns that must be equal. With OR between them none must be, so each row of one table is compared with each row of the other, on ' +
    'one node or after a broadcast. Join once for each pair of columns and unite the results, or bring the values into one column first.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
    {
      title: 'Hints (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/sql-ref-syntax-qry-select-hints.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.join (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/join',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.email = c.email OR o.phone = c.phone;\n',
      good:
        'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.email = c.email\n' +
        'UNION DISTINCT\nSELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.phone = c.phone;\n',
    },
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o LEFT JOIN main.sales.customers c ON o.customer_id = c.customer_id OR o.buyer = c.customer_id;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o LEFT JOIN main.sales.customers c ON coalesce(o.customer_id, o.buyer) = c.customer_id;\n',
    },
    {
      kind: 'python',
      bad:
        'orders = spark.table("main.sales.orders")\ncustomers = spark.table("main.sales.customers")\n' +
        'found = orders.join(customers, (orders.email == customers.email) | (orders.phone == customers.phone)).select("order_id", "name")\n',
      good:
        'orders = spark.table("main.sales.orders")\ncustomers = spark.table("main.sales.customers")\n' +
        'by_email = orders.join(customers, orders.email == customers.email).select("order_id", "name")\n' +
        'by_phone = orders.join(customers, orders.phone == customers.phone).select("order_id", "name")\nfound = by_email.unionByName(by_phone).distinct()\n',
    },
  ],
  nearMisses: [
    {
      why: 'a key stands beside it',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.id = b.id AND (a.x = b.x OR a.y = b.y);\n',
    },
    {
      why: 'Spark takes out the key that both branches have',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON (a.id = b.id AND a.x = 1) OR (b.id = a.id AND b.y = 2);\n',
    },
    {
      why: 'NULL that equals NULL',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.id = b.id OR (a.id IS NULL AND b.id IS NULL);\n',
    },
    {
      why: 'a filter of one side',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.id = b.id AND (b.x = 1 OR b.y = 2);\n',
    },
    { why: 'whose columns they are cannot be told', code: 'SELECT x FROM a.b.a JOIN a.b.b ON id = b_id OR x = b_x;\n' },
    {
      why: 'a small side, sent to all',
      code: 'SELECT /*+ BROADCAST(b) */ a.x FROM a.b.a a JOIN a.b.b b ON a.x = b.x OR a.y = b.y;\n',
    },
    {
      why: 'one row on one side',
      code: 'SELECT a.x FROM a.b.a a JOIN (SELECT max(x) AS x, max(y) AS y FROM a.b.b) b ON a.x = b.x OR a.y = b.y;\n',
    },
    {
      why: 'an equality of a whole condition',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON (a.x = 1 OR a.y = 2) = b.z;\n',
    },
    {
      why: 'a part is filled in',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON (a.x = b.x OR a.y = b.y) AND ${keys};\n',
    },
    { why: 'rows are filtered, not joined', code: 'SELECT a.x FROM a.b.a a WHERE a.x = a.y OR a.x = a.z;\n' },
    {
      why: 'a key stands beside it, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, (a.id == b.id) & ((a.x == b.x) | (a.y == b.y)))\n',
    },
    {
      why: 'NULL that equals NULL, or a key that both branches have',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\nx = a.join(b, (a.id == b.id) | (a.id.isNull() & b.id.isNull()))\ny = a.join(b, ((a.id == b.id) & (a.x == 1)) | ((b.id == a.id) & (b.y == 2)))\n',
    },
    {
      why: 'a filter of one side, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, (b.x == 1) | (b.y == 2), "left_semi")\n',
    },
    {
      why: 'whose columns they are cannot be told, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, (F.col("id") == F.col("b_id")) | (F.col("x") == F.col("b_x")))\n',
    },
    {
      why: 'a small side, sent to all, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(F.broadcast(b), (a.x == b.x) | (a.y == b.y))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const condition of joinConditions(facts)) {
      if (mayHaveKeyIn(condition) || isEased(condition)) continue;
      const part = condition.parts.find((one) => leavesNoKeyIn(one, condition, facts));
      if (part) yield { span: part.node, message };
    }
  },

  scope: 'statement',
  words: ['OR'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const condition of joinConditionsOf(statement)) {
        if (mayHaveKey(condition)) continue;
        const part = condition.parts.find((one) => leavesNoKey(one, condition));
        if (!part) continue;
        yield { span: part, message };
      }
    }
  },
});
