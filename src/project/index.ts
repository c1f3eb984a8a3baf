/** Node's view of a project: settings files, files to lint, tables, compute. */
export { createProject } from './project';
export { digest, Kept } from './kept';
export { isBundleFile, isCodeFile } from './files';
export { findBundle } from './bundle';
export { taskConfs, taskNames, type ConfLine, type TaskConfs } from './task-confs';
export { decode, mapLimited, MAX_BYTES, readText, whyUnreadable, type ReadResult } from './read';
export { parseSettingsText, readSettingsFile, SETTINGS_NAMES, type SettingsFile } from './settings-file';
export type { PlacedComplaint, Project, ProjectOptions, TargetOrigin } from './types';
