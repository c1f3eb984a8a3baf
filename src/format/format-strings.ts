import {
  applyEdits,
  readDocument,
  sqlLiterals,
  type Edit,
  type LintInput,
  type Span,
  type SqlLiteral,
} from '../engine';
import { tokenize } from '../engine/sql/reader/lexer';
import { Kind, type Tokens } from '../engine/sql/reader/tokens';
import { editInFile, type DocumentEdits } from './format-document';
import { caseEdits, sqlEdits, type Kept } from './format-sql';
import { difference } from './guard';
import type { FormatOptions } from './options';

/** How much deeper than its Python line SQL stands that has to go onto lines of its own. */
const pythonIndent = '    ';

/** The edits of one literal, in `Document.text`. */
interface LiteralEdits {
  readonly edits: readonly Edit[];
  readonly kept: readonly Kept[];
}

/**
 * Formats SQL in strings of Python. Quotes, prefix, holes and escapes stay as they are written, character by character:
 * only white space between tokens and the case of keywords change. A literal in three quotes is laid out; all others
 * keep their line. Spans of the result count in the file.
 * @param within formats only literals that touch this span of the file.
 */
export function formatStrings(input: LintInput, options: FormatOptions, within?: Span): DocumentEdits {
  const document = readDocument(input);
  const toFile = (span: Span): Span => document.file.spanToHost(span);
  const edits: Edit[] = [];
  const kept: Kept[] = [];
  for (const literal of sqlLiterals(document)) {
    const cell = document.cells.find(({ span }) => span.from <= literal.span.from && literal.span.to <= span.to);
    const place = toFile(literal.span);
    if (!cell || (within && (place.from > within.to || place.to < within.from))) continue;
    const own = editsOf(document.text, literal, options);
    const inFile = own.edits.map((edit) => editInFile(document, input, cell, edit));
    kept.push(...own.kept.map(({ span, reason }) => ({ span: toFile(span), reason })));
    if (inFile.every((edit) => edit !== undefined)) edits.push(...inFile);
    else kept.push({ span: place, reason: 'it cannot be written in this place' });
  }
  return { edits, kept };
}

function editsOf(text: string, literal: SqlLiteral, options: FormatOptions): LiteralEdits {
  const { source, tree, span } = literal;
  const result =
    literal.triple && literal.form === 'statements'
      ? new Layout(text, literal, options).edits()
      : { edits: caseEdits(tree, options).flatMap((edit) => wordEdit(text, literal, edit)), kept: [] };
  const edits = result.edits.filter(({ from, to, insert }) => text.slice(from, to) !== insert);
  if (edits.length === 0 || saysTheSame(text, literal, edits)) return { edits, kept: result.kept };
  return {
    edits: [],
    kept: [{ span: { from: span.from, to: source.toHost(0) }, reason: 'it would say something else' }],
  };
}

/** A keyword that stands in the file as it is read; nothing for one with an escape in it. */
function wordEdit(text: string, { source }: SqlLiteral, edit: Edit): Edit[] {
  const host = source.spanToHost(edit);
  return text.slice(host.from, host.to) === source.text.slice(edit.from, edit.to)
    ? [{ ...host, insert: edit.insert }]
    : [];
}

const fills: Readonly<Record<SqlLiteral['fields'], string>> = { none: '', braces: '.format(x=x)', percent: ' % x' };

/** Reads the literal with its edits as Python would, and compares token by token. */
function saysTheSame(text: string, { source, span, fields }: SqlLiteral, edits: readonly Edit[]): boolean {
  const moved = edits.map(({ from, to, insert }) => ({ from: from - span.from, to: to - span.from, insert }));
  const after = applyEdits(text.slice(span.from, span.to), moved).text;
  const [read, ...others] = sqlLiterals(readDocument({ path: 'a.py', text: `spark.sql(${after}${fills[fields]})` }));
  if (!read || others.length > 0 || read.span.to - read.span.from !== after.length) return false;
  return difference(tokenize(source.text), tokenize(read.source.text), true) === undefined;
}

/** Lays out the statements of a literal in three quotes. */
class Layout {
  private readonly kept: Kept[] = [];
  private readonly base: string;
  /** The indentation of the line that the literal begins in. */
  private readonly outer: string;
  private readonly lineEnd: string;

