import { K } from './reader/keywords';
import { oncePer } from '../once';
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

/** The functions that a text calls, in lower case: whatever stands in front of a bracket. */
const called = oncePer(({ tokens }: SqlTree): ReadonlySet<string> => {
  const names = new Set<string>();
  let before = -1;
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i]!;
    if (kind <= Kind.block) continue;
    if (tokens.codes[i] === Op['('] && before >= 0) names.add(tokens.textOf(before).replace(/`/g, '').toLowerCase());
    before = kind === Kind.word || kind === Kind.quoted ? i : -1;
  }
  return names;
});

/** One part of an entry: what a text must hold. */
function partOf(word: string): (tree: SqlTree) => boolean {
  const name = /^(\w+)\(\)$/.exec(word)?.[1];
  if (name) return (tree) => called(tree).has(name);
  const code = codeOf(word);
  return (tree) => (holdings(tree)[code >> 3]! & (1 << (code & 7))) !== 0;
}

/**
 * Tells for a text whether it holds one of these.
 * @param words each a keyword in upper case, an operator, a kind of token in lower case, a function in lower case with `()`, or
 *   several of them with spaces between: then the text has to hold all of them, anywhere. Throws for what the lexer does not know.
 */
export function wordFilter(words: readonly string[]): (tree: SqlTree) => boolean {
  const entries = words.map((entry) => entry.split(' ').map(partOf));
  return (tree) => entries.some((entry) => entry.every((isHeld) => isHeld(tree)));
}
