import type { Cell } from '../../documents/document';
import { linesOf } from '../../documents/magics';
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
    'In a notebook that is kept as a `.py` file, Databricks writes a cell that begins with a magic as comments: `# MAGIC %pip install …`. Without the prefix the file is no valid ' +
    'Python any more, and every tool that reads it (formatter, type checker, test, import) stops at that line. Further down in a cell, Databricks itself writes the magic as it is ' +
    '(a prefix would make a comment of it): that is advice only, to put the magic first in a cell of its own.',
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
      why: 'Python behind the magic, written as Databricks writes it',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %pip install lakelint-demo\n# MAGIC dbutils.library.restartPython()\n',
    },
    {
      why: 'comments that Databricks writes',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# DBTITLE 1,Sources\n# %pip install x\nprint(1)\n',
    },
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
      const [first] = cell.bareMagics;
      if (!first) continue;
      const word = /[%!]+\w*/.exec(document.text.slice(first.from, first.to))?.[0] ?? 'magic';
      const lines = codeLines(cell, document.text);
      if (word.startsWith('!') || lines[0]?.from !== first.from) {
        const message = `\`${word}\` inside a cell: Databricks runs it, but the file is no valid Python. Put it first in a cell of its own.`;
        yield { span: first, message, severity: 'info' };
        continue;
      }
      yield {
        span: magicOf(cell, document.text),
        message: `\`${word}\` without \`# MAGIC\`: the file is no valid Python.`,
        fix: {
          title: 'Write it as # MAGIC',
          safety: 'safe',
          edits: lines.map(({ from, to }) => ({ from, to: from, insert: to === from ? PREFIX.trimEnd() : PREFIX })),
        },
      };
    }
  },
});

/** The lines of a cell, from the first that says something to the last: behind a magic Databricks writes all of them as comments. */
function codeLines({ span }: Cell, text: string): Span[] {
  const lines = [...linesOf(text, span.from, span.to)].map(({ from, to }) => {
    return { from, to: from + text.slice(from, to).replace(/\r?\n$/, '').length };
  });
  const says = ({ from, to }: Span) => !/^\s*(# DBTITLE.*)?$/.test(text.slice(from, to));
  return lines.slice(Math.max(0, lines.findIndex(says)), lines.findLastIndex(says) + 1);
}

/** What the finding underlines: a line magic with its continuation lines, or all of a cell in another language. */
function magicOf({ bareMagics, language }: Cell, text: string): Span {
  const isContinued = (line: Span) => language !== 'python' || text.slice(line.from, line.to).endsWith('\\');
  const last = bareMagics.find((line) => !isContinued(line)) ?? bareMagics.at(-1)!;
  return { from: bareMagics[0]!.from, to: last.to };
}
