import type { Span } from '../types';
import { Op, Kind } from './reader/tokens';
import type { SqlTree } from './tree';

/** A token of a statement that stands outside of all brackets. */
export interface Piece extends Span {
  /** In upper case for words, as written for everything else. */
  readonly text: string;
  /** A name in backticks. */
  readonly quoted: boolean;
}

/** The tokens of a span outside of brackets: for the clauses of which the tree keeps no node. Spaces and comments are left out. */
export function piecesOf(tree: SqlTree, span: Span): Piece[] {
  const { tokens } = tree;
  const list: Piece[] = [];
  let depth = 0;
  for (let i = tokens.at(span.from); i < tokens.count && tokens.from(i) < span.to; i++) {
    const kind = tokens.kinds[i]!;
    const code = tokens.codes[i];
    if (code === Op[')'] || code === Op[']']) depth--;
    if (depth === 0 && kind > Kind.block) {
      const text = tokens.textOf(i);
      const quoted = kind === Kind.quoted;
      list.push({
        from: tokens.from(i),
        to: tokens.to(i),
        quoted,
        text: quoted ? text.slice(1, -1) : kind === Kind.word ? text.toUpperCase() : text,
      });
    }
    if (code === Op['('] || code === Op['[']) depth++;
  }
  return list;
}

/** The piece behind a run of words, such as the format behind `STORED AS`; `undefined` where the words do not stand there. */
export function pieceAfter(pieces: readonly Piece[], ...words: string[]): Piece | undefined {
  for (let i = 0; i + words.length < pieces.length; i++) {
    if (words.every((word, k) => !pieces[i + k]!.quoted && pieces[i + k]!.text === word))
      return pieces[i + words.length];
  }
  return undefined;
}

/** Every place in a span where the words stand one behind the other, inside of brackets too. */
export function* wordRuns(tree: SqlTree, span: Span, ...words: string[]): Generator<Span> {
  const { tokens } = tree;
  let found: number[] = [];
  for (let i = tokens.at(span.from); i < tokens.count && tokens.from(i) < span.to; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    const isWord = tokens.kinds[i] === Kind.word;
    const is = (word: string | undefined) => isWord && tokens.textOf(i).toUpperCase() === word;
    if (is(words[found.length])) found.push(i);
    else found = is(words[0]) ? [i] : [];
    if (found.length < words.length) continue;
    yield { from: tokens.from(found[0]!), to: tokens.to(i) };
    found = [];
  }
}
