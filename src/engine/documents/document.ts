import type { Skipped, Span } from '../types';
import type { MappedText } from './mapped-text';

/** The kinds of file that Lakelint reads. */
export type DocumentKind = 'python' | 'python-notebook' | 'sql' | 'sql-notebook' | 'jupyter' | 'jobs';

/** `install`: `%pip`, `%conda`. `run`: `%run`. `other`: Scala, R, shell and whatever is not known. */
export type CellLanguage = 'python' | 'sql' | 'markdown' | 'run' | 'install' | 'other';

/** One cell. A plain file is a single cell. */
export interface Cell {
  readonly language: CellLanguage;
  /** The cell's code; its host is `Document.text`. Bare magics are blanked out, so that offsets stay. */
  readonly source: MappedText;
  /** The whole cell, its magic included, in `Document.text`. */
  readonly span: Span;
  /** Magics inside a Python cell that were written without the `# MAGIC` that the file format asks for. */
  readonly bareMagics: readonly Span[];
}

/** A file as a list of cells. Job definitions (YAML and JSON) have none. */
export interface Document {
  readonly kind: DocumentKind;
  readonly path: string;
  /** What spans of cells count in: the file itself, or for Jupyter the cells' decoded source, joined. */
  readonly text: string;
  /** From `text` to the file as it was given. */
  readonly file: MappedText;
  readonly cells: readonly Cell[];
  readonly skipped: readonly Skipped[];
}
