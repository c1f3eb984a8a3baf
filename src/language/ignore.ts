import { stringAt, type Cell, type Span } from '../engine';
import type { Analysis, Located, LocatedEdit } from './analysis';
import type { Part } from './source';

/** Stands for the reason in a new ignore comment, until the user writes one. */
export const placeholder = 'reason';

type Marker = '#' | '--' | '//';

/** A comment that ignores the rule for the statement of a finding; nothing where no comment can be written. */
export function ignoreStatement(analysis: Analysis, { finding, part, span }: Located): LocatedEdit | undefined {
  const { result, source } = analysis;
  // A notebook that is open as JSON: its lines are strings, comments in them are for the notebook editor to write.
  if (!result || (result.document.kind === 'jupyter' && !source.notebook)) return undefined;
  if (result.document.kind === 'jobs') return ignoreInJobs(part, span, finding.rule);
  // From offsets of this text to those of the engine.
  const shift = finding.span.from - span.from;
  const cell = result.document.cells.find((c) => c.span.from <= finding.span.from && finding.span.from <= c.span.to);
  const marker = cell && markerOf(cell);
  if (!marker || cell.bareMagics.some((magic) => overlap(magic, finding.span))) return undefined;
  const text = part.document.getText();
  const end = commentPlace(text, span.from, (offset) => stringAt(result.document, offset + shift)?.span, shift, marker);
  return behindLine(part, end, marker, finding.rule);
}

/** YAML takes a comment behind any line, JSON only where the editor says so (`jsonc`). */
function ignoreInJobs(part: Part, span: Span, rule: string): LocatedEdit | undefined {
  const marker = markerInJobs(part);
  return marker && behindLine(part, endOfLine(part.document.getText(), span.from), marker, rule);
}

function markerInJobs({ document }: Part): Marker | undefined {
  if (!document.uri.endsWith('.json')) return '#';
  return document.languageId === 'jsonc' ? '//' : undefined;
}

function behindLine(part: Part, end: number, marker: Marker, rule: string): LocatedEdit {
  const text = part.document.getText();
  const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
  // One comment for several rules: a second one behind the first would be part of its reason.
  const list = /lakelint:\s*ignore\[([^\]\n]*)\]/.exec(line);
  if (list) {
    const at = end - line.length + list.index + list[0].length - 1;
    return { part, edit: { from: at, to: at, insert: `${list[1]!.trim() === '' ? '' : ', '}${rule}` } };
  }
  return comment(
    part,
    end,
    `${/\s$/.test(line) || line === '' ? '' : '  '}${marker} lakelint: ignore[${rule}] -- `,
    '',
  );
}

/** A comment at the top that ignores the rule in the whole file; nothing where no comment can be written. */
export function ignoreInFile({ result, source }: Analysis, rule: string): LocatedEdit | undefined {
  if (!result) return undefined;
  if (source.notebook) return ignoreInNotebook(source.parts, result.document.cells, rule);
  const { kind, text } = result.document;
  const part = source.parts[0]!;
  if (kind === 'jupyter') return undefined;
  const inJobs = kind === 'jobs' ? markerInJobs(part) : undefined;
  if (kind === 'jobs' && !inJobs) return undefined;
  const marker = inJobs ?? (kind === 'sql' || kind === 'sql-notebook' ? '--' : '#');
  const head = `${marker} lakelint: ignore-file[${rule}] -- `;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (kind === 'python' || kind === 'sql' || kind === 'jobs') return comment(part, behindPreamble(text), head, newline);
  const header = endOfLine(text, 0);
  // In front of a magic the comment needs a cell of its own: inside, the cell would be no magic any more.
  const beginsWithMagic = new RegExp(`^\\s*${marker} MAGIC\\b`).test(text.slice(header));
  const after = beginsWithMagic ? `${newline}${newline}${marker} COMMAND ----------` : '';
  return comment(part, header, `${newline}${head}`, after);
}

/** The first cell that can hold a comment in its first line takes it. */
function ignoreInNotebook(parts: readonly Part[], cells: readonly Cell[], rule: string): LocatedEdit | undefined {
  const at = parts.findIndex(({ document }, i) => cells[i] && markerOf(cells[i]) && !/^\s*%/.test(document.getText()));
  const part = parts[at];
  const marker = cells[at] && markerOf(cells[at]);
  return part && marker && comment(part, 0, `${marker} lakelint: ignore-file[${rule}] -- `, '\n');
}

function markerOf(cell: Cell): Marker | undefined {
  if (cell.language === 'python') return '#';
  return cell.language === 'sql' ? '--' : undefined;
}

function comment(part: Part, at: number, head: string, after: string): LocatedEdit {
  return { part, edit: { from: at, to: at, insert: `${head}${placeholder}${after}` }, placeholderAt: head.length };
}

/** The end of the first line from `from` on whose end is neither inside a string nor continued. */
function commentPlace(
  text: string,
  from: number,
  stringSpan: (offset: number) => Span | undefined,
  shift: number,
  marker: Marker,
): number {
  for (let end = endOfLine(text, from); ;) {
    const string = stringSpan(end);
    if (string && string.to - shift > end) end = endOfLine(text, string.to - shift);
    else if (marker === '#' && text[end - 1] === '\\' && end < text.length) end = endOfLine(text, nextLine(text, end));
    else return end;
  }
}

/** Behind a byte order mark, a `#!` line and the encoding: they count only at the very top. */
function behindPreamble(text: string): number {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (/^#(?:!|.*coding[:=])/.test(text.slice(at, endOfLine(text, at))) && endOfLine(text, at) < text.length) {
    at = nextLine(text, endOfLine(text, at));
  }
  return at;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline < 0) return text.length;
  return newline > from && text[newline - 1] === '\r' ? newline - 1 : newline;
}

function nextLine(text: string, end: number): number {
  return end + (text[end] === '\r' ? 2 : 1);
}

function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}
