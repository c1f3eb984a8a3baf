import { covers } from './place';

/** A token of Python, as far as settings need it. Comments and white space are none. */
export interface Token {
  readonly type: 'string' | 'word' | 'op';
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** For strings: where the text between the quotes begins and ends, the prefix, and whether it is closed. */
  readonly body?: { readonly from: number; readonly to: number; readonly prefix: string; readonly closed: boolean };
  /** For closing brackets: the index of the opening one. For opening brackets: of the closing one. */
  match?: number;
}

/** One statement around an offset. */
export interface Around {
  readonly tokens: readonly Token[];
  /** How many tokens begin before the offset. */
  readonly before: number;
  /** Index of the innermost bracket that is open at the offset. */
  readonly open?: number;
  /** The string in which the offset lies. */
  readonly string?: Token;
}

/** Comments, the beginning of a string, words and numbers, joined lines, line ends, the rest. */
const TOKEN = /(#[^\n]*)|([rRbBuUfFtT]{0,2})("""|'''|"|')|(\w+(?:\.\d\w*)?)|(\\\r?\n)|(\n)|(\*\*|[^\s\w])/g;

/** How far behind the offset a statement is followed. */
const FARTHEST = 20_000;

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** All that decides where a statement ends. */
const EDGE = /#[^\n]*|"""|'''|["'\n]|[([{]|[)\]}]|\\\r?\n/g;

/** Where the statement around an offset begins, or one before it. Takes less time than reading tokens. */
function startOfStatement(text: string, offset: number): number {
  let start = 0;
  let depth = 0;
  EDGE.lastIndex = 0;
  for (let match = EDGE.exec(text); match && match.index < offset; match = EDGE.exec(text)) {
    const [edge] = match;
    const c = edge[0]!;
    if (c === '\n') {
      if (depth === 0) start = match.index + 1;
    } else if (c === '"' || c === "'") {
      const end = endOfString(text, EDGE.lastIndex, edge);
      EDGE.lastIndex = text.startsWith(edge, end) ? end + edge.length : end;
    } else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c !== '#' && c !== '\\' && depth > 0) depth--;
  }
  return start;
}

/** Reads the statement around an offset; nothing where the offset lies in a comment. Linear in the text before it. */
export function readAround(text: string, offset: number): Around | undefined {
  let tokens: Token[] = [];
  const stack: number[] = [];
  let here: { before: number; open?: number; string?: Token } | undefined;
  TOKEN.lastIndex = startOfStatement(text, offset);
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const from = match.index;
    const [whole, comment, prefix = '', quote, word, joined, newline] = match;
    let to = from + whole.length;
    if (from >= offset) here ??= { before: tokens.length, open: stack.at(-1) };
    if (from > offset + FARTHEST) break;
    if (comment !== undefined) {
      if (from < offset && offset <= to) return undefined;
    } else if (newline !== undefined) {
      if (stack.length > 0) continue;
      if (here) break;
      tokens = [];
    } else if (quote !== undefined) {
      const end = endOfString(text, to, quote);
      const closed = text.startsWith(quote, end);
      const body = { from: to, to: end, prefix: prefix.toLowerCase(), closed };
      TOKEN.lastIndex = to = closed ? end + quote.length : end;
      const token: Token = { type: 'string', from, to, text: text.slice(from, to), body };
      if (covers(body, offset)) here = { before: tokens.length, open: stack.at(-1), string: token };
      tokens.push(token);
    } else if (joined === undefined) {
      tokens.push({ type: word === undefined ? 'op' : 'word', from, to, text: whole });
      if (word === undefined) bracket(tokens, stack);
    }
  }
  return { tokens, ...(here ?? { before: tokens.length, open: stack.at(-1) }) };
}

/** Where the text of a string ends. One that is not closed ends with its line, unless it has three quotes. */
function endOfString(text: string, from: number, quote: string): number {
  const stops = quote.length === 3 ? /[\\"']/g : /[\\"'\n]/g;
  stops.lastIndex = from;
  for (let stop = stops.exec(text); stop; stop = stops.exec(text)) {
    if (stop[0] === '\n' || text.startsWith(quote, stop.index)) return stop.index;
    if (stop[0] === '\\') stops.lastIndex = stop.index + 2;
  }
  return text.length;
}

/** Notes which brackets belong together. One that closes nothing is passed over. */
function bracket(tokens: readonly Token[], stack: number[]): void {
  const index = tokens.length - 1;
  const { text } = tokens[index]!;
  if (/^[([{]$/.test(text)) stack.push(index);
  const opening = PAIRS[text];
  if (opening === undefined) return;
  const at = stack.findLastIndex((one) => tokens[one]!.text === opening);
  if (at < 0) return;
  tokens[stack[at]!]!.match = index;
  tokens[index]!.match = stack[at]!;
  stack.length = at;
}

/** What is given to an opening bracket: the elements between its commas, as far as they are written. */
export interface Element {
  /** Indexes of its first token, and of the first one behind it. */
  readonly from: number;
  readonly to: number;
}

/** The elements behind an opening bracket. */
export function elementsOf(tokens: readonly Token[], open: number): Element[] {
  const end = tokens[open]!.match ?? tokens.length;
  const elements: Element[] = [];
  let from = open + 1;
  for (let i = from; i < end; i++) {
    const { text, match, type } = tokens[i]!;
    if (type === 'op' && text === ',') {
      elements.push({ from, to: i });
      from = i + 1;
    } else if (match !== undefined && match > i) i = match;
    // A bracket that nothing closes takes the rest.
    else if (type === 'op' && /^[([{]$/.test(text)) break;
  }
  elements.push({ from, to: end });
  return elements;
}

/** One step of a chain of calls: `.format("csv")`. */
export interface Step {
  readonly name: string;
  /** Index of the opening bracket; absent for an attribute. */
  readonly open?: number;
}

/** The chain that a call belongs to, from its root to its end, and which of its steps the call is. */
export function chainAround(tokens: readonly Token[], open: number): { steps: Step[]; at: number } | undefined {
  const name = tokens[open - 1];
  if (tokens[open]?.text !== '(' || name?.type !== 'word') return undefined;
  const steps: Step[] = [{ name: name.text, open }];
  for (let i = open - 2; tokens[i]?.text === '.'; i--) {
    i--;
    let called: number | undefined;
    while (tokens[i]?.match !== undefined && tokens[i]!.match! < i) {
      called = tokens[i]!.match!;
      i = called - 1;
    }
    if (tokens[i]?.type !== 'word') break;
    steps.unshift({
      name: tokens[i]!.text,
      ...(called !== undefined && tokens[called]!.text === '(' && { open: called }),
    });
  }
  const at = steps.length - 1;
  for (let i = tokens[open]!.match; i !== undefined && tokens[i + 1]?.text === '.';) {
    const next = tokens[i + 2];
    if (next?.type !== 'word') break;
    const opening = tokens[i + 3]?.text === '(' ? i + 3 : undefined;
    steps.push({ name: next.text, open: opening });
    i = opening === undefined ? i + 2 : tokens[opening]!.match;
  }
  return { steps, at };
}
