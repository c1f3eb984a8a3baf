import assert from 'node:assert/strict';
import { readDocument, type Document } from '../../../src/engine/index';

/** For each cell: its language and its code. */
function cells(document: Document): string[] {
  return document.cells.map((c) => `${c.language}: ${c.source.text.trim()}`);
}

/** Every stretch of code leads back to the same characters in the file. */
function assertMapped(document: Document, file: string): void {
  for (const cell of document.cells) {
    for (const match of cell.source.text.matchAll(/[A-Za-z_]\w*/g)) {
      const span = document.file.spanToHost(
        cell.source.spanToHost({ from: match.index, to: match.index + match[0].length }),
      );
      const there = file.slice(span.from, span.to);
      assert.equal(
        there.replace(/\\u[0-9a-f]{4}/g, (e) => JSON.parse(`"${e}"`) as string),
        match[0],
      );
    }
  }
}

describe('reading files into cells', () => {
  it('takes a plain file as one cell', () => {
    assert.deepEqual(cells(readDocument({ path: 'a.py', text: 'x = 1\n' })), ['python: x = 1']);
    assert.deepEqual(cells(readDocument({ path: 'a.sql', text: 'SELECT 1' })), ['sql: SELECT 1']);
    assert.deepEqual(cells(readDocument({ path: 'Untitled-1', text: '' })), ['python: ']);
  });

  it('splits a Databricks notebook in Python', () => {
    const text = [
      '# Databricks notebook source',
      '# MAGIC %md',
      '# MAGIC # Title',
      '',
      '# COMMAND ----------',
      '',
      '# DBTITLE 1,Load',
      '# MAGIC %sql',
      '# MAGIC SELECT a,',
      '# MAGIC   b',
      '# MAGIC',
      '# MAGIC FROM t',
      '',
      '# COMMAND ----------',
      '# MAGIC %run ./setup',
      '# COMMAND ----------',
      '# MAGIC %pip install x',
      '# COMMAND ----------',
      '# MAGIC %scala',
      '# MAGIC val x = 1',
      '# COMMAND ----------',
      'y = 2  # COMMAND ---------- in a comment',
      '',
    ].join('\n');
    const document = readDocument({ path: 'n.py', text });
    assert.deepEqual(cells(document), [
      'markdown: # Title',
      'sql: SELECT a,\n  b\n\nFROM t',
      'run: ./setup',
      'install: install x',
      'other: val x = 1',
      'python: y = 2  # COMMAND ---------- in a comment',
    ]);
    assert.equal(document.kind, 'python-notebook');
    assertMapped(document, text);
  });

  it('splits a Databricks notebook in SQL, with Python inside', () => {
    const text =
      '-- Databricks notebook source\nSELECT 1\n\n-- COMMAND ----------\n\n-- MAGIC %python\n-- MAGIC for x in y:\n-- MAGIC   f(x)\n';
    const document = readDocument({ path: 'n.sql', text });
    assert.deepEqual(cells(document), ['sql: SELECT 1', 'python: for x in y:\n  f(x)']);
    assertMapped(document, text);
  });

  it('keeps offsets with CRLF, BOM and characters outside of the BMP', () => {
    const text =
      '\uFEFF# Databricks notebook source\r\n# MAGIC %sql\r\n# MAGIC SELECT name -- 🏠\r\n# MAGIC FROM t\r\n';
    const document = readDocument({ path: 'n.py', text });
    assert.deepEqual(
      document.cells.map((c) => c.language),
      ['sql'],
    );
    assertMapped(document, text);
  });

  it('blanks out magics that stand bare, and remembers where', () => {
    const text = '# Databricks notebook source\n%pip install x \\\n  y\n!ls /tmp\nz = 1\n';
    const [cell] = readDocument({ path: 'n.py', text }).cells;
    assert.equal(cell!.source.text.trim(), 'z = 1');
    assert.deepEqual(
      cell!.bareMagics.map((m) => text.slice(m.from, m.to)),
      ['%pip install x \\', '  y', '!ls /tmp'],
    );
  });

  it('leaves percent signs alone that are no magics', () => {
    const text = '# Databricks notebook source\nx = (5\n% 2)\nhelp = """\n%pip install\n"""\n';
    const [cell] = readDocument({ path: 'n.py', text }).cells;
    assert.equal(cell!.source.text.trim(), text.slice(text.indexOf('\n')).trim());
  });

  it('decodes Jupyter cells and finds the way back into the JSON', () => {
    const source = ['%%sql\n', 'SELECT "é\\n", name\n', 'FROM t -- \u{1F600}\n'];
    const notebook = {
      cells: [
        { cell_type: 'markdown', source: '# x' },
        { cell_type: 'code', source },
        { cell_type: 'code', source: 'df = spark.table("a")\n%pip install q\n' },
      ],
    };
    const text = JSON.stringify(notebook, null, 1).replace('é', '\\u00e9');
    const document = readDocument({ path: 'n.ipynb', text });
    assert.deepEqual(
      document.cells.map((c) => c.language),
      ['markdown', 'sql', 'python'],
    );
    assert.deepEqual(document.cells[2]!.bareMagics, []);
    assertMapped(document, text);
  });

  it('takes the default language of a Jupyter notebook from its metadata', () => {
    const text = JSON.stringify({
      cells: [{ cell_type: 'code', source: 'SELECT 1' }],
      metadata: { 'application/vnd.databricks.v1+notebook': { language: 'sql' } },
    });
    assert.deepEqual(cells(readDocument({ path: 'q.dbquery.ipynb', text })), ['sql: SELECT 1']);
  });

  it('says what it could not read, and keeps the rest', () => {
    const broken = readDocument({ path: 'n.ipynb', text: '{"cells": [{"cell_type": "code", "source": "x = 1"},' });
    assert.deepEqual(cells(broken), ['python: x = 1']);
    assert.match(broken.skipped[0]!.reason, /not valid JSON/);
    assert.match(readDocument({ path: 'n.ipynb', text: '[]' }).skipped[0]!.reason, /without notebook cells/);
    assert.match(readDocument({ path: 'a.py', text: 'x\0y' }).skipped[0]!.reason, /binary/);
  });

  it('takes cells that the editor has split already', () => {
    const document = readDocument({
      path: 'n.ipynb',
      cells: [
        { language: 'python', text: 'x = 1' },
        { language: 'python', text: '%sql\nSELECT 1' },
        { language: 'sql', text: 'SELECT 2' },
      ],
    });
    assert.deepEqual(cells(document), ['python: x = 1', 'sql: SELECT 1', 'sql: SELECT 2']);
  });
});
