import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import type { Analysis, LocatedEdit } from '../../src/language/analysis';
import { ignoreInFile, ignoreStatement } from '../../src/language/ignore';
import { analyse, notebookOf, sourceOf } from './helpers';

const rule = 'collect-on-driver';
const collect = 'rows = spark.table("a.b.c").collect()';

const found = (analysis: Analysis, id = rule) => analysis.findings.find(({ finding }) => finding.rule === id)!;
const applied = (edit: LocatedEdit | undefined): string | undefined =>
  edit && applyEdits(edit.part.document.getText(), [edit.edit]).text;

const statement = (text: string, id?: string, name = 'job.py'): string | undefined => {
  const analysis = analyse(sourceOf(name, text));
  return applied(ignoreStatement(analysis, found(analysis, id)));
};
const inFile = (text: string, name = 'job.py'): string | undefined =>
  applied(ignoreInFile(analyse(sourceOf(name, text)), rule));

describe('ignore comments', () => {
  it('stand at the end of the line, whatever ends it', () => {
    assert.equal(statement(`${collect}\n`), `${collect}  # lakelint: ignore[${rule}] -- reason\n`);
    assert.equal(
      statement(`${collect}\r\nx = 1\r\n`),
      `${collect}  # lakelint: ignore[${rule}] -- reason\r\nx = 1\r\n`,
    );
    assert.equal(statement(collect), `${collect}  # lakelint: ignore[${rule}] -- reason`);
  });

  it('come behind a string of several lines and behind continued lines', () => {
    const string = 'rows = spark.sql("""select a\nfrom t""").collect()';
    assert.equal(statement(`${string}\n`), `${string}  # lakelint: ignore[${rule}] -- reason\n`);
    const continued = 'rows = spark.table("a.b.c").collect() \\\n  + []';
    assert.equal(statement(`${continued}\n`), `${continued}  # lakelint: ignore[${rule}] -- reason\n`);
  });

  it('join a comment that is there already', () => {
    const text = `${collect}  # lakelint: ignore[other-rule] -- small\n`;
    assert.equal(statement(text), `${collect}  # lakelint: ignore[other-rule, ${rule}] -- small\n`);
    assert.equal(statement(`${collect}  # noqa\n`), `${collect}  # noqa  # lakelint: ignore[${rule}] -- reason\n`);
  });

  it('hide the finding and nothing complains about them', () => {
    const texts = [
      `${collect}\n`,
      `if x:\n    for r in spark.table("a").collect():\n        pass\n`,
      `rows = (\n    spark.table("a")\n    .collect()\n)\n`,
      `# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n${collect}\n`,
    ];
    for (const text of texts) {
      for (const ignored of [statement(text)!, inFile(text)!]) {
        const left = analyse(sourceOf('job.py', ignored)).findings.map(({ finding }) => finding.rule);
        assert.deepEqual(left.filter((id) => id === rule || id.endsWith('suppression')), [], ignored); // prettier-ignore
      }
    }
  });

  it('for the file stand at the top, behind what must be first', () => {
    const comment = `# lakelint: ignore-file[${rule}] -- reason`;
    assert.equal(inFile(`${collect}\n`), `${comment}\n${collect}\n`);
    assert.equal(inFile(`\uFEFF#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n${collect}\n`), `\uFEFF#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n${comment}\n${collect}\n`); // prettier-ignore
    const header = '# Databricks notebook source\n';
    assert.equal(inFile(`${header}${collect}\n`), `${header}${comment}\n${collect}\n`);
    const magic = `${header}# MAGIC %md\n# MAGIC Title\n\n# COMMAND ----------\n\n${collect}\n`;
    const text = inFile(magic)!;
    assert.equal(
      text,
      `${header}${comment}\n\n# COMMAND ----------\n# MAGIC %md\n# MAGIC Title\n\n# COMMAND ----------\n\n${collect}\n`,
    );
    assert.deepEqual(analyse(sourceOf('job.py', text)).result!.document.cells.map(({ language }) => language), ['python', 'markdown', 'python']); // prettier-ignore
  });

  it('in a notebook stand in the cell, and for the file in the first cell that can hold one', () => {
    const analysis = analyse(notebookOf('%pip install x', 'y = 1', collect));
    const edit = ignoreStatement(analysis, found(analysis))!;
    assert.equal(edit.part, analysis.source.parts[2]);
    assert.equal(applied(edit), `${collect}  # lakelint: ignore[${rule}] -- reason`);
    const top = ignoreInFile(analysis, rule)!;
    assert.equal(applied(top), `# lakelint: ignore-file[${rule}] -- reason\ny = 1`);
  });

  it('are not offered where none can be written', () => {
    const json = JSON.stringify({
      cells: [{ cell_type: 'code', source: [collect], metadata: {} }],
      nbformat: 4,
      metadata: {},
    });
    const analysis = analyse(sourceOf('n.ipynb', json));
    assert.equal(ignoreStatement(analysis, found(analysis)), undefined);
    assert.equal(ignoreInFile(analysis, rule), undefined);
  });
});
