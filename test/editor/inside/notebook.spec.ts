import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../run/until';
import { actionsAt, closeAll, findingOf, hoverAt, inDemo, placeOf, silenceOf } from './editor';

describe('notebooks', () => {
  let opened = 0;
  afterEach(closeAll);

  async function openNotebook(): Promise<vscode.NotebookDocument> {
    const copy = inDemo(`explore/adhoc-${++opened}.ipynb`); // an edited notebook stays in memory
    await vscode.workspace.fs.copy(inDemo('explore/adhoc.ipynb'), copy);
    const notebook = await vscode.workspace.openNotebookDocument(copy);
    await vscode.window.showNotebookDocument(notebook);
    return notebook;
  }

  function cellWith(notebook: vscode.NotebookDocument, text: string): vscode.TextDocument {
    const cell = notebook.getCells().find(({ document }) => document.getText().includes(text));
    if (!cell) throw new Error(`no cell with ${text}`);
    return cell.document;
  }

  it('reports mistakes in Python cells and in cells with a magic', async () => {
    const notebook = await openNotebook();
    const python = cellWith(notebook, 'rows = orders');
    const finding = await findingOf('collect-on-driver', python.uri);
    assert.match(python.getText(finding.range), /collect/);
    const sql = cellWith(notebook, 'c.country = NULL');
    const comparison = await findingOf('null-comparison', sql.uri);
    assert.match(sql.getText(comparison.range), /= NULL/);
  });

  it('knows the tables that lakelint.json describes', async () => {
    const notebook = await openNotebook();
    await findingOf('missing-partition-filter', cellWith(notebook, 'main.web.page_views').uri);
  });

  it('says which cell it could not read, and reads the others', async () => {
    const notebook = await openNotebook();
    await findingOf('unreadable-code', cellWith(notebook, 'AS guests').uri);
    await findingOf('null-comparison', cellWith(notebook, 'c.country = NULL').uri);
  });

  it('follows an edit in a cell', async () => {
    const notebook = await openNotebook();
    const cell = cellWith(notebook, 'c.country = NULL');
    await findingOf('null-comparison', cell.uri);
    const edit = new vscode.WorkspaceEdit();
    const from = placeOf(cell, 'c.country = NULL', 0);
    edit.replace(cell.uri, new vscode.Range(from, from.translate(0, 'c.country = NULL'.length)), 'c.country IS NULL');
    await vscode.workspace.applyEdit(edit);
    await silenceOf('null-comparison', cell.uri);
  });

  it('reports mistakes in a new cell', async () => {
    const notebook = await openNotebook();
    const edit = new vscode.WorkspaceEdit();
    const added = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'spark.table("a").collect()', 'python');
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(notebook.cellCount, [added])]);
    await vscode.workspace.applyEdit(edit);
    await findingOf('collect-on-driver', notebook.cellAt(notebook.cellCount - 1).document.uri);
  });

  it('offers fixes and explanations in a cell', async () => {
    const notebook = await openNotebook();
    const cell = cellWith(notebook, 'c.country = NULL');
    const finding = await findingOf('null-comparison', cell.uri);
    const actions = await actionsAt(cell.uri, finding.range, vscode.CodeActionKind.QuickFix);
    assert.ok(actions.length > 0);
    const hover = await until('the hover', () => hoverAt(cell.uri, finding.range.start));
    assert.match(hover, /null-comparison/);
  });
});
