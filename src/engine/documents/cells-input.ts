import type { Cell, Document } from './document';
import { MappedText } from './mapped-text';
import { readMagic } from './magics';
import { pythonCell } from './python-cell';

/** One cell of a notebook that the editor holds. */
export interface CellInput {
  readonly language: 'python' | 'sql' | 'markdown' | 'other';
  readonly text: string;
}

const SEPARATOR = '\n\n';

/** Offset at which each cell begins in the text that the cells make together. */
export function cellOffsets(cells: readonly CellInput[]): number[] {
  const offsets: number[] = [];
  let at = 0;
  for (const cell of cells) {
    offsets.push(at);
    at += cell.text.length + SEPARATOR.length;
  }
  return offsets;
}

/** A notebook from cells: their texts joined, each at its place of `cellOffsets`. */
export function readCellsInput(path: string, inputs: readonly CellInput[]): Document {
  const text = inputs.map((cell) => cell.text).join(SEPARATOR);
  const offsets = cellOffsets(inputs);
  const cells = inputs.map((input, i) => notebookCell(text, offsets[i]!, input));
  return { kind: 'jupyter', path, text, file: MappedText.identity(text), cells, skipped: [] };
}

/** One notebook cell whose code stands unchanged at `from` in `text`; a leading magic decides over the language. */
export function notebookCell(text: string, from: number, input: CellInput): Cell {
  const span = { from, to: from + input.text.length };
  const lead = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(input.text)![0].length;
  const firstLine = /^[^\n]*/.exec(input.text.slice(lead))![0].trimEnd();
  const magic = input.language === 'markdown' ? undefined : readMagic(firstLine);
  if (magic?.wholeCell && magic.language !== 'python') {
    const code = from + lead + magic.length + (/^\s+\w+\s*<</.exec(firstLine.slice(magic.length))?.[0].length ?? 0);
    return {
      language: magic.language,
      source: MappedText.slice(text.slice(code, span.to), code),
      span,
      bareMagics: [],
    };
  }
  if (input.language === 'python') return pythonCell(text, span, false);
  return { language: input.language, source: MappedText.slice(input.text, from), span, bareMagics: [] };
}
