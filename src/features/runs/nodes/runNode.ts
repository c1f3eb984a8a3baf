import { TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Run } from '../../../runs/model';
import type { RunsSession } from '../session';
import { stateView, triggerWord } from '../words';
import { MessageNode } from './messageNode';
import { contextOf, type Node } from './node';
import { stateIcon } from './stateIcon';
import { TaskNode } from './taskNode';
import { localTime, shortTime, tooltip } from './tooltip';
import { troubleNode } from './troubleNode';

/** A run of a job. Unfolds into its tasks; a click shows its detail. */
export class RunNode implements Node {
  readonly id: string;
  readonly copyId: string;
  readonly pageUrl: string | undefined;

  constructor(
    private readonly session: RunsSession,
    private readonly run: Run,
  ) {
    this.id = `run:${run.id}`;
    this.copyId = run.id;
    this.pageUrl = run.pageUrl;
  }

  item(): TreeItem {
    const { name, state, startedAt, trigger, creator } = this.run;
    const { kind, word } = stateView(state);
    const item = new TreeItem(shortTime(startedAt) ?? 'Not started', TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.iconPath = stateIcon(kind);
    item.description = word;
    item.tooltip = tooltip(`${name}: ${word}`, {
      'Run id': this.run.id,
      Started: localTime(startedAt),
      Trigger: triggerWord(trigger),
      'Started by': creator,
      Message: state.message,
    });
    item.contextValue = contextOf('run', this.pageUrl);
    item.command = { command: 'lakelint.runs.open', title: 'Show job runs', arguments: [this.run.id] };
    return item;
  }

  async children(): Promise<readonly Node[]> {
    const { detail, trouble } = await this.session.readDetail(this.run.id);
    if (trouble) return [troubleNode(this.id, trouble)];
    if (!detail || detail.tasks.length === 0) return [new MessageNode(this.id, 'This run has no tasks.', 'info')];
    return detail.tasks.map((task) => new TaskNode(this.run.id, task));
  }
}
