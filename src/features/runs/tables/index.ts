import * as vscode from 'vscode';
import { catalogTablesNotification, tableNamesRequest } from '../../../shared/tables';
import { activeUri } from '../../../platform/active-uri';
import type { App } from '../../../platform/app';
import type { TablesAnswer, TablesClient } from '../../../runs';
import type { RunsSession } from '../session';
import { TableMemory } from './memory';
import { forget, readOnRequest, type Outside, type Scope } from './read';
import { listed, tablesCount } from './words';

/** Tables of Unity Catalog: read and forgotten on request, and known to the language server in trusted folders. */
export function registerTables(app: App, session: RunsSession): vscode.Disposable {
  const memory = new TableMemory(app.context.workspaceState);
  const known = () => (vscode.workspace.isTrusted ? memory.all() : []);
  const publish = async (): Promise<void> => {
    // A server that does not run is told when it starts.
    await app.ports.server?.notify(catalogTablesNotification, { tables: known() }).catch(() => undefined);
  };
  const outside = outsideOf(app, session, publish);
  app.ports.serverStartsWith = () => ({ catalogTables: known() });
  return vscode.Disposable.from(
    vscode.commands.registerCommand('lakelint.tables.read', () => readOnRequest(outside, memory)),
    vscode.commands.registerCommand('lakelint.tables.forget', () => forget(outside, memory)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void publish()),
  );
}

function outsideOf(app: App, session: RunsSession, publish: () => Promise<void>): Outside {
  return {
    get trusted() {
      return vscode.workspace.isTrusted;
    },
    activeUri,
    namesIn: async (uri) => (await app.ports.server?.request<readonly string[]>(tableNamesRequest, { uri })) ?? [],
    choose,
    connect: () => clientOf(session),
    async confirm(question, detail) {
      const button = 'Read tables';
      return (await vscode.window.showInformationMessage(question, { modal: true, detail }, button)) === button;
    },
    read: readWithProgress,
    publish,
    say: (message, trouble) => void say(app, message, trouble),
    log: (line) => app.log.info(`Unity Catalog: ${line}`),
  };
}

async function choose(scopes: readonly Scope[]): Promise<Scope | undefined> {
  const items = scopes.map((scope) => {
    return { label: scope.label, description: tablesCount(scope.names.length), detail: listed(scope.names), scope };
  });
  const title = 'Read tables from Unity Catalog';
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which tables?' }))?.scope;
}

/** Connects only when the user says so: opening a connection reads the list of jobs. */
async function clientOf(session: RunsSession): Promise<TablesClient | undefined> {
  if (!session.workspace) {
    const button = 'Connect';
    const picked = await vscode.window.showInformationMessage('Lakelint is not connected to a workspace.', button);
    if (picked !== button) return undefined;
    await session.resume();
    if (!session.workspace) await vscode.commands.executeCommand('lakelint.runs.connect');
  }
  const connection = session.workspace;
  if (!connection) return undefined;
  const { createTablesClient } = await import('../backend');
  return createTablesClient({ connection });
}

async function readWithProgress(client: TablesClient, names: readonly string[]): Promise<TablesAnswer> {
  const { readTables } = await import('../backend');
  const title = 'Reading tables from Unity Catalog';
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      return await readTables(client, names, {
        signal: abort.signal,
        onRead: (message) => progress.report({ message, increment: 100 / names.length }),
      });
    } finally {
      listening.dispose();
    }
  });
}

async function say(app: App, message: string, trouble: boolean): Promise<void> {
  app.log.info(message);
  if (!trouble) return void vscode.window.showInformationMessage(message);
  const button = 'Show output';
  if ((await vscode.window.showWarningMessage(message, button)) === button) app.log.show();
}
