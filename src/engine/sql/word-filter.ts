import { K } from './reader/keywords';
import { oncePer } from './once';
import { Kind, Op } from './reader/tokens';
import type { SqlTree } from './tree';

const kinds: Readonly<Record<string, number>> = Kind;
const codes: Readonly<Record<string, number>> = { ...K, ...Op };
/** Codes of words and operators lie far below. */
const firstKind = 1024;

function codeOf(word: string): number {
  const kind = kinds[word];
  const code = kind === undefined ? codes[word] : firstKind + kind;
  if (code === undefined) throw new Error(`no word, operator or kind of token: ${word}`);
  return code;
}

/** The words, operators and kinds of tokens that a text holds, one bit for each code. */
const holdings = oncePer(({ tokens }: SqlTree): Uint8Array => {
  const held = new Uint8Array((firstKind + 16) >> 3);
  const { kinds, codes, count } = tokens;
  for (let i = 0; i < count; i++) {
    const code = codes[i]!;
    if (code > 0 && code < firstKind) held[code >> 3]! |= 1 << (code & 7);
    const kind = firstKind + kinds[i]!;
    held[kind >> 3]! |= 1 << (kind & 7);
  }
  return held;
});

/**
 * Tells for a text whether it holds one of these.
 * @param words each a keyword in upper case, an operator, a kind of token in lower case, or several of them with spaces
 *   between: then the text has to hold all of them, anywhere. Throws for what the lexer does not know.
 */
export function wordFilter(words: readonly string[]): (tree: SqlTree) => boolean {
  const entries = words.map((entry) => entry.split(' ').map(codeOf));
  return (tree) => {
    const held = holdings(tree);
    return entries.some((entry) => entry.every((code) => held[code >> 3]! & (1 << (code & 7))));
  };
}
