import { TreeItem } from 'vscode';
import type { Task } from '../../../runs/model';
import { hasBegun } from '../../../runs/state';
import { stateView, taskKindWord } from '../words';
import { contextOf, type Node } from './node';
import { stateIcon } from './stateIcon';
import { localTime, tooltip } from './tooltip';

/** A task of a run: the latest of its attempts. A click shows its run. */
export class TaskNode implements Node {
  readonly id: string;
  readonly copyId: string;
  readonly pageUrl: string | undefined;

  constructor(
    private readonly runId: string,
    private readonly task: Task,
  ) {
    this.id = `run:${runId}/task:${task.key}`;
    this.copyId = task.latest.id;
    this.pageUrl = task.latest.pageUrl;
  }

  item(): TreeItem {
    const { key, attempts, latest } = this.task;
    const state = stateView(latest.state);
    const item = new TreeItem(key);
    item.id = this.id;
    item.iconPath = stateIcon(state.kind);
    const begun = hasBegun(latest.state);
    item.description = begun && attempts.length > 1 ? `${state.word}, attempt ${attempts.length}` : state.word;
    item.tooltip = tooltip(`${key}: ${state.word}`, {
      Kind: taskKindWord(latest.kind),
      Runs: latest.path,
      Started: begun ? localTime(latest.startedAt) : undefined,
      Message: latest.state.message,
    });
    item.contextValue = contextOf('task', this.pageUrl);
    item.command = { command: 'lakelint.runs.open', title: 'Show job runs', arguments: [this.runId] };
    return item;
  }
}
