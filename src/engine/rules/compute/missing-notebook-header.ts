import { defineRule } from '../../rule';

export default defineRule({
  id: 'missing-notebook-header',
  family: 'compute',
  severity: 'off',
  summary: 'A notebook that does not say what it is for',
  why:
    'Whoever opens a notebook that has failed wants to know what it loads, from where, and who looks after it. A first cell of text with a title and a sentence or two says so, ' +
    'and shows in the workspace before any code. For teams that agree on this.',
  docs: [
    {
      title: 'Develop code in Databricks notebooks',
      url: 'https://docs.databricks.com/notebooks/notebooks-use.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\norders = spark.table("main.sales.orders")\n',
      good:
        '# Databricks notebook source\n# MAGIC %md\n# MAGIC # Orders\n# MAGIC Loads the orders of a day into `main.sales.orders`.\n\n' +
        '# COMMAND ----------\n\norders = spark.table("main.sales.orders")\n',
    },
    {
      kind: 'sql-notebook',
      bad: '-- Databricks notebook source\n-- MAGIC %md\n-- MAGIC # Orders\n\n-- COMMAND ----------\n\nSELECT order_id FROM main.sales.orders\n',
      good: '-- Databricks notebook source\n-- MAGIC %md\n-- MAGIC # Orders\n-- MAGIC What came in yesterday.\n\n-- COMMAND ----------\n\nSELECT order_id FROM main.sales.orders\n',
    },
  ],
  nearMisses: [
    {
      why: 'the title is HTML',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %md\n# MAGIC <h1>Orders</h1> Loads a day.\n\n# COMMAND ----------\n\nx = 1\n',
    },
    {
      why: 'a library is installed first',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %pip install x\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC ## Orders\n# MAGIC Loads a day.\n\n# COMMAND ----------\n\nx = 1\n',
    },
    {
      why: 'a docstring says it',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n"""Loads the orders of a day."""\nx = 1\n',
    },
    { why: 'a file that is no notebook', kind: 'python', code: 'x = 1\n' },
    { why: 'a file of SQL', kind: 'sql', code: 'SELECT 1 AS one;\n' },
    { why: 'a notebook without anything in it', kind: 'python-notebook', code: '# Databricks notebook source\n' },
  ],

  *document({ kind, cells }) {
    if (kind === 'python' || kind === 'sql') return;
    const first = cells.find(({ source, language }) => language !== 'install' && source.text.trim() !== '');
    if (!first) return;
    // A docstring says what a notebook is for as well.
    if (first.language === 'python' && /^\s*(?:#[^\n]*\n\s*)*[rR]?("""|''')/.test(first.source.text)) return;
    const text = first.language === 'markdown' ? first.source.text : '';
    const title = /^[^\S\n]*(?:%md[^\S\n]*)?#{1,6}[^\S\n]+\S.*$|<h\d[^>]*>.*?<\/h\d>/m.exec(text);
    const rest = text.replace(title?.[0] ?? '', '').replace(/%md\S*|<[^>]*>|[\s#*_-]/g, '');
    if (title && rest !== '') return;
    const missing = title
      ? 'a sentence on what the notebook is for'
      : 'a title and a sentence on what the notebook is for';
    const from = first.span.from;
    yield { span: { from, to: Math.min(first.span.to, from + 1) }, message: `The first cell lacks ${missing}.` };
  },
});
