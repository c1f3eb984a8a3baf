import { parentOf, unwrap, type Binary, type Expr, type PyNode } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';
import type { Problem, Span } from '../../types';

const INSTEAD: Readonly<Record<string, string>> = { and: '&', or: '|', not: '~' };

/** True when the expression can be nothing but a Column; a parameter may be handed something else. */
function isColumn(expr: Expr, facts: PythonFacts): boolean {
  const e = unwrap(expr);
  if (facts.valueOf(e).kind !== 'column') return false;
  if (e.type !== 'Name') return true;
  for (const node of enclosing(e)) {
    if ((node.type === 'FunctionDef' || node.type === 'Lambda') && node.params.some((p) => p.name === e.id))
      return false;
  }
  return true;
}

/** The tests of `if`, `while`, `x if … else y` and of comprehensions. */
function* testsOf(facts: PythonFacts): Generator<Expr> {
  for (const { branches } of nodesOf(facts, 'If')) for (const { test } of branches) if (test) yield test;
  for (const { test } of nodesOf(facts, 'While')) yield test;
  for (const { test } of nodesOf(facts, 'Conditional')) yield test;
  for (const { clauses } of nodesOf(facts, 'Comprehension')) for (const clause of clauses) yield* clause.conditions;
}

const isValue = (expr: Expr) => /^(Str|Num|Constant)$/.test(unwrap(expr).type);

/** Where the operator stands: between its operand and what comes before or behind. */
function wordSpan(text: string, from: number, to: number, word: string): Span {
  const at = text.indexOf(word, from);
  return at < 0 || at >= to ? { from, to } : { from: at, to: at + word.length };
}

/** `a == 1 & b == 2`, which Python reads as `a == (1 & b) == 2`. */
function isTornApart(node: Binary, facts: PythonFacts): boolean {
  const parent: PyNode | undefined = node.parent;
  if (!/^[&|]$/.test(node.op) || parent?.type !== 'Compare' || !/^([=!]=|[<>]=?)$/.test(parent.op)) return false;
  if (!isColumn(node.left, facts) && !isColumn(node.right, facts)) return false;
  // `a & b == True` comes to the same, read either way.
  const other = unwrap(parent.left === node ? parent.right : parent.left);
  return !(other.type === 'Constant' && other.value === 'True');
}

