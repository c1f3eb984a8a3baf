import type { Document } from './document';
import { readCellsInput, type CellInput } from './cells-input';
import { readJupyter } from './jupyter';
import { MappedText } from './mapped-text';
import { readSource } from './source';

/** A file as text, or a notebook whose cells the editor has already told apart. `path` counts from the root of the project. */
export type LintInput =
  { readonly path: string; readonly text: string } | { readonly path: string; readonly cells: readonly CellInput[] };

/**
 * Reads a file into cells. Never throws: what cannot be read is in `skipped`.
 * The language comes from the path's ending (`.ipynb`, `.sql`, `.yml`, `.yaml`, `.json`; everything else is Python).
 */
export function readDocument(input: LintInput): Document {
  if ('cells' in input) return readCellsInput(input.path, input.cells);
  const { path, text } = input;
  const binary = text.indexOf('\0');
  if (binary >= 0) {
    const skipped = [{ span: { from: binary, to: binary + 1 }, reason: 'binary data (a NUL character), not text' }];
    return { kind: 'python', path, text, file: MappedText.identity(text), cells: [], skipped };
  }
  if (/\.ipynb$/i.test(path)) return readJupyter(path, text);
  if (/\.(?:ya?ml|json)$/i.test(path))
    return { kind: 'jobs', path, text, file: MappedText.identity(text), cells: [], skipped: [] };
  return readSource(path, text, /\.sql$/i.test(path) ? 'sql' : 'python');
}
