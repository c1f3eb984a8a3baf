import * as vscode from 'vscode';
import type { TokenStore } from '../../platform/secrets';
import { choiceLabel, type Choice } from './choice';

interface Item extends vscode.QuickPickItem {
  readonly choice?: Choice;
  readonly enterToken?: true;
}

/** Lets the user choose a connection. `undefined`: nothing was chosen. */
export async function pickChoice(tokens: TokenStore): Promise<Choice | undefined> {
  const picked = await vscode.window.showQuickPick(items(), {
    title: 'Connect to a Databricks workspace',
    placeHolder: 'Where do the job runs come from?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.enterToken ? enterToken(tokens) : picked?.choice;
}

/** What can be chosen, read from the places that the Databricks tools use. */
async function items(): Promise<Item[]> {
  const { listProfiles } = await import('./backend');
  const list: Item[] = [
    { label: 'Demo workspace', description: 'on this machine, no account needed', choice: { kind: 'demo' } },
  ];
  const host = process.env['DATABRICKS_HOST'];
  if (host)
    list.push({ label: 'Environment', description: host, detail: 'DATABRICKS_HOST', choice: { kind: 'environment' } });
  try {
    const { profiles, file } = await listProfiles(process.env);
    if (profiles.length > 0) list.push({ label: `Profiles of ${file}`, kind: vscode.QuickPickItemKind.Separator });
    for (const { name, host: where, authType, account } of profiles) {
      if (where === undefined || account) continue;
      list.push({ label: name, description: where, detail: authType, choice: { kind: 'profile', profile: name } });
    }
  } catch (error) {
    // An unreadable file must not hide the other ways to connect.
    list.push({
      label: error instanceof Error ? error.message : String(error),
      kind: vscode.QuickPickItemKind.Separator,
    });
  }
  list.push(...(await bundles()));
  list.push({ label: 'Other', kind: vscode.QuickPickItemKind.Separator });
  list.push({ label: 'Enter an access token…', description: "kept in the editor's secret storage", enterToken: true });
  return list;
}

/** A file of the folder names the host, so this is offered in trusted folders only. */
async function bundles(): Promise<Item[]> {
  if (!vscode.workspace.isTrusted) return [];
  const files = await vscode.workspace.findFiles('**/databricks.yml', '**/{node_modules,.databricks}/**', 20);
  const separator: Item = { label: 'Bundles of this folder', kind: vscode.QuickPickItemKind.Separator };
  const found = files.map((file): Item => {
    const choice: Choice = { kind: 'bundle', file: file.toString() };
    return { label: choiceLabel(choice), description: vscode.workspace.asRelativePath(file), choice };
  });
  return found.length > 0 ? [separator, ...found] : [];
}

async function enterToken(tokens: TokenStore): Promise<Choice | undefined> {
  const { readHost } = await import('./backend');
  const typed = await vscode.window.showInputBox({
    title: 'Address of the workspace (1 of 2)',
    placeHolder: 'https://adb-123.4.azuredatabricks.net',
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        readHost(text);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
  if (!typed) return undefined;
  const { host } = readHost(typed);
  const token = await vscode.window.showInputBox({
    title: 'Personal access token (2 of 2)',
    prompt: `For ${host}. It goes to the editor's secret storage and to this workspace only.`,
    password: true,
    ignoreFocusOut: true,
  });
  if (!token?.trim()) return undefined;
  await tokens.set(host, token.trim());
  return { kind: 'token', host };
}
