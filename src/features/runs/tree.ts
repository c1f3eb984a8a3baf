import * as vscode from 'vscode';
import { Disposables } from '../../platform/disposables';
import { ConnectionNode } from './nodes/connectionNode';
import { MessageNode } from './nodes/messageNode';
import type { Node } from './nodes/node';
import { RunNode } from './nodes/runNode';
import { troubleNode } from './nodes/troubleNode';
import type { RunsSession } from './session';

/** The tree "Job runs": connection, jobs, recent runs, tasks. */
export class RunsTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly session: RunsSession) {}

  /** Shows what changed. */
  update(): void {
    this.changed.fire();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.item();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return [...((await node.children?.()) ?? [])];
    if (this.session.connection) return [new ConnectionNode(this.session)];
    if (this.session.trouble) return [troubleNode('root', this.session.trouble)];
    if (this.session.connecting) return [new MessageNode('root', 'Connecting…', 'loading~spin')];
    // Nothing at all: the editor shows the welcome text with its buttons.
    return [];
  }
}

/** Registers the tree. It is read while it is seen, and drawn again when something it shows is different. */
export function registerTree(session: RunsSession): vscode.Disposable {
  const disposables = new Disposables();
  const tree = new RunsTree(session);
  const view = disposables.add(
    vscode.window.createTreeView('lakelint.runs', { treeDataProvider: tree, showCollapseAll: true }),
  );
  let drawn = '';
  disposables.add(
    session.onDidChange(() => {
      const shown = signature(session);
      if (shown === drawn) return;
      drawn = shown;
      tree.update();
    }),
  );
  disposables.add(
    view.onDidCollapseElement(({ element }) => {
      if (element instanceof RunNode) session.forgetDetail(element.copyId);
    }),
  );
  session.watch(view, view.visible);
  disposables.add(view.onDidChangeVisibility(({ visible }) => session.watch(view, visible)));
  return disposables;
}

/** Everything that decides how the tree looks. A poll that brings nothing new must not redraw it. */
function signature(session: RunsSession): string {
  const { connection, trouble, connecting, jobs, loading, store } = session;
  const { runs, followed, detail } = store?.snapshot ?? {};
  const listed = runs?.items.map(({ id, state }) => [id, state.label]);
  const unfolded = [...Object.values(followed ?? {}), detail?.run].map((run) => [
    run?.state.label,
    run?.tasks.map(({ key, attempts, latest }) => [key, attempts.length, latest.state.label]),
  ]);
  const shown = jobs.map(({ id, name }) => {
    const latest = session.latestRunOf(id);
    return [id, name, latest === null, latest?.id, latest?.state.label];
  });
  const looked = runs?.updatedAt !== undefined;
  return JSON.stringify([
    connection,
    trouble,
    connecting,
    loading && jobs.length === 0,
    shown,
    looked,
    listed,
    unfolded,
  ]);
}
