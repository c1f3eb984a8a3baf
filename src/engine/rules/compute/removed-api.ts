import type { Call } from '../../python/ast';
import { dottedName, unwrap } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { FUNCTIONS } from '../../python/api';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import type { Fix, Problem } from '../../types';

/** Old names of DataFrame methods; each only calls the new one. */
const METHODS: ReadonlyMap<string, { readonly now: string; readonly word: string; readonly quiet?: true }> = new Map([
  ['registerTempTable', { now: 'createOrReplaceTempView', word: 'deprecated since Spark 2.0' }],
  ['unionAll', { now: 'union', word: 'the old name', quiet: true }],
  ['to_pandas_on_spark', { now: 'pandas_api', word: 'gone in Spark 4' }],
]);

/** Old names in `pyspark.sql.functions`; each only calls the new one. */
const OLD_FUNCTIONS: ReadonlyMap<string, { readonly now: string; readonly since: string }> = new Map([
  ['approxCountDistinct', { now: 'approx_count_distinct', since: '2.1' }],
  ['toDegrees', { now: 'degrees', since: '2.1' }],
  ['toRadians', { now: 'radians', since: '2.1' }],
  ['sumDistinct', { now: 'sum_distinct', since: '3.2' }],
  ['bitwiseNOT', { now: 'bitwise_not', since: '3.2' }],
  ['shiftLeft', { now: 'shiftleft', since: '3.2' }],
  ['shiftRight', { now: 'shiftright', since: '3.2' }],
  ['shiftRightUnsigned', { now: 'shiftrightunsigned', since: '3.2' }],
]);

const CONTEXT = /^pyspark\.sql(\.context)?\.(SQLContext|HiveContext)(\.getOrCreate)?$/;

function rename({ nameSpan }: CallFact, now: string): Fix {
  return { title: `Write ${now}`, safety: 'safe', edits: [{ ...nameSpan, insert: now }] };
}

function* oldCalls(facts: PythonFacts): Generator<Problem> {
  for (const fact of facts.callsNamed(...METHODS.keys())) {
    const { now, word, quiet } = METHODS.get(fact.method)!;
    const isFrame = fact.receiver?.kind === 'dataframe';
    // Only Spark has a method of this name.
    if (!isFrame && !(fact.method === 'registerTempTable' && fact.receiver?.kind === 'unknown')) continue;
    const message = quiet
      ? `\`${fact.method}\` is ${word} of \`${now}\`.`
      : `\`${fact.method}\` is ${word}: \`${now}\`.`;
    yield { span: fact.nameSpan, message, severity: quiet ? 'info' : undefined, fix: rename(fact, now) };
  }
  for (const fact of facts.callsNamed(...OLD_FUNCTIONS.keys())) {
    if (fact.qualified !== FUNCTIONS + fact.method) continue;
    const { now, since } = OLD_FUNCTIONS.get(fact.method)!;
    // A function that was imported by its name would need another import.
    const fix = unwrap(fact.call.func).type === 'Attribute' ? rename(fact, now) : undefined;
    yield { span: fact.nameSpan, message: `\`${fact.method}\` is deprecated since Spark ${since}: \`${now}\`.`, fix };
  }
}

function oldType(call: Call): Problem | undefined {
  const type = argument(call, 1, 'functionType');
  if (!type || !/(^|\.)PandasUDFType\.\w+$/.test(dottedName(type) ?? '')) return undefined;
  return { span: type, message: '`PandasUDFType` is deprecated since Spark 3.0: type hints say the same.' };
}

export default defineRule({
  id: 'removed-api',
  family: 'compute',
  severity: 'warning',
  fix: 'safe',

  summary: 'A name that Spark has given up: deprecated, or gone',
  why:
    'Spark keeps old names for a while and then drops them: code that uses them stops working with an upgrade of the runtime, and some of them ' +
    'never worked on serverless compute.',
  docs: [
    {
      title: 'DataFrame.registerTempTable (PySpark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.registerTempTable.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'df = spark.table("main.sales.orders")\ndf.registerTempTable("orders")\n',
      good: 'df = spark.table("main.sales.orders")\ndf.createOrReplaceTempView("orders")\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\nold = spark.table("main.sales.orders_2023")\n' +
        'both = old.unionAll(spark.table("main.sales.orders"))\ncustomers = both.agg(F.approxCountDistinct("customer_id"))\n',
      good:
        'from pyspark.sql import functions as F\nold = spark.table("main.sales.orders_2023")\n' +
        'both = old.union(spark.table("main.sales.orders"))\ncustomers = both.agg(F.approx_count_distinct("customer_id"))\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import SQLContext\nsqlContext = SQLContext(sc)\n',
      good: 'from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n',
    },
  ],
  nearMisses: [
    {
      why: 'the name stands in a text',
      kind: 'python',
      code: 'print("registerTempTable was renamed")\nmethods = ["unionAll", "toDegrees"]\n',
    },
    {
      why: 'methods of other objects',
      kind: 'python',
      code: 'geometry.unionAll(shapes)\nmath.toDegrees(1)\nself.shiftLeft(bits)\n',
    },
    {
      why: 'the new names',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf.select(F.degrees("a"), F.countDistinct("b"), F.shiftleft("c", 1))\n',
    },
    {
      why: 'the session of a notebook has an old name too',
      kind: 'python',
      code: 'rows = sqlContext.sql("SELECT a FROM main.s.t").collect()\n',
    },
    {
      why: 'only imported',
      kind: 'python',
      code: 'from pyspark.sql.functions import pandas_udf, PandasUDFType\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    yield* oldCalls(facts);
    for (const { call } of facts.callsNamed('pandas_udf')) {
      const problem = oldType(call);
      if (problem) yield problem;
    }
    for (const { call, qualified } of facts.callsNamed('SQLContext', 'HiveContext', 'getOrCreate')) {
      if (!qualified || !CONTEXT.test(qualified)) continue;
      const name = qualified.includes('HiveContext') ? 'HiveContext' : 'SQLContext';
      yield {
        span: call.func,
        message: `\`${name}\` is deprecated since Spark 3.0: \`spark\`, the session, does it all.`,
      };
    }
    for (const fact of facts.callsNamed('registerFunction', 'createExternalTable')) {
      if (!/(^|\.)spark\.catalog\.\w+$/.test(dottedName(fact.call.func) ?? '')) continue;
      const now = fact.method === 'registerFunction' ? 'spark.udf.register' : 'spark.catalog.createTable';
      yield { span: fact.nameSpan, message: `\`${fact.method}\` is deprecated since Spark 2: \`${now}\`.` };
    }
  },
});
