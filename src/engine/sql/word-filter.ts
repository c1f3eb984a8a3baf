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

/** What a text holds of that which rules wait for. */
export class Holdings {
  /** One bit for each code of a word, an operator or a kind of token. */
  private readonly bits = new Uint8Array((firstKind + 16) >> 3);

  constructor(private readonly tree: SqlTree) {
    const { kinds, codes, count } = tree.tokens;
    for (let i = 0; i < count; i++) {
      const code = codes[i]!;
      if (code > 0 && code < firstKind) this.bits[code >> 3]! |= 1 << (code & 7);
      const kind = firstKind + kinds[i]!;
      this.bits[kind >> 3]! |= 1 << (kind & 7);
    }
  }

  has(part: number | string): boolean {
    if (typeof part === 'string') return called(this.tree).has(part);
    return (this.bits[part >> 3]! & (1 << (part & 7))) !== 0;
  }
}

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

/** One part of an entry: a code, or the name of a function. */
function partOf(word: string): number | string {
  return /^(\w+)\(\)$/.exec(word)?.[1] ?? codeOf(word);
}

/**
 * Tells for a text whether it holds one of these.
 * @param words each a keyword in upper case, an operator, a kind of token in lower case, a function in lower case with `()`, or
 *   several of them with spaces between: then the text has to hold all of them, anywhere. Throws for what the lexer does not know.
 */
export function wordFilter(words: readonly string[]): (held: Holdings) => boolean {
  const entries = words.map((entry) => entry.split(' ').map(partOf));
  const holdsAll = (entry: readonly (number | string)[], held: Holdings): boolean => {
    for (const part of entry) if (!held.has(part)) return false;
    return true;
  };
  return (held) => {
    for (const entry of entries) if (holdsAll(entry, held)) return true;
    return false;
  };
}
