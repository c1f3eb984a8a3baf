import * as vscode from 'vscode';

/** URI of the file or notebook that the user looks at, as the language server names it. */
export function activeUri(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document && document.uri.scheme !== 'vscode-notebook-cell') return document.uri.toString();
  return vscode.window.activeNotebookEditor?.notebook.uri.toString();
}
