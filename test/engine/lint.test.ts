import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint, LineIndex, type LintResult, type Settings } from '../../src/engine/index';

function run(text: string, path = 'job.py', settings: Settings = defaultSettings): LintResult {
  const result = lint({ path, text }, settings);
  assert.deepEqual(result.failures, []);
  return result;
}

/** `rule@line` of each finding. */
function found(text: string, path = 'job.py', settings: Settings = defaultSettings): string[] {
  const lines = new LineIndex(text);
  return run(text, path, settings).findings.map((f) => `${f.rule}@${lines.position(f.span.from).line}`);
}

function fixAll(text: string, path: string): string {
  const edits = run(text, path).findings.flatMap((f) => (f.fix?.safety === 'safe' ? f.fix.edits : []));
  return applyEdits(text, edits).text;
}

const off = (...ids: string[]): Settings => ({
  ...defaultSettings,
  rules: new Map(ids.map((id) => [id, { severity: 'off', options: {} }])),
});

describe('linting a file', () => {
  it('finds SQL mistakes on all five surfaces, on the right characters', () => {
    const wrong = 'WHERE a = NULL';
    const surfaces: readonly (readonly [string, string])[] = [
      ['q.sql', `SELECT id FROM t ${wrong}`],
      ['n.sql', `-- Databricks notebook source\nSELECT 1\n\n-- COMMAND ----------\n\nSELECT id FROM t ${wrong}\n`],
      ['n.py', `# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT id\n# MAGIC FROM t ${wrong}\n`],
      ['j.py', `spark.sql("""\n  SELECT id FROM {t}\n  ${wrong}\n""".format(t=t))\n`],
      ['f.py', `name = "x"\nspark.sql(f"SELECT {name} FROM {t} " f"${wrong}")\n`],
      [
        'n.ipynb',
        JSON.stringify({ cells: [{ cell_type: 'code', source: ['%%sql\n', 'SELECT "é" AS e\n', `FROM t ${wrong}`] }] }),
      ],
      ['e.py', 'df = spark.table("t").filter("a = NULL")\n'],
    ];
    for (const [path, text] of surfaces) {
      const nulls = run(text, path).findings.filter((f) => f.rule === 'null-comparison');
      assert.deepEqual(
        nulls.map((f) => text.slice(f.span.from, f.span.to)),
        ['= NULL'],
        path,
      );
    }
  });

  it('writes fixes into every surface so that the surface stays whole', () => {
    const bad = 'from delta.tables import DeltaTable\ndf = spark.table("t")\nif df.count() == 0:\n    pass\n';
    assert.equal(fixAll(bad, 'a.py'), bad.replace('df.count() == 0', 'df.isEmpty()'));
    const json = JSON.stringify({
      cells: [
        {
          cell_type: 'code',
          source: ['df = spark.table("t")\n', 'ok = not df.count()\n', 'if df.count() > 0:\n', '  pass'],
        },
      ],
    });
    const fixed = JSON.parse(fixAll(json, 'a.ipynb')) as { cells: { source: string[] }[] };
    assert.equal(
      fixed.cells[0]!.source.join(''),
      'df = spark.table("t")\nok = df.isEmpty()\nif not df.isEmpty():\n  pass',
    );
    const magic = '# Databricks notebook source\r\n%pip install x\r\n';
    assert.equal(fixAll(magic, 'a.py'), '# Databricks notebook source\r\n# MAGIC %pip install x\r\n');
  });

  it('one broken cell or statement is skipped alone', () => {
    const text =
      '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT \'open FROM t\n\n# COMMAND ----------\nspark.table("t").collect()\n';
    assert.deepEqual(found(text, 'n.py'), ['unreadable-code@3', 'collect-on-driver@6']);
    assert.deepEqual(found('FROBNICATE x;\nDELETE FROM t;\n', 'a.sql'), ['unreadable-code@1', 'unfiltered-delete@2']);
    assert.match(run('FROBNICATE x', 'a.sql').skipped[0]!.reason, /unknown statement/);
  });

  it('takes severity from the settings, then from the finding, then from the rule', () => {
    const text = 'def f(df):\n    df.withColumn("a", b)\n    return df.collect()\n';
    assert.deepEqual(
      run(text).findings.map((f) => f.severity),
      ['info'],
    );
    const error: Settings = {
      ...defaultSettings,
      rules: new Map([['collect-on-driver', { severity: 'error', options: {} }]]),
    };
    assert.deepEqual(
      run(text, 'a.py', error).findings.map((f) => f.severity),
      ['error'],
    );
    assert.deepEqual(found(text, 'a.py', off('collect-on-driver')), []);
  });

  it('gives options to the rule', () => {
    const settings: Settings = {
      ...defaultSettings,
      rules: new Map([['collect-on-driver', { options: { methods: ['toLocalIterator'] } }]]),
    };
    assert.deepEqual(found('df = spark.table("t")\ndf.collect()\ndf.toLocalIterator()\n', 'a.py', settings), [
      'collect-on-driver@3',
    ]);
  });

  it('uses table facts of the file itself', () => {
    const text =
      'CREATE TABLE main.s.t (id INT, day DATE) CLUSTER BY (day);\nSELECT sum(id) AS n FROM main.s.t WHERE id > 1;\n';
    assert.deepEqual(found(text, 'a.sql'), ['missing-partition-filter@2']);
  });

  it('gives the same result with and without a cache, edit by edit', () => {
    const base =
      '# Databricks notebook source\ndf = spark.table("t")\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SELECT a FROM t WHERE b = NULL\n\n# COMMAND ----------\n\ndf.collect()\n';
    const cache = {};
    for (let cut = 30; cut <= base.length; cut += 7) {
      for (const text of [base.slice(0, cut), base.slice(0, cut) + 'x = (1\n' + base.slice(cut), base]) {
        const cached = lint({ path: 'n.py', text }, defaultSettings, { cache });
        assert.deepEqual(cached.findings, run(text, 'n.py').findings);
      }
    }
  });

  it('says in which cell of a notebook a finding stands', () => {
    const result = lint(
      {
        path: 'n.ipynb',
        cells: [
          { language: 'python', text: 'df = spark.table("t")' },
          { language: 'markdown', text: '# x' },
          { language: 'python', text: 'y = 1\ndf.collect()' },
        ],
      },
      defaultSettings,
    );
    assert.deepEqual(
      result.findings.map((f) => result.cellOf(f.span)),
      [{ cell: 2, span: { from: 9, to: 16 } }],
    );
  });
});

