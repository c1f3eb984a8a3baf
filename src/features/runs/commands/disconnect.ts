import * as vscode from 'vscode';
import type { RunsSession } from '../session';

/** Closes the connection and forgets the choice of this folder. */
export function registerDisconnect(session: RunsSession): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.disconnect', () => session.disconnect());
}
