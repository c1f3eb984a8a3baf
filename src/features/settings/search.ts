import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import {
  insertSettingRequest,
  searchSettingsRequest,
  type FoundSetting,
  type Insertion,
  type SettingName,
} from '../../shared/settings';
import type { Pages } from './pages';

interface Item extends vscode.QuickPickItem {
  readonly setting: FoundSetting;
}

const openPage: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('book'), tooltip: 'Open its page' };

/** Asks for a setting by words; Enter writes it at the cursor, the button opens its page. */
export async function lookUp(app: App, pages: Pages, words: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const picked = await pick(app, pages, words);
  if (picked && !(editor && (await insert(app, editor, picked)))) await pages.open(picked);
}

function pick(app: App, pages: Pages, words: string): Promise<SettingName | undefined> {
  const list = vscode.window.createQuickPick<Item>();
  list.title = 'Look up a Spark setting';
  list.placeholder = 'Words of its name or of what it does: shuffle partitions, broadcast threshold';
  list.matchOnDescription = list.matchOnDetail = true;
  list.value = words;
  const search = async (): Promise<void> => {
    const { value } = list;
    list.busy = true;
    const found = (await app.ports.server?.request<FoundSetting[]>(searchSettingsRequest, { words: value })) ?? [];
    // An answer to what has been typed over is of no use.
    if (value !== list.value) return;
    list.items = found.map((setting) => itemOf(setting));
    list.busy = false;
  };
  return new Promise((resolve) => {
    list.onDidChangeValue(() => void search());
    list.onDidAccept(() => {
      const [item] = list.activeItems;
      // Enter may come before the answer.
      if (!item) return;
      resolve(item.setting);
      list.hide();
    });
    list.onDidTriggerItemButton(({ item }) => {
      resolve(undefined);
      list.hide();
      void pages.open(item.setting);
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
    void search();
  });
}

/** The server has searched already: what it found is shown, whatever the list makes of the words. */
function itemOf(setting: FoundSetting): Item {
  const { key, description, detail } = setting;
  return { label: key, description, detail, buttons: [openPage], alwaysShow: true, setting };
}

/** Writes the setting as the text at the cursor has it; false where nothing can be written. */
async function insert(app: App, editor: vscode.TextEditor, { key, format }: SettingName): Promise<boolean> {
  const { document, selection } = editor;
  const answer = await app.ports.server?.request<Insertion | null>(insertSettingRequest, {
    textDocument: { uri: document.uri.toString() },
    position: { line: selection.active.line, character: selection.active.character },
    key,
    format,
  });
  if (!answer) return false;
  const { before, value, after, range } = answer;
  const snippet = new vscode.SnippetString().appendText(before);
  if (value !== '' || after !== '') snippet.appendPlaceholder(value);
  snippet.appendText(after);
  const { start, end } = range;
  return editor.insertSnippet(snippet, new vscode.Range(start.line, start.character, end.line, end.character));
}
