import { Kind, Op, unreadBlock } from './tokens';

/** What a Jinja tag means for the SQL around it. */
type TagRole =
  | 'plain'
  /** Begins or ends a body of its own, as of a macro: no statement runs across it. */
  | 'boundary'
  /** `if`, `for`. */
  | 'open'
  /** `else`, `elif`: what follows stands there instead of what came before. */
  | 'else'
  | 'close'
  /** Begins text that is given to a name, or that documents something. */
  | 'text'
  /** Begins text that is printed as it stands. */
  | 'raw';

const bodies = ['macro', 'materialization', 'test', 'data_test', 'snapshot', 'call'];

const roles = new Map<string, TagRole>([
  ...bodies.flatMap((word): [string, TagRole][] => [
    [word, 'boundary'],
    [`end${word}`, 'boundary'],
  ]),
  ['if', 'open'],
  ['for', 'open'],
  ['else', 'else'],
  ['elif', 'else'],
  ['endif', 'close'],
  ['endfor', 'close'],
  ['docs', 'text'],
  ['raw', 'raw'],
]);

const firstWord = /\{%[-+]?\s*([a-z_]+)/iy;
/** `set` without `=`: what it sets stands between it and `endset`. */
const blockSet = /^\{%[-+]?\s*set\s+[\w.]+\s*(?:\|[^=]*)?[-+]?%\}$/;
/** Only what is surely Jinja: a string may hold braces of its own. */
const templateInString = /\{[{%][-+]?\s*[A-Za-z_]/y;

/** Longer templates than this are not written; one that seems to be has lost a quote. */
const longest = 20_000;
const longestInString = 300;

/** True when a text has to be read with templates of Jinja in mind. */
export function mayHoldJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#');
}

/** True for a character that makes the `{` before it the beginning of a template, a tag or a comment. */
export function opensTemplate(char: number): boolean {
  return char === 0x7b || char === 0x25 || char === 0x23;
}

/** The word that names the tag `{% … %}` at `from`. */
export function tagWord(text: string, from: number): string {
  firstWord.lastIndex = from;
  return firstWord.exec(text)?.[1]?.toLowerCase() ?? '';
}

function roleOf(text: string, word: string, from: number, to: number): TagRole {
  if (word === 'set') return blockSet.test(text.slice(from, to)) ? 'text' : 'plain';
  return roles.get(word) ?? 'plain';
}

/** Reads the templates, tags and comments of one text, in their order. */
export class Jinja {
  /** Kind and code of the token that was read last. */
  kind: number = Kind.template;
  code = 0;
  /** Ends that the rest of the text is known not to have: looking for them again would be quadratic. */
  private readonly endless = new Set<string>();
  private readonly branches = new Branches();
  /** The first token whose end may change when something is written behind it. */
  private firstOpen = Infinity;

  constructor(private readonly text: string) {}

  /**
   * Where the token ends that begins at `from`; -1 when nothing of Jinja does.
   * @param token its place among the tokens.
   */
  read(from: number, token: number): number {
    const mark = this.text.charCodeAt(from + 1);
    this.kind = mark === 0x7b ? Kind.template : mark === 0x25 ? Kind.block : Kind.comment;
    this.code = 0;
    const end = this.endOf(from, mark, token);
    return mark === 0x25 && end >= 0 ? this.tag(from, end, token) : end;
  }

  /** The last character of the template at `from` in a string, `from` itself where none is: `'{{ var('day') }}'`. */
  inString(from: number, token: number): number {
    templateInString.lastIndex = from;
    if (!templateInString.test(this.text)) return from;
    const end = templateEnd(this.text, from, from + longestInString);
    if (end < 0 && from + longestInString > this.text.length) this.noteOpen(token);
    return end < 0 || this.text.slice(from, end).includes('\n') ? from : end - 1;
  }

  /**
   * Takes all branches but the first of each `if` out of the tokens that mean something: together they would be code that
   * never runs. Gives the first token that may still change when something is written behind the text.
   */
  finish(kinds: Uint8Array, codes: Uint16Array): number {
    for (const [first, end] of this.branches.others) {
      for (let i = first; i < end; i++) {
        if (kinds[i] !== Kind.space && kinds[i] !== Kind.comment) kinds[i] = Kind.block;
        codes[i] = 0;
      }
      codes[first] = unreadBlock;
    }
    return Math.min(this.firstOpen, this.branches.firstOpen);
  }

  private noteOpen(token: number): void {
    this.firstOpen = Math.min(this.firstOpen, token);
  }

  private endOf(from: number, mark: number, token: number): number {
    const close = mark === 0x7b ? '}}' : mark === 0x25 ? '%}' : '#}';
    if (!this.endless.has(close)) {
      const sure = mark === 0x23 ? -1 : templateEnd(this.text, from);
      if (sure >= 0) return sure;
      const end = this.text.indexOf(close, from + 2);
      // A quote was lost: once it is there, the template may end elsewhere.
      if (end < 0 || mark !== 0x23) this.noteOpen(token);
      if (end >= 0) return end + 2;
      this.endless.add(close);
    }
    this.noteOpen(token);
    return -1;
  }

  /** A tag, with the text behind it that is no SQL. */
  private tag(from: number, end: number, token: number): number {
    const word = tagWord(this.text, from);
    const role = roleOf(this.text, word, from, end);
    if (role === 'boundary') this.code = Op[';'];
    if (role !== 'text' && role !== 'raw') {
      this.branches.see(role, token);
      return end;
    }
    const behind = this.endless.has(word) ? -1 : bodyEnd(this.text, word, end);
    if (behind < 0) {
      this.endless.add(word);
      this.noteOpen(token);
      return end;
    }
    if (role === 'raw') this.code = unreadBlock;
    return behind;
  }
}

/** Where the text ends that the tag of this word begins: behind its end tag. -1 when there is none. */
function bodyEnd(text: string, word: string, from: number): number {
  const endTag = new RegExp(`\\{%[-+]?\\s*end${word}\\s*[-+]?%\\}`, 'gi');
  endTag.lastIndex = from;
  return endTag.test(text) ? endTag.lastIndex : -1;
}

/**
 * Where the `{{ … }}` or `{% … %}` ends that begins at `from`, as Jinja sees it: not in a string, not in a dictionary.
 * -1 when it has no end before `to`, or another one begins first.
 */
function templateEnd(text: string, from: number, to = from + longest): number {
  const close = text.charCodeAt(from + 1) === 0x7b ? 0x7d : 0x25;
  const end = Math.min(text.length, to);
  let depth = 0;
  for (let i = from + 2; i < end; i++) {
    const char = text.charCodeAt(i);
    if (char === close && depth === 0 && text.charCodeAt(i + 1) === 0x7d) return i + 2;
    if (char === 0x27 || char === 0x22) {
      i = quoteEnd(text, i, end);
    } else if (char === 0x7b) {
      if (opensTemplate(text.charCodeAt(i + 1))) return -1;
      depth++;
    } else if (char === 0x7d && depth > 0) {
      depth--;
    }
  }
  return -1;
}

/** Where the string at `from` has its closing quote; `end` when it has none. */
function quoteEnd(text: string, from: number, end: number): number {
  const quote = text.charCodeAt(from);
  for (let i = from + 1; i < end; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x5c) i++;
    else if (char === quote) return i;
  }
  return end;
}

/** Follows `if` and `for` through the tags of a text. */
class Branches {
  private depth = 0;
  /** The first `else` of each level that waits for its end. */
  private readonly waiting = new Map<number, number>();
  /** Ranges of tokens behind an `else`, its own tag and the end tag included. None lies in another. */
  readonly others: (readonly [first: number, end: number])[] = [];

  /** @param token the tag. */
  see(role: TagRole, token: number): void {
    if (role === 'open') this.depth++;
    else if (role === 'close') this.close(token);
    else if (role === 'else' && !this.waiting.has(this.depth)) this.waiting.set(this.depth, token);
  }

  private close(token: number): void {
    const first = this.waiting.get(this.depth);
    this.waiting.delete(this.depth--);
    if (first === undefined) return;
    while (this.others.length > 0 && this.others[this.others.length - 1]![0] > first) this.others.pop();
    this.others.push([first, token + 1]);
  }

  /** The first `else` whose end the text does not have; `Infinity` when there is none. */
  get firstOpen(): number {
    let first = Infinity;
    for (const token of this.waiting.values()) first = Math.min(first, token);
    return first;
  }
}