describe('ignore comments', () => {
  it('at the end of a line cover its statement, also one of many lines', () => {
    assert.deepEqual(found('df = spark.table("t")\ndf.collect()  # lakelint: ignore[collect-on-driver] -- few\n'), []);
    assert.deepEqual(
      found('rows = (spark.table("t")\n  .where("a")\n  .collect()\n)  # lakelint: ignore[collect-on-driver] -- few\n'),
      [],
    );
    assert.deepEqual(found('SELECT *\nFROM t; -- lakelint: ignore[select-star] -- whole table\n', 'a.sql'), []);
  });

  it('alone on a line cover the next statement, also as the first line of a block', () => {
    assert.deepEqual(
      found('df = spark.table("t")\n# lakelint: ignore[collect-on-driver] -- few\ndf.collect()\ndf.collect()\n'),
      ['collect-on-driver@4'],
    );
    assert.deepEqual(
      found('df = spark.table("t")\nif x:\n    # lakelint: ignore[collect-on-driver] -- few\n    df.collect()\n'),
      [],
    );
    assert.deepEqual(
      found(
        'def f():\n    """Doc."""\n    # lakelint: ignore[collect-on-driver] -- few\n    return spark.table("t").collect()\n',
      ),
      [],
    );
  });

  it('on the header of a block do not cover its body', () => {
    assert.deepEqual(
      found(
        'df = spark.table("t")\nfor x in df.collect():  # lakelint: ignore[collect-on-driver] -- few\n    df.collect()\n',
      ),
      ['collect-on-driver@3'],
    );
  });

  it('cover a cell or a file when they say so', () => {
    const cells = (comment: string) =>
      `# Databricks notebook source\n# MAGIC %sql\n# MAGIC -- lakelint: ${comment}\n# MAGIC DELETE FROM a;\n# MAGIC DELETE FROM b\n\n# COMMAND ----------\nspark.sql("DELETE FROM c")\n`;
    assert.deepEqual(found(cells('ignore-cell[unfiltered-delete] -- reset'), 'n.py'), ['unfiltered-delete@8']);
    assert.deepEqual(found(cells('ignore-file[unfiltered-delete] -- reset'), 'n.py'), []);
  });

  it('are read from comments only', () => {
    assert.deepEqual(found('x = "# lakelint: ignore[collect-on-driver]"; spark.table("t").collect()\n'), [
      'collect-on-driver@1',
    ]);
  });

  it('that are wrong or useless are findings with a safe fix', () => {
    const text =
      'df = spark.table("t").limit(3)\ndf.collect()  # lakelint: ignore[collect-on-driver] -- few\n# lakelint: ignore\ny = 1  # lakelint: ignore[no-such-rule] -- x\n';
    assert.deepEqual(found(text), ['unused-suppression@2', 'bare-suppression@3', 'unknown-suppression@4']);
    assert.equal(fixAll(text, 'job.py'), 'df = spark.table("t").limit(3)\ndf.collect()\ny = 1\n');
  });

  it('for a rule that is off are not called useless', () => {
    const text = 'spark.table("t").limit(3).collect()  # lakelint: ignore[collect-on-driver] -- few\n';
    assert.deepEqual(found(text, 'a.py', off('collect-on-driver')), []);
  });
});

