import { ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RunsSession } from '../session';
import { JobNode } from './jobNode';
import { MessageNode } from './messageNode';
import type { Node } from './node';
import { troubleNode } from './troubleNode';

/** The workspace. Unfolds into its jobs. */
export class ConnectionNode implements Node {
  readonly id = 'connection';

  constructor(private readonly session: RunsSession) {}

  item(): TreeItem {
    const { connection } = this.session;
    const item = new TreeItem(connection?.name ?? 'Connecting…', TreeItemCollapsibleState.Expanded);
    item.id = `${this.id}:${connection?.host ?? ''}`;
    item.iconPath = new ThemeIcon(connection?.demo ? 'beaker' : 'plug');
    item.description = connection?.demo ? 'on this machine' : connection?.host;
    item.tooltip = connection?.host;
    return item;
  }

  children(): readonly Node[] {
    const { jobs, trouble, loading, store } = this.session;
    const partial = store?.snapshot.jobs.partial === true;
    const nodes: Node[] = jobs.map((job) => new JobNode(this.session, job, this.session.latestRunOf(job.id)));
    if (trouble) return [troubleNode(this.id, trouble), ...nodes];
    if (partial) nodes.push(new MessageNode(this.id, 'There are more jobs than were read.', 'info'));
    if (nodes.length > 0) return nodes;
    if (loading) return [new MessageNode(this.id, 'Reading the jobs…', 'loading~spin')];
    return [new MessageNode(this.id, 'This workspace has no jobs that you may see.', 'info')];
  }
}
