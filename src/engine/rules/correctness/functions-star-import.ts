import { nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';

const MODULE = /^pyspark\.sql(\.connect)?\.functions(\.builtin)?$/;
/** What Python has under the same name, and what code is likely to call. */
const BUILTINS = /^(abs|filter|hash|max|min|pow|round|slice|sum)$/;

export default defineRule({
  id: 'functions-star-import',
  family: 'correctness',
  severity: 'info',
  summary: 'All Spark functions are imported by their bare names',
  why:
    'Among them are `sum`, `max`, `min`, `abs`, `round`, `filter` and more that Python has, too. From this line on `sum(amounts)` is a Column, or an error, and ' +
    'which function a name means depends on the order of the imports. `from pyspark.sql import functions as F` keeps both apart.',
  docs: [
    {
      title: 'pyspark.sql.functions (PySpark source)',
      url: 'https://spark.apache.org/docs/3.3.0/api/python/_modules/pyspark/sql/functions.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'from pyspark.sql.functions import *\norders = spark.table("main.sales.orders").withColumn("day", to_date("created_at"))\n',
      good: 'from pyspark.sql import functions as F\norders = spark.table("main.sales.orders").withColumn("day", F.to_date("created_at"))\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nfrom pyspark.sql.functions import *\n\n# COMMAND ----------\n\ntotal = sum([1, 2, 3])\n',
      good: '# Databricks notebook source\nimport pyspark.sql.functions as F\n\n# COMMAND ----------\n\ntotal = sum([1, 2, 3])\n',
    },
  ],
  nearMisses: [
    { why: 'the names are listed', code: 'from pyspark.sql.functions import col, lit\n' },
    { why: 'a replacement that is asked for by its name', code: 'from pyspark.sql.functions import sum, max\n' },
    { why: 'the module has a name of its own', code: 'import pyspark.sql.functions as F\n' },
    { why: 'types replace nothing', code: 'from pyspark.sql.types import *\n' },
    { why: 'functions of the project', code: 'from orders.functions import *\n' },
    { why: 'a text', code: 'hint = "from pyspark.sql.functions import *"  # from pyspark.sql.functions import *\n' },
  ],

  *python(facts) {
    for (const stmt of facts.imports) {
      if (!stmt.names.some(({ module, name }) => name === '*' && MODULE.test(module))) continue;
      const used = nodesOf(facts, 'Call').find(
        ({ func, from }) => from > stmt.to && func.type === 'Name' && BUILTINS.test(func.id),
      );
      const name = used?.func.type === 'Name' ? used.func.id : 'sum';
      yield {
        span: stmt,
        message: `This replaces functions of Python such as \`${name}\`: import the module, \`from pyspark.sql import functions as F\`.`,
      };
    }
  },
});
