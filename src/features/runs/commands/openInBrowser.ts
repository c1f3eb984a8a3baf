import * as vscode from 'vscode';
import type { Node } from '../nodes/node';

/** Opens the page of a run or a task, from the tree. */
export function registerOpenInBrowser(): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.openInBrowser', async (node?: Node) => {
    if (node?.pageUrl !== undefined) await vscode.env.openExternal(vscode.Uri.parse(node.pageUrl, true));
  });
}
