import { unwrap, type Stmt } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';

/** The names that a statement binds where it stands. */
function boundBy(stmt: Stmt): string[] {
  switch (stmt.type) {
    case 'Assign':
      return stmt.targets.flatMap((target) => {
        const t = unwrap(target);
        const items = t.type === 'Tuple' || t.type === 'List' ? t.items : [t];
        return items.flatMap((item) => (item.type === 'Name' ? [item.id] : []));
      });
    case 'FunctionDef':
    case 'ClassDef':
      return [stmt.name];
    case 'Import':
      return stmt.names.flatMap(({ module, name, alias }) => alias ?? name ?? module.split('.')[0] ?? []);
    default:
      return [];
  }
}

/** A name that is bound above a place, used below it, and not bound again there. */
function lostName(facts: PythonFacts, place: number): string | undefined {
  const top = facts.statements.flatMap(({ body }) => body);
  const above = new Set(top.filter((stmt) => stmt.to <= place).flatMap(boundBy));
  const names = nodesOf(facts, 'Name').filter((node) => node.from > place && above.has(node.id));
  const again = new Set(facts.assignments.filter(({ stmt }) => stmt.from > place).map(({ name }) => name));
  for (const stmt of top) if (stmt.from > place) for (const name of boundBy(stmt)) again.add(name);
  return names.find(({ id }) => !again.has(id))?.id;
}

export default defineRule({
  id: 'late-install',
  family: 'compute',
  severity: 'warning',
  summary: 'A library is installed after code has run',
  why:
    'To use what `%pip install` brings, Python has to start again, and a start forgets every variable, function and import of the cells above. Without it, modules that are loaded already stay ' +
    'in their old version. Install in the first cell, or give the job an environment with the libraries in it. A warning where Python is started again, a hint elsewhere.',
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
        '# COMMAND ----------\n\ndbutils.library.restartPython()\n\n# COMMAND ----------\n\nprint(day)\n',
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
      code: '# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %pip list\n\n# COMMAND ----------\n\nprint(x)\n',
    },
    {
      why: 'Python is started again first, and everything follows below',
      kind: 'python-notebook',
      code: '# Databricks notebook source\ndbutils.library.restartPython()\n\n# COMMAND ----------\n\n# MAGIC %pip install x\n',
    },
    {
      why: 'what is needed below is read again',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nday = dbutils.widgets.get("day")\n\n# COMMAND ----------\n\n# MAGIC %pip install x\n\n# COMMAND ----------\n\ndbutils.library.restartPython()\n\n# COMMAND ----------\n\nday = dbutils.widgets.get("day")\nprint(day)\n',
    },
    {
      why: 'what is installed is found out above',
      kind: 'python-notebook',
      code: '# Databricks notebook source\npath = find()\n\n# COMMAND ----------\n\n# MAGIC %pip install -r $path\n\n# COMMAND ----------\n\nprint(path)\n',
    },
    { why: 'a comment in a file', kind: 'python', code: 'x = 1\n# %pip install y\n' },
  ],

  *python(facts) {
    const { cells, text } = facts.document;
    const starts = facts.callsNamed('restartPython').map(({ call }) => call.from);
    const [major = 99] = (facts.target.runtime ?? '').split('.').flatMap((n) => (n === '' ? [] : [Number(n)]));
    for (const { language, span } of cells) {
      const cell = text.slice(span.from, span.to);
      const found = language === 'install' ? /%(?:pip|conda)\s+install\b[^\n]*/.exec(cell) : undefined;
      // A path that is put together above can only be known there.
      if (!found || /\$\w|\{\w/.test(found[0])) continue;
      const name = lostName(facts, span.to);
      if (name === undefined) continue;
      const restarts = major < 13 || cell.includes('restartPython') || starts.some((from) => from >= span.to);
      const from = span.from + found.index;
      yield {
        span: { from, to: from + found[0].trimEnd().length },
        message: restarts
          ? `Python starts again after this install, and \`${name}\` from above is lost: install in the first cell.`
          : `\`${name}\` from above is lost when Python starts again for this install: install in the first cell.`,
        severity: restarts ? 'warning' : 'info',
      };
    }
  },
});
