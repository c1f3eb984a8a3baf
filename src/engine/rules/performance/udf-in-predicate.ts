import type { Assign, Call, Expr } from '../../python/ast';
import { unwrap } from '../../python/ast';
import { sizeOf } from '../../python/bounded';
import type { PythonFacts } from '../../python/facts';
import { argument } from '../../python/strings-of';
import { udfsOf, type Udfs } from '../../python/udfs';
import { walkNodes } from '../../python/walk';
import { defineRule } from '../../rule';

/** What each name was bound to, for names that were bound once. */
function boundOnce(facts: PythonFacts): Map<string, Assign | undefined> {
  const bound = new Map<string, Assign | undefined>();
  for (const { name, stmt } of facts.assignments)
    bound.set(name, bound.has(name) || stmt.type !== 'Assign' ? undefined : stmt);
  return bound;
}

/** A condition that has a name: what the name stands for. */
function spelledOut(expr: Expr, bound: ReadonlyMap<string, Assign | undefined>): Expr {
  const e = unwrap(expr);
  const stmt = e.type === 'Name' ? bound.get(e.id) : undefined;
  return stmt?.value && stmt.to <= e.from ? stmt.value : e;
}

function applied(condition: Expr, udfs: Udfs): Call | undefined {
  for (const node of walkNodes([condition])) if (node.type === 'Call' && udfs.appliedBy(node)) return node;
  return undefined;
}

export default defineRule({
  id: 'udf-in-predicate',
  family: 'performance',
  severity: 'warning',

  summary: 'A Python UDF decides which rows to keep',
  why:
    'Spark cannot look into a Python function. It cannot push the condition to the files, skip files or partitions, or join by hash: every row is read and sent to Python, and most of them are then thrown away. ' +
    'Say the condition with built-in functions, or filter with them first and let the UDF see what is left.',
  docs: [
    {
      title: 'What are user-defined functions? (Databricks)',
      url: 'https://docs.gcp.databricks.com/en/udf/index.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql import functions as F\n\n@F.udf("boolean")\ndef is_large(amount):\n    return amount is not None and amount > 1000\n\n' +
        'orders = spark.table("main.sales.orders").filter(is_large("amount"))\n',
      good: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").filter(F.col("amount") > 1000)\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nfrom pyspark.sql.functions import col, udf\nfrom pyspark.sql.types import StringType\n\ndomain = udf(lambda email: email.split("@")[-1], StringType())\n\n' +
        '# COMMAND ----------\n\nours = domain(col("email")) == "shop.example"\nusers = (\n    spark.table("main.crm.users")\n    .where(ours)\n)\n',
      good:
        '# Databricks notebook source\nfrom pyspark.sql.functions import col, substring_index\n\n' +
        '# COMMAND ----------\n\nours = substring_index(col("email"), "@", -1) == "shop.example"\nusers = (\n    spark.table("main.crm.users")\n    .where(ours)\n)\n',
    },
  ],
  nearMisses: [
    {
      why: 'the UDF makes a column',
      code: 'from pyspark.sql.functions import udf\n\nf = udf(lambda x: x + 1, "long")\ndf = spark.table("a.b.c").withColumn("y", f("x"))\n',
    },
    {
      why: 'a function of columns is no UDF',
      code: 'from pyspark.sql import functions as F\n\ndef is_large(c):\n    return F.col(c) > 1000\n\ndf = spark.table("a.b.c").filter(is_large("x"))\n',
    },
    {
      why: 'pandas UDFs get whole batches',
      code: 'from pyspark.sql.functions import pandas_udf\n\n@pandas_udf("boolean")\ndef ok(x):\n    return x > 1\n\ndf = spark.table("a.b.c").filter(ok("x"))\n',
    },
    {
      why: 'a few rows',
      code: 'from pyspark.sql.functions import udf\n\nf = udf(lambda x: x > 1, "boolean")\ndf = spark.table("a.b.c").limit(10).filter(f("x"))\n',
    },
    {
      why: 'the name may stand for something else',
      code: 'from pyspark.sql.functions import udf, lower\n\nf = udf(lambda x: x.lower(), "string")\nf = lower\ndf = spark.table("a.b.c").filter(f("x") == "a")\n',
    },
    {
      why: 'filter of Python',
      code: 'from pyspark.sql.functions import udf\n\nf = udf(lambda x: x > 1, "boolean")\nxs = filter(f, [1, 2])\n',
    },
  ],

  *python(facts) {
    if (facts.isTest) return;
    const udfs = udfsOf(facts);
    if (udfs.all.length === 0) return;
    const bound = boundOnce(facts);
    for (const { call, method, receiver } of facts.dataFrameCalls('filter', 'where', 'join')) {
      const isJoin = method === 'join';
      const condition = isJoin ? argument(call, 1, 'on') : argument(call, 0, 'condition');
      if (!condition || (!isJoin && sizeOf(receiver) === 'few')) continue;
      const found = applied(spelledOut(condition, bound), udfs);
      if (!found) continue;
      const message = isJoin
        ? 'A Python UDF in the join condition: every pair of rows may go through Python. Compute the key first, or use built-in functions.'
        : 'A Python UDF in the filter: every row is read and sent to Python before any is left out. Use built-in functions, or filter with them first.';
      yield { span: found.func, message };
    }
  },
});
