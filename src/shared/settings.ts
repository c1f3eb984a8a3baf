/** Settings of Spark between the language server and its client: search, pages, insertion. Plain values. */

/** Request to the server: settings and options by words, the most useful first. Takes `{ words }`, gives `FoundSetting[]`. */
export const searchSettingsRequest = 'lakelint/searchSettings';

/** Request to the server: the page of a setting as Markdown, or `null`. Takes a `SettingName`. */
export const settingPageRequest = 'lakelint/settingPage';

/** Request to the server: how a setting is written at a place. Takes what a hover takes and a `SettingName`, gives an `Insertion` or `null`. */
export const insertSettingRequest = 'lakelint/insertSetting';

/** Request to the server: the names of the tasks of a bundle. Takes `{ uri }`, a file of the bundle, or nothing; gives `TaskList`. */
export const tasksRequest = 'lakelint/tasks';

/** Request to the server: the page with all that sets something for a task, as Markdown, or `null`. Takes a `TaskName`. */
export const taskSettingsRequest = 'lakelint/taskSettings';

/** The tasks and pipelines of a bundle, and its main file; no file where there is no bundle. */
export interface TaskList {
  readonly bundle?: string;
  readonly names: readonly string[];
}

/** A task of a bundle. */
export interface TaskName {
  readonly bundle: string;
  readonly name: string;
}

/** What names a setting: of an option also its format. */
export interface SettingName {
  readonly key: string;
  readonly format?: string;
}

/** A setting in the list of a search. */
export interface FoundSetting extends SettingName {
  /** What kind of setting it is, its type and its default. */
  readonly description: string;
  /** The explanation. */
  readonly detail: string;
}

/** A text for a range of a document, with the value in it apart, so that it can be typed over. */
export interface Insertion {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly before: string;
  readonly value: string;
  readonly after: string;
}

interface Place {
  readonly line: number;
  readonly character: number;
}
