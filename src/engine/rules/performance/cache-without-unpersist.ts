import type { FunctionDef, Lambda } from '../../python/ast';
import { parentOf } from '../../python/ast';
import { cachedFrames, cachesReadOnce, readBy, type CachedFrame } from '../../python/caches';
import { defineRule } from '../../rule';

/** Functions that are the job: their end is the end of the application. */
const ENTRY = /^(main|run|run_job|execute|process|job|pipeline|entry_?point)$/i;

/** Methods that do the work at once: what they are called on is not needed any more when they are done. */
const ENDS =
  /^(count|collect|show|first|head|take|tail|isEmpty|toPandas|foreach|foreachPartition|save|saveAsTable|insertInto|parquet|csv|json|orc|text|append|overwrite)$/;

function isEntry(func: FunctionDef | Lambda | undefined): boolean {
  return func?.type === 'FunctionDef' && ENTRY.test(func.name);
}

/** Every use is one that can be followed: nobody else holds the frame, and nobody frees it. */
function isForgotten({ uses }: CachedFrame): boolean {
  if (uses.length === 0) return false;
  return uses.every((use) => {
    const read = readBy(use);
    // A frame that was made from it may be needed later, with the cache below it.
    if (read) return ENDS.test(read.methods[read.methods.length - 1]!);
    const around = parentOf(use);
    return around?.type === 'Attribute' || around?.type === 'Subscript';
  });
}

export default defineRule({
  id: 'cache-without-unpersist',
  family: 'performance',
  severity: 'info',

  summary: 'A function or loop caches a frame and never frees it',
  why:
    'What `cache()` keeps stays in the memory of the executors when the variable is long gone. A function that is called for many tables, or a loop, fills the memory with rows that nobody reads again, ' +
    'until Spark throws out what is still needed. Call `unpersist()` when the last result is there.',
  docs: [
    {
      title: 'DataFrame.unpersist (Azure Databricks)',
      url: 'https://learn.microsoft.com/en-ca/azure/Databricks/pyspark/reference/classes/dataframe/unpersist',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'def copy(name):\n    rows = spark.table(name).dropDuplicates(["id"]).cache()\n    print(rows.count())\n' +
        '    rows.write.mode("overwrite").saveAsTable(name + "_copy")\n',
      good:
        'def copy(name):\n    rows = spark.table(name).dropDuplicates(["id"]).cache()\n    print(rows.count())\n' +
        '    rows.write.mode("overwrite").saveAsTable(name + "_copy")\n    rows.unpersist()\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nnames = find_tables()\n\n# COMMAND ----------\n\nfor name in names:\n    rows = (\n        spark.table(name)\n        .groupBy("id")\n        .count()\n        .persist()\n    )\n' +
        '    print(rows.count())\n    rows.write.mode("overwrite").saveAsTable(f"{name}_counts")\n',
      good:
        '# Databricks notebook source\nnames = find_tables()\n\n# COMMAND ----------\n\nfor name in names:\n    rows = (\n        spark.table(name)\n        .groupBy("id")\n        .count()\n        .persist()\n    )\n' +
        '    print(rows.count())\n    rows.write.mode("overwrite").saveAsTable(f"{name}_counts")\n    rows.unpersist()\n',
    },
  ],
  nearMisses: [
    {
      why: 'the end of the job frees it',
      code: 'rows = spark.table("a.b.c").distinct().cache()\nprint(rows.count())\nrows.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'the function is the job',
      code: 'def main():\n    rows = spark.table("a.b.c").distinct().cache()\n    print(rows.count())\n    rows.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'the caller gets it and may free it',
      code: 'def load():\n    rows = spark.table("a.b.c").distinct().cache()\n    rows.count()\n    return rows\n',
    },
    {
      why: 'the caller gets a frame that reads from the cache',
      code: 'def load():\n    rows = spark.table("a.b.c").distinct().cache()\n    rows.count()\n    return rows.where("x > 1")\n',
    },
    {
      why: 'it is handed to a function that may free it',
      code: 'def load():\n    rows = spark.table("a.b.c").distinct().cache()\n    rows.count()\n    release(rows)\n',
    },
    {
      why: 'everything is freed at once',
      code: 'for t in tables:\n    rows = spark.table(t).distinct().cache()\n    rows.count()\n    rows.write.saveAsTable(t + "_x")\n    spark.catalog.clearCache()\n',
    },
    {
      why: 'freed where the loop ends',
      code: 'for t in tables:\n    rows = spark.table(t).distinct()\n    rows.cache()\n    rows.write.saveAsTable(t + "_x")\n    rows.unpersist()\n',
    },
    {
      why: 'rows that are read once need no cache: a rule of its own says so',
      code: 'def copy(name):\n    rows = spark.table(name).distinct().cache()\n    rows.write.saveAsTable(name + "_copy")\n',
    },
    {
      why: 'the cache of functools',
      code: 'from functools import cache\n\n@cache\ndef f(x):\n    return store.cache()\n',
    },
  ],

  *python(facts) {
    if (facts.isTest || facts.callsNamed('clearCache').length > 0) return;
    for (const cached of cachedFrames(facts)) {
      const { place, nameSpan, method } = cached.fact;
      const inFunction = place.func?.type === 'FunctionDef' && !isEntry(place.func);
      const inLoop = place.loop !== undefined && place.loop.node.type !== 'Comprehension';
      if ((!inFunction && !inLoop) || !isForgotten(cached)) continue;
      // Rows that are read once need no cache at all: another rule says so.
      if (cachesReadOnce(facts).has(cached.fact.call)) continue;
      const where = inLoop ? 'each turn of the loop' : 'each call of the function';
      yield {
        span: nameSpan,
        message: `\`${method}()\` without \`unpersist()\`: ${where} leaves its rows in the memory of the executors.`,
      };
    }
  },
});
