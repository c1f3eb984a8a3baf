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
  readonly form: SqlForm;
  readonly tree: SqlTree;
  /**
   * The other SQL of the same file that runs before this text, in order: earlier cells, earlier strings. Absent where
   * that is not known; then a rule that asks what happened before stays silent outside plain files.
   */
  readonly earlier?: readonly SqlTree[];
  readonly catalog: TableCatalog;
  readonly target: Target;
  /** The settings of Spark, Delta and Databricks. Absent where nobody has handed them in (yet): then a rule stays silent. */
  readonly confs?: ConfLookup;
}
