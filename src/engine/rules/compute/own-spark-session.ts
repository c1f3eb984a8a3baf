import { dottedName, unwrap, type Expr } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { runsOnDatabricks } from '../../spark/access';

/** The object that a chain of calls begins with: `SparkSession` in `SparkSession.builder.master(…)`. */
function baseOf(expr: Expr): Expr {
  let e = unwrap(expr);
  while (e.type === 'Attribute' || e.type === 'Call') {
    const next: Expr = unwrap(e.type === 'Attribute' ? e.object : e.func);
    if (next.type !== 'Attribute' && next.type !== 'Call') return next;
    e = next;
  }
  return e;
}

/** What is wrong with a call, in words. */
function complaint({ call, method, qualified, receiver }: CallFact, facts: PythonFacts): string | undefined {
  if (qualified !== undefined && /^pyspark\.(context\.)?SparkContext$/.test(qualified))
    return 'A second Spark context: the compute has one already, and refuses another.';
  if (method === 'master') {
    const base = facts.valueOf(baseOf(call.func));
    const isBuilder = base.kind === 'imported' && /^pyspark\.sql\.(session\.)?SparkSession$/.test(base.name);
    return isBuilder ? 'The compute says where Spark runs: leave out `master`.' : undefined;
  }
  if (method === 'stop' && (receiver?.kind === 'session' || receiver?.kind === 'context'))
    return 'This stops Spark for everything that runs on the compute: leave it to the platform.';
  const isExit = qualified === 'sys.exit' || (dottedName(call.func) === 'sys.exit' && receiver?.kind === 'imported');
  if (isExit && facts.isNotebook)
    return '`sys.exit` ends the Python process of the notebook: use `dbutils.notebook.exit`, or raise an error.';
  return undefined;
}

export default defineRule({
  id: 'own-spark-session',
  family: 'compute',
  severity: 'warning',
  summary: 'A job that starts or stops Spark by itself',
  why:
    'On Databricks the session is there before the code begins, and others may use the same compute. `SparkContext(…)` and `.master(…)` ask for another Spark, `spark.stop()` ends the one that ' +
    'is there, `sys.exit()` ends the process the notebook runs in. Take `spark`, or `SparkSession.builder.getOrCreate()`. Code that is not known to run on Databricks is left alone.',
  docs: [
    {
      title: 'Databricks notebook execution contexts',
      url: 'https://docs.databricks.com/notebooks/execution-context.html',
      checked: '2026-11-21',
    },
    {
      title: 'Notebook isolation',
      url: 'https://docs.databricks.com/notebooks/notebook-isolation.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nspark.table("main.sales.orders").write.mode("overwrite").saveAsTable("main.sales.copy")\nspark.stop()\n',
      good: '# Databricks notebook source\nspark.table("main.sales.orders").write.mode("overwrite").saveAsTable("main.sales.copy")\n',
    },
    {
      bad:
        'from pyspark.sql import SparkSession\n\nspark = (SparkSession.builder\n    .master("local[*]")\n    .appName("orders")\n    .getOrCreate())\n' +
        'day = dbutils.widgets.get("day")\n',
      good: 'from pyspark.sql import SparkSession\n\nspark = (SparkSession.builder\n    .appName("orders")\n    .getOrCreate())\nday = dbutils.widgets.get("day")\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\nimport sys\n\n# COMMAND ----------\n\nif spark.table("main.raw.orders").isEmpty():\n    sys.exit(0)\n',
      good: '# Databricks notebook source\n\n# COMMAND ----------\n\nif spark.table("main.raw.orders").isEmpty():\n    dbutils.notebook.exit("nothing to do")\n',
    },
  ],
  nearMisses: [
    {
      why: 'nobody knows that it runs on Databricks',
      code: 'from pyspark.sql import SparkSession\nspark = SparkSession.builder.master("local[2]").getOrCreate()\nspark.stop()\n',
    },
    {
      why: 'the session that is there is taken',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nfrom pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n',
    },
    {
      why: 'a query is stopped',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nquery = spark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).toTable("a.b.t")\nquery.stop()\n',
    },
    {
      why: 'the program of a command line',
      code: 'import sys\n\nif __name__ == "__main__":\n    dbutils.widgets.get("a")\n    sys.exit(main())\n',
    },
    {
      why: 'another master',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nchess.master("local")\nserver.stop()\n',
    },
    {
      why: 'another end',
      kind: 'python-notebook',
      code: '# Databricks notebook source\ndbutils.notebook.exit("done")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const fact of facts.calls) {
      if (!/^(SparkContext|master|stop|exit)$/.test(fact.method)) continue;
      const message = complaint(fact, facts);
      if (message && runsOnDatabricks(facts)) yield { span: fact.nameSpan, message };
    }
  },
});
