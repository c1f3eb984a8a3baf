import * as vscode from 'vscode';
import type { RunsSession } from '../session';

/** Connects to the demo workspace: one click, no account, nothing leaves this machine. */
export function registerUseDemo(session: RunsSession): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.useDemo', () => session.connect({ kind: 'demo' }));
}
