import type { Span } from '../types';
import { asItIs, covers, type SettingPlace, type Subject } from './place';

interface Token extends Span {
  readonly text: string;
  /** Of strings and quoted names: the text between the quotes. */
  readonly body?: Span;
}

const TOKEN = /--[^\n]*|\/\*|(['"`])|(\w+|=>|[^\s\w])/g;

/** The setting at an offset of a SQL text. */
export function placeInSql(text: string, offset: number): SettingPlace | undefined {
  const statement = statementAround(text, offset);
  if (!statement) return undefined;
  const { tokens, span } = statement;
  if (/^(?:re)?set$/i.test(tokens[0]?.text ?? '')) return placeInSet(text, tokens[0]!, span, offset);
  const list = listAround(tokens, offset);
  return list && placeInList(list, text, offset);
}

/** The tokens of the statement around an offset; nothing where the offset lies in a comment. */
function statementAround(text: string, offset: number): { tokens: Token[]; span: Span } | undefined {
  let tokens: Token[] = [];
  let from = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [whole, quote, other] = match;
    const start = match.index;
    if (quote !== undefined) {
      const body = bodyOf(text, start + 1, quote, offset);
      const to = text[body.to] === quote ? body.to + 1 : body.to;
      tokens.push({ from: start, to, text: text.slice(start, to), body });
      TOKEN.lastIndex = to;
    } else if (other === undefined) {
      const isLine = whole !== '/*';
      const closed = isLine ? -1 : text.indexOf('*/', start + 2);
      const to = isLine ? start + whole.length : closed < 0 ? text.length + 1 : closed + 2;
      if (start < offset && (offset < to || (isLine && offset === to))) return undefined;
      TOKEN.lastIndex = Math.min(to, text.length);
    } else if (other === ';') {
      if (start >= offset) return { tokens, span: { from, to: start } };
      tokens = [];
      from = start + 1;
    } else tokens.push({ from: start, to: start + whole.length, text: whole });
  }
  return { tokens, span: { from, to: text.length } };
}

/** A string in which the offset lies goes on for one line at most: nobody breaks the line in a setting, but many have yet to type the quote. */
function bodyOf(text: string, from: number, quote: string, offset: number): Span {
  let to = from;
  while (to < text.length && text[to] !== quote) to += text[to] === '\\' && quote !== '`' ? 2 : 1;
  to = Math.min(to, text.length);
  if (offset < from || offset > to) return { from, to };
  const line = text.indexOf('\n', offset);
  const isOpen = to === text.length || (line >= 0 && line < to);
  return isOpen ? { from, to: offset + /^[^\s,)=]*/.exec(text.slice(offset, offset + 1000))![0].length } : { from, to };
}

const OTHER_SETS = /^(?:var|variable|time|catalog|schema|role|path|session|local|tblproperties)\b/i;

/** `SET key = value`, `SET key`, `RESET key`: what stands in the line behind the word. Spark takes it without quotes. */
function placeInSet(text: string, head: Token, { to: end }: Span, offset: number): SettingPlace | undefined {
  const line = text.indexOf('\n', Math.max(offset, head.to));
  const rest = text.slice(head.to, line < 0 ? end : Math.min(line, end));
  const space = /^\s+/.exec(rest)?.[0].length;
  if (space === undefined || offset <= head.to || OTHER_SETS.test(rest.slice(space))) return undefined;
  // Without a semicolon the next line may be another statement.
  if (/\n/.test(rest.slice(space))) return undefined;
  const from = head.to + space;
  const [, before = '', equals, after = ''] = /^([^=]*)(=\s*)?([^]*)$/.exec(rest.slice(space))!;
  const isQuoted = before.startsWith('`');
  const written = before.trimEnd().replace(/^`|`$/g, '');
  const key = { from: from + (isQuoted ? 1 : 0), to: from + (isQuoted ? 1 : 0) + written.length };
  if (!/^[\w.${} -]*$/.test(written)) return undefined;
  if (equals === undefined || offset < from + before.length) {
    // A space that was just typed is part of what is looked for.
    const to = equals === undefined && !isQuoted && offset > key.to ? offset : key.to;
    if (offset < from) return rest.slice(space) === '' ? emptyKey(offset) : undefined;
    if (offset < key.from || offset > to) return undefined;
    return { what: 'conf', part: 'key', key: written, span: { from: key.from, to }, around: asItIs };
  }
  const begin = from + before.length + equals.length;
  if (offset < begin - equals.length + 1) return undefined;
  const span = { from: Math.min(begin, offset), to: Math.max(Math.min(begin, offset), begin + after.trimEnd().length) };
  if (offset > span.to) return undefined;
  return {
    what: 'conf',
    part: 'value',
    key: written,
    span: offset < begin ? { from: offset, to: offset } : span,
    around: asItIs,
  };
}

function emptyKey(offset: number): SettingPlace {
  return { what: 'conf', part: 'key', key: '', span: { from: offset, to: offset }, around: asItIs };
}

/** A list in brackets whose entries are settings, and the entry around the offset. */
interface List {
  readonly subject: Subject;
  readonly entry: readonly Token[];
  /** `=>` of named arguments, whose names stand without quotes. */
  readonly isCall: boolean;
}

