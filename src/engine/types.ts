/** The words that every part of the engine shares. Imports nothing. */

/** A half-open range of UTF-16 offsets. Which text it counts in is said where it is used. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How loud a finding is. `off` exists in settings only: a rule that is off yields nothing. */
export type Level = 'error' | 'warning' | 'info';
export type Severity = Level | 'off';

export type Family =
  | 'correctness'
  | 'dates'
  | 'idempotency'
  | 'delta'
  | 'streaming'
  | 'performance'
  | 'security'
  | 'compute'
  | 'settings'
  | 'jobs'
  | 'lakelint';

/** One replacement. Offsets count in the text that the span of the same problem counts in. */
export interface Edit extends Span {
  readonly insert: string;
}

/** `safe`: same rows, schema and comments. `unsafe`: offered, never applied by "fix all". */
export type Safety = 'safe' | 'unsafe';

export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly Edit[];
}

/** What a rule yields. The runner adds id, severity and position in the file. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
  readonly fix?: Fix;
  /** For the rules whose level depends on what they found; settings given by the user win over it. */
  readonly severity?: Level;
}

/** A problem with everything a host needs. Offsets count in the file as it was given. */
export interface Finding {
  readonly rule: string;
  readonly severity: Level;
  readonly message: string;
  readonly span: Span;
  readonly fix?: Fix;
}

/** A part of the file that could not be understood and was left out. */
export interface Skipped {
  readonly span: Span;
  readonly reason: string;
}

/** The compute that the code will run on. An absent field means: not known. */
export interface Target {
  /** Databricks Runtime version, for example `16.4`. */
  readonly runtime?: string;
  readonly compute?: 'serverless' | 'standard' | 'dedicated' | 'classic';
}

/** What is known of one column of a table. */
export interface ColumnFacts {
  readonly name: string;
  readonly type?: string;
  /** `undefined`: not known. */
  readonly nullable?: boolean;
  /** What its definition says of it. */
  readonly comment?: string;
}

/** What is known of one table. Absent fields mean: not known (an empty list means: known to be none). */
export interface TableFacts {
  readonly columns?: readonly ColumnFacts[];
  /** Columns besides the listed ones may have come: something adds or renames some, or lets the data do so. */
  readonly isOpen?: boolean;
  readonly partitionedBy?: readonly string[];
  readonly clusteredBy?: readonly string[];
  readonly primaryKey?: readonly string[];
  /** What its definition says of it. */
  readonly comment?: string;
  /** The workspace that told these facts, and when (milliseconds since 1970); absent: they stand in the project. */
  readonly readFrom?: { readonly host: string; readonly at: number };
}

/** What is known of one setting of Spark, Delta or Databricks, as far as rules ask; absent fields mean: not known. */
export interface ConfFacts {
  readonly key: string;
  readonly kind: string;
  /** True for a family of keys, of which the one that was asked for is a member. */
  readonly pattern?: true;
  /** `boolean`, `int`, `long`, `bytes`, `time`, `enum` … */
  readonly type?: string;
  readonly values?: readonly string[];
  readonly default?: string | null;
  readonly databricksDefault?: string;
  readonly history?: readonly unknown[];
  /** `start` and `static`: fixed when the compute or the application starts. */
  readonly scope?: string;
  readonly internal?: true;
  readonly removed?: { readonly since?: string; readonly lastSeen?: string; readonly onlyValue?: string };
  readonly renamed?: { readonly since?: string };
  readonly replacement?: readonly string[];
  readonly serverless?: boolean;
  readonly serverlessReason?: string;
}

/** Settings by their keys. `src/confs` has them; who calls the engine hands them in. */
export interface ConfLookup {
  find(key: string): ConfFacts | undefined;
  /** Known settings near a misspelt key, the nearest first. */
  suggest(misspelt: string, limit?: number): readonly ConfFacts[];
  /** The options of a reader or writer of a format; `undefined` for formats of others. `inner`: of files below `cloudFiles`. */
  optionsOf(format: string, inner?: string): OptionNames | undefined;
  /** The options of that name, of any format. */
  findOption(name: string): readonly { readonly format?: string }[];
}

/** What is known of the options of one format. */
export interface OptionNames {
  /** False where only a slip of the pen is certain. */
  readonly isComplete: boolean;
  isUnknown(name: string): boolean;
  /** The option that a misspelt name most likely meant. */
  near(name: string): string | undefined;
}

/** Value of one rule option. */
export type OptionValue = boolean | number | string | readonly string[];

/** What a SQL text is: statements, one expression (`expr`, `filter`), or a list of select items (`selectExpr`). */
export type SqlForm = 'statements' | 'expression';
