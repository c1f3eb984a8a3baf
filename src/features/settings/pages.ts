import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { settingPageRequest, taskSettingsRequest, type SettingName, type TaskName } from '../../shared/settings';

const scheme = 'lakelint-setting';

/** What a page is about stands in the query of its address. */
type About = SettingName | TaskName;

/** The pages of settings: documents that lie nowhere and cannot be changed. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(private readonly app: App) {}

  /** Shows a page as a preview, or as text where there is no preview. */
  async open(about: About): Promise<void> {
    const title = 'key' in about ? about.key : `Settings of ${about.name}`;
    const path = `/${title.replace(/\s*\/\s*/g, ' - ')}.md`;
    const uri = vscode.Uri.from({ scheme, path, query: JSON.stringify(about) });
    // The files of a task may have changed since.
    this.changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const about = JSON.parse(uri.query) as About;
    const request = 'key' in about ? settingPageRequest : taskSettingsRequest;
    const text = await this.app.ports.server?.request<string | null>(request, about);
    return text ?? `Nothing is known of ${'key' in about ? about.key : about.name}.`;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
