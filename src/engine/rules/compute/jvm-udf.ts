import { defineRule } from '../../rule';
import { functionBody, headWithName } from '../../sql/functions';
import { piecesOf } from '../../sql/phrases';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Level, Target } from '../../types';

/** What the target does with classes of the JVM; `undefined`: it runs them. */
function refusal(target: Target): { readonly severity: Level; readonly where: string } | undefined {
  switch (target.compute) {
    case 'serverless':
      return { severity: 'error', where: 'Serverless compute does not run it' };
    case 'standard':
      return { severity: 'error', where: 'Compute in standard access mode does not run it' };
    case undefined:
      return { severity: 'info', where: 'Serverless compute and standard access mode do not run it' };
    default:
      return undefined;
  }
}

export default defineRule({
  id: 'jvm-udf',
  family: 'compute',
  severity: 'info',
  summary: 'A function from a class of Java, Scala or Hive',
  why:
    'Such a class runs inside the engine with all its rights. Compute that several people share, and serverless compute, therefore do not load it: the code is tied to ' +
    'compute of one user. Write the function in SQL or Python, where Unity Catalog can govern it. Error where the target is known to refuse it, silent where it runs.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      target: { compute: 'serverless' },
      bad: "CREATE TEMPORARY FUNCTION mask AS 'com.example.hive.Mask' USING JAR '/Volumes/main/tools/jars/mask.jar';\n",
      good: "CREATE OR REPLACE FUNCTION main.tools.mask(s STRING) RETURNS STRING RETURN concat(left(s, 2), '***');\n",
    },
    {
      kind: 'python',
      target: { compute: 'standard' },
      bad: 'from pyspark.sql.types import StringType\nspark.udf.registerJavaFunction("mask", "com.example.Mask", StringType())\n',
      good: 'from pyspark.sql import functions as F\ndf = df.withColumn("name", F.concat(F.left("name", F.lit(2)), F.lit("***")))\n',
    },
  ],
  nearMisses: [
    {
      why: 'the compute is for one user',
      target: { compute: 'dedicated' },
      code: "ADD JAR '/Volumes/main/tools/jars/mask.jar';\nCREATE TEMPORARY FUNCTION mask AS 'com.example.hive.Mask';\n",
    },
    {
      why: 'functions in SQL and Python',
      target: { compute: 'serverless' },
      code:
        "CREATE FUNCTION main.s.a(x INT) RETURNS STRING RETURN 'com.example.A';\n" +
        'CREATE FUNCTION main.s.b(x STRING) RETURNS STRING LANGUAGE PYTHON AS $$\n  return x.lower()\n$$;\n',
    },
    { why: 'jars are only listed', target: { compute: 'serverless' }, code: 'LIST JARS;\n' },
    {
      why: 'a constraint is added, not a jar',
      target: { compute: 'serverless' },
      code: 'ALTER TABLE main.s.t ADD CONSTRAINT jar CHECK (a > 0);\n',
    },
    {
      why: 'a Python function is registered',
      kind: 'python',
      target: { compute: 'serverless' },
      code: 'spark.udf.register("mask", lambda s: s[:2] + "***")\nregistry.registerJavaFunction("a", "b")\n',
    },
  ],

  scope: 'statement',
  words: ['FUNCTION', 'ADD'],

  pythonScope: 'cell',
  *python(facts) {
    const found = refusal(facts.target);
    if (!found) return;
    for (const { nameSpan, receiver } of facts.callsNamed('registerJavaFunction', 'registerJavaUDAF')) {
      if (receiver?.kind !== 'session' && receiver?.kind !== 'catalog-object') continue;
      yield {
        span: nameSpan,
        message: `A function from a class of the JVM. ${found.where}.`,
        severity: found.severity,
      };
    }
  },

  *sql(facts) {
    const found = refusal(facts.target);
    if (!found) return;
    const { severity, where } = found;
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement)) continue;
      if (functionBody(facts.tree, statement) === 'class') {
        yield { span: headWithName(statement), message: `A function from a class of the JVM. ${where}.`, severity };
      }
      if (statement.kind !== 'other' || statement.words[0] !== 'ADD') continue;
      const what = piecesOf(facts.tree, statement)[1];
      if (what && !what.quoted && /^JARS?$/.test(what.text)) {
        const span = { from: statement.from, to: what.to };
        yield { span, message: `A library of the JVM for the session. ${where}.`, severity };
      }
    }
  },
});
