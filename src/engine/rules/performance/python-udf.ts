import type { Expr } from '../../python/ast';
import { unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { FUNCTIONS } from '../../python/api';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { functionBody, headWithName } from '../../sql/functions';
import { isUnderstood, statementsOf } from '../../sql/walk';

const message =
  'A Python UDF: each row goes to a Python process and back, and Spark cannot look into it. Is there a built-in function?';

/** Full name of a decorator: `pyspark.sql.functions.udf` for `@udf` and `@udf("long")`. */
function decoratorName(decorator: Expr, facts: PythonFacts): string | undefined {
  const expr = unwrap(decorator);
  const value = facts.valueOf(expr.type === 'Call' ? expr.func : expr);
  return value.kind === 'imported' ? value.name : undefined;
}

/** True for a function that nothing has been wrapped around: registering it makes a row-by-row UDF. */
function isPlainFunction(expr: Expr | undefined, facts: PythonFacts): boolean {
  const value = expr && facts.valueOf(expr);
  if (value?.kind !== 'function') return false;
  return value.node.type === 'Lambda' || value.node.decorators.length === 0;
}

export default defineRule({
  id: 'python-udf',
  family: 'performance',
  severity: 'off',
  summary: 'A Python UDF, row by row',
  why:
    'Every row is packed, sent to a Python process and unpacked again; a filter on what it gives back is not pushed to the files, and code generation stops at it. Built-in functions and functions in SQL ' +
    'do the same work many times faster, and pandas UDFs at least in batches. Off by default, because some things only Python can do.',
  docs: [
    {
      title: 'What are user-defined functions? (Databricks)',
      url: 'https://learn.microsoft.com/en-in/Azure/databricks/udf/',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\n@F.udf("string")\ndef domain(email):\n    return email.split("@")[-1]\n\n' +
        'users = spark.table("main.crm.users").withColumn("domain", domain("email"))\n',
      good:
        'from pyspark.sql import functions as F\n\n' +
        'users = spark.table("main.crm.users").withColumn("domain", F.substring_index("email", "@", -1))\n',
    },
    {
      kind: 'python',
      bad: 'spark.udf.register("domain", lambda email: email.split("@")[-1])\n',
      good: 'users = spark.sql("SELECT substring_index(email, \'@\', -1) AS domain FROM main.crm.users")\n',
    },
    {
      bad: "CREATE OR REPLACE FUNCTION main.crm.domain(email STRING) RETURNS STRING\nLANGUAGE PYTHON AS $$\n  return email.split('@')[-1]\n$$;\n",
      good: "CREATE OR REPLACE FUNCTION main.crm.domain(email STRING) RETURNS STRING\nRETURN substring_index(email, '@', -1);\n",
    },
  ],
  nearMisses: [
    {
      kind: 'python',
      why: 'pandas UDFs work in batches',
      code: 'from pyspark.sql.functions import pandas_udf\n\n@pandas_udf("double")\ndef plus_one(a):\n    return a + 1\n\nspark.udf.register("plus_one", plus_one)\n',
    },
    {
      kind: 'python',
      why: 'a model is registered',
      code: 'predict = mlflow.pyfunc.spark_udf(spark, uri)\nspark.udf.register("predict", predict)\n',
    },
    {
      kind: 'python',
      why: 'a function of our own that has that name',
      code: 'def udf(x):\n    return x\n\ny = udf(3)\nrouter.udf.register("a", udf)\n',
    },
    { kind: 'python', why: 'only imported', code: 'from pyspark.sql.functions import udf, col\ndf.select(col("a"))\n' },
    {
      why: 'a function in SQL',
      kind: 'sql',
      code: "CREATE FUNCTION main.s.f(x STRING COMMENT 'LANGUAGE PYTHON') RETURNS STRING LANGUAGE SQL RETURN lower(x);\n",
    },
  ],

  scope: 'statement',
  words: ['FUNCTION'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { decorators } of facts.functions) {
      for (const decorator of decorators) {
        if (decorator.type !== 'Call' && decoratorName(decorator, facts) === `${FUNCTIONS}udf`) {
          yield { span: { from: decorator.from, to: decorator.to }, message };
        }
      }
    }
    for (const { qualified, nameSpan } of facts.callsNamed('udf')) {
      if (qualified === `${FUNCTIONS}udf`) yield { span: nameSpan, message };
    }
    for (const { call, nameSpan, receiver } of facts.callsNamed('register')) {
      const owner = call.func.type === 'Attribute' ? unwrap(call.func.object) : undefined;
      const isUdf = owner?.type === 'Attribute' && owner.name === 'udf';
      if (!isUdf || (receiver?.kind !== 'session' && receiver?.kind !== 'catalog-object')) continue;
      if (isPlainFunction(argument(call, 1, 'f'), facts)) yield { span: nameSpan, message };
    }
  },

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || functionBody(facts.tree, statement) !== 'python') continue;
      yield { span: headWithName(statement), message };
    }
  },
});
