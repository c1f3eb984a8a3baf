import type { Span } from '../types';
import { K } from './reader/keywords';
import { Kind, Op, type Tokens } from './reader/tokens';
import type { SqlTree } from './tree';
import { statementsOf } from './walk';

/** A stretch of several lines that can be folded away. `to` lies on its last line. */
export interface Fold extends Span {
  readonly kind?: 'comment';
}

/** How many unclosed brackets are passed over on the way to the one that is closed. */
const mostGivenUp = 100;

/** What can be folded in a SQL text: statements, CTEs and other brackets, BEGIN and CASE up to their END, comments. */
export function foldsOf(tree: SqlTree): Fold[] {
  const folds: Fold[] = [];
  for (const { from, to } of statementsOf(tree)) folds.push({ from, to });
  addPairs(tree.tokens, folds);
  addComments(tree.tokens, folds);
  const breaks = breaksIn(tree.text);
  return folds.filter(({ from, to }) => breaks(from) < to);
}

/** A function that gives the place of the next line break. */
function breaksIn(text: string): (offset: number) => number {
  const places: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) places.push(at);
  return (offset) => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return places[low] ?? Infinity;
  };
}

/** Brackets, and the words that END closes. The closing one stays visible where it begins a line. */
function addPairs(tokens: Tokens, folds: Fold[]): void {
  const open: number[] = [];
  let end = -1;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    const code = tokens.codes[i]!;
    const isBehindEnd = end >= 0;
    // IF, WHILE, FOR, LOOP and REPEAT are not counted, so their END is not either: it is followed by the word again.
    if (isBehindEnd && !endsOther.has(code)) close(tokens, open, K.END, end, folds);
    end = code === K.END ? i : -1;
    if (code === Op['('] || code === Op['[']) open.push(i);
    else if (code === Op[')'] || code === Op[']']) close(tokens, open, code, i, folds);
    else if ((code === K.CASE || code === K.BEGIN) && !isBehindEnd) open.push(i);
  }
  if (end >= 0) close(tokens, open, K.END, end, folds);
}

const endsOther: ReadonlySet<number> = new Set([K.IF, K.WHILE, K.FOR, K.LOOP, K.REPEAT]);

/** Pairs a closing token with what it closes; a bracket that nobody closed is given up on the way. */
function close(tokens: Tokens, open: number[], code: number, token: number, folds: Fold[]): void {
  const opens = (i: number): boolean => {
    const start = tokens.codes[i]!;
    return code === K.END ? start === K.CASE || start === K.BEGIN : start === code - 1;
  };
  let at = open.length - 1;
  for (let tries = 0; at >= 0 && !opens(open[at]!); at--) if (++tries > mostGivenUp) return;
  if (at < 0) return;
  folds.push({ from: tokens.from(open[at]!), to: endBefore(tokens.text, tokens.from(token)) });
  open.length = at;
}

/** The place itself, or the end of the line before where nothing but white space stands before it on its own. */
function endBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return text[start - 1] === '\n' ? start - 1 : at;
}

/** Block comments, and comments of single lines that follow each other. */
function addComments(tokens: Tokens, folds: Fold[]): void {
  let first = -1;
  let last = -1;
  const end = (): void => {
    if (first >= 0) folds.push({ from: tokens.from(first), to: tokens.to(last), kind: 'comment' });
    first = -1;
  };
  for (let i = 0; i < tokens.count; i++) {
    const text = tokens.kinds[i]! <= Kind.comment ? tokens.textOf(i) : '';
    if (tokens.kinds[i] === Kind.comment) {
      if (first < 0 || text.startsWith('/*')) end();
      if (first < 0) first = i;
      last = i;
      if (text.startsWith('/*')) end();
    } else if (tokens.kinds[i] !== Kind.space || text.split('\n').length > 2) end();
  }
  end();
}
