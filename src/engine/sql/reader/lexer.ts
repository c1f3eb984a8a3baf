import { Jinja, mayHoldJinja, opensTemplate } from './jinja';
import { hashStep, keywordAt } from './keywords';
import { Kind, Op, operatorsByFirst, Tokens } from './tokens';

const enum Char {
  other,
  space,
  word,
  digit,
}

const classes = new Uint8Array(128);
for (const c of ' \t\n\r\f\v') classes[c.charCodeAt(0)] = Char.space;
for (let c = 0; c < 26; c++) classes[65 + c] = classes[97 + c] = Char.word;
for (let c = 48; c < 58; c++) classes[c] = Char.digit;
classes[95] = Char.word;

const wideSpaces = /[\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]/;

function classOf(char: number): number {
  if (char < 128) return classes[char]!;
  return char !== char ? Char.other : wideSpaces.test(String.fromCharCode(char)) ? Char.space : Char.word;
}

const number = /^(?:\d+)(?:[eE]\d+)?(?:[LSYDF]|BD)?$/i;
const templateName = /\{[A-Za-z_][\w.]*\}/y;
const hole = '__hole_';
const longestTemplate = 300;

/** Room for the tokens of a text while it is cut. */
interface Buffers {
  readonly kinds: Uint8Array;
  readonly codes: Uint16Array;
  readonly starts: Int32Array;
}

function newBuffers(size: number): Buffers {
  return { kinds: new Uint8Array(size), codes: new Uint16Array(size), starts: new Int32Array(size + 1) };
}

/** Shared by all texts that have fewer characters than this has room for: most are short, and making room costs more than reading them. */
const sharedBuffers = newBuffers(1 << 16);

/** Cuts a text into tokens. Never throws; every character belongs to exactly one token. */
export function tokenize(text: string): Tokens {
  return new Lexer(text).run();
}

class Lexer {
  private readonly length: number;
  private kinds: Uint8Array;
  private codes: Uint16Array;
  private starts: Int32Array;
  private count = 0;
  private at = 0;
  private readonly unclosed: number[] = [];
  /** Quote characters that are known not to be closed any more: looking for their end again would be quadratic. */
  private readonly endless = new Set<number>();
  /** The first token that looked in vain for its end. */
  private firstOpen = Infinity;
  /** Whether the text can contain placeholders of holes at all. */
  private readonly hasHoles: boolean;
  /** Absent when the text holds no templates of Jinja. */
  private readonly jinja: Jinja | undefined;

  constructor(private readonly text: string) {
    this.length = text.length;
    const buffers = text.length < sharedBuffers.kinds.length ? sharedBuffers : newBuffers((text.length >> 1) + 16);
    this.kinds = buffers.kinds;
    this.codes = buffers.codes;
    this.starts = buffers.starts;
    this.hasHoles = text.includes(hole);
    if (mayHoldJinja(text)) this.jinja = new Jinja(text);
  }

  private push(kind: number, to: number, code = 0): void {
    if (this.count === this.kinds.length) this.grow();
    this.kinds[this.count] = kind;
    this.codes[this.count] = code;
    this.starts[this.count++] = this.at;
    this.at = to;
  }

  private grow(): void {
    const { kinds, codes, starts } = newBuffers(this.kinds.length * 2);
    kinds.set(this.kinds);
    codes.set(this.codes);
    starts.set(this.starts);
    this.kinds = kinds;
    this.codes = codes;
    this.starts = starts;
  }

  run(): Tokens {
    while (this.at < this.length) this.next(this.text.charCodeAt(this.at));
    this.starts[this.count] = this.length;
    const { text, count, unclosed, jinja } = this;
    const kinds = this.kinds.slice(0, count);
    const codes = this.codes.slice(0, count);
    const firstOpen = Math.min(this.firstOpen, jinja?.finish(kinds, codes) ?? count, count);
    return new Tokens(text, count, kinds, codes, this.starts.slice(0, count + 1), unclosed, firstOpen);
  }

  private next(char: number): void {
    const kind = classOf(char);
    if (kind === Char.space) return this.space();
    if (kind === Char.word) return this.word(char);
    if (kind === Char.digit) return this.number();
    const following = this.text.charCodeAt(this.at + 1);
    switch (char) {
      case 0x27: // '
      case 0x22: // "
        return this.quoted(this.at, char, Kind.string, true);
      case 0x60: // `
        return this.quoted(this.at, char, Kind.quoted, false);
      case 0x2d: // -
        if (following === 0x2d) return this.lineComment();
        break;
      case 0x2f: // /
        if (following === 0x2a) return this.blockComment();
        break;
      case 0x24: // $
        return this.dollar(following);
      case 0x7b: // {
        return this.brace(following);
      case 0x2e: // .
        if (classOf(following) === Char.digit && !this.touchesName()) return this.number();
        break;
      case 0x3a: // :
        if (classOf(following) === Char.word && !this.touchesName()) return this.parameter();
        break;
    }
    this.operator(char);
  }

  /** True when the character before stands at the end of something that can be called, indexed or qualified. */
  private touchesName(): boolean {
    if (this.at === 0) return false;
    const before = this.text.charCodeAt(this.at - 1);
    const kind = classOf(before);
    if (kind === Char.word || kind === Char.digit) return true;
    return (
      before === 0x60 || before === 0x29 || before === 0x5d || before === 0x27 || before === 0x3a || before === 0x7d
    );
  }

  private space(): void {
    let i = this.at + 1;
    while (i < this.length && classOf(this.text.charCodeAt(i)) === Char.space) i++;
    this.push(Kind.space, i);
  }

