import type { Call, Expr, Lambda } from '../../python/ast';
import { unwrap } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { isShortLoop, namesOfTurn, speaksOf } from '../../python/loops';
import type { Loop } from '../../python/place';
import { defineRule } from '../../rule';

const METHODS = ['withColumn', 'withColumnRenamed', 'drop'];

export default defineRule({
  id: 'with-column-in-loop',
  family: 'performance',
  severity: 'warning',

  summary: 'Columns are added one by one in a loop',
  why:
    'Every `withColumn` puts one more projection on the plan, and Spark analyses the whole plan again each time. Some hundred turns take ' +
    'minutes before any data is read, or end in a StackOverflowError. Collect the expressions in the loop and hand them over once: ' +
    '`withColumns({…})`, `withColumnsRenamed({…})`, `select(…)` or `drop(*names)`.',
  docs: [
    {
      title: 'DataFrame.withColumn, notes (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/pyspark/reference/classes/dataframe/withColumn',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql import functions as F\ndf = spark.table("main.sales.orders")\n' +
        'for name in df.columns:\n    df = df.withColumn(name, F.trim(F.col(name)))\n',
      good:
        'from pyspark.sql import functions as F\ndf = spark.table("main.sales.orders")\n' +
        'df = df.withColumns({name: F.trim(F.col(name)) for name in df.columns})\n',
    },
    {
      bad: 'from functools import reduce\ndf = reduce(lambda d, n: d.withColumnRenamed(n, n.lower()), names, spark.table("a.b.c"))\n',
      good: 'df = spark.table("a.b.c").withColumnsRenamed({n: n.lower() for n in names})\n',
    },
  ],
  nearMisses: [
    {
      why: 'a fresh DataFrame each turn: the plan does not grow',
      code: 'for t in tables:\n    df = spark.table(t)\n    df = df.withColumn("source", F.lit(t))\n    df.write.mode("overwrite").saveAsTable(t + "_copy")\n',
    },
    {
      why: 'three turns do no harm',
      code: 'df = spark.table("a.b.c")\nfor c in ["a", "b", "c"]:\n    df = df.withColumn(c, F.col(c))\n',
    },
    {
      why: 'another variable is built',
      code: 'df = spark.table("a.b.c")\nfor c in cols:\n    out = df.withColumn(c, F.lit(1))\n    show(out)\n',
    },
    {
      why: 'the plan is cut in every turn',
      code: 'df = spark.table("a.b.c")\nwhile not done:\n    df = df.withColumn("x", F.col("x") + 1).localCheckpoint()\n',
    },
    {
      why: 'pandas',
      code: 'import pandas as pd\npdf = pd.read_csv("x")\nfor c in cols:\n    pdf = pdf.drop(c, axis=1)\n',
    },
  ],

  options: {
    methods: { default: METHODS, description: 'The methods that add one step to the plan for each call.' },
    smallLoop: { default: 5, description: 'Loops over at most this many literal values are left alone.' },
  },

  pythonScope: 'cell',
  *python(facts, { methods, smallLoop }) {
    for (const { name, stmt, carried, place } of facts.assignments) {
      if (!carried || !place.loop || stmt.type !== 'Assign' || !stmt.value) continue;
      const found = chainCalls(stmt.value).find((c) => c.name && methods.includes(c.name));
      if (!found || isShortLoop(place.loop, facts, smallLoop) || cutsPlan(facts, place.loop)) continue;
      if (found.name === 'drop' && facts.valueOf(stmt.value).kind !== 'dataframe') continue;
      const how = isSameColumn(found, place.loop, facts)
        ? 'build the expression of the column in the loop, and add it'
        : cure(found.name);
      yield {
        span: found.span,
        message: `Every turn of the loop adds one \`${found.name}\` to the plan of \`${name}\`: ${how} once.`,
      };
    }
    for (const fact of facts.callsNamed('reduce')) {
      const found = inReduce(fact, methods);
      if (found)
        yield {
          span: found.span,
          message: `\`reduce\` adds one \`${found.name}\` to the plan for each element: ${cure(found.name)} once.`,
        };
    }
  },
});

function cure(method: string): string {
  return method === 'drop'
    ? 'call `drop(*names)`'
    : `call \`${method === 'withColumn' ? 'withColumns' : method === 'withColumnRenamed' ? 'withColumnsRenamed' : 'select'}\``;
}

interface ChainCall {
  readonly name: string;
  readonly span: { readonly from: number; readonly to: number };
  readonly call: Call;
}

/** Each turn changes one and the same column: what it makes of it depends on the turn before. */
function isSameColumn({ name, call }: ChainCall, loop: Loop, facts: PythonFacts): boolean {
  const column = call.args[0]?.value;
  if (name !== 'withColumn' || !column) return false;
  if (facts.constantOf(column) !== undefined) return true;
  return loop.node.type === 'For' && unwrap(column).type === 'Str' && !speaksOf(column, namesOfTurn(loop));
}

function chainCalls(expr: Expr): ChainCall[] {
  const calls: ChainCall[] = [];
  let e = unwrap(expr);
  while (e.type === 'Call' || e.type === 'Attribute') {
    if (e.type === 'Call') {
      const f = unwrap(e.func);
      if (f.type === 'Attribute') calls.push({ name: f.name, span: f.nameSpan, call: e });
      e = f;
    } else e = unwrap(e.object);
  }
  return calls;
}

/** `checkpoint()` in the loop keeps the plan short. */
function cutsPlan(facts: PythonFacts, loop: Loop): boolean {
  return facts.callsNamed('checkpoint', 'localCheckpoint').some((c) => {
    for (let l = c.place.loop; l; l = l.outer) if (l.node === loop.node) return true;
    return false;
  });
}

function inReduce(fact: CallFact, methods: readonly string[]): ChainCall | undefined {
  if (fact.receiver && fact.qualified !== 'functools.reduce') return undefined;
  const first = fact.call.args[0]?.value;
  const lambda = first && unwrap(first);
  if (lambda?.type !== 'Lambda') return undefined;
  return startsWithParam(lambda)
    ? chainCalls(lambda.body).find((c) => c.name !== 'drop' && methods.includes(c.name))
    : undefined;
}

function startsWithParam(lambda: Lambda): boolean {
  let e = unwrap(lambda.body);
  while (e.type === 'Call' || e.type === 'Attribute') e = unwrap(e.type === 'Call' ? e.func : e.object);
  return e.type === 'Name' && e.id === lambda.params[0]?.name;
}
