import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { settingPageRequest, type SettingName } from '../../shared/settings';

const scheme = 'lakelint-setting';

/** The pages of settings: documents that lie nowhere and cannot be changed. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(private readonly app: App) {}

  /** Shows the page of a setting as a preview, or as text where there is no preview. */
  async open({ key, format }: SettingName): Promise<void> {
    const uri = vscode.Uri.from({
      scheme,
      path: `/${key.replaceAll('/', '_')}.md`,
      query: JSON.stringify({ key, format }),
    });
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const name = JSON.parse(uri.query) as SettingName;
    const text = await this.app.ports.server?.request<string | null>(settingPageRequest, name);
    return text ?? `Nothing is known of ${name.key}.`;
  }

  dispose(): void {
    this.registration.dispose();
  }
}
