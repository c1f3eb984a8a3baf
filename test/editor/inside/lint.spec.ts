import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../run/until';
import {
  actionsAt,
  apply,
  closeAll,
  findingOf,
  findingsIn,
  inDemo,
  openDemo,
  openUntitled,
  placeOf,
  ruleOf,
  silenceOf,
  withSetting,
} from './editor';

describe('linting in the editor', () => {
  afterEach(closeAll);

  it('reports a mistake at its place in a source notebook', async () => {
    const { document } = await openDemo('silver/clean_orders.py');
    const finding = await findingOf('null-comparison', document.uri);
    assert.match(document.getText(finding.range), /== None/);
    assert.ok(finding.range.contains(placeOf(document, '== None')));
    assert.equal(typeof finding.code, 'object', 'the rule id links to its page');
  });

  it('reports mistakes in SQL, and in SQL inside Python', async () => {
    await findingOf('select-star', (await openDemo('gold/report.sql')).document.uri);
    const { document } = await openDemo('gold/daily_revenue.py');
    const finding = await findingOf('null-comparison', document.uri);
    assert.match(document.getText(finding.range), /!= NULL/);
  });

  it('reports mistakes in job definitions, and leaves other YAML and JSON alone', async () => {
    const { document } = await openDemo('databricks.yml');
    const finding = await findingOf('job-without-timeout', document.uri);
    assert.equal(document.getText(finding.range), 'gold_reports');
    const settings = await openDemo('lakelint.json');
    const words = await openUntitled('yaml', 'resources:\n  jobs:\n    a:\n      tasks: []\n');
    await findingOf('collect-on-driver', (await openDemo('silver/clean_orders.py')).document.uri);
    assert.deepEqual([...findingsIn(settings.document.uri), ...findingsIn(words.document.uri)], []);
  });

  const clean: readonly (readonly [file: string, mistake: string, rule: string])[] = [
    ['silver/merge_customers.sql', '\n-- COMMAND ----------\nDELETE FROM main.silver.customers\n', 'unfiltered-delete'],
    ['lib/transforms.py', '\nspark.table("a").collect()\n', 'collect-on-driver'],
    ['tests/test_transforms.py', '\nspark.sql("SELECT a FROM t WHERE a = NULL")\n', 'null-comparison'],
  ];
  for (const [file, mistake, rule] of clean) {
    it(`says nothing about ${file} until a mistake is typed`, async () => {
      const editor = await openDemo(file);
      const { uri, lineCount } = editor.document;
      await editor.edit((edit) => edit.insert(new vscode.Position(lineCount, 0), mistake));
      await findingOf(rule, uri);
      assert.deepEqual(findingsIn(uri).map(ruleOf), [rule]);
    });
  }

  it('follows every edit', async () => {
    const editor = await openDemo('lib/transforms.py');
    const { uri, lineCount } = editor.document;
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(lineCount, 0), '\n\ndef rows(df: DataFrame):\n    return df.collect()\n'),
    );
    const finding = await findingOf('collect-on-driver', uri);
    assert.equal(editor.document.getText(finding.range).includes('collect'), true);
    await vscode.commands.executeCommand('undo');
    await silenceOf('collect-on-driver', uri);
  });

  it('lints a text that was never saved', async () => {
    const sql = await openUntitled('sql', 'DELETE FROM main.silver.orders;\n');
    await findingOf('unfiltered-delete', sql.document.uri);
    const python = await openUntitled('python', 'if spark.table("main.silver.orders").count() == 0:\n    pass\n');
    await findingOf('count-for-emptiness', python.document.uri);
  });

  it('lints again when a setting changes', async () => {
    const { document } = await openDemo('ddl/maintenance.sql');
    await findingOf('unfiltered-delete', document.uri);
    await withSetting('lakelint', 'rules', { 'unfiltered-delete': 'off' }, () =>
      silenceOf('unfiltered-delete', document.uri),
    );
    await findingOf('unfiltered-delete', document.uri);
  });

  it('lints again when lakelint.json changes, and marks a mistake in it', async () => {
    const { document } = await openDemo('ddl/maintenance.sql');
    await findingOf('short-retention', document.uri);
    const file = inDemo('lakelint.json');
    const before = await vscode.workspace.fs.readFile(file);
    try {
      await vscode.workspace.fs.writeFile(
        file,
        Buffer.from('{ "rules": { "short-retention": "off", "no-such-rule": "off" } }'),
      );
      await silenceOf('short-retention', document.uri);
      const [complaint] = await until('a complaint about lakelint.json', () => {
        const found = findingsIn(file);
        return found.length > 0 ? found : undefined;
      });
      assert.match(complaint?.message ?? '', /no-such-rule/);
    } finally {
      await vscode.workspace.fs.writeFile(file, before);
    }
    await findingOf('short-retention', document.uri);
  });
});

describe('code actions', () => {
  afterEach(closeAll);

  it('fixes a mistake', async () => {
    const { document } = await openDemo('silver/clean_orders.py');
    const finding = await findingOf('count-for-emptiness', document.uri);
    const actions = await actionsAt(document.uri, finding.range, vscode.CodeActionKind.QuickFix);
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.ok(fix, `only these are offered: ${actions.map(({ title }) => title).join(', ')}`);
    await apply(fix);
    assert.match(document.getText(), /if raw\.isEmpty\(\):/);
    await silenceOf('count-for-emptiness', document.uri);
  });

  it('fixes every safe one of a file at once, as on save', async () => {
    const { document } = await openDemo('bronze/ingest_orders.py');
    await findingOf('bare-magic', document.uri);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const actions = await actionsAt(document.uri, whole, vscode.CodeActionKind.SourceFixAll);
    assert.ok(actions[0], 'no fix-all action');
    await apply(actions[0]);
    assert.match(document.getText(), /^# MAGIC %pip install pycountry/m);
    await silenceOf('bare-magic', document.uri);
  });

  it('writes an ignore comment that silences one place', async () => {
    const { document } = await openDemo('silver/clean_orders.py');
    const finding = await findingOf('collect-on-driver', document.uri);
    const actions = await actionsAt(document.uri, finding.range, vscode.CodeActionKind.QuickFix);
    const ignore = actions.find(({ title }) => title === 'Ignore collect-on-driver for this statement');
    assert.ok(ignore, `only these are offered: ${actions.map(({ title }) => title).join(', ')}`);
    await apply(ignore);
    assert.match(document.getText(), /# lakelint: ignore\[collect-on-driver\]/);
    await silenceOf('collect-on-driver', document.uri);
  });
});
