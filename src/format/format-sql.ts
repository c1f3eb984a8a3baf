import { formatDialect } from 'sql-formatter';
import { K, setOf } from '../engine/sql/reader/keywords';
import { tokenize } from '../engine/sql/reader/lexer';
import { readSql } from '../engine/sql/reader/read';
import { Kind, Op, type Tokens } from '../engine/sql/reader/tokens';
import type { SqlTree, Statement } from '../engine/sql/tree';
import { applyEdits, type Edit, type Span } from '../engine';
import { databricks } from './dialect';
import { difference } from './guard';
import { keywordTokens, type HeadWords } from './keyword-case';
import { withLeadingCommas, withTrailingCommas } from './leading-commas';
import { defaultFormat, type FormatOptions, type KeywordCase } from './options';

/** A statement that stays as it is, and why. */
export interface Kept {
  readonly span: Span;
  readonly reason: string;
}

/** A text after formatting. */
export interface Formatted {
  readonly text: string;
  readonly changed: boolean;
  readonly kept: readonly Kept[];
}

/** The edits that format a text; their spans and those of `kept` count in it. */
export interface SqlEdits {
  readonly edits: readonly Edit[];
  readonly kept: readonly Kept[];
}

/** Longer statements are data, not something that somebody reads; laying them out takes the library seconds. */
const longestStatement = 200_000;

/** One line each. What follows SET and ADD is taken by Spark as it stands, white space included. */
const shortStatements = setOf('SET ADD RESET LIST GRANT REVOKE DENY SHOW USE DESCRIBE DESC');

/** Formats a SQL text, each statement for itself: one that cannot be formatted safely stays as it is. Never throws. */
export function formatSql(text: string, options: FormatOptions = defaultFormat): Formatted {
  const { edits, kept } = sqlEdits(text, options);
  const formatted = applyEdits(text, edits).text;
  return { text: formatted, changed: formatted !== text, kept };
}

/** The edits that format the statements of a text that touch `within`; without it, all of them. */
export function sqlEdits(text: string, options: FormatOptions, within?: Span): SqlEdits {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const { tokens, statements } = readSql(text);
  const edits: Edit[] = [];
  const kept: Kept[] = [];
  let end = 0;
  for (const statement of statements) {
    const { from, to } = statement;
    const start = end;
    end = behind(tokens, to);
    if (within && (from > within.to || end < within.from)) continue;
    const result = formatStatement(tokens, statement, options, lineEnd);
    if ('reason' in result && result.reason) kept.push({ span: { from, to }, reason: result.reason });
    const gap = start > 0 && (!within || start >= within.from) ? gapBetween(tokens, start, from, lineEnd) : undefined;
    const body = 'text' in result ? result.text : text.slice(from, to);
    const rest = text.slice(to, end);
    const insert = (gap ?? '') + body + (/^\s+;$/.test(rest) ? ';' : rest);
    // One edit, not one for the white space and one for the statement: between them a notebook may have a prefix.
    const span = { from: gap === undefined ? from : start, to: end };
    if (insert !== text.slice(span.from, span.to)) edits.push({ ...span, insert });
  }
  return { edits, kept };
}

/** The place behind the semicolon that ends a statement; where there is none, the end of the statement. */
function behind(tokens: Tokens, to: number): number {
  if (to >= tokens.text.length) return to;
  for (let i = tokens.at(to); i < tokens.count; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    return tokens.codes[i] === Op[';'] ? tokens.to(i) : to;
  }
  return to;
}

/** White space and comments between two statements: at most one empty line, and comments at the margin. */
function gapBetween(tokens: Tokens, from: number, to: number, lineEnd: string): string | undefined {
  let out = '';
  if (from < to) {
    for (let i = tokens.at(from); i < tokens.count && tokens.from(i) < to; i++) {
      const kind = tokens.kinds[i]!;
      // Jinja, or an empty statement: indentation there may mean something to its writer.
      if (kind !== Kind.space && kind !== Kind.comment) return undefined;
      const text = tokens.textOf(i);
      const breaks = text.split('\n').length - 1;
      out += kind === Kind.comment ? text.trimEnd() : lineEnd.repeat(Math.min(breaks, 2)) || ' ';
    }
  }
  return out.includes('\n') ? out : `${out.trimEnd()}${lineEnd}`;
}

