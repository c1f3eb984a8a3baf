import type { If, PyNode } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { shownFrames, type ShownFrame } from '../../python/shown';
import type { DataFrameValue } from '../../python/values';
import { enclosing } from '../../python/walk';
import { defineRule } from '../../rule';
import { personalOutputs } from '../../spark/personal';

/** Functions and switches that say by their names that showing something is what they are for. */
const FOR_SHOWING = /show|display|print|preview|debug|verbose|inspect|explore|dry_?run|interactive|demo|dump|quiet/i;

/** Folders of code that is there to be tried out. */
const FOR_TRYING = /(^|[\\/])(examples?|demos?|tutorials?|samples?|scratch)[\\/]/i;

/** True where code says that it shows things on purpose: a switch around it, a function with such a name, the script's own end. */
function isMeant({ fact }: ShownFrame, facts: PythonFacts): boolean {
  const { text } = facts.document;
  for (const node of enclosing(fact.call)) {
    if (node.type === 'FunctionDef' && FOR_SHOWING.test(node.name)) return true;
    if (node.type === 'If' && node.branches.some(({ test }) => test && says(node, test, text))) return true;
  }
  return false;
}

/** What a command answers is there without a job: `SHOW TABLES`, `MERGE INTO …`. */
function isAnswer({ source }: DataFrameValue): boolean {
  return (
    source?.kind === 'sql' &&
    source.sql !== undefined &&
    !/^\s*(with|select|from|values|table)\b/i.test(source.sql.text)
  );
}

function says({ type }: If, test: PyNode, text: string): boolean {
  const words = text.slice(test.from, test.to);
  return type === 'If' && (FOR_SHOWING.test(words) || words.includes('__main__'));
}

export default defineRule({
  id: 'debug-output',
  family: 'performance',
  severity: 'info',

  summary: 'Output for the eye is left in a module',
  why:
    'Nobody looks at what a job prints, but each `show()` and each `display()` is a job that computes its frame once more, from the source on. In a notebook that is how one works; in a module it is what was left over. ' +
    'Log a number that somebody needs, or write the rows to a table where they can be queried.',
  docs: [
    {
      title: 'Production considerations for Structured Streaming (Azure Databricks)',
      url: 'https://docs.azure.cn/en-us/databricks/structured-streaming/production',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'def load_orders(spark):\n    orders = spark.table("main.raw.orders").dropDuplicates(["order_id"])\n    orders.printSchema()\n    orders.show(10)\n' +
        '    orders.write.mode("overwrite").saveAsTable("main.sales.orders")\n',
      good:
        'def load_orders(spark):\n    orders = spark.table("main.raw.orders").dropDuplicates(["order_id"])\n' +
        '    orders.write.mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
    {
      bad: 'paid = spark.table("main.sales.orders").where("paid")\nprint(paid.take(5))\npaid.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
      good: 'paid = spark.table("main.sales.orders").where("paid")\npaid.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a notebook is there to look at things',
      kind: 'python-notebook',
      code: '# Databricks notebook source\norders = spark.table("a.b.c")\ndisplay(orders)\norders.show()\n',
    },
    {
      why: 'a number is logged',
      code: 'n = spark.table("a.b.c").count()\nprint(f"{n} rows")\nlogger.info("rows: %s", n)\n',
    },
    {
      why: 'a switch asks for it',
      code: 'def run(spark, debug=False):\n    df = spark.table("a.b.c")\n    if debug:\n        df.show()\n    df.write.saveAsTable("a.b.d")\n',
    },
    {
      why: 'showing is what the function is for',
      code: 'def show_sample(spark, name):\n    spark.table(name).show(10)\n',
    },
    {
      why: 'the end of a script that is run by hand',
      code: 'if __name__ == "__main__":\n    spark.table("a.b.c").limit(5).show()\n',
    },
    {
      why: 'the answer of a command',
      code: 'spark.sql("SHOW TABLES IN a.b").show()\nspark.sql("MERGE INTO a.b.c USING a.b.d ON c.id = d.id WHEN MATCHED THEN DELETE").show()\n',
    },
    { why: 'names of columns', code: 'df = spark.table("a.b.c")\nprint(df.columns, df.schema.simpleString())\n' },
    { why: 'no DataFrame of Spark', code: 'figure.show()\nimport polars as pl\nprint(pl.read_csv("x.csv"))\n' },
    {
      why: 'personal data has a rule of its own',
      code: 'spark.table("main.crm.users").select("email").show()\n',
    },
  ],

  *python(facts) {
    if (facts.isTest || facts.isNotebook || FOR_TRYING.test(facts.document.path)) return;
    const all = shownFrames(facts);
    if (all.length === 0) return;
    const personal = new Set(personalOutputs(facts).map(({ fact }) => fact.call));
    for (const shown of all) {
      if (personal.has(shown.fact.call) || isAnswer(shown.frame) || isMeant(shown, facts)) continue;
      const { method } = shown.fact;
      const what =
        shown.what === 'rows' ? 'rows that nobody looks at, and a job to compute them' : 'a schema for the log';
      yield { span: shown.span, message: `\`${method}()\` in a module: ${what}. Leave it out.` };
    }
  },
});
