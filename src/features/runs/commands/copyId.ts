import * as vscode from 'vscode';
import type { Node } from '../nodes/node';

/** Copies the id of a job, a run or a task run, from the tree. */
export function registerCopyId(): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.copyId', async (node?: Node) => {
    if (node?.copyId !== undefined) await vscode.env.clipboard.writeText(node.copyId);
  });
}
