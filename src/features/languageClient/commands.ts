import * as vscode from 'vscode';
import { fixAllKind, formatSqlKind, formatStringKind } from '../../shared/language';
import type { App } from '../../platform/app';
import { example } from './example';
import type { Server } from './server';
import { selectStatement } from './statement';

/** The commands around linting. `lakelint.openRulePage` is the server's own. */
export function registerCommands(app: App, server: Server): vscode.Disposable {
  const command = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`lakelint.${name}`, run);
  return vscode.Disposable.from(
    command('restartServer', () => server.restart()),
    command('showOutput', () => app.log.show()),
    command('fixAll', () => applyFirst(fixAllKind)),
    command('selectStatement', () => selectStatement(server)),
    command('formatSqlString', () => applyFirst(formatStringKind)),
    command('formatSqlStrings', () => applyFirst(formatSqlKind)),
    command('setTarget', setTarget),
    command('openExample', openExample),
    command('openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${app.context.extension.id}#lakelint`, false),
    ),
  );
}

/** Does what the first code action of a kind does, as if the user had chosen it. */
function applyFirst(kind: string): Thenable<unknown> {
  return vscode.commands.executeCommand('editor.action.codeAction', { kind, apply: 'first' });
}

async function openExample(): Promise<void> {
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: 'python', content: example }),
  );
}

interface Choice extends vscode.QuickPickItem {
  /** Nothing: take the setting away. */
  readonly value: string | undefined;
}

const computeChoices: readonly Choice[] = [
  { label: 'Serverless', value: 'serverless' },
  { label: 'Standard', description: 'classic compute shared by several users', value: 'standard' },
  { label: 'Dedicated', description: 'classic compute of one user or group', value: 'dedicated' },
  { label: 'Classic', description: 'classic compute, access mode not known', value: 'classic' },
  { label: 'Not set', description: 'take it from lakelint.json or databricks.yml', value: undefined },
];

/** Long-term support first: that is what jobs run on. */
const runtimeChoices: readonly Choice[] = [
  ...['17.3', '16.4', '15.4', '14.3', '13.3'].map((value) => ({ label: value, description: 'LTS', value })),
  { label: 'Not set', description: 'take it from lakelint.json or databricks.yml', value: undefined },
];

/** Asks for the compute and the runtime that the code runs on, and writes them into the settings. */
async function setTarget(): Promise<void> {
  const compute = await vscode.window.showQuickPick(computeChoices, { title: 'Lakelint: what does the code run on?' });
  if (!compute) return;
  const runtime = await vscode.window.showQuickPick(runtimeChoices, { title: 'Lakelint: which Databricks Runtime?' });
  if (!runtime) return;
  const place = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  const settings = vscode.workspace.getConfiguration('lakelint.target');
  await settings.update('compute', compute.value, place);
  await settings.update('runtime', runtime.value, place);
}
