import assert from 'node:assert/strict';
import { createConfs } from '../../src/confs';
import { confData } from '../../src/tools/build-confs';
import { ruleById } from '../../src/engine';
import { hoverAt } from '../../src/language/hover';
import { ruleOfSecondRun } from '../../src/language/secondRunHover';
import type { Source } from '../../src/language/source';
import { analyse, notebookOf, sourceOf } from './helpers';

const quiet = { 'append-without-guard': 'off', 'write-without-mode': 'off', 'unqualified-table': 'off' };

/** The hover on the first character of a text, and the text that it is shown for. */
function hovered(source: Source, text: string, part = 0, given: object = quiet) {
  const { document, uri } = source.parts[part]!;
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0);
  const found = hoverAt(analyse(source, given), uri, document.positionAt(at), () => createConfs(confData()));
  if (!found) return undefined;
  const { value } = found.contents as { value: string };
  return { value, on: document.getText(found.range) };
}

const append = 'spark.table("main.raw.orders").write.mode("append").saveAsTable("main.sales.orders")\n';

describe('hover on a write says what a second run does', () => {
  it('in PySpark, also where the rule is off, with the way to its page', () => {
    const { value, on } = hovered(sourceOf('job.py', append), 'saveAsTable')!;
    assert.equal(on, 'saveAsTable');
    assert.match(value, /^\*\*Second run: rows come again\.\*\* Run twice, this job appends the same rows again\.\n\n/);
    assert.match(value, /More: \[append-without-guard\]\(https:.*\/append-without-guard\.md\)$/);
  });

  it('behind what the rule says where it is on', () => {
    const { value } = hovered(sourceOf('job.py', append), 'saveAsTable', 0, {})!;
    assert.match(value, /^\*\*append-without-guard\*\* \(warning\).*\n\n---\n\n\*\*Second run: rows come again\.\*\*/s);
    assert.equal(value.match(/More: /g)?.length, 1);
  });

  const fine: readonly (readonly [file: string, text: string, word: string, on: string, said: RegExp])[] = [
    ['a.sql', 'INSERT OVERWRITE main.s.t SELECT id FROM main.s.u;\n', 'INSERT', 'INSERT OVERWRITE', /the same rows/],
    ['a.sql', 'SELECT 1;\nCREATE TABLE main.s.t AS SELECT id FROM main.s.u;\n', 'CREATE', 'CREATE TABLE', /it fails/],
    ['a.sql', "COPY INTO main.s.t FROM '/Volumes/a/b/c' FILEFORMAT = JSON;\n", 'COPY', 'COPY INTO', /the same rows/],
    ['a.sql', 'CREATE TABLE IF NOT EXISTS main.s.t AS SELECT id FROM main.s.u;\n', 'CREATE', 'CREATE TABLE IF NOT EXISTS', /nothing is written/], // prettier-ignore
    ['a.sql', 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = t.n + s.n;\n', 'MERGE', 'MERGE INTO', /values change again/], // prettier-ignore
    ['a.py', 'spark.sql(f"""\n  INSERT INTO {c}.sales.orders SELECT id FROM {c}.raw.orders\n""")\n', 'INSERT', 'INSERT INTO', /rows come again/], // prettier-ignore
    ['a.py', '# Databricks notebook source\n# MAGIC %sql\n# MAGIC INSERT INTO main.s.t SELECT id FROM main.s.u\n', 'INSERT', 'INSERT INTO', /rows come again/], // prettier-ignore
    ['a.py', 'spark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).toTable("a.b.d")\n', 'toTable', 'toTable', /the same rows/], // prettier-ignore
    ['a.py', 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "a.b.c").alias("t").merge(spark.table("a.b.d").alias("s"), "t.id = s.id").whenNotMatchedInsertAll().execute()\n', 'execute', 'execute', /the same rows/], // prettier-ignore
    ['a.py', 'spark.table("main.s.orders").writeTo("main.s.target").append()\n', 'append', 'append', /rows come again/],
  ];
  for (const [file, text, word, on, said] of fine) {
    it(`${file}: ${text.trim().replace(/\s*\n\s*/g, ' ⏎ ')}`, () => {
      const found = hovered(sourceOf(file, text), word);
      assert.equal(found?.on, on);
      const [about] = /^\*\*Second run: .*/m.exec(found.value)!;
      assert.match(about, said);
    });
  }

  it('in the cells of a notebook, where each cell counts for itself', () => {
    const notebook = notebookOf('x = 1', { sql: 'INSERT INTO main.s.t SELECT id FROM main.s.u' }, append);
    assert.equal(hovered(notebook, 'INSERT', 1)?.on, 'INSERT INTO');
    assert.equal(hovered(notebook, 'saveAsTable', 2)?.on, 'saveAsTable');
  });

  it('knows the cells before: what they empty comes once', () => {
    const notebook = notebookOf({ sql: 'TRUNCATE TABLE main.s.t' }, { sql: 'INSERT INTO main.s.t VALUES (1)' });
    assert.match(hovered(notebook, 'INSERT', 1)!.value, /Second run: the same rows\.\*\* The TRUNCATE above/);
  });

  it('says of the clock what it changes, and what happens while it stands still', () => {
    const text = 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE day = current_date();\n';
    const { value } = hovered(sourceOf('a.sql', text), 'INSERT', 0, { ...quiet, 'wall-clock-filter': 'off' })!;
    assert.match(value, /^\*\*Second run: it depends on the clock\.\*\* `day = current_date\(\)` follows the clock: /);
    assert.match(value, /\n\nUntil the clock moves on: rows come again\. Run twice, .*again\.\n\nMore: \[wall-clock/);
  });

  const silent: readonly (readonly [file: string, text: string, word: string])[] = [
    ['a.py', 'spark.table("a.b.c").write.mode(mode).saveAsTable("a.b.d")\n', 'saveAsTable'],
    ['a.py', 'rows.append(1)\n', 'append'],
    ['a.py', append, 'write'],
    ['a.sql', 'SELECT 1;\n', 'SELECT'],
    ['a.sql', "SELECT 'INSERT INTO t' -- MERGE INTO t\n", 'INSERT'],
    ['a.sql', 'INSERT INTO main.s.t SELECT id FROM main.s.u;\n', 'SELECT'],
    ['a.py', 'if new:\n    spark.sql("CREATE TABLE main.s.t AS SELECT id FROM main.s.u")\n', 'CREATE'],
  ];
  for (const [file, text, word] of silent)
    it(`is silent: \`${word}\` in ${text.trim().replace(/\s*\n\s*/g, ' ⏎ ')}`, () => {
      assert.doesNotMatch(hovered(sourceOf(file, text), word)?.value ?? '', /Second run/);
    });

  it('leads only to rules that there are', () => {
    for (const id of Object.values(ruleOfSecondRun)) assert.ok(ruleById(id), id);
  });
});
