import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../run/until';
import { closeAll, openUntitled, placeOf, withSetting } from './editor';

const text = `# Databricks notebook source
# DBTITLE 1,Load
frame = spark.sql(f"""
    select a, count(*) from {schema}.orders
    where day = '{day}'
""")

# COMMAND ----------

# MAGIC %sql
# MAGIC OPTIMIZE main.sales.orders;
# MAGIC VACUUM main.sales.orders
`;

/** Waits for an answer that holds something: the server may still be starting. */
function answer<T>(command: string, uri: vscode.Uri): Promise<NonNullable<T>> {
  return until(command, async () => {
    const found = await vscode.commands.executeCommand<T | undefined>(command, uri);
    return Array.isArray(found) && found.length === 0 ? undefined : found;
  });
}

describe('SQL in a Python notebook', () => {
  afterEach(closeAll);

  it('has the colours of SQL', async () => {
    const { document } = await openUntitled('python', text);
    const { data } = await answer<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', document.uri);
    const legend = await answer<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    const [line, character, length, type] = data;
    const start = new vscode.Position(line!, character!);
    assert.equal(document.getText(new vscode.Range(start, start.translate(0, length))), 'select');
    assert.equal(legend.tokenTypes[type!], 'keyword');
    await withSetting('lakelint', 'colorSqlInPython', 'never', async () => {
      assert.equal(
        await vscode.commands.executeCommand('vscode.provideDocumentSemanticTokens', document.uri),
        undefined,
      );
    });
  });

  it('folds, and is in the outline by cells and statements', async () => {
    const { document } = await openUntitled('python', text);
    const folds = await answer<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(
      folds.some(({ start, end }) => start === 1 && end === 5),
      JSON.stringify(folds),
    );
    const symbols = await answer<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['Load', ['SELECT … FROM {schema}.orders']],
        ['OPTIMIZE main.sales.orders;', ['OPTIMIZE main.sales.orders', 'VACUUM main.sales.orders']],
      ],
    );
  });

  it('is selected statement by statement, and formatted where the cursor is', async () => {
    const editor = await openUntitled('python', text);
    const { document } = editor;
    await answer('vscode.executeDocumentSymbolProvider', document.uri);
    const cursorAt = (word: string): void => {
      const place = placeOf(document, word);
      editor.selection = new vscode.Selection(place, place);
    };
    cursorAt('VACUUM');
    await vscode.commands.executeCommand('lakelint.selectStatement');
    assert.equal(document.getText(editor.selection), 'VACUUM main.sales.orders');
    cursorAt('count(*)');
    const formatted = '\n    FROM\n      {schema}.orders\n    WHERE\n      day = \'{day}\'\n""")\n';
    await until('the formatted string', async () => {
      // Asked again: the window learns of the new cursor a little later than the extension host.
      await vscode.commands.executeCommand('lakelint.formatSqlString');
      return document.getText().includes(formatted);
    });
    assert.match(document.getText(), /# MAGIC OPTIMIZE main\.sales\.orders;\n/, 'the cell is as it was');
  });
});
