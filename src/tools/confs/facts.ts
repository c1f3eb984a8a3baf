/** The shape of the files in src/confs/facts. They are data that was gathered once; this says what the join relies on. */

export interface SparkFact {
  readonly key: string;
  readonly default: string | null;
  readonly type: string | null;
  readonly since: string | null;
  readonly scope: string;
  readonly area: string;
  readonly internal: boolean;
  readonly docPages?: readonly string[];
  readonly docDefault?: string;
  readonly values?: readonly string[];
  readonly optional?: boolean;
  readonly fallback?: string;
  readonly unit?: string;
  readonly deprecated?: { readonly version: string; readonly replacement: readonly string[] };
  readonly renamedTo?: { readonly newKey: string; readonly version: string };
  readonly removed?: { readonly version: string; readonly default: string; readonly replacement: readonly string[] };
  readonly pattern?: boolean;
  readonly defaultExpr?: string;
}

export interface DeltaFact {
  readonly key: string;
  readonly default: string | null;
  readonly type: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly optional: boolean;
  readonly values?: readonly string[];
  readonly fallback?: string;
  readonly defaultExpr?: string;
  readonly unit?: string;
}

export interface PropertyFact {
  readonly key: string;
  readonly default: string | number | null;
  readonly type: string;
  readonly userConfigurable: boolean;
  readonly platform: string;
  readonly docDefault?: string;
  readonly documented: boolean;
  readonly pattern?: boolean;
}

export interface DatabricksFact {
  readonly key: string;
  readonly default: string | null;
  readonly what: string;
  readonly page: string;
  readonly evidence: 'A' | 'B' | 'C';
  readonly scope: string;
  readonly prefix?: boolean;
  readonly deprecated?: boolean;
  readonly values?: readonly string[];
}

export interface Serverless {
  readonly allowed: readonly string[];
  readonly autoTuned: readonly string[];
  readonly resource: readonly string[];
  readonly credentials: readonly string[];
}

export interface OptionFact {
  readonly format: string;
  readonly key: string;
  readonly default: string | null;
  readonly scope: string | null;
  readonly sources: readonly string[];
  readonly platform: string;
  readonly since?: string;
  readonly values?: readonly string[];
  readonly type?: string;
  readonly required?: boolean;
  readonly prefix?: boolean;
  readonly deprecated?: string;
  readonly aliases?: readonly string[];
}

/** A setting of `databricks.json` that was recalled there and has been found since. */
export interface Verified {
  readonly key: string;
  readonly evidence: 'A' | 'B';
  readonly source: string;
  /** The day on which it was found. */
  readonly checked: string;
  /** `null` where what was recalled as the default was not found. */
  readonly default?: null;
}

export interface Additions {
  readonly verified: readonly Verified[];
  readonly keys: readonly {
    readonly key: string;
    readonly type?: string;
    readonly default?: string;
    readonly since?: string;
    readonly scope?: string;
    readonly area: string;
    readonly pattern?: boolean;
    readonly readOnly?: boolean;
    readonly page?: string;
  }[];
  readonly removed: readonly {
    readonly key: string;
    readonly replacement?: readonly string[];
    readonly pattern?: boolean;
    readonly since?: string;
  }[];
  /** What Spark names in words only. */
  readonly replacements: readonly { readonly key: string; readonly replacement: readonly string[] }[];
  readonly databricksDefaults: readonly { readonly key: string; readonly value: string }[];
  readonly options: readonly OptionFact[];
  /** Choices that came later. */
  readonly optionValues: readonly Required<Pick<OptionFact, 'format' | 'key' | 'values'>>[];
  readonly optionUse: { readonly repos: Readonly<Record<string, number>> };
  readonly ignoredSince: readonly { readonly prefix: string; readonly version: string }[];
}

/** All files, as they are read. */
export interface Facts {
  readonly spark: readonly SparkFact[];
  readonly delta: { readonly confs: readonly DeltaFact[]; readonly tableProperties: readonly PropertyFact[] };
  readonly databricks: { readonly keys: readonly DatabricksFact[]; readonly serverless: Serverless };
  readonly options: readonly OptionFact[];
  readonly gone: Readonly<Record<string, { readonly lastSeen: string }>>;
  readonly changed: readonly {
    readonly key: string;
    readonly toVersion: string;
    readonly old: string | null;
    readonly new: string | null;
  }[];
  readonly top: readonly { readonly key: string; readonly repos: number }[];
  readonly additions: Additions;
}