describe('bad input', () => {
  it('is survived: nothing throws, nothing is lost', () => {
    for (const path of ['a.py', 'a.sql', 'a.ipynb']) {
      for (const text of [
        '\uFEFF',
        '\r\n\r',
        '\uD800\uDC00\uD800',
        '\t\t',
        "'",
        '"""',
        '`',
        '/*',
        '{"cells": 3}',
        '# MAGIC',
        '-- MAGIC %sql',
        '(((',
        ')))',
        '\\',
        '${',
        '{{',
        '%sql',
      ]) {
        assert.doesNotThrow(() => run(text, path), `${path}: ${text}`);
      }
    }
  });

  it('a notebook of 2,000 cells', () => {
    const cells = Array.from({ length: 2000 }, (_, i) =>
      i % 2
        ? `# MAGIC %sql\n# MAGIC SELECT a${i} FROM t WHERE b = NULL`
        : `df${i} = spark.table("t${i}")\ndf${i}.collect()`,
    );
    const text = `# Databricks notebook source\n${cells.join('\n\n# COMMAND ----------\n\n')}\n`;
    const rules = run(text, 'n.py').findings.map((f) => f.rule);
    assert.equal(rules.filter((r) => r === 'collect-on-driver').length, 1000);
    assert.equal(rules.filter((r) => r === 'null-comparison').length, 1000);
  });

  it('3,000-deep nesting and huge files', () => {
    const deep = `x = ${'('.repeat(3000)}1${')'.repeat(3000)}\nspark.table("t").collect()\n`;
    assert.deepEqual(found(deep), ['collect-on-driver@2']);
    const sql = `SELECT ${'('.repeat(3000)}1${')'.repeat(3000)} AS x;\nDELETE FROM t;\n`;
    assert.ok(found(sql, 'a.sql').includes('unfiltered-delete@2'));
    const huge = run('x = 1\n'.repeat(600_000), 'a.py');
    assert.match(huge.skipped[0]!.reason, /could not be read/);
  }).timeout(60_000);
});
