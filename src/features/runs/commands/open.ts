import * as vscode from 'vscode';
import type { RunsPanel } from '../panel';

/** Shows the panel, with a run when its id is given. */
export function registerOpen(panel: RunsPanel): vscode.Disposable {
  return vscode.commands.registerCommand('lakelint.runs.open', (runId?: unknown) =>
    panel.show(typeof runId === 'string' ? runId : undefined),
  );
}