function listAround(tokens: readonly Token[], offset: number): List | undefined {
  const open: { index: number; comma: number }[] = [];
  let i = 0;
  for (; i < tokens.length && tokens[i]!.from < offset; i++) {
    const { text } = tokens[i]!;
    if (text === '(') open.push({ index: i, comma: i });
    else if (text === ')') {
      // Right behind the bracket the list is over.
      open.pop();
    } else if (text === ',' && open.length > 0) open.at(-1)!.comma = i;
  }
  const innermost = open.at(-1);
  const word = innermost && wordBefore(tokens, innermost.index);
  if (!innermost || word === undefined) return undefined;
  let end = innermost.comma + 1;
  for (let depth = 0; end < tokens.length; end++) {
    const { text } = tokens[end]!;
    if (depth === 0 && (text === ',' || text === ')')) break;
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
  }
  const entry = tokens.slice(innermost.comma + 1, end);
  const subject = subjectOf(word, tokens, innermost.index);
  return subject && { subject, entry, isCall: word === 'read_files' };
}

/** `TBLPROPERTIES` in `TBLPROPERTIES (` and in `UNSET TBLPROPERTIES IF EXISTS (`. */
function wordBefore(tokens: readonly Token[], open: number): string | undefined {
  const word = tokens[open - 1]?.text.toLowerCase();
  return word === 'exists' ? tokens[open - 3]?.text.toLowerCase() : word;
}

function subjectOf(word: string, tokens: readonly Token[], open: number): Subject | undefined {
  const behind = (pattern: RegExp, skip = 1): string | undefined => {
    const at = tokens.findLastIndex(({ text, body }, i) => i < open && !body && pattern.test(text));
    const found = at < 0 ? undefined : tokens[at + skip];
    return found && (found.body ? found.text.slice(1, -1) : found.text);
  };
  switch (word) {
    case 'tblproperties':
      return { what: 'property' };
    case 'options':
      return optionsOf(behind(/^using$/i) ?? 'unknown');
    case 'format_options':
      return optionsOf(behind(/^fileformat$/i, 2) ?? 'unknown');
    case 'copy_options':
      return { what: 'option', format: 'COPY INTO' };
    case 'read_files':
      return { what: 'option', format: 'read_files', fileFormat: formatArgument(tokens, open), use: 'read' };
    default:
      return undefined;
  }
}

function optionsOf(format: string): Subject {
  return { what: 'option', format: format.replace(/^org\.apache\.spark\.sql\./i, ''), use: 'read' };
}

function formatArgument(tokens: readonly Token[], open: number): string | undefined {
  const at = tokens.findIndex(({ text }, i) => i > open && /^format$/i.test(text) && tokens[i + 1]?.text === '=>');
  const value = at < 0 ? undefined : tokens[at + 2];
  return value?.body && /^\w+$/.test(value.text.slice(1, -1)) ? value.text.slice(1, -1) : undefined;
}

function placeInList({ subject, entry, isCall }: List, text: string, offset: number): SettingPlace | undefined {
  const quotes = isCall ? { before: '', after: ' => ' } : { before: "'", after: "'" };
  const joint = entry.findIndex((token) => token.text === (isCall ? '=>' : '='));
  const first = entry[0];
  if (!first)
    return isCall && !/,\s*$/.test(text.slice(0, offset))
      ? undefined
      : { ...subject, part: 'key', key: '', span: { from: offset, to: offset }, around: quotes };
  // `'key' 'value'` is a pair as well.
  const isPair = joint < 0 && first.body !== undefined && entry.length > 1 && !isCall;
  const keyEnd = joint >= 0 ? joint : isPair ? 1 : entry.length;
  const key = textOf(entry.slice(0, keyEnd), text);
  if (!key) return undefined;
  if (covers(key.span, offset)) {
    if (isCall && joint < 0 && (first.body || entry.length > 1)) return undefined;
    const around = first.body
      ? asItIs
      : isCall && joint >= 0
        ? asItIs
        : isCall
          ? quotes
          : key.text.includes('.')
            ? asItIs
            : quotes;
    return { ...subject, part: 'key', key: key.text, span: key.span, around };
  }
  const behind = joint >= 0 ? entry[joint]!.to : first.to + 1;
  if ((joint < 0 && !isPair) || offset < behind) return undefined;
  const value = entry.slice(joint >= 0 ? joint + 1 : 1);
  const bare = { before: "'", after: "'" };
  if (value.length === 0) {
    const span = { from: offset, to: offset };
    return { ...subject, part: 'value', key: key.text, span, around: bare, bareWords: true };
  }
  const [only] = value;
  if (value.length > 1 || !covers(only!.body ?? only!, offset)) return undefined;
  return {
    ...subject,
    part: 'value',
    key: key.text,
    span: only!.body ?? only!,
    around: only!.body ? asItIs : bare,
    bareWords: !only!.body,
  };
}

/** A key: one string, or words and points without space between them. */
function textOf(tokens: readonly Token[], text: string): { text: string; span: Span } | undefined {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (!first || !last) return undefined;
  if (first.body)
    return tokens.length === 1 ? { text: text.slice(first.body.from, first.body.to), span: first.body } : undefined;
  const span = { from: first.from, to: last.to };
  const written = text.slice(span.from, span.to);
  return /^[\w.$-]+$/.test(written) ? { text: written, span } : undefined;
}
