import * as vscode from 'vscode';

const ENDINGS = ['', '.py', '.sql', '.ipynb', '.scala', '.r', '.R'];

/** Finds the file of this folder that a task ran: the workspace path `…/files/src/silver/orders` may be `src/silver/orders.py` here. */
export class SourceFiles implements vscode.Disposable {
  private readonly found = new Map<string, vscode.Uri | undefined>();
  private readonly changed = new vscode.EventEmitter<void>();

  /** A file was found for a path that was asked for before. */
  readonly onDidFind = this.changed.event;

  /** The file, when it is known already. Asking for a new path starts the search. */
  of(path: string): vscode.Uri | undefined {
    if (!this.found.has(path)) {
      this.found.set(path, undefined);
      void this.search(path);
    }
    return this.found.get(path);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async search(path: string): Promise<void> {
    const names = path.split('/').filter((name) => name !== '');
    const last = names.at(-1);
    if (last === undefined || !vscode.workspace.workspaceFolders) return;
    const pattern = `**/${escapeGlob(last)}*`;
    const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.databricks}/**', 200);
    const best = longestMatch(names, files);
    if (!best) return;
    this.found.set(path, best);
    this.changed.fire();
  }
}

/** The file that agrees with the most trailing names; none when two files agree equally well. */
function longestMatch(names: readonly string[], files: readonly vscode.Uri[]): vscode.Uri | undefined {
  let best: vscode.Uri | undefined;
  let most = 0;
  for (const file of files) {
    const count = agreement(names, vscode.workspace.asRelativePath(file, false).split('/'));
    if (count === most) best = undefined;
    if (count <= most) continue;
    best = file;
    most = count;
  }
  return best;
}

/** How many names at the end are the same, the ending of the file's own name aside. */
export function agreement(names: readonly string[], parts: readonly string[]): number {
  const wanted = names.at(-1) ?? '';
  const own = parts.at(-1) ?? '';
  if (!ENDINGS.some((ending) => wanted + ending === own)) return 0;
  let count = 1;
  while (count < Math.min(names.length, parts.length) && names.at(-1 - count) === parts.at(-1 - count)) count++;
  return count;
}

function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, '?');
}
