import {
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type Connection,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { LintInput, Span } from '../engine';
import type { DocumentEdits } from '../format/format-document';
import type { FormatOptions } from '../format/options';
import { longestText } from './analysis';
import { rangeOf } from './diagnostics';
import { inputOf, languageOfId, sizeOf, sqlIds, type Part, type Source } from './source';

/** Registers formatting for texts in SQL. Python has formatters of its own, and a client asks only one of them. */
export function registerFormatting(connection: Connection): void {
  const documentSelector = [...sqlIds].map((language) => ({ language }));
  void connection.client.register(DocumentFormattingRequest.type, { documentSelector });
  void connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector });
}

/** What lays a text out: cells in SQL, strings in Python, or both. */
type Layer = (formatting: typeof import('../format'), input: LintInput, within?: Span) => DocumentEdits;

/**
 * The edits that lay out the SQL of one text: of a file, or of one cell of a notebook.
 * @param range only the statements that it touches. @param log is told about statements that stay as they are.
 */
export function formattingEdits(
  source: Source,
  uri: string,
  options: FormatOptions,
  log: (message: string) => void,
  range?: Range,
): Promise<TextEdit[]> {
  return editsOf(source, uri, log, range, ({ formatDocument }, input, within) =>
    formatDocument(input, options, within),
  );
}

/**
 * The edits that lay out the SQL of a text in Python: its strings and its `%sql` cells.
 * @param range only the strings and statements that it touches.
 */
export function pythonSqlEdits(
  source: Source,
  uri: string,
  options: FormatOptions,
  log: (message: string) => void,
  range?: Range,
): Promise<TextEdit[]> {
  return editsOf(source, uri, log, range, ({ formatDocument, formatStrings }, input, within) => {
    const layers = [formatStrings(input, options, within), formatDocument(input, options, within)];
    return { edits: layers.flatMap(({ edits }) => edits), kept: layers.flatMap(({ kept }) => kept) };
  });
}

async function editsOf(
  source: Source,
  uri: string,
  log: (message: string) => void,
  range: Range | undefined,
  layer: Layer,
): Promise<TextEdit[]> {
  const part = source.parts.find((p) => p.uri === uri);
  if (!part || sizeOf(source) > longestText) return [];
  const { document } = part;
  const { version } = document;
  const within = range && { from: document.offsetAt(range.start), to: document.offsetAt(range.end) };
  // Loaded now: most sessions begin without it.
  const formatting = await import('../format');
  // Typed on meanwhile: the edits would be made in another text.
  if (document.version !== version) return [];
  const { edits, kept } = layer(formatting, source.notebook ? cellInput(source, part) : inputOf(source), within);
  for (const { span, reason } of kept) {
    log(`${uri}:${document.positionAt(span.from).line + 1}: this statement was not formatted: ${reason}.`);
  }
  return edits.map((edit) => ({ range: rangeOf(document, edit), newText: edit.insert }));
}

/** One cell alone: its offsets are those of its text. */
function cellInput({ path }: Source, { document }: Part) {
  return { path, cells: [{ language: languageOfId(document.languageId), text: document.getText() }] };
}
