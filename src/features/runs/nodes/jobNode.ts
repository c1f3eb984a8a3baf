import { ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Job, Run } from '../../../runs/model';
import type { RunsSession } from '../session';
import { stateView } from '../words';
import { MessageNode } from './messageNode';
import { contextOf, type Node } from './node';
import { RunNode } from './runNode';
import { stateIcon } from './stateIcon';
import { localTime, tooltip } from './tooltip';
import { troubleNode } from './troubleNode';

/** A job. Its icon is the state of its latest run; it unfolds into its recent runs. */
export class JobNode implements Node {
  readonly id: string;
  readonly copyId: string;

  constructor(
    private readonly session: RunsSession,
    private readonly job: Job,
    private readonly latest: Run | null | undefined,
  ) {
    this.id = `job:${job.id}`;
    this.copyId = job.id;
  }

  item(): TreeItem {
    const { name, schedule, paused, creator } = this.job;
    const state = this.latest && stateView(this.latest.state);
    const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.iconPath = state ? stateIcon(state.kind) : new ThemeIcon('circle-outline');
    const word = state?.word ?? this.absence();
    item.description = word;
    item.tooltip = tooltip(word ? `${name}: ${word}` : name, {
      'Job id': this.job.id,
      'Last start': localTime(this.latest?.startedAt),
      Schedule: schedule && `${schedule}${paused ? ' (paused)' : ''}`,
      Owner: creator,
    });
    item.contextValue = contextOf('job');
    return item;
  }

  /** Why there is no state. A job that was not looked for has at least no run among the newest of the workspace. */
  private absence(): string | undefined {
    if (this.latest === null) return 'No runs';
    return this.session.looked ? 'No recent run' : undefined;
  }

  async children(): Promise<readonly Node[]> {
    const { runs, trouble } = await this.session.readRunsOf(this.job.id);
    if (trouble) return [troubleNode(this.id, trouble)];
    if (runs.length === 0) return [new MessageNode(this.id, 'This job has not run in the last 60 days.', 'info')];
    return runs.map((run) => new RunNode(this.session, run));
  }
}
