import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { DocumentStatus } from '../../shared/language';
import { activeUri } from '../../platform/active-uri';
import { statusSelector } from './documents';
import type { ServerState } from './server';

const kinds: Readonly<Record<string, string>> = {
  python: 'Python file',
  'python-notebook': 'Python notebook',
  sql: 'SQL file',
  'sql-notebook': 'SQL notebook',
  jupyter: 'Notebook',
  jobs: 'Job definitions',
};

/** The two status items: what is linted with how many findings, and the compute that the rules assume. */
export class Status implements vscode.Disposable {
  private readonly findings = vscode.languages.createLanguageStatusItem('lakelint.findings', statusSelector);
  private readonly target = vscode.languages.createLanguageStatusItem('lakelint.target', statusSelector);
  private readonly byUri = new Map<string, DocumentStatus>();
  private readonly listeners: vscode.Disposable[];
  private state: ServerState = 'starting';

  constructor() {
    this.findings.name = 'Lakelint';
    this.target.name = 'Lakelint compute target';
    this.listeners = [
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.window.onDidChangeActiveNotebookEditor(() => this.show()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.byUri.delete(uri.toString())),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.byUri.delete(uri.toString())),
    ];
    this.show();
  }

  /** The server says how a file stands. */
  update(status: DocumentStatus): void {
    this.byUri.set(status.uri, status);
    this.show();
  }

  /** The server started, runs or ended. */
  setState(state: ServerState): void {
    this.state = state;
    if (state !== 'running') this.byUri.clear();
    this.show();
  }

  dispose(): void {
    for (const item of [this.findings, this.target, ...this.listeners]) item.dispose();
  }

  private show(): void {
    const uri = activeUri();
    const status = uri === undefined ? undefined : this.byUri.get(uri);
    this.findings.busy = this.state === 'starting';
    this.findings.severity =
      this.state === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.findings.text =
      this.state === 'failed' ? 'Lakelint does not run' : `Lakelint${status ? `: ${countOf(status)}` : ''}`;
    this.findings.detail = status && detailOf(status);
    this.findings.command =
      this.state === 'failed'
        ? { title: 'Restart', command: 'lakelint.restartServer' }
        : { title: 'Show output', command: 'lakelint.showOutput' };
    this.target.text = status ? targetText(status) : 'Compute target';
    this.target.detail = (status?.kind !== 'jobs' && status && originOf(status)) || 'Lakelint';
    this.target.command = { title: 'Set target', command: 'lakelint.setTarget' };
  }
}

function countOf({ notLinted, findings }: DocumentStatus): string {
  if (notLinted !== undefined) return 'not checked';
  return findings === 0 ? 'no problems' : findings === 1 ? '1 problem' : `${findings} problems`;
}

function detailOf({ kind, notLinted, skipped }: DocumentStatus): string {
  if (notLinted !== undefined) return notLinted;
  const parts = skipped === 0 ? '' : skipped === 1 ? ', 1 part not understood' : `, ${skipped} parts not understood`;
  return `${(kind && kinds[kind]) ?? 'File'}${parts}`;
}

const origins = {
  editor: () => 'set in the settings',
  settings: (file: string) => `from ${file}`,
  task: (file: string) => `from ${file}: the tasks that run this file`,
  bundle: (file: string) => `from ${file}: what all its tasks have in common`,
};

/** Where the target comes from; each field for itself where they come from different places. */
function originOf({ origins: known = [] }: DocumentStatus): string | undefined {
  const words = known.map(({ field, kind, file = '' }) => ({ field, text: origins[kind](basename(file)) }));
  const [first] = words;
  if (!first) return undefined;
  if (words.every(({ text }) => text === first.text)) return first.text;
  return words.map(({ field, text }) => `${field} ${text}`).join(', ');
}

function targetText({ kind, target: { compute, runtime } }: DocumentStatus): string {
  if (kind === 'jobs') return 'Compute as the jobs say';
  if (!compute && !runtime) return 'Compute target not set';
  return [compute, runtime && `Runtime ${runtime}`].filter(Boolean).join(', ');
}
