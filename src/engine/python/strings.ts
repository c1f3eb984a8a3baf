import { MappedText, type Anchor, type Piece } from '../documents/mapped-text';
import type { Str, StringPart } from './ast';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n', t: '\t', r: '\r', "'": "'", '"': '"', '\\': '\\', a: '\x07', b: '\b', f: '\f', v: '\v', '0': '\0',
}; // prettier-ignore

/** What stands for a value that is only known at run time. The number keeps the names apart. */
export function holeName(index: number): string {
  return `__hole_${index}__`;
}

/** Collects the text of a string from pieces of several literals. */
export class StringCollector {
  private readonly parts: string[] = [];
  private readonly pieces: Piece[] = [];
  private length = 0;
  private holes = 0;
  private lastHost = 0;
  /** What the literal that is written moves with. */
  anchor: Anchor | undefined;

  addCopy(text: string, hostFrom: number): void {
    this.add('copy', text, hostFrom, text.length);
  }

  addEscape(text: string, hostFrom: number, hostLength: number): void {
    this.add('escape', text, hostFrom, hostLength);
  }

  addHole(hostFrom: number, hostLength: number): void {
    this.add('hole', holeName(++this.holes), hostFrom, hostLength);
  }

  /** A hole that stands nowhere in the file. */
  addUnplacedHole(): void {
    this.anchor = undefined;
    this.addHole(0, 0);
  }

  private add(kind: Piece['kind'], text: string, hostAt: number, hostLength: number): void {
    this.lastHost = hostAt + hostLength;
    if (text === '') return;
    const { anchor } = this;
    const hostFrom = anchor ? hostAt - anchor.at : hostAt;
    this.pieces.push({ kind, from: this.length, length: text.length, hostFrom, hostLength, anchor });
    this.parts.push(text);
    this.length += text.length;
  }

  /** Text of another string, its holes and its way back included. */
  addMapped(source: StringSource): void {
    source.write(this);
  }

  finish(encode: (insert: string) => string | undefined): MappedText {
    const text = this.parts.join('');
    if (this.pieces.length === 0) {
      const empty = MappedText.slice('', this.lastHost);
      return this.anchor ? empty.anchored(this.anchor) : empty;
    }
    return MappedText.from(text, this.pieces, encode);
  }
}

/** Anything that can write itself into a collector. */
export interface StringSource {
  write(out: StringCollector): void;
}

/** Writes the value of a literal: escapes decoded, `{…}` of f-strings and `.format` fields as holes. */
export function writeString(
  str: Str,
  out: StringCollector,
  formatFields: 'none' | 'braces' | 'percent' = 'none',
): void {
  out.anchor = str.cell.anchor;
  for (const part of str.parts) writePart(str, part, out, formatFields);
}

function writePart(str: Str, part: StringPart, out: StringCollector, fields: 'none' | 'braces' | 'percent'): void {
  const { raw, body } = part;
  const isRaw = part.prefix.includes('r');
  const isFormat = part.prefix.includes('f') || part.prefix.includes('t');
  let replacement = 0;
  let at = 0;
  const host = (offset: number) => str.cell.toHost(body.from + offset);
  const copy = (from: number, to: number) => {
    for (let start = from; start < to;) {
      const newline = raw.indexOf('\n', start);
      const end = newline < 0 || newline >= to ? to : newline + 1;
      out.addCopy(raw.slice(start, end), host(start));
      start = end;
    }
  };
  const special = isFormat || fields === 'braces' ? /[\\{}]/g : fields === 'percent' ? /[\\%]/g : /\\/g;
  while (at < raw.length) {
    special.lastIndex = at;
    const found = special.exec(raw);
    if (!found) break;
    copy(at, found.index);
    at = found.index;
    const c = raw[at]!;
    if (c === '\\') {
      if (isRaw) {
        copy(at, at + 2);
        at += 2;
      } else at += writeEscape(raw, at, host, out);
    } else if (c === '%') {
      const field = /^%(\(\w+\))?[-#0 +]*\d*(\.\d+)?[sdifrgeEGxX]/.exec(raw.slice(at, at + 60));
      if (field) out.addHole(host(at), field[0].length);
      else out.addCopy(raw[at + 1] === '%' ? '%' : c, host(at));
      at += field ? field[0].length : raw[at + 1] === '%' ? 2 : 1;
    } else if (raw[at + 1] === c) {
      out.addEscape(c, host(at), 2);
      at += 2;
    } else if (c === '{') {
      const next = part.replacements[replacement++];
      const end = isFormat
        ? next && next.span.from === body.from + at
          ? next.span.to - body.from
          : closeOf(raw, at)
        : closeOf(raw, at);
      out.addHole(host(at), end - at);
      at = end;
    } else {
      out.addCopy(c, host(at));
      at++;
    }
  }
  copy(at, raw.length);
}

function closeOf(raw: string, at: number): number {
  const close = raw.indexOf('}', at);
  return close < 0 ? raw.length : close + 1;
}

/** @returns how many characters of the literal the escape took. */
function writeEscape(raw: string, at: number, host: (offset: number) => number, out: StringCollector): number {
  const next = raw[at + 1];
  if (next === undefined) {
    out.addCopy('\\', host(at));
    return 1;
  }
  if (next === '\n' || (next === '\r' && raw[at + 2] === '\n')) {
    const length = next === '\n' ? 2 : 3;
    return length;
  }
  const coded = /^\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[^}]*\})/.exec(
    raw.slice(at, at + 60),
  );
  if (coded) {
    out.addEscape(decodeCode(coded[1]!), host(at), coded[0].length);
    return coded[0].length;
  }
  const simple = SIMPLE_ESCAPES[next];
  if (simple === undefined) out.addCopy('\\' + next, host(at));
  else out.addEscape(simple, host(at), 2);
  return 2;
}

function decodeCode(code: string): string {
  if (code[0] === 'N') return '?';
  const value = /^[xuU]/.test(code) ? parseInt(code.slice(1), 16) : parseInt(code, 8);
  return value <= 0x10ffff ? String.fromCodePoint(value) : '\uFFFD';
}

/** How text must be written inside the literal that a fix goes into. Kept to what every kind of literal can take. */
export function literalEncoder(str: Str): (insert: string) => string | undefined {
  const [first] = str.parts;
  if (!first || str.parts.length > 1) return (insert) => (/^[\w .,()=*<>:`-]*$/.test(insert) ? insert : undefined);
  const before = str.cell.text[first.body.from - 1];
  const triple = str.cell.text.slice(first.body.from - 3, first.body.from) === `${before}${before}${before}`;
  const isFormat = first.prefix.includes('f');
  return (insert) => {
    if (insert.includes('\\') || (before && insert.includes(before)) || (insert.includes('\n') && !triple))
      return undefined;
    return isFormat ? insert.replace(/[{}]/g, '$&$&') : insert;
  };
}

/** The value of a literal without holes, or `undefined` when something in it is only known at run time. */
export function literalText(str: Str): string | undefined {
  if (str.parts.some((p) => p.replacements.length > 0 || p.prefix.includes('b'))) return undefined;
  const out = new StringCollector();
  writeString(str, out);
  return out.finish(() => undefined).text;
}
