import type { Call, PyNode } from '../../python/ast';
import { unwrap } from '../../python/ast';
import { cachesReadOnce } from '../../python/caches';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { isPlainDeltaRead } from '../../spark/delta-reads';
import type { Fix, Span } from '../../types';

/** Notebooks that others run for what they define: what they cache may be read there. */
const RUN_BY_OTHERS = /(^|[\\/])_|(^|[\\/])(includes?|utils?|commons?|helpers?|setup|config)([\\/.]|[-_])/i;

/** The whole line of a statement that only caches, where another one stands beside it; else the step of the chain. */
function removed(call: Call, facts: PythonFacts): Span | undefined {
  const { text } = facts.document;
  const func = unwrap(call.func);
  if (func.type !== 'Attribute') return undefined;
  const around: PyNode | undefined = call.parent;
  if (around?.type === 'ExprStmt' && unwrap(func.object).type === 'Name') {
    const from = text.lastIndexOf('\n', around.from - 1) + 1;
    const end = text.indexOf('\n', around.to);
    const isAlone = end > 0 && (text.slice(from, around.from) + text.slice(around.to, end)).trim() === '';
    const above = around.parent;
    const leavesOthers = !above || ('body' in above && Array.isArray(above.body) && above.body.length > 1);
    return isAlone && leavesOthers ? { from, to: end + 1 } : undefined;
  }
  const step = { from: func.object.to, to: call.to };
  return text.slice(step.from, step.to).includes('#') ? undefined : step;
}

function fixOf(call: Call, method: string, facts: PythonFacts): Fix | undefined {
  const span = removed(call, facts);
  return span && { title: `Remove ${method}()`, safety: 'unsafe', edits: [{ ...span, insert: '' }] };
}

export default defineRule({
  id: 'cache-used-once',
  family: 'performance',
  severity: 'info',
  fix: 'unsafe',

  summary: 'A frame is cached and read only once',
  why:
    'A cache pays when its rows are read a second time. Read once, it costs the memory of the executors, the time to write the rows there, and often the optimizer: what comes after the cache can no longer be pushed ' +
    'down into what comes before it. Without it, Spark passes the rows on as they are made.',
  docs: [
    {
      title: 'DataFrame.persist (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/pyspark/reference/classes/dataframe/persist',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'orders = spark.table("main.sales.orders").groupBy("customer_id").count().cache()\n' +
        'orders.where("count > 10").write.mode("overwrite").saveAsTable("main.sales.regulars")\n',
      good:
        'orders = spark.table("main.sales.orders").groupBy("customer_id").count()\n' +
        'orders.where("count > 10").write.mode("overwrite").saveAsTable("main.sales.regulars")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\ncustomers = spark.table("main.crm.customers")\n\n# COMMAND ----------\n\n' +
        'joined = orders.join(customers, "customer_id")\njoined.persist()\n\n# COMMAND ----------\n\n(joined\n  .select("customer_id", "amount")\n  .write.mode("overwrite").saveAsTable("main.sales.joined"))\n',
      good:
        '# Databricks notebook source\norders = spark.table("main.sales.orders")\ncustomers = spark.table("main.crm.customers")\n\n# COMMAND ----------\n\n' +
        'joined = orders.join(customers, "customer_id")\n\n# COMMAND ----------\n\n(joined\n  .select("customer_id", "amount")\n  .write.mode("overwrite").saveAsTable("main.sales.joined"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'counted and written',
      code: 'df = spark.table("a.b.c").distinct().cache()\nprint(df.count())\ndf.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'read through two frames that were made from it',
      code: 'df = spark.table("a.b.c").distinct().cache()\ngood = df.where("ok")\nbad = df.where("NOT ok")\ngood.write.saveAsTable("a.b.d")\nbad.write.saveAsTable("a.b.e")\n',
    },
    {
      why: 'joined with itself',
      code: 'df = spark.table("a.b.c").distinct().cache()\ndf.alias("x").join(df.alias("y"), "id").write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'read in each turn of a loop',
      code: 'df = spark.table("a.b.c").distinct().cache()\nfor day in days:\n    df.where(df.day == day).write.mode("append").saveAsTable("a.b.d")\n',
    },
    {
      why: 'SQL may read it under its name',
      code: 'df = spark.table("a.b.c").distinct().cache()\ndf.createOrReplaceTempView("c")\ndf.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'it is handed to a function',
      code: 'df = spark.table("a.b.c").distinct().cache()\ncheck(df)\ndf.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'the caller reads it again',
      code: 'def load():\n    df = spark.table("a.b.c").distinct().cache()\n    print(df.count())\n    return df\n',
    },
    {
      why: 'a global sort reads its rows twice',
      code: 'df = spark.table("a.b.c").distinct().cache()\ndf.orderBy("id").write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'the next turn builds on it',
      code: 'df = spark.table("a.b.c").distinct()\nwhile more:\n    df = df.join(spark.table("a.b.e"), "id").cache()\n    more = df.count() > limit\n',
    },
    {
      why: 'a rule of its own speaks of a table that is only read',
      code: 'df = spark.table("a.b.c").cache()\ndf.where("x > 1").write.saveAsTable("a.b.d")\n',
    },
    { why: 'the cache of functools', code: 'from functools import cache\nstore.cache()\nstore.write.save("x")\n' },
  ],

  *python(facts) {
    if (facts.isTest || facts.target.compute === 'serverless') return;
    const once = cachesReadOnce(facts);
    if (once.size === 0) return;
    for (const { call, method, nameSpan, receiver, place } of facts.dataFrameCalls('cache', 'persist')) {
      if (!place.func && facts.isNotebook && RUN_BY_OTHERS.test(facts.document.path)) continue;
      if (!once.has(call) || isPlainDeltaRead(receiver, facts)) continue;
      const message = `\`${method}()\` keeps rows that are read only once: without it they need no memory.`;
      yield { span: nameSpan, message, fix: fixOf(call, method, facts) };
    }
  },
});
