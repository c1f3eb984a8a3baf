import type { Span } from '../types';
import type { Cell } from './document';
import { MappedText, type Piece } from './mapped-text';
import { linesOf, readMagic, tripleQuotedLines } from './magics';

/** A Python cell's code with its magic lines blanked out at equal length, and where they stood. */
export interface PythonCode {
  readonly text: string;
  readonly magics: readonly Span[];
}

/**
 * Blanks out lines that a notebook would run as magics (`%pip …`, `!ls`), so that the rest parses as Python and every
 * offset stays. Lines inside triple-quoted strings are left alone. Continuation lines (`\` at the end) go with them.
 */
export function blankMagics(text: string, from: number, to: number): PythonCode {
  const code = text.slice(from, to);
  if (!/^[ \t]*[%!]/m.test(code) && !/=[ \t]*[%!]/.test(code)) return { text: code, magics: [] };
  const quoted = tripleQuotedLines(text, from, to);
  const magics: Span[] = [];
  const parts: string[] = [];
  let continued = false;
  for (const line of linesOf(text, from, to)) {
    const raw = text.slice(line.from, line.to);
    const body = raw.replace(/\r?\n$/, '');
    const isMagic = continued || (!quoted.has(line.from) && (readMagic(body) !== undefined || /^![\w./]/.test(body)));
    if (isMagic) {
      magics.push({ from: line.from, to: line.from + body.length });
      parts.push(' '.repeat(body.length) + raw.slice(body.length));
      continued = body.endsWith('\\');
      continue;
    }
    const assigned = quoted.has(line.from) ? null : /^(\s*[\w, ]+=\s*)([%!][A-Za-z].*)$/.exec(body);
    if (assigned && assigned[2]!.length >= 4 && !/^\s*[\w.]+\s*%/.test(body)) {
      parts.push(assigned[1]! + 'None'.padEnd(assigned[2]!.length) + raw.slice(body.length));
    } else parts.push(raw);
  }
  return { text: parts.join(''), magics };
}

/**
 * Takes the code out of lines that begin with a prefix (`# MAGIC `): the prefix goes, everything else is mapped.
 * @param skipFirst how many characters of the first line's code to leave out (the magic word itself).
 */
export function stripPrefix(text: string, span: Span, prefix: string, skipFirst: number): MappedText {
  const pieces: Piece[] = [];
  let out = '';
  let first = true;
  for (const line of linesOf(text, span.from, span.to)) {
    let start = line.from;
    if (text.startsWith(prefix, start)) start += prefix.length;
    else if (text.startsWith(prefix.trimEnd(), start)) start += prefix.trimEnd().length;
    if (first) start = Math.min(start + skipFirst, line.to);
    first = false;
    const length = line.to - start;
    if (length === 0) continue;
    pieces.push({ kind: 'copy', from: out.length, length, hostFrom: start, hostLength: length });
    out += text.slice(start, line.to);
  }
  return MappedText.from(out, pieces, (insert) => insert.replace(/\n/g, '\n' + prefix));
}

/** A cell of Python code that stands unchanged in the text, but for its magics. */
export function pythonCell(text: string, span: Span, magicsAreBare: boolean): Cell {
  const code = blankMagics(text, span.from, span.to);
  return {
    language: 'python',
    source: MappedText.slice(code.text, span.from),
    span,
    bareMagics: magicsAreBare ? code.magics : [],
  };
}
