import { Kind, Op, type Tokens } from '../engine/sql/reader/tokens';

/**
 * A laid-out text with each comma that ends a line moved to the start of the next line with code. The library knows
 * only commas at the end. Comments between the two stay where they are.
 */
export function withLeadingCommas(tokens: Tokens): string {
  let out = '';
  let isOwed = false;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.codes[i] === Op[','] && endsLine(tokens, i)) {
      isOwed = true;
      continue;
    }
    if (isOwed && tokens.kinds[i]! > Kind.comment) {
      out += ', ';
      isOwed = false;
    }
    out += tokens.textOf(i);
  }
  return out;
}

function endsLine(tokens: Tokens, comma: number): boolean {
  for (let i = comma + 1; i < tokens.count && tokens.kinds[i]! <= Kind.comment; i++)
    if (tokens.kinds[i] === Kind.space && tokens.textOf(i).includes('\n')) return true;
  return false;
}

/** The way back: each comma that begins a line moved behind the code before it, in front of comments, where the library expects it. */
export function withTrailingCommas(tokens: Tokens): string {
  const moved = new Map<number, number>();
  let code = -1;
  let isNewLine = false;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kinds[i] === Kind.space) isNewLine ||= tokens.textOf(i).includes('\n');
    if (tokens.kinds[i]! <= Kind.comment) continue;
    if (tokens.codes[i] === Op[','] && isNewLine && code >= 0) moved.set(code, i);
    code = i;
    isNewLine = false;
  }
  const gone = new Set(moved.values());
  let out = '';
  for (let i = 0; i < tokens.count; i++) {
    if (!gone.has(i)) out += tokens.textOf(i);
    if (moved.has(i)) out += ',';
  }
  return out;
}
