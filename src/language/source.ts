import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { mayHoldJobs, type LintInput } from '../engine';

/** A text that the editor holds: a file, or one cell of a notebook. */
export interface Part {
  readonly uri: string;
  readonly document: TextDocument;
}

/** What is read as one: a text file, or a notebook with all its cells. */
export interface Source {
  /** Of the file or of the notebook. */
  readonly uri: string;
  /** Where it is or will be saved; settings are looked up by it. */
  readonly path: string;
  readonly notebook: boolean;
  readonly parts: readonly Part[];
}

/** Language ids that people use for Spark and Databricks SQL. Other dialects and templates are left alone. */
export const sqlIds: ReadonlySet<string> = new Set(['sql', 'databricks-sql', 'spark-sql', 'sparksql']);

/** The language of a text, as the engine names it. */
export function languageOfId(languageId: string): 'python' | 'sql' | 'markdown' | 'other' {
  if (languageId === 'python' || languageId === 'markdown') return languageId;
  return sqlIds.has(languageId) ? 'sql' : 'other';
}

/** The path behind a URI. Also one that is not a file has a path: settings and the kind of file hang on it. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : parsed.path;
}

/** Tells job definitions from other YAML and JSON. */
export type JobTest = (path: string, text: string) => boolean;

/** A text file as a source; nothing when the engine does not read its language. */
export function textSource(document: TextDocument, isJobFile: JobTest = () => false): Source | undefined {
  const { uri, languageId } = document;
  const source = { uri, path: pathOf(uri), notebook: false, parts: [{ uri, document }] };
  const language = languageOfId(languageId);
  if (language === 'python' || language === 'sql' || uri.endsWith('.ipynb')) return source;
  return mayHoldJobs(source.path) && isJobFile(source.path, document.getText()) ? source : undefined;
}

/** A notebook as a source. Cells whose text has not arrived are left out. */
export function notebookSource(uri: string, cells: readonly (TextDocument | undefined)[]): Source {
  const parts = cells.flatMap((document) => (document ? [{ uri: document.uri, document }] : []));
  return { uri, path: pathOf(uri), notebook: true, parts };
}

/** Changes whenever any text of the source does. */
export function stampOf(source: Source): string {
  return source.parts.map(({ uri, document }) => `${uri} ${document.version}`).join('\n');
}

/** How many characters the source has. */
export function sizeOf(source: Source): number {
  let size = 0;
  for (const { document } of source.parts) size += document.getText().length;
  return size;
}

/** What the engine is given. */
export function inputOf(source: Source): LintInput {
  if (source.notebook) {
    const cells = source.parts.map(({ document }) => ({
      language: languageOfId(document.languageId),
      text: document.getText(),
    }));
    return { path: source.path, cells };
  }
  const document = source.parts[0]!.document;
  return { path: pathWithExtension(source.path, document.languageId), text: document.getText() };
}

/** The engine tells languages apart by extension; an untitled file, or one with an unusual name, has only its language id. */
function pathWithExtension(path: string, languageId: string): string {
  const language = languageOfId(languageId);
  if (language === 'other') return path;
  const extension = language === 'sql' ? '.sql' : '.py';
  return path.endsWith(extension) || path.endsWith('.ipynb') ? path : path + extension;
}
