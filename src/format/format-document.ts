import { readDocument, type Cell, type Document, type Edit, type LintInput, type Span } from '../engine';
import { sqlEdits, type Kept } from './format-sql';
import type { FormatOptions } from './options';

/** The edits that format a document, and what stays as it is. Spans count in the file as it was given. */
export interface DocumentEdits {
  readonly edits: readonly Edit[];
  readonly kept: readonly Kept[];
}

/**
 * Formats the SQL cells of a file: a `.sql` file, the cells of a `.sql` notebook, `%sql` cells of `.py` and Jupyter.
 * SQL in strings of Python is a matter of `formatStrings`.
 * @param within formats only statements that touch this span of the file.
 */
export function formatDocument(input: LintInput, options: FormatOptions, within?: Span): DocumentEdits {
  const document = readDocument(input);
  const edits: Edit[] = [];
  const kept: Kept[] = [];
  for (const cell of document.cells) {
    if (cell.language !== 'sql') continue;
    const toFile = (span: Span): Span => document.file.spanToHost(cell.source.spanToHost(span));
    const part = within && partOf(cell, toFile, within);
    if (within && !part) continue;
    const result = sqlEdits(cell.source.text, options, part);
    const onMagicLine = endOfMagicLine(document, cell);
    for (const { span, reason } of result.kept) kept.push({ span: toFile(span), reason });
    for (const edit of result.edits) {
      if (edit.from < onMagicLine && document.kind === 'jupyter') {
        kept.push({ span: toFile(edit), reason: 'it stands on the line of its magic' });
        continue;
      }
      // Several lines begin below the magic, not behind it.
      const isFirst = edit.from < onMagicLine && edit.insert.includes('\n');
      const from = isFirst ? edit.from - /\s*$/.exec(cell.source.text.slice(0, edit.from))![0].length : edit.from;
      const insert = isFirst ? `${/\r?\n/.exec(edit.insert)![0]}${edit.insert}` : edit.insert;
      const inText = cell.source.editToHost({ from, to: edit.to, insert });
      const inFile = inText && editInFile(document, input, cell, inText);
      if (inFile) edits.push(inFile);
      else kept.push({ span: toFile(edit), reason: 'it cannot be written in this place' });
    }
  }
  return { edits, kept };
}

/** The part of a cell's source that a span of the file covers. */
function partOf(cell: Cell, toFile: (span: Span) => Span, within: Span): Span | undefined {
  const { length } = cell.source.text;
  const whole = toFile({ from: 0, to: length });
  if (whole.from > within.to || whole.to < within.from) return undefined;
  const offsetOf = (host: number): number => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (toFile({ from: middle, to: middle }).from < host) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { from: offsetOf(within.from), to: offsetOf(within.to) };
}

/** How far in the cell's source the line of its magic reaches; 0 for a cell without one. */
function endOfMagicLine(document: Document, cell: Cell): number {
  const start = cell.source.toHost(0);
  const lineStart = document.text.lastIndexOf('\n', start - 1) + 1;
  if (!/%sql\b/.test(document.text.slice(lineStart, start))) return 0;
  const lineEnd = cell.source.text.indexOf('\n');
  return lineEnd < 0 ? cell.source.text.length + 1 : lineEnd;
}

/** An edit of `Document.text` in the file, or `undefined` where it cannot be written there. */
export function editInFile(document: Document, input: LintInput, cell: Cell, edit: Edit): Edit | undefined {
  return document.kind === 'jupyter' && 'text' in input ? editInJson(document, input.text, cell, edit) : edit;
}

/** The lines of a Jupyter cell stand in a list of strings: what is written anew is cut into lines like the rest. */
function editInJson(document: Document, file: string, cell: Cell, edit: Edit): Edit | undefined {
  const inFile = document.file.editToHost(edit);
  if (!inFile) return undefined;
  const span = document.file.spanToHost(cell.span);
  const separator = /\\n("\s*,\s*")/.exec(file.slice(span.from, span.to))?.[1];
  return separator ? { ...inFile, insert: inFile.insert.replace(/\\n/g, `\\n${separator}`) } : inFile;
}