  constructor(
    private readonly text: string,
    private readonly literal: SqlLiteral,
    private readonly options: FormatOptions,
  ) {
    const { tree, source } = literal;
    const line = text.slice(text.lastIndexOf('\n', literal.span.from - 1) + 1, literal.span.from);
    this.outer = /^[ \t]*/.exec(line)![0];
    const own = tree.statements
      .map(({ from }) => this.indentAt(source.toHost(from)))
      .find((space) => space !== undefined);
    this.base = own ?? this.outer + pythonIndent;
    this.lineEnd = text[text.indexOf('\n', literal.span.from) - 1] === '\r' ? '\r\n' : '\n';
  }

  edits(): LiteralEdits {
    const { source, tree } = this.literal;
    const result = sqlEdits(source.text, this.options);
    for (const { span, reason } of result.kept) this.kept.push({ span: source.spanToHost(span), reason });
    const edits = result.edits.flatMap((edit) => this.written(edit));
    return { edits: this.wrapped(edits, source.toHost(tree.statements[0]?.from ?? 0)), kept: this.kept };
  }

  /** The white space before a place that begins its line inside the literal. */
  private indentAt(host: number): string | undefined {
    const lineStart = this.text.lastIndexOf('\n', host - 1) + 1;
    const before = this.text.slice(lineStart, host);
    return lineStart >= this.literal.body.from && before.trim() === '' ? before : undefined;
  }

  /** SQL of several lines that began right behind the quotes goes below them, and the closing quotes below it. */
  private wrapped(edits: readonly Edit[], start: number): readonly Edit[] {
    const { from, to } = this.literal.body;
    const lead = this.text.slice(from, start);
    const first = edits.find((edit) => edit.from === start);
    if (!first?.insert.includes('\n') || lead.trim() !== '' || lead.includes('\n')) return edits;
    const below = { from, to: first.to, insert: this.lineEnd + this.base + first.insert };
    const tail = /\s*$/.exec(this.text.slice(from, to))![0];
    const closing = { from: to - tail.length, to, insert: this.lineEnd + this.outer };
    return [below, ...edits.filter((edit) => edit !== first), ...(tail.includes('\n') ? [] : [closing])];
  }

  /** An edit of the SQL as one of the file: the tokens as they are written there, the white space between them new. */
  private written(edit: Edit): Edit[] {
    const { source, tree } = this.literal;
    const after = tokenize(edit.insert);
    const before = tokensIn(tree.tokens, edit);
    const next = { code: 0, comment: 0 };
    let insert = '';
    for (let i = 0; i < after.count; i++) {
      if (after.kinds[i] === Kind.space) {
        insert += after.textOf(i).replace(/\n(?=[^\n]*$)/, `\n${this.base}`);
        continue;
      }
      const list = after.kinds[i] === Kind.comment ? 'comment' : 'code';
      const token = before[list][next[list]++];
      if (token === undefined) return [];
      if (this.losesBreak(token, after, i)) {
        const span = source.spanToHost({ from: tree.tokens.from(token), to: tree.tokens.to(token) });
        this.kept.push({ span, reason: 'a line break behind a `{…}` would go' });
        return [];
      }
      insert += this.asWritten(token, after.textOf(i));
    }
    return [{ ...source.spanToHost(edit), insert }];
  }

  /** Nobody knows what a hole will hold: perhaps a comment that runs to the end of its line. */
  private losesBreak(token: number, after: Tokens, place: number): boolean {
    const { source, tree } = this.literal;
    const { tokens } = tree;
    const isText = tokens.kinds[token] === Kind.string || tokens.kinds[token] === Kind.quoted;
    if (isText || source.isKnown({ from: tokens.from(token), to: tokens.to(token) })) return false;
    const breaks = (list: Tokens, i: number): boolean =>
      i < list.count && list.kinds[i] === Kind.space && list.textOf(i).includes('\n');
    return breaks(tokens, token + 1) && place + 1 < after.count && !breaks(after, place + 1);
  }

  private asWritten(token: number, wanted: string): string {
    const { source, tree } = this.literal;
    const host = source.spanToHost({ from: tree.tokens.from(token), to: tree.tokens.to(token) });
    const raw = this.text.slice(host.from, host.to);
    return raw === tree.tokens.textOf(token) && raw.toLowerCase() === wanted.toLowerCase() ? wanted : raw;
  }
}

/** The tokens of a stretch, code and comments apart: a comment may change places with a comma. */
function tokensIn(tokens: Tokens, { from, to }: Span): { code: number[]; comment: number[] } {
  const found: { code: number[]; comment: number[] } = { code: [], comment: [] };
  for (let i = tokens.at(from); i < tokens.count && tokens.from(i) < to; i++) {
    if (tokens.kinds[i] === Kind.space || tokens.from(i) < from) continue;
    found[tokens.kinds[i] === Kind.comment ? 'comment' : 'code'].push(i);
  }
  return found;
}
