import type { MappedText } from '../documents/mapped-text';
import type { TableCatalog } from '../catalog/catalog';
import type { ConfLookup, SqlForm, Target } from '../types';
import type { SqlTree } from './tree';

/** Where a SQL text was found: a file of its own, a notebook cell, or a string in Python. */
export type SqlPlace = 'file' | 'cell' | 'string';

export type { SqlForm };

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
   * The whole file, other languages and comments included. Only ever a reason for silence: it is no code that was read,
   * and what a rule says after it has asked is worked out again after each change of the file.
   */
  readonly fileText: string;
  readonly catalog: TableCatalog;
  readonly target: Target;
  /** The settings of Spark, Delta and Databricks. Absent where nobody has handed them in (yet): then a rule stays silent. */
  readonly confs?: ConfLookup;
}
