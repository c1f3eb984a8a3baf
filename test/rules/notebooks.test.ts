import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf } from './harness';

describe('bare-magic', () => {
  const head = '# Databricks notebook source\n';
  const found = (cell: string) => findingsOf('bare-magic', `${head}${cell}`, { kind: 'python-notebook' });
  const fixed = (cell: string) =>
    applyEdits(`${head}${cell}`, found(cell)[0]?.fix?.edits ?? []).text.slice(head.length);

  it('writes a cell that begins with a magic as Databricks does: all of its lines', () => {
    assert.equal(
      fixed('%pip install a \\\n  b\n\ndbutils.library.restartPython()\n\n# COMMAND ----------\n\nprint(1)\n'),
      '# MAGIC %pip install a \\\n# MAGIC   b\n# MAGIC\n# MAGIC dbutils.library.restartPython()\n\n# COMMAND ----------\n\nprint(1)\n',
    );
    assert.equal(
      fixed('# DBTITLE 1,Orders\r\n%sql\r\nSELECT 1\r\n'),
      '# DBTITLE 1,Orders\r\n# MAGIC %sql\r\n# MAGIC SELECT 1\r\n',
    );
  });

  it('only advises where a prefix would make a comment of the magic', () => {
    for (const cell of [
      'if wheel:\n    %pip install {wheel}\nelse:\n    %pip install lakelint-demo\n',
      '# the libraries\n%pip install lakelint-demo\n',
      '!pip install lakelint-demo\n',
    ]) {
      const findings = found(cell);
      assert.deepEqual(
        findings.map(({ severity, fix }) => [severity, fix]),
        [['info', undefined]],
        cell,
      );
      assert.match(findings[0]!.message, /^`[%!]pip` inside a cell/);
    }
  });
});