function formatStatement(
  tokens: Tokens,
  statement: Statement,
  options: FormatOptions,
  lineEnd: string,
): { text: string } | { reason: string } {
  const { from, to, damage } = statement;
  if (damage) return { reason: damage };
  if (to - from > longestStatement) return { reason: 'too long to be laid out' };
  const before = tokenize(tokens.text.slice(from, to));
  const reason = whyLeftAlone(before);
  if (reason !== undefined) return { reason };
  try {
    const laidOut = formatDialect(withTrailingCommas(before).replace(/\r\n/g, '\n'), {
      dialect: databricks,
      tabWidth: options.indent,
      expressionWidth: 80,
    });
    const after = tokenize(options.commas === 'leading' ? withLeadingCommas(tokenize(laidOut)) : laidOut);
    const changed = difference(tokenize(before.text.replace(/\r\n/g, '\n')), after);
    if (changed) return { reason: changed };
    return { text: written(after, options.keywordCase, lineEnd, headOf(before, statement)) };
  } catch {
    return { reason: 'not understood by the formatter' };
  }
}

/** The edits that only write keywords in the wanted case, for a text whose lines have to stay as they are. */
export function caseEdits({ tokens, statements }: SqlTree, { keywordCase }: FormatOptions): Edit[] {
  if (keywordCase === 'preserve') return [];
  return statements.flatMap((statement) => {
    const { from, to, damage } = statement;
    const part = tokenize(tokens.text.slice(from, to));
    if (damage || whyLeftAlone(part) !== undefined) return [];
    const head = headOf(part, statement);
    return [...keywordTokens(part, head)].flatMap((token) => {
      const text = part.textOf(token);
      const insert = keywordCase === 'upper' ? text.toUpperCase() : text.toLowerCase();
      return insert === text ? [] : [{ from: from + part.from(token), to: from + part.to(token), insert }];
    });
  });
}

/** Statements whose layout is not ours to decide. An empty reason: there is nothing to tell. */
function whyLeftAlone(tokens: Tokens): string | undefined {
  const first = tokens.codes[0]!;
  if (shortStatements.has(first)) return '';
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kinds[i] === Kind.block) return 'a Jinja block stands in it';
    if (tokens.codes[i] === Op[';']) return 'a script (BEGIN … END)';
    if (tokens.codes[i] === Op['|>']) return 'pipe syntax';
    const isText = tokens.kinds[i] === Kind.string || tokens.kinds[i] === Kind.quoted;
    if (isText && tokens.textOf(i).includes('\r\n')) return 'a string of several lines with CRLF';
  }
  return undefined;
}

/** Which tokens are the words that name the statement; CTEs may stand before them. A declaration is named by its variable, too. */
function headOf(tokens: Tokens, { from, head }: Statement): HeadWords {
  if (tokens.codes[0] === K.DECLARE) return { first: 0, end: 1 };
  let first = 0;
  let end = 0;
  for (let i = 0; i < tokens.count && tokens.from(i) < head.to - from; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    if (tokens.from(i) < head.from - from) first++;
    end++;
  }
  return { first, end };
}

/** The laid-out text with its keywords in the wanted case and the file's own line ends. */
function written(tokens: Tokens, keywordCase: KeywordCase, lineEnd: string, head: HeadWords): string {
  const keywords = keywordCase === 'preserve' ? undefined : keywordTokens(tokens, head);
  let out = '';
  for (let i = 0; i < tokens.count; i++) {
    const text = tokens.textOf(i);
    if (keywords?.has(i)) out += keywordCase === 'upper' ? text.toUpperCase() : text.toLowerCase();
    else out += tokens.kinds[i]! <= Kind.hint ? text.replace(/\n/g, lineEnd) : text;
  }
  return out;
}
