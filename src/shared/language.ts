/** What the language server tells its client beyond the protocol. */

/** Notification from the server whenever a file or notebook was linted. */
export const statusNotification = 'lakelint/status';

/** The state of one open file or notebook, as the last run left it. */
export interface DocumentStatus {
  readonly uri: string;
  /** `python`, `python-notebook`, `sql`, `sql-notebook`, `jupyter`, `jobs`; absent when the file is not linted. */
  readonly kind?: string;
  readonly findings: number;
  /** Parts that could not be understood. */
  readonly skipped: number;
  /** Why the file is not linted. */
  readonly notLinted?: string;
  /** The compute that the rules assume; an absent field means: not known. */
  readonly target: { readonly runtime?: string; readonly compute?: string };
  /** What says so, for each field that is known: the editor's settings, a settings file, the tasks that run the file, or all tasks of its bundle. */
  readonly origins?: readonly {
    readonly field: 'runtime' | 'compute';
    readonly kind: 'editor' | 'settings' | 'task' | 'bundle';
    readonly file?: string;
  }[];
}

/** Command of the server: opens the page of the rule whose id is its argument. */
export const openRulePageCommand = 'lakelint.openRulePage';

/** Kind of the code action that applies every safe fix of a file. */
export const fixAllKind = 'source.fixAll.lakelint';

/** Kind of the code action that lays out all SQL of a Python file: its strings and its `%sql` cells. Works on save, too. */
export const formatSqlKind = 'source.formatSql.lakelint';

/** Kind of the code action that lays out the SQL of the string at the cursor. */
export const formatStringKind = 'refactor.rewrite.sql.lakelint';

/** Request to the server: the range of the SQL statement at a position, or `null`. Takes what a hover takes. */
export const statementRangeRequest = 'lakelint/statementRange';
