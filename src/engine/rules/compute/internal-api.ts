import { dottedName, unwrap, type Attribute, type PyNode } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';

/** `dbutils.notebook.entry_point` and `dbutils.notebook.getContext`, however `dbutils` came here. */
function isContext(node: Attribute, facts: PythonFacts): boolean {
  if (node.name !== 'entry_point' && node.name !== 'getContext') return false;
  const object = unwrap(node.object);
  return object.type === 'Attribute' && object.name === 'notebook' && facts.valueOf(object.object).kind === 'dbutils';
}

/** True when the chain goes on to the token of who runs the notebook. */
function asksForToken(node: PyNode): boolean {
  for (const at of enclosing(node)) {
    if (at.type === 'Attribute' && /^apiToken$/.test(at.name)) return true;
    if (!/^(Attribute|Call|Paren)$/.test(at.type)) return false;
  }
  return false;
}

export default defineRule({
  id: 'internal-api',
  family: 'compute',
  severity: 'warning',
  summary: 'Inner parts of Databricks that no page promises',
  why:
    'The context of a notebook, `entry_point` and the modules of `dbruntime` are how Databricks itself works inside. They differ between kinds of compute, change without notice, and the token in them ' +
    'acts with all rights of whoever runs the notebook. Hand values to a job as parameters (`{{job.run_id}}`), and call the API through `databricks.sdk.WorkspaceClient`.',
  docs: [
    {
      title: 'What is a dynamic value reference?',
      url: 'https://docs.databricks.com/en/jobs/parameter-value-references.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\ntoken = dbutils.notebook.entry_point.getDbutils().notebook().getContext().apiToken().get()\n',
      good: '# Databricks notebook source\nfrom databricks.sdk import WorkspaceClient\nworkspace = WorkspaceClient()\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\ncontext = (dbutils.notebook\n    .entry_point\n    .getDbutils()\n    .notebook()\n    .getContext())\n\n# COMMAND ----------\n\nrun_id = context.currentRunId()\n',
      good: '# Databricks notebook source\nrun_id = dbutils.widgets.get("run_id")\n',
    },
    {
      bad: 'from dbruntime.databricks_repl_context import get_context\nuser = get_context().user\n',
      good: 'from pyspark.sql import functions as F\nuser = spark.range(1).select(F.current_user()).first()[0]\n',
    },
  ],
  nearMisses: [
    { why: 'what is offered', code: 'dbutils.notebook.run("./load", 60)\ndbutils.notebook.exit("done")\n' },
    { why: 'the entry point of something else', code: 'plugin.entry_point.load()\nnotebook.entry_point()\n' },
    { why: 'the context of something else', code: 'context = app.getContext()\ntoken = client.apiToken()\n' },
    { why: 'a task reads values of a task', code: 'dbutils.jobs.taskValues.get("load", "rows")\n' },
    {
      why: 'the client of the API',
      code: 'from databricks.sdk import WorkspaceClient\nWorkspaceClient().jobs.list()\n',
    },
    { why: 'a text', code: 'hint = "dbutils.notebook.entry_point"\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const node of nodesOf(facts, 'Attribute')) {
      if (!isContext(node, facts)) continue;
      const name = dottedName(node) ?? node.name;
      const message = asksForToken(node)
        ? 'The token of whoever runs the notebook, taken from inside of it: use `WorkspaceClient()`, which signs in by itself.'
        : `\`${name}\` is an inner part of Databricks: take parameters of the job, or \`WorkspaceClient()\`.`;
      yield { span: node.nameSpan, message };
    }
    for (const stmt of facts.imports) {
      const found = stmt.names.find(({ module }) => /^dbruntime(\.|$)/.test(module));
      if (found)
        yield { span: stmt, message: `\`${found.module}\` is an inner part of Databricks, which may change any day.` };
    }
  },
});
