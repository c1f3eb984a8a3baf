import * as vscode from 'vscode';
import { statementRangeRequest } from '../../shared/language';
import type { Server } from './server';

interface Place {
  readonly line: number;
  readonly character: number;
}

/** Selects the SQL statement at the cursor: in a file, a cell, or a string of Python. */
export async function selectStatement(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { document, selection } = editor;
  const found = await server.request<{ start: Place; end: Place } | null>(statementRangeRequest, {
    textDocument: { uri: document.uri.toString() },
    position: { line: selection.active.line, character: selection.active.character },
  });
  if (!found) {
    vscode.window.setStatusBarMessage('Lakelint: there is no SQL statement at the cursor.', 4000);
    return;
  }
  const { start, end } = found;
  editor.selection = new vscode.Selection(start.line, start.character, end.line, end.character);
  editor.revealRange(editor.selection);
}
