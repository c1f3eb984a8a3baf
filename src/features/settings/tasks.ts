import * as vscode from 'vscode';
import { activeUri } from '../../platform/active-uri';
import type { App } from '../../platform/app';
import { tasksRequest, type TaskList } from '../../shared/settings';
import type { Pages } from './pages';

/** Shows all that sets something for a task of the bundle around the active file. @param name of the task; without it the user is asked. */
export async function showTask(app: App, pages: Pages, name: string | undefined): Promise<void> {
  const list = await app.ports.server?.request<TaskList>(tasksRequest, { uri: activeUri() });
  if (!list?.bundle || list.names.length === 0) {
    void vscode.window.showInformationMessage('Lakelint found no databricks.yml with tasks around this file.');
    return;
  }
  const picked = name ?? (await vscode.window.showQuickPick(list.names, { title: 'Settings of which task?' }));
  if (picked !== undefined) await pages.open({ bundle: list.bundle, name: picked });
}
