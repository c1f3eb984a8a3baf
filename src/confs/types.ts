/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where a setting belongs. `option`: of a reader or writer (`.option(…)`), together with its format. */
export type ConfKind = 'spark' | 'delta' | 'table property' | 'databricks' | 'option';

/**
 * Until when a setting can be changed. `start`: when the compute or the application starts (Spark core settings);
 * `static`: the same for SQL settings, fixed for the life of the application; `session`: any time.
 */
export type ConfScope = 'start' | 'static' | 'session' | 'pipeline' | 'table' | 'read-only';

/** `automatic`: serverless decides it. `resources`: there are no machines to size. `credentials`: Unity Catalog's part. */
export type ServerlessReason = 'automatic' | 'resources' | 'credentials';

/** A default that changed: `from` held before Spark `version`, `to` holds since. */
export interface DefaultChange {
  readonly version: string;
  readonly from: string;
  readonly to: string;
}

/** One setting or option: facts, and where we wrote one, an explanation. Absent fields mean: not known. */
export interface Conf {
  /** As written in code; a pattern for families (`spark.executor.resource.{resourceName}.amount`). */
  readonly key: string;
  readonly kind: ConfKind;
  /** Only on options: `csv`, `delta`, `cloudFiles` … */
  readonly format?: string;
  /** True when the key has placeholders. */
  readonly pattern?: true;
  /** What the key was found by, when a pattern or a preset of a table property was found. */
  readonly asked?: string;

  /** `boolean`, `int`, `long`, `double`, `string`, `time`, `bytes`, `seq<string>`, `regex`, `enum`, `interval` … */
  readonly type?: string;
  /** What a bare number means for `time` and `bytes`: `ms`, `s`, `min`, `b`, `KiB`, `MiB` … */
  readonly unit?: string;
  readonly values?: readonly string[];
  /** `null`: known to have none. An empty string is a default too. */
  readonly default?: string | null;
  /** Where Databricks is known to differ. */
  readonly databricksDefault?: string;
  /** The setting whose value is taken when this one is not set. */
  readonly fallback?: string;
  /** Oldest first. */
  readonly history?: readonly DefaultChange[];

  /** Spark version, or `DBR x`. */
  readonly since?: string;
  readonly scope?: ConfScope;
  /** Where an option may be given: `read`, `write`, `readStream` … */
  readonly use?: string;
  readonly required?: true;
  readonly aliases?: readonly string[];
  /** Marked internal in the source; people set some of these all the same. */
  readonly internal?: true;
  /** Part of Spark that the setting is for: `sql`, `core`, `k8s`, `yarn`, `history` … */
  readonly area?: string;

  /** Still works; `since` names the version that deprecated it. */
  readonly deprecated?: { readonly since?: string; readonly note?: string };
  /** No longer there. `onlyValue`: the one value that may still be set; any other throws. */
  readonly removed?: { readonly since?: string; readonly lastSeen?: string; readonly onlyValue?: string };
  /** The old name is still read. */
  readonly renamed?: { readonly since?: string };
  /** What to use instead, for deprecated, removed and renamed settings. */
  readonly replacement?: readonly string[];

  /** Whether serverless notebooks and jobs let it be set. */
  readonly serverless?: boolean;
  readonly serverlessReason?: ServerlessReason;
  /** The value is a password, key or token. */
  readonly secret?: true;
  /** The table property that this session setting presets. */
  readonly presets?: string;

  /** First-party documentation. */
  readonly url?: string;
  /** Our explanation: what it does, when to touch it. */
  readonly what?: string;
  /** In how many of the 126 public repositories that were counted the setting appears. */
  readonly usedBy?: number;
}

/** The data file, `dist/confs.json`. */
export interface ConfData {
  readonly format: 1;
  readonly confs: readonly Conf[];
  readonly options: readonly Conf[];
}

/** What the code will run on; an absent field means: not known. */
export interface ConfTarget {
  readonly runtime?: string;
  readonly compute?: string;
}

/** What a reader or writer of one format takes. */
export interface OptionSet {
  /** False where a format has options that are not in the list: only a slip of the pen is certain there. */
  readonly isComplete: boolean;
  readonly options: readonly Conf[];
  /** The option of a name, in any case; families included. */
  find(name: string): Conf | undefined;
  /** True for a name that nobody reads. Names that are handed on to Hadoop or to a driver never are. */
  isUnknown(name: string): boolean;
  /** The option that a misspelt name most likely meant, as it is to be written. */
  near(name: string): string | undefined;
}

/** Look-up over the whole set. */
export interface Confs {
  /** How many settings and options there are. */
  readonly size: number;
  /** All settings and table properties; all options. */
  readonly settings: readonly Conf[];
  readonly options: readonly Conf[];
  /** A setting or table property; exact and case-sensitive, families and presets included. */
  find(key: string): Conf | undefined;
  /** An option of a format, case-insensitive; without a format the entries of all formats that have it. */
  findOption(name: string, format?: string): readonly Conf[];
  /**
   * All options of a format, those of any file or stream included; `undefined` for formats of others. `inner` is the
   * format of the files below `cloudFiles`, `read_files` and `copy into`; without it the files may have any.
   */
  optionsOf(format: string, inner?: string): OptionSet | undefined;
  /** Settings and options in whose key or explanation all words occur, the most used first. */
  search(words: string, limit?: number): readonly Conf[];
  /** Did you mean: known settings near a misspelt key, the nearest first; none when nothing is near. */
  suggest(misspelt: string, limit?: number): readonly Conf[];
}
