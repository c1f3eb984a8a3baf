import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../run/until';
import { closeAll, inDemo, openDemo, openUntitled, placeOf } from './editor';

/** The items that are offered at a place. */
async function offered(document: vscode.TextDocument, place: vscode.Position): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    place,
  );
  return list.items;
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

describe('settings', () => {
  afterEach(closeAll);

  const places: readonly (readonly [language: string, text: string, key: string])[] = [
    ['python', 'spark.conf.set("spark.sql.shuf", 8)', 'spark.sql.shuffle.partitions'],
    ['python', 'df = spark.read.option("multiL", True).csv("/x")', 'multiLine'],
    ['sql', 'SET spark.sql.shuf', 'spark.sql.shuffle.partitions'],
  ];
  for (const [language, text, key] of places) {
    it(`are completed in ${text}`, async () => {
      const { document } = await openUntitled(language, text);
      const typed = /shuf|multiL/.exec(text)![0];
      const place = placeOf(document, typed, typed.length);
      const item = await until(key, async () => (await offered(document, place)).find((one) => labelOf(one) === key));
      const range = item.range as vscode.Range;
      assert.equal(document.getText(range), /spark\.sql\.shuf|multiL/.exec(text)![0]);
    });
  }

  it('are looked up by words and written at the cursor', async () => {
    const { document } = await openUntitled('python', '');
    const looking = vscode.commands.executeCommand('lakelint.lookUpSetting', 'shuffle partitions');
    await until('the setting', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return document.getText() === '' ? undefined : true;
    });
    await looking;
    assert.equal(document.getText(), 'spark.conf.set("spark.sql.shuffle.partitions", "200")');
  });

  it('have pages, shown where no text is open', async () => {
    const looking = vscode.commands.executeCommand('lakelint.lookUpSetting', 'shuffle partitions');
    const tab = await until('the page', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.tabGroups.activeTabGroup.activeTab;
    });
    await looking;
    assert.match(tab.label, /spark\.sql\.shuffle\.partitions/);
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({
        scheme: 'lakelint-setting',
        path: '/page.md',
        query: JSON.stringify({ key: 'spark.sql.shuffle.partitions' }),
      }),
    );
    assert.match(page.getText(), /^# spark\.sql\.shuffle\.partitions\n/);
  });

  it('of a task are shown together', async () => {
    await openDemo('silver/clean_orders.py');
    await vscode.commands.executeCommand('lakelint.showTaskSettings', 'orders_daily / clean_orders');
    const tab = await until('the page', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label.includes('orders_daily - clean_orders')),
    );
    assert.ok(tab);
    const bundle = inDemo('databricks.yml').fsPath;
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({
        scheme: 'lakelint-setting',
        path: '/task.md',
        query: JSON.stringify({ bundle, name: 'orders_daily / clean_orders' }),
      }),
    );
    assert.match(page.getText(), /`spark\.sql\.shuffle\.partitions` = `400` from silver\/clean_orders\.py:\d+/);
  });
});
