import * as vscode from 'vscode';
import type { App } from '../../platform/app';
import { Disposables } from '../../platform/disposables';
import { webviewHtml } from '../../platform/webview-html';
import { openChannel, type Wire } from '../../shared/rpc';
import type { RunsHost, RunsView } from '../../shared/runs-protocol';
import { PanelHost } from './panel-host';
import type { RunsSession } from './session';
import { SourceFiles } from './source-files';

const VIEW_TYPE = 'lakelint.runs.panel';
/** A poll changes several things in a row; the view gets one snapshot for all of them. */
const GATHER_MS = 40;

/** The panel "Job runs". There is one; it comes back with the window. */
export class RunsPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private readonly host: PanelHost;
  private readonly sources = new SourceFiles();
  private readonly registered: vscode.Disposable;
  /** Sends the view a new snapshot soon. */
  private tell: () => void = () => undefined;

  constructor(
    private readonly app: App,
    private readonly session: RunsSession,
  ) {
    this.host = new PanelHost(session, {
      openInBrowser: async (url) => void (await vscode.env.openExternal(vscode.Uri.parse(url, true))),
      openSource: (path) => this.openSource(path),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      connect: async () => vscode.commands.executeCommand('lakelint.runs.connect'),
      changed: () => this.tell(),
      fileOf: (path) => {
        const file = this.sources.of(path);
        return file && vscode.workspace.asRelativePath(file);
      },
    });
    this.registered = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: (panel) => {
        this.panel?.dispose();
        this.bind(panel);
        return Promise.resolve();
      },
    });
  }

  /** Shows the panel, with the detail of a run when one is named. */
  show(runId?: string): void {
    if (runId !== undefined) this.host.open(runId);
    if (this.panel) return this.panel.reveal();
    const { ViewColumn, window } = vscode;
    this.bind(window.createWebviewPanel(VIEW_TYPE, 'Job runs', ViewColumn.Active, { enableScripts: true }));
  }

  dispose(): void {
    this.registered.dispose();
    this.panel?.dispose();
    this.sources.dispose();
  }

  private bind(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const { webview } = panel;
    const root = vscode.Uri.joinPath(this.app.context.extensionUri, 'dist', 'webview');
    const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [root] };
    const picture = (name: string): vscode.Uri => vscode.Uri.joinPath(this.app.context.extensionUri, 'media', name);
    // A tab shows a picture as it is: `currentColor` would be black in every theme.
    panel.iconPath = { light: picture('runs-light.svg'), dark: picture('runs-dark.svg') };

    const bound = new Disposables();
    const channel = openChannel<RunsHost, RunsView>(wireOf(webview, bound), this.host.handlers, {
      onError: (error) => this.app.log.error(String(error)),
    });
    bound.add({ dispose: () => channel.dispose() });

    let timer: NodeJS.Timeout | undefined;
    const tell = (): void => {
      this.host.follow();
      timer ??= setTimeout(() => {
        timer = undefined;
        channel.emit('snapshot', this.host.snapshot());
      }, GATHER_MS);
    };
    bound.add({ dispose: () => clearTimeout(timer) });
    bound.add(this.session.onDidChange(tell));
    bound.add(this.sources.onDidFind(tell));
    this.tell = tell;
    bound.add(panel.onDidChangeViewState(() => this.session.watch(panel, panel.visible)));
    panel.onDidDispose(() => {
      bound.dispose();
      this.session.watch(panel, false);
      if (this.panel === panel) this.panel = undefined;
    });
    this.session.watch(panel, panel.visible);
    webview.html = webviewHtml({
      title: 'Job runs',
      script: address('runs.js'),
      style: address('runs.css'),
      cspSource: webview.cspSource,
    });
  }

  private async openSource(path: string): Promise<void> {
    const file = this.sources.of(path);
    if (!file) throw new Error(`${path} is not a file of this folder.`);
    await vscode.commands.executeCommand('vscode.open', file, { viewColumn: vscode.ViewColumn.Beside });
  }
}

function wireOf(webview: vscode.Webview, bound: Disposables): Wire {
  return {
    post: (message) => void webview.postMessage(message),
    listen(receive) {
      const listening = bound.add(webview.onDidReceiveMessage(receive));
      return () => listening.dispose();
    },
  };
}