  private word(first: number): void {
    const { text } = this;
    let hash = hashStep(0, first);
    let i = this.at + 1;
    for (; i < this.length; i++) {
      const char = text.charCodeAt(i);
      if (classOf(char) < Char.word) break;
      hash = hashStep(hash, char);
    }
    if (i === this.at + 1 && (first | 0x20) === 0x72) {
      const quote = text.charCodeAt(i);
      if (quote === 0x27 || quote === 0x22) return this.quoted(i, quote, Kind.string, false);
    }
    const code = keywordAt(text, this.at, i, hash);
    this.push(code === 0 && this.isHole(this.at, i) ? Kind.template : Kind.word, i, code);
  }

  private isHole(from: number, to: number): boolean {
    return this.hasHoles && this.text.slice(from, to).includes(hole);
  }

  /** `1`, `1.5`, `.5`, `1e-3`, `10L`; with other letters behind the digits it is a name, as in `2024_sales`. */
  private number(): void {
    const { text } = this;
    let i = this.wordEnd(this.at);
    if (i > this.at && !number.test(text.slice(this.at, i)) && !/^\d+e$/i.test(text.slice(this.at, i))) {
      return this.push(this.isHole(this.at, i) ? Kind.template : Kind.word, i);
    }
    if (text.charCodeAt(i) === 0x2e && !/[a-z]/i.test(text[i - 1] ?? '')) i = this.wordEnd(i + 1);
    if ((text.charCodeAt(i - 1) | 0x20) === 0x65 && /[+-]/.test(text[i] ?? '') && /\d/.test(text[i + 1] ?? '')) {
      i = this.wordEnd(i + 1);
    }
    this.push(Kind.number, i);
  }

  private wordEnd(from: number): number {
    let i = from;
    while (i < this.length && classOf(this.text.charCodeAt(i)) >= Char.word) i++;
    return i;
  }

  /** @param open where the opening quote stands; the token may begin before it (`r'…'`). */
  private quoted(open: number, quote: number, kind: number, escapes: boolean): void {
    const { text, length } = this;
    if (!this.endless.has(quote)) {
      for (let i = open + 1; i < length; i++) {
        const char = text.charCodeAt(i);
        if (char === 0x5c && escapes) i++;
        else if (char === quote) {
          if (text.charCodeAt(i + 1) !== quote) return this.push(kind, i + 1);
          i++;
        } else if (char === 0x7b && this.jinja) i = this.jinja.inString(i, this.count);
      }
      this.endless.add(quote);
    }
    // The rest of the line is as far as the writer can have meant it to go; the lines below are read on.
    this.noteUnclosed();
    this.push(kind, this.lineEnd(open));
  }

  private noteOpen(): void {
    this.firstOpen = Math.min(this.firstOpen, this.count);
  }

  private noteUnclosed(): void {
    this.unclosed.push(this.count);
    this.noteOpen();
  }

  private lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    if (end < 0) return this.length;
    return this.text.charCodeAt(end - 1) === 0x0d && end - 1 > from ? end - 1 : end;
  }

  private lineComment(): void {
    let end = this.lineEnd(this.at);
    // Spark joins a comment that ends with a backslash with the next line.
    while (end < this.length && this.text.charCodeAt(end - 1) === 0x5c) end = this.lineEnd(end + 1);
    this.push(Kind.comment, end);
  }

  private blockComment(): void {
    const { text, length } = this;
    const kind = text.charCodeAt(this.at + 2) === 0x2b ? Kind.hint : Kind.comment;
    let depth = 1;
    let i = this.at + 2;
    for (; i < length && depth > 0; i++) {
      const char = text.charCodeAt(i);
      if (char === 0x2a && text.charCodeAt(i + 1) === 0x2f) {
        depth--;
        i++;
      } else if (char === 0x2f && text.charCodeAt(i + 1) === 0x2a && kind === Kind.comment) {
        depth++;
        i++;
      }
    }
    if (depth > 0) this.noteUnclosed();
    this.push(kind, Math.min(i, length));
  }

  private dollar(following: number): void {
    const { text } = this;
    if (following === 0x24) {
      const end = text.indexOf('$$', this.at + 2);
      if (end < 0) this.noteUnclosed();
      return this.push(Kind.string, end < 0 ? this.length : end + 2);
    }
    if (following === 0x7b) {
      const near = /^[^}\n]*\}/.exec(text.slice(this.at, this.at + longestTemplate));
      if (near) return this.push(Kind.template, this.at + near[0].length);
      this.noteOpen();
    } else if (classOf(following) === Char.word) {
      return this.push(Kind.template, this.wordEnd(this.at + 1));
    }
    this.push(Kind.unknown, this.at + 1);
  }

  private brace(following: number): void {
    const { text, jinja } = this;
    if (jinja && opensTemplate(following)) {
      const end = jinja.read(this.at, this.count);
      if (end >= 0) return this.push(jinja.kind, end, jinja.code);
    }
    templateName.lastIndex = this.at;
    if (templateName.test(text)) return this.push(Kind.template, templateName.lastIndex);
    this.push(Kind.operator, this.at + 1, Op['{']);
  }

  private parameter(): void {
    const end = this.wordEnd(this.at + 1);
    this.push(this.isHole(this.at, end) ? Kind.template : Kind.parameter, end);
  }

  private operator(char: number): void {
    const { text } = this;
    for (const [spelling, code] of operatorsByFirst[char] ?? []) {
      if (spelling.length > 1 && !text.startsWith(spelling, this.at)) continue;
      return this.push(code === Op['?'] ? Kind.parameter : Kind.operator, this.at + spelling.length, code);
    }
    this.push(Kind.unknown, this.at + 1);
  }
}
