import type { Call } from '../../python/ast';
import { unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { pullsOf } from '../../python/pulls';
import type { Value } from '../../python/values';
import { chainAfter } from '../../python/walk';
import { defineRule } from '../../rule';
import { rowLoops } from '../../spark/row-loops';

/** Libraries that draw on the driver: who hands rows to them has decided so. */
const DRAWING_LIBRARY = /^(matplotlib|seaborn|plotly|altair|bokeh|folium)\b/;
/** Libraries that train and score on one machine: in a file that imports one, rows belong on the driver. */
const TRAINING_LIBRARY =
  /^(sklearn|xgboost|lightgbm|catboost|statsmodels|prophet|shap|torch|tensorflow|keras|transformers|datasets)\b/;
const DRAWS = /^(plot|hist|boxplot)$/;

function trains(facts: PythonFacts): boolean {
  return facts.imports.some(({ names }) =>
    names.some(({ module }) => TRAINING_LIBRARY.test(module) || /^mlflow\.(sklearn|xgboost|lightgbm)/.test(module)),
  );
}

/** Frames of pandas that are drawn, or that a drawing library is fed with. */
function wantedOnDriver(facts: PythonFacts): Set<Value> {
  const wanted = new Set<Value>();
  for (const { call, qualified, method } of facts.calls) {
    if (qualified && DRAWING_LIBRARY.test(qualified)) {
      for (const { value } of call.args) {
        let e = unwrap(value);
        for (;;) {
          wanted.add(facts.valueOf(e));
          if (e.type === 'Subscript' || e.type === 'Attribute') e = unwrap(e.object);
          else if (e.type === 'Call') e = unwrap(e.func);
          else break;
        }
      }
    }
    const func = unwrap(call.func);
    if (func.type !== 'Attribute') continue;
    const object = unwrap(func.object);
    if (DRAWS.test(method)) wanted.add(facts.valueOf(object));
    if (object.type === 'Attribute' && object.name === 'plot') wanted.add(facts.valueOf(object.object));
  }
  return wanted;
}

function isDrawn(call: Call): boolean {
  return chainAfter(call).names.some((name) => DRAWS.test(name));
}

export default defineRule({
  id: 'to-pandas-on-driver',
  family: 'performance',
  severity: 'warning',

  summary: 'A whole DataFrame becomes a pandas frame on the driver',
  why:
    '`toPandas()` brings every row into one Python process, where pandas often needs several times the memory that the rows took. Arrow makes the copy faster, not smaller. Filter and aggregate in Spark first, ' +
    'take a sample, or keep the pandas code and let Spark spread it: `applyInPandas`, `mapInPandas` or the pandas API on Spark.',
  docs: [
    {
      title: 'DataFrame.toPandas (Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/toPandas',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders").where("amount > 0").toPandas()\ntotal = orders["amount"].sum()\n',
      good: 'total = spark.table("main.sales.orders").where("amount > 0").agg({"amount": "sum"}).first()[0]\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = (\n    spark.read\n    .format("delta")\n    .load(path)\n)\n\n# COMMAND ----------\n\n' +
        'recent = orders.filter("day > 7")\npdf = recent.toPandas()\n',
      good:
        '# Databricks notebook source\norders = (\n    spark.read\n    .format("delta")\n    .load(path)\n)\n\n# COMMAND ----------\n\n' +
        'recent = orders.filter("day > 7")\npdf = recent.limit(1000).toPandas()\n',
    },
  ],
  nearMisses: [
    { why: 'a bounded number of rows', code: 'pdf = spark.table("a.b.c").limit(100).toPandas()\n' },
    {
      why: 'groups are few',
      code: 'by_day = spark.table("a.b.c").groupBy("day").count()\npdf = by_day.orderBy("day").toPandas()\n',
    },
    { why: 'it is drawn', code: 'spark.table("a.b.c").select("x", "y").toPandas().plot.scatter("x", "y")\n' },
    {
      why: 'it is drawn by a library',
      code: 'import seaborn as sns\n\npdf = spark.table("a.b.c").toPandas()\nsns.histplot(data=pdf, x="amount")\n',
    },
    {
      why: 'a model of scikit-learn is trained with it',
      code: 'from sklearn.model_selection import train_test_split\n\ndata = spark.table("a.b.c").toPandas()\ntrain, test = train_test_split(data)\n',
    },
    {
      why: 'one job for each row has a rule of its own',
      code: 'for row in spark.table("a.b.c").toPandas().itertuples():\n    spark.sql(f"DELETE FROM a.b.d WHERE id = {row.id}")\n',
    },
    { why: 'a list of tables', code: 'tables = spark.sql("SHOW TABLES IN a.b").toPandas()\n' },
    { why: 'no DataFrame of Spark', code: 'import polars as pl\n\npdf = pl.read_csv("x.csv").toPandas()\n' },
  ],

  *python(facts) {
    if (facts.isTest || trains(facts)) return;
    const pulls = [...pullsOf(facts, 'toPandas')];
    if (pulls.length === 0) return;
    const wanted = wantedOnDriver(facts);
    const looped = new Set(rowLoops(facts).map(({ pull }) => pull.call));
    for (const { fact, severity } of pulls) {
      if (isDrawn(fact.call) || wanted.has(fact.result) || looped.has(fact.call)) continue;
      const message = '`toPandas()` brings every row into the memory of the driver.';
      yield { span: fact.nameSpan, message, severity };
    }
  },
});
