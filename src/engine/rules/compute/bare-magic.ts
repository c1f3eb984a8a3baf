import type { Cell } from '../../documents/document';
import { defineRule } from '../../rule';
import type { Span } from '../../types';

const PREFIX = '# MAGIC ';

export default defineRule({
  id: 'bare-magic',
  family: 'compute',
  severity: 'warning',
  fix: 'safe',

  summary: 'A notebook magic stands in the file as if it were Python',
  why:
    'In a notebook that is kept as a `.py` file, Databricks writes magics as comments: `# MAGIC %pip install …`. Without the prefix the file is no valid ' +
    'Python any more, and every tool that reads it (formatter, type checker, test, import) stops at that line.',
  docs: [
    {
      title: 'Develop code in Databricks notebooks: magic commands',
      url: 'https://docs.databricks.com/notebooks/notebooks-use.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\n%pip install lakelint-demo\n\n# COMMAND ----------\n\nprint(1)\n',
      good: '# Databricks notebook source\n# MAGIC %pip install lakelint-demo\n\n# COMMAND ----------\n\nprint(1)\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\n%sql\nSELECT order_id FROM main.sales.orders\n',
      good: '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT order_id FROM main.sales.orders\n',
    },
  ],
  nearMisses: [
    {
      why: 'a remainder that begins a line',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nx = (10\n%sql_rows)\ny = (7\n  % 2)\n',
    },
    {
      why: 'text inside a string',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nhelp = """\n%pip install x\n"""\n',
    },
    {
      why: 'the prefix is there',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %md\n# MAGIC %pip in a text\n',
    },
  ],

  *document(document) {
    if (document.kind !== 'python-notebook') return;
    for (const cell of document.cells) {
      for (const lines of groups(cell, document.text)) {
        const first = lines[0]!;
        const word = /[%!]+\w*/.exec(document.text.slice(first.from, first.to))?.[0] ?? 'magic';
        yield {
          span: { from: first.from, to: lines[lines.length - 1]!.to },
          message: `\`${word}\` without \`# MAGIC\`: the file is no valid Python.`,
          fix: {
            title: 'Write it as # MAGIC',
            safety: 'safe',
            edits: lines.map((line) => ({
              from: line.from,
              to: line.from,
              insert: line.to === line.from ? PREFIX.trimEnd() : PREFIX,
            })),
          },
        };
      }
    }
  },
});

/** A cell magic takes all its lines together; line magics are told apart, but for their continuation lines. */
function groups(cell: Cell, text: string): Span[][] {
  const out: Span[][] = [];
  for (const line of cell.bareMagics) {
    const last = out[out.length - 1]?.at(-1);
    const belongs = last && (cell.language !== 'python' || text.slice(last.from, last.to).endsWith('\\'));
    if (belongs) out[out.length - 1]!.push(line);
    else out.push([line]);
  }
  return out;
}