export default defineRule({
  id: 'python-operator-on-column',
  family: 'correctness',
  severity: 'error',
  summary: 'A Column is used where Python needs True or False',
  why:
    'A Column stands for a value in every row; it is neither true nor false when the line runs. `and`, `or`, `not`, `in` and `if` ask for that and raise an error. ' +
    'Combine conditions with `&`, `|` and `~`, each comparison in parentheses, because these bind tighter than `==`; test lists with `.isin(…)`.',
  docs: [
    {
      title: 'The error for Python operators on a Column (Apache Spark)',
      url: 'https://github.com/apache/spark/pull/17160',
      checked: '2026-11-21',
    },
    {
      title: 'Column (PySpark source)',
      url: 'https://spark.apache.org/docs/4.0.0-preview1/api/python/_modules/pyspark/sql/column.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'from pyspark.sql import functions as F\npaid = spark.table("main.sales.orders").where((F.col("amount") > 0) and (F.col("status") == "paid"))\n',
      good: 'from pyspark.sql import functions as F\npaid = spark.table("main.sales.orders").where((F.col("amount") > 0) & (F.col("status") == "paid"))\n',
    },
    {
      bad: 'from pyspark.sql.functions import col\npaid = spark.table("main.sales.orders").where(col("amount") == 1 & col("status") == 2)\n',
      good: 'from pyspark.sql.functions import col\npaid = spark.table("main.sales.orders").where((col("amount") == 1) & (col("status") == 2))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'open_orders = (orders\n    .where(not orders.shipped)\n    .where(orders["status"] in ("new", "paid")))\n',
      good:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\n\n# COMMAND ----------\n\n' +
        'open_orders = (orders\n    .where(~orders.shipped)\n    .where(orders["status"].isin("new", "paid")))\n',
    },
    {
      bad: 'orders = spark.table("main.sales.orders")\nif orders.amount > 100:\n    orders = orders.limit(10)\n',
      good: 'orders = spark.table("main.sales.orders")\norders = orders.where(orders.amount > 100).limit(10)\n',
    },
  ],
  nearMisses: [
    {
      why: 'Python values are combined',
      code: 'df = spark.table("a.b.c")\nif df.count() > 0 and not df.isEmpty() and "id" in df.columns:\n    df.show()\n',
    },
    {
      why: 'a Column that is only taken when there is none',
      code: 'from pyspark.sql import functions as F\n\ndef add(df, cond=None):\n    return df.withColumn("x", cond or F.lit(1))\n',
    },
    {
      why: 'a parameter may be a text as well',
      code: 'from pyspark.sql import Column\n\ndef name(c: Column | str) -> str:\n    return c if not c else "x"\n',
    },
    {
      why: 'it is asked whether there is a Column',
      code: 'from pyspark.sql import functions as F\nc = F.col("a")\nif c is None or c is not None:\n    pass\n',
    },
    {
      why: 'each comparison has its parentheses',
      code: 'from pyspark.sql import functions as F\nc = (F.col("a") == 1) & (F.col("b") == 2) | ~F.col("c")\n',
    },
    { why: 'numbers are combined', code: 'if flags & 4 == 4 and a == 1 & b:\n    pass\n' },
    {
      why: 'a Column of pandas',
      code: 'import pandas as pd\npdf = pd.DataFrame(rows)\nif pdf["a"].any() and not pdf.empty:\n    pass\n',
    },
    {
      why: 'properties of a DataFrame',
      code: 'df = spark.table("a.b.c")\nif df.is_cached and not df.isStreaming:\n    df.unpersist()\n',
    },
    { why: 'words of SQL', code: 'spark.table("a.b.c").where("a = 1 and not b in (1, 2)")\n' },
    {
      why: 'a row that was fetched',
      code: 'row = spark.table("a.b.c").first()\nif row["a"] and not row.b:\n    pass\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts): Generator<Problem> {
    const { text } = facts.document;
    for (const node of nodesOf(facts, 'Bool')) {
      if (!isColumn(node.left, facts)) continue;
      const span = wordSpan(text, node.left.to, node.right.from, node.op);
      yield {
        span,
        message: `\`${node.op}\` cannot combine Columns: use \`${INSTEAD[node.op]}\`, with each side in parentheses.`,
      };
    }
    for (const node of nodesOf(facts, 'Unary')) {
      if (node.op !== 'not' || !isColumn(node.operand, facts)) continue;
      yield { span: wordSpan(text, node.from, node.to, 'not'), message: '`not` cannot negate a Column: use `~`.' };
    }
    for (const node of nodesOf(facts, 'Compare')) {
      if (node.op !== 'in' && node.op !== 'not in') continue;
      const list = unwrap(node.right);
      const isList =
        (list.type === 'List' || list.type === 'Tuple') && list.items.length > 0 && list.items.every(isValue);
      if (isList ? !isColumn(node.left, facts) : !isColumn(node.right, facts)) continue;
      const message = `\`${node.op}\` cannot look into a Column: use \`${node.op === 'in' ? '' : '~'}column.isin(…)\` or \`contains\`.`;
      yield { span: node.opSpan, message };
    }
    for (const test of testsOf(facts)) {
      if (!isColumn(test, facts)) continue;
      yield {
        span: test,
        message: 'A Column is neither true nor false here: filter the rows, or use `when(…).otherwise(…)`.',
      };
    }
    for (const node of nodesOf(facts, 'Binary')) {
      if (!isTornApart(node, facts)) continue;
      const { op } = parentOf(node) as { op: string };
      const message = `\`${node.op}\` binds tighter than \`${op}\`: put each comparison in parentheses.`;
      yield { span: node.opSpan, message };
    }
  },
});
