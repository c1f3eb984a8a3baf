import type { Span } from '../types';
import type { Cell, Document } from './document';
import { linesOf, readMagic } from './magics';
import { MappedText } from './mapped-text';
import { pythonCell, stripPrefix } from './python-cell';

interface Format {
  readonly language: 'python' | 'sql';
  /** What a comment line begins with. */
  readonly comment: '#' | '--';
}

/** Reads a `.py` or `.sql` file: a plain one is one cell, a Databricks source notebook has many. */
export function readSource(path: string, text: string, language: 'python' | 'sql'): Document {
  const format: Format = { language, comment: language === 'sql' ? '--' : '#' };
  const file = MappedText.identity(text);
  const header = new RegExp(`^\\uFEFF?${format.comment} Databricks notebook source[ \\t]*\\r?(\\n|$)`).exec(text);
  if (!header) {
    const span = { from: 0, to: text.length };
    const cell: Cell =
      language === 'python'
        ? pythonCell(text, span, false)
        : { language, source: MappedText.identity(text), span, bareMagics: [] };
    return { kind: language, path, text, file, cells: [cell], skipped: [] };
  }
  const cells: Cell[] = [];
  for (const span of splitCells(text, header[0].length, format)) {
    const cell = readCell(text, span, format);
    if (cell) cells.push(cell);
  }
  return { kind: `${language}-notebook`, path, text, file, cells, skipped: [] };
}

/** The spans between the `COMMAND ----------` lines. */
function* splitCells(text: string, from: number, format: Format): Generator<Span> {
  const separator = `${format.comment} COMMAND ----------`;
  let start = from;
  let at = from;
  while (at < text.length) {
    const found = text.indexOf(separator, at);
    if (found < 0) break;
    const lineEnd = text.indexOf('\n', found);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    at = end;
    const isLine = found === 0 || text[found - 1] === '\n';
    if (!isLine || text.slice(found + separator.length, end).trim() !== '') continue;
    yield { from: start, to: found };
    start = end;
  }
  yield { from: start, to: text.length };
}

/** `undefined` for a cell without anything in it. */
function readCell(text: string, span: Span, format: Format): Cell | undefined {
  const prefix = `${format.comment} MAGIC`;
  let first: Span | undefined;
  let hasCode = false;
  for (const line of linesOf(text, span.from, span.to)) {
    const body = text.slice(line.from, line.to).trim();
    if (body === '' || body.startsWith(`${format.comment} DBTITLE`)) continue;
    if (!first) first = line;
    if (!body.startsWith(format.comment)) hasCode = true;
  }
  if (!first) return undefined;
  const firstLine = text.slice(first.from, first.to);
  if (firstLine.startsWith(prefix)) {
    const code = firstLine.slice(prefix.length + 1);
    const magic = readMagic(code.replace(/\s+$/, ''));
    const mixed = hasCode && format.language === 'python' && (!magic || !magic.wholeCell);
    if (!mixed) return magicCell(text, { from: first.from, to: span.to }, span, `${prefix} `, magic);
  }
  if (format.language === 'sql') {
    return {
      language: 'sql',
      source: MappedText.slice(text.slice(span.from, span.to), span.from),
      span,
      bareMagics: [],
    };
  }
  const bare = readMagic(firstLine.replace(/\s+$/, ''));
  if (bare?.wholeCell && bare.language !== 'python') return bareCell(text, first, span, bare);
  return pythonCell(text, span, true);
}

function magicCell(text: string, code: Span, span: Span, prefix: string, magic: ReturnType<typeof readMagic>): Cell {
  const source = stripPrefix(text, code, prefix, magic?.length ?? 0);
  return { language: magic ? magic.language : 'other', source, span, bareMagics: [] };
}

/** A cell that begins with `%sql` where the format asks for `# MAGIC %sql`: every line of it lacks the prefix. */
function bareCell(text: string, first: Span, span: Span, magic: NonNullable<ReturnType<typeof readMagic>>): Cell {
  const from = first.from + magic.length;
  const end = first.from + text.slice(first.from, span.to).trimEnd().length;
  const bareMagics: Span[] = [];
  for (const line of linesOf(text, first.from, end)) {
    bareMagics.push({ from: line.from, to: line.from + text.slice(line.from, line.to).replace(/\r?\n$/, '').length });
  }
  return { language: magic.language, source: MappedText.slice(text.slice(from, span.to), from), span, bareMagics };
}
