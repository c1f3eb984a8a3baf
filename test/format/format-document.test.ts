import assert from 'node:assert/strict';
import { applyEdits, readDocument } from '../../src/engine';
import { defaultFormat, formatDocument } from '../../src/format';
import { allTexts, sqlIn, substance } from './texts';

const format = (path: string, text: string): string =>
  applyEdits(text, formatDocument({ path, text }, defaultFormat).edits).text;

describe('formatting of files', () => {
  it('a %sql cell keeps its prefix', () => {
    assert.equal(
      format(
        'n.py',
        '# Databricks notebook source\n# MAGIC %sql\n# MAGIC select a,b from t;\n# MAGIC\n# MAGIC\n# MAGIC\n# MAGIC select 2\n\n# COMMAND ----------\n\nx  =  1\n',
      ),
      '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT\n# MAGIC   a,\n# MAGIC   b\n# MAGIC FROM\n# MAGIC   t;\n# MAGIC \n# MAGIC SELECT\n# MAGIC   2\n\n# COMMAND ----------\n\nx  =  1\n',
    );
  });

  it('a statement on the line of its magic goes below it', () => {
    assert.equal(
      format('n.py', '# Databricks notebook source\n# MAGIC %sql select 1\n'),
      '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT\n# MAGIC   1\n',
    );
  });

  it('cells of a SQL notebook are formatted, other cells stay', () => {
    assert.equal(
      format(
        'n.sql',
        '-- Databricks notebook source\n-- DBTITLE 1,One\nselect 1\n\n-- COMMAND ----------\n\n-- MAGIC %md select 1\n\n-- COMMAND ----------\n\nselect 2;\n',
      ),
      '-- Databricks notebook source\n-- DBTITLE 1,One\nSELECT\n  1\n\n-- COMMAND ----------\n\n-- MAGIC %md select 1\n\n-- COMMAND ----------\n\nSELECT\n  2;\n',
    );
  });

  it('CRLF stays, behind prefixes too', () => {
    assert.equal(
      format('n.py', '# Databricks notebook source\r\n# MAGIC %sql\r\n# MAGIC select 1 a\r\n'),
      '# Databricks notebook source\r\n# MAGIC %sql\r\n# MAGIC SELECT\r\n# MAGIC   1 a\r\n',
    );
  });

  it('Jupyter: lines stay a list, and the rest of the file is untouched', () => {
    const notebook = {
      cells: [
        { cell_type: 'code', metadata: {}, source: ['%%sql\n', 'select "a\\tb",\n', '  c from t'] },
        { cell_type: 'code', metadata: {}, source: ['x  =  1'] },
        { cell_type: 'code', metadata: {}, source: ['%sql select 1, 2'] },
      ],
      nbformat: 4,
    };
    const text = JSON.stringify(notebook, undefined, 1);
    const after = JSON.parse(format('n.ipynb', text)) as typeof notebook;
    assert.deepEqual(after.cells[0]!.source, ['%%sql\n', 'SELECT\n', '  "a\\tb",\n', '  c\n', 'FROM\n', '  t']);
    assert.deepEqual(after.cells.slice(1), notebook.cells.slice(1));
    assert.equal(formatDocument({ path: 'n.ipynb', text }, defaultFormat).kept.length, 1);
  });

  it('a span: only the statements that it touches', () => {
    const text = 'select 1;\nselect 2;\nselect 3;\n';
    const at = text.indexOf('2');
    const { edits } = formatDocument({ path: 'a.sql', text }, defaultFormat, { from: at, to: at });
    assert.equal(applyEdits(text, edits).text, 'select 1;\nSELECT\n  2;\nselect 3;\n');
  });

  it('SQL in strings of Python and broken notebooks stay', () => {
    for (const [path, text] of [
      ['a.py', 'spark.sql("select 1")\n'],
      ['a.ipynb', '{"cells": [{"cell_type": "code", "source": ["%%sql\\n", "select'],
    ] as const)
      assert.equal(format(path, text), text);
  });

  it('every file of the rules and of the demo says the same, cell by cell, and is done at once', () => {
    for (const { name, path, text } of allTexts()) {
      const after = format(path, text);
      assert.deepEqual(sqlIn(path, after).map(substance), sqlIn(path, text).map(substance), name);
      assert.equal(format(path, after), after, name);
      const others = (t: string) => readDocument({ path, text: t }).cells.filter((cell) => cell.language !== 'sql');
      assert.deepEqual(
        others(after).map((cell) => cell.source.text),
        others(text).map((cell) => cell.source.text),
        name,
      );
    }
  });
});
