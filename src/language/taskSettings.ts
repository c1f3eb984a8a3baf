import type { Connection } from 'vscode-languageserver';
import { renderTask, type Confs } from '../confs';
import { taskConfs, taskNames } from '../project';
import { taskSettingsRequest, tasksRequest, type TaskList, type TaskName } from '../shared/settings';
import { pathOf } from './source';

/** What the requests about tasks need to know of the server. */
export interface TasksHost {
  confs(): Confs;
  /** The main file of the bundle around a file, or else of a folder that is open. */
  bundleNear(path: string | undefined): string | undefined;
  /** The text of a file that the editor has open. */
  openText(path: string): string | undefined;
}

/** Answers the command that shows the settings of a task. Files are read when it is used, and never before. */
export function serveTaskSettings(connection: Connection, host: TasksHost): void {
  connection.onRequest(tasksRequest, ({ uri }: { uri?: unknown }): TaskList => {
    const bundle = host.bundleNear(typeof uri === 'string' ? pathOf(uri) : undefined);
    return bundle === undefined ? { names: [] } : { bundle, names: taskNames(bundle) };
  });
  connection.onRequest(taskSettingsRequest, ({ bundle, name }: TaskName): string | null => {
    const task = taskConfs(bundle, name, (path) => host.openText(path));
    return task ? renderTask(task, host.confs()) : null;
  });
}
