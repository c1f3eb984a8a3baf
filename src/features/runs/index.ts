import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { Disposables } from '../../platform/disposables';
import { registerConnect } from './commands/connect';
import { registerCopyId } from './commands/copyId';
import { registerDisconnect } from './commands/disconnect';
import { registerOpen } from './commands/open';
import { registerOpenInBrowser } from './commands/openInBrowser';
import { registerRefresh } from './commands/refresh';
import { registerUseDemo } from './commands/useDemo';
import { RunsPanel } from './panel';
import { RunsSession } from './session';
import { registerTables } from './tables';
import { registerTree } from './tree';

/** Job runs: tree, panel, commands. Nothing is read and nothing is connected before somebody looks. */
export function registerRuns(app: App): vscode.Disposable {
  const all = new Disposables();
  const session = all.add(new RunsSession(app));
  const panel = all.add(new RunsPanel(app, session));
  all.add(registerTree(session));
  all.add(registerOpen(panel));
  all.add(registerRefresh(session));
  all.add(registerConnect(session));
  all.add(registerUseDemo(session));
  all.add(registerDisconnect(session));
  all.add(registerOpenInBrowser());
  all.add(registerCopyId());
  all.add(registerTables(app, session));
  let connected: boolean | undefined;
  all.add(
    session.onDidChange(() => {
      const now = session.connection !== undefined || session.connecting || session.trouble !== undefined;
      if (now === connected) return;
      connected = now;
      void vscode.commands.executeCommand('setContext', 'lakelint.runs.connected', now);
    }),
  );
  // A connection that waited for the folder to be trusted.
  all.add(vscode.workspace.onDidGrantWorkspaceTrust(() => (session.trouble ? void session.refresh() : undefined)));
  return all;
}
