import type { MappedText } from '../documents/mapped-text';
import type { TableCatalog } from '../catalog/catalog';
import type { ConfLookup, SqlForm, Target } from '../types';
import type { SqlTree } from './tree';

/** Where a SQL text was found: a file of its own, a notebook cell, or a string in Python. */
export type SqlPlace = 'file' | 'cell' | 'string';

export type { SqlForm };

/** The SQL of a file around a text. The lists are the same ones for every statement of a text. */
export interface Around {
  /** All SQL of the file, in order; of a text that is taken apart, its statements. */
  readonly file: readonly SqlTree[];
  /** The part of it that belongs to the same file, cell or string. */
  readonly text: readonly SqlTree[];
  /** Which one of `file` is the tree of these facts. */
  readonly at: number;
  /**
   * True when something in the whole file looks like this, other languages and comments included. Only ever a reason for
   * silence: it is no code that was read.
   */
  matches(pattern: RegExp): boolean;
}

/** What can be compared with what it was before. */
export type Answer = string | number | boolean | undefined;

/** Everything that a rule may know about one SQL text. */
export interface SqlFacts {
  /** The SQL text; its host is `Document.text`. Holes of f-strings stand in it as an identifier of equal meaning. */
  readonly source: MappedText;
  readonly place: SqlPlace;
  /** Path of the file. */
  readonly path: string;
  readonly form: SqlForm;
  /** All statements of the text; for a rule that takes statements one by one (`scope`), a tree of this one alone. */
  readonly tree: SqlTree;
  /**
   * The statements that stand before and behind this one in the same text, each as a tree of its own, when the rule takes
   * statements one by one. Absent for all other rules: they find them in `tree`.
   */
  readonly before?: readonly SqlTree[];
  readonly after?: readonly SqlTree[];
  /**
   * The other SQL of the same file that runs before this text, in order: earlier cells, earlier strings. Absent where
   * that is not known; then a rule that asks what happened before stays silent outside plain files.
   */
  readonly earlier?: readonly SqlTree[];
  /**
   * All SQL of the file, for a rule that looks for what is said anywhere else. Whoever looks is asked again after each change
   * of the file. What is worked out for one of its lists should be worked out once: see `oncePer`.
   */
  readonly around: Around;
  /** The same for a question with a plain answer: the rule is asked again only when the answer has become another one. */
  ask<T extends Answer>(question: (around: Around) => T): T;
  readonly catalog: TableCatalog;
  readonly target: Target;
  /** The settings of Spark, Delta and Databricks. Absent where nobody has handed them in (yet): then a rule stays silent. */
  readonly confs?: ConfLookup;
}
