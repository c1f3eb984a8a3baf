import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { Pages } from './pages';
import { lookUp } from './search';
import { showTask } from './tasks';

/** Settings of Spark looked up from anywhere: a search, a page for each, and one for all that a task sets. Nothing is read before it is asked for. */
export function registerSettings(app: App): vscode.Disposable {
  const pages = new Pages(app);
  return vscode.Disposable.from(
    pages,
    vscode.commands.registerCommand('lakelint.lookUpSetting', (words?: unknown) =>
      lookUp(app, pages, typeof words === 'string' ? words : ''),
    ),
    vscode.commands.registerCommand('lakelint.showTaskSettings', (name?: unknown) =>
      showTask(app, pages, typeof name === 'string' ? name : undefined),
    ),
  );
}
