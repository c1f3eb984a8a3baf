import * as vscode from 'vscode';
import type { RunsSession } from '../session';

/** Reads jobs and runs again, or connects again after a failure. */
export function registerRefresh(session: RunsSession): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.refresh', () => session.refresh());
}
