import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { registerCommands } from './commands';
import { Server } from './server';
import { Status } from './status';

/** Starts the language server and what belongs to it: status items and commands. */
export function registerLanguageClient(app: App): vscode.Disposable {
  const status = new Status();
  const server = new Server(
    app,
    (state) => status.setState(state),
    (update) => status.update(update),
  );
  app.ports.server = server;
  const starting = setImmediate(() => void server.restart());
  return vscode.Disposable.from(registerCommands(app, server), status, {
    dispose() {
      clearImmediate(starting);
      void server.stop();
    },
  });
}
