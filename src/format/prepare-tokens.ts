import type { DialectOptions } from 'sql-formatter';

type Tokens = Parameters<NonNullable<DialectOptions['tokenizerOptions']['postProcess']>>[0];
type Token = Tokens[number];

/** A type that is longer than this keeps the line breaks that its writer gave it. */
const longestType = 90;

/** Words that begin a clause in statements of one kind only, outside of brackets. Elsewhere they may be names. */
const clausesByHead: Readonly<Record<string, ReadonlySet<string>>> = {
  MERGE: new Set(['USING', 'ON']),
  UPDATE: new Set(['UPDATE', 'SET']),
  OPTIMIZE: new Set(['OPTIMIZE']),
  COPY: new Set(['FILEFORMAT', 'FORMAT_OPTIONS', 'COPY_OPTIONS']),
  CREATE: new Set(['USING', 'COMMENT', 'LOCATION', 'TBLPROPERTIES', 'OPTIONS']),
};

/** Clauses found by `prepareTokens` whose content stays on their line. */
export const lineClauses = [
  'USING', 'UPDATE', 'OPTIMIZE', 'FILEFORMAT', 'FORMAT_OPTIONS', 'COPY_OPTIONS', 'COMMENT', 'LOCATION', 'TBLPROPERTIES',
  'OPTIONS', 'LIMIT',
]; // prettier-ignore

/**
 * Prepares the library's tokens for its layout. What must not be torn apart, or looks better whole, becomes one token:
 * names that a template is part of (`tbl_${env}.x`) and types (`ARRAY<STRUCT<a: INT>>`). Words are told apart that only
 * their surroundings make a clause, a call or a part of a window's frame.
 */
export function prepareTokens(tokens: Tokens): Tokens {
  const head = wordOf(tokens.find(({ type }) => !/COMMENT$/.test(type)));
  const clauses = clausesByHead[head];
  const out: Token[] = [];
  /** Of each open bracket: whether it belongs to a call in which FROM is no clause. */
  const open: boolean[] = [];
  let inMatched = false;
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i]!;
    const last = out.at(-1)?.raw;
    if (/^[([]$/.test(token.raw)) open.push(callsWithFrom.test(last ?? ''));
    else if (/^[)\]]$/.test(token.raw)) open.pop();
    const depth = open.length;
    const end = endOfName(tokens, i) ?? endOfType(tokens, i) ?? endOfPath(tokens, i) ?? i + 1;
    const word = depth === 0 ? wordOf(token) : '';
    if (head === 'MERGE' && (word === 'WHEN' || word === 'THEN')) inMatched = word === 'WHEN';
    if (end > i + 1)
      out.push(asCall(retyped({ ...token, ...textOf(tokens.slice(i, end)) }, 'IDENTIFIER'), tokens[end]));
    else if ((clauses?.has(word) && last !== '.') || isLimit(token, last, tokens[end]))
      out.push(retyped({ ...token, text: token.raw.toUpperCase() }, 'RESERVED_CLAUSE'));
    else if (last === '*' && wordOf(token) === 'EXCEPT') out.push(retyped(token, 'RESERVED_KEYWORD'));
    else if (wordOf(token) === 'FROM' && (open.at(-1) || /^distinct$/i.test(last ?? '')))
      out.push(retyped(token, 'RESERVED_KEYWORD'));
    else if (wordOf(token) === 'AND' && ((inMatched && depth === 0) || endsFrame.test(last ?? '')))
      out.push(retyped(token, 'RESERVED_KEYWORD'));
    else out.push(asCall(token, tokens[end]));
    i = end;
  }
  return out;
}

/** `extract(year FROM x)`; `IS DISTINCT FROM` is told by its words. */
const callsWithFrom = /^(?:extract|trim|substring|substr|overlay)$/i;

/** What stands before the AND of `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`, where no new line begins. */
const endsFrame = /^(?:preceding|following|current\s+row)$/i;

function isLimit(token: Token, last: string | undefined, next: Token | undefined): boolean {
  return wordOf(token) === 'LIMIT' && last !== '.' && last !== ',' && /^[\d:?{$]|^all$/i.test(next?.raw ?? '');
}

/** The first word of a token, which may be a phrase. */
function wordOf(token: Token | undefined): string {
  return /^\w*/.exec(token?.raw ?? '')![0].toUpperCase();
}

function retyped(token: Token, type: `${Token['type']}`): Token {
  return { ...token, type: type as Token['type'] };
}

function asCall(token: Token, next: Token | undefined): Token {
  const touches = next?.raw === '(' && !next.precedingWhitespace;
  return touches && (token.type as string) === 'IDENTIFIER' ? retyped(token, 'RESERVED_FUNCTION_NAME') : token;
}

const isTemplate = (token: Token): boolean => (token.type as string) === 'VARIABLE' && /^[${]/.test(token.raw);
const isNamePart = (token: Token): boolean =>
  isTemplate(token) || token.raw === '.' || token.raw === '-' || /^[\w`]/.test(token.raw);

/** The end of a name that touches a template; nothing when there is none. */
function endOfName(tokens: Tokens, start: number): number | undefined {
  if (!isNamePart(tokens[start]!) || tokens[start]!.raw === '-') return undefined;
  let hasTemplate = isTemplate(tokens[start]!);
  let end = start + 1;
  for (; end < tokens.length; end++) {
    const token = tokens[end]!;
    if (token.precedingWhitespace || !isNamePart(token)) break;
    hasTemplate ||= isTemplate(token);
  }
  return hasTemplate ? end : undefined;
}

const steps: Readonly<Record<string, number>> = { '<': 1, '>': -1, '>>': -2, '>>>': -3, '<>': 0 };

/** The end of `ARRAY<…>`, `MAP<…>` or `STRUCT<…>`; nothing when none starts here, or when a comment stands in it. */
function endOfType(tokens: Tokens, start: number): number | undefined {
  if (!/^(?:array|map|struct)$/i.test(tokens[start]!.raw) || !/^<>?$/.test(tokens[start + 1]?.raw ?? ''))
    return undefined;
  let depth = 0;
  for (let i = start + 1; i < tokens.length; i++) {
    const { raw, type } = tokens[i]!;
    if (raw === ';' || /COMMENT$/.test(type)) return undefined;
    depth += steps[raw] ?? 0;
    if (depth <= 0) return depth === 0 ? i + 1 : undefined;
  }
  return undefined;
}

/** The end of `name:['key']` or `name:[*]`, which the library cannot read; nothing when none starts here. */
function endOfPath(tokens: Tokens, start: number): number | undefined {
  const isPath = /^[\w`]/.test(tokens[start]!.raw) && tokens[start + 1]?.raw === ':' && tokens[start + 2]?.raw === '[';
  const end = start + 5;
  return isPath && tokens[end - 1]?.raw === ']' ? end : undefined;
}

function textOf(tokens: readonly Token[]): { raw: string; text: string } {
  const join = (space: (white: string) => string): string =>
    tokens.map((token, i) => (i === 0 ? '' : space(token.precedingWhitespace ?? '')) + token.raw).join('');
  const short = join((white) => (white ? ' ' : '')).replace(/ ?([<>]) ?(?!=)/g, '$1');
  const hasStrings = tokens.some((token) => /^[rR]?['"]/.test(token.raw));
  const raw = short.length > longestType || hasStrings ? join((white) => white) : short;
  return { raw, text: raw };
}
