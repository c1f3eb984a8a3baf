import type { Stmt } from '../../python/ast';
import { defineRule } from '../../rule';

/** True for statements whose outcome the cells below count on: names that are bound, modules that are loaded. */
function leavesNames(stmt: Stmt): boolean {
  switch (stmt.type) {
    case 'Assign':
    case 'AugAssign':
    case 'FunctionDef':
    case 'ClassDef':
    case 'Import':
    case 'With':
      return true;
    case 'For':
    case 'While':
      return stmt.body.some(leavesNames);
    case 'If':
      return stmt.branches.some(({ body }) => body.some(leavesNames));
    case 'Try':
      return stmt.blocks.some((block) => block.some(leavesNames));
    default:
      return false;
  }
}

export default defineRule({
  id: 'late-install',
  family: 'compute',
  severity: 'warning',
  summary: 'A library is installed after code has run',
  why:
    'To use what `%pip install` brings, Python has to start again, and a start forgets every variable, function and import of the cells above. Without it, modules that are loaded already stay ' +
    'in their old version. Install in the first cell, or give the job an environment with the libraries in it.',
  docs: [
    {
      title: 'Libraries (Databricks)',
      url: 'https://docs.databricks.com/libraries/index.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nimport pandas as pd\nday = dbutils.widgets.get("day")\n\n# COMMAND ----------\n\n# MAGIC %pip install lakelint-demo==1.0\n\n' +
        '# COMMAND ----------\n\nprint(day)\n',
      good:
        '# Databricks notebook source\n# MAGIC %pip install lakelint-demo==1.0\n\n# COMMAND ----------\n\nimport pandas as pd\nday = dbutils.widgets.get("day")\n\n' +
        '# COMMAND ----------\n\nprint(day)\n',
    },
  ],
  nearMisses: [
    {
      why: 'texts and widgets stand above',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %md\n# MAGIC # Orders\n\n# COMMAND ----------\n\ndbutils.widgets.text("day", "")\n\n# COMMAND ----------\n\n# MAGIC %pip install x\n',
    },
    {
      why: 'one install follows another',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %pip install x\n\n# COMMAND ----------\n\n# MAGIC %pip install y\n\n# COMMAND ----------\n\ndbutils.library.restartPython()\n',
    },
    {
      why: 'only tables are made above',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nspark.sql("CREATE SCHEMA IF NOT EXISTS main.sales")\n\n# COMMAND ----------\n\n# MAGIC %pip install x\n',
    },
    {
      why: 'SQL above keeps its tables',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %sql\n# MAGIC USE CATALOG main\n\n# COMMAND ----------\n\n# MAGIC %pip install x\n',
    },
    {
      why: 'it is only listed what is there',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %pip list\n',
    },
    {
      why: 'Python is started again first, and everything follows below',
      kind: 'python-notebook',
      code: '# Databricks notebook source\ndbutils.library.restartPython()\n\n# COMMAND ----------\n\n# MAGIC %pip install x\n',
    },
    {
      why: 'what is installed is found out above',
      kind: 'python-notebook',
      code: '# Databricks notebook source\npath = find()\n\n# COMMAND ----------\n\n# MAGIC %pip install -r $path\n',
    },
    { why: 'a comment in a file', kind: 'python', code: 'x = 1\n# %pip install y\n' },
  ],

  *python(facts) {
    const { cells, text } = facts.document;
    const firstCode = facts.statements.find(({ body }) => body.some(leavesNames))?.cell;
    if (firstCode === undefined) return;
    for (const [i, cell] of cells.entries()) {
      if (i <= firstCode || cell.language !== 'install') continue;
      const found = /%(?:pip|conda)\s+install\b[^\n]*/.exec(text.slice(cell.span.from, cell.span.to));
      // A path that is put together above can only be known there.
      if (!found || /\$\w|\{\w/.test(found[0])) continue;
      const from = cell.span.from + found.index;
      yield {
        span: { from, to: from + found[0].trimEnd().length },
        message:
          'An install below code: what stands above is lost when Python starts again. Move it to the first cell.',
      };
    }
  },
});
