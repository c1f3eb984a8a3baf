import * as vscode from 'vscode';
import { pickChoice } from '../picker';
import type { RunsSession } from '../session';

/** Lets the user choose a connection and opens it. */
export function registerConnect(session: RunsSession): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.connect', async () => {
    const choice = await pickChoice(session.tokens);
    if (!choice) return;
    await session.connect(choice);
    const { trouble } = session;
    if (trouble) void vscode.window.showErrorMessage(`${trouble.message} ${trouble.advice}`);
  });
}
