import * as vscode from 'vscode';
import { until } from '../../run/until';

/** The copy of demo/ that the tests run in. */
export function inDemo(file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, file);
}

/** Opens a file of the demo in an editor. */
export async function openDemo(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inDemo(file)));
}

/** Opens a text that is not saved anywhere. */
export async function openUntitled(language: string, content: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

/** Id of the rule behind a diagnostic. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** What Lakelint says of a text just now. */
export function findingsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Lakelint');
}

/** Waits until a rule complains about a text. */
export function findingOf(rule: string, uri: vscode.Uri): Promise<vscode.Diagnostic> {
  return until(`${rule} in ${uri.path}`, () => findingsIn(uri).find((diagnostic) => ruleOf(diagnostic) === rule));
}

/** Waits until a rule does not complain any more. */
export async function silenceOf(rule: string, uri: vscode.Uri): Promise<void> {
  await until(`no ${rule} in ${uri.path}`, () => !findingsIn(uri).some((diagnostic) => ruleOf(diagnostic) === rule));
}

/** The place of a text in a document, some characters into it. */
export function placeOf(document: vscode.TextDocument, text: string, into = 1): vscode.Position {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${document.uri.path} has no ${JSON.stringify(text)}`);
  return document.positionAt(at + into);
}

/** What is shown when the mouse rests on a place. */
export async function hoverAt(uri: vscode.Uri, place: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, place);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** The code actions for a place, edits included. */
export function actionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind?.value,
    20,
  );
}

/** Does what choosing a code action does. */
export async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit && !(await vscode.workspace.applyEdit(action.edit)))
    throw new Error(`${action.title}: the edit was refused`);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

/** Sets a setting for the length of a test. */
export async function withSetting(
  section: string,
  key: string,
  value: unknown,
  body: () => Promise<void>,
): Promise<void> {
  const target = vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration(section).update(key, value, target);
  try {
    await body();
  } finally {
    await vscode.workspace.getConfiguration(section).update(key, undefined, target);
  }
}

/** Closes every tab; what was typed is lost. One by one, because closing all of them would ask whether to save. */
export async function closeAll(): Promise<void> {
  for (let left = 50; left > 0 && vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0); left--) {
    const dirty = vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty;
    await vscode.commands.executeCommand(
      `workbench.action.${dirty ? 'revertAndCloseActiveEditor' : 'closeActiveEditor'}`,
    );
  }
}
