/** What a token is. Kinds up to `block` carry no meaning for the grammar. */
export const Kind = {
  space: 0,
  comment: 1,
  hint: 2,
  /**
   * A Jinja statement, `{% if … %}`, or a token of text that is not read for its sake. Where no statement runs across it, its code
   * is that of `;`.
   */
  block: 3,
  word: 4,
  /** A name in backticks. */
  quoted: 5,
  string: 6,
  number: 7,
  /** `:name` or `?`. */
  parameter: 8,
  /** `${x}`, `{{ x }}`, `{x}`, or the identifier that stands for a hole of an f-string: unknown until run time. */
  template: 9,
  operator: 10,
  unknown: 11,
} as const;

/** Code of each operator; codes of words begin far above. */
export const Op = {
  '(': 1,
  ')': 2,
  '[': 3,
  ']': 4,
  '{': 5,
  '}': 6,
  ',': 7,
  ';': 8,
  '.': 9,
  ':': 10,
  '::': 11,
  '?': 12,
  '?::': 13,
  '->': 14,
  '=>': 15,
  '<=>': 16,
  '|>': 17,
  '||': 18,
  '|': 19,
  '<<': 20,
  '>>': 21,
  '>>>': 22,
  '==': 23,
  '=': 24,
  '!=': 25,
  '<>': 26,
  '<=': 27,
  '<': 28,
  '!<': 29,
  '>=': 30,
  '>': 31,
  '!>': 32,
  '!': 33,
  '+': 34,
  '-': 35,
  '*': 36,
  '/': 37,
  '%': 38,
  '&': 39,
  '^': 40,
  '~': 41,
  '@': 42,
};

/** Code of a block that holds SQL which is not read: another branch of an `if`, or what `raw` prints. */
export const unreadBlock = 0xffff;

export type Operator = keyof typeof Op;

const operators = Object.keys(Op) as Operator[];

/** The text of an operator code, `''` for any other code. */
export function operatorText(code: number): string {
  return operators[code - 1] ?? '';
}

/** Operators by their first character, the longest first. */
export const operatorsByFirst: readonly (readonly [text: string, code: number][] | undefined)[] = (() => {
  const table: [string, number][][] = [];
  for (const text of [...operators].sort((a, b) => b.length - a.length)) {
    (table[text.charCodeAt(0)] ??= []).push([text, Op[text]]);
  }
  return table;
})();

/**
 * The tokens of a text, in order and without gaps: printing them all gives the text back. Kept in typed arrays,
 * because a file may hold millions of them.
 */
export class Tokens {
  constructor(
    readonly text: string,
    readonly count: number,
    readonly kinds: Uint8Array,
    /** Keyword or operator code, 0 for every other token. */
    readonly codes: Uint16Array,
    /** `count + 1` offsets; the last one is the length of the text. */
    readonly starts: Int32Array,
    /** Strings, quoted names and comments that never end. */
    readonly unclosed: readonly number[],
    /**
     * The first token that looked for an end which the text does not have, `count` when there is none: up to here the
     * tokens stay as they are, whatever is written behind them.
     */
    readonly firstOpen: number,
  ) {}

  from(token: number): number {
    return this.starts[token]!;
  }

  to(token: number): number {
    return this.starts[token + 1]!;
  }

  textOf(token: number): string {
    return this.text.slice(this.starts[token], this.starts[token + 1]);
  }

  /** The tokens `[first, end)` as those of a text of its own. Nothing in front of them may reach into it: no string, no template. */
  part(first: number, end: number): Tokens {
    const from = this.starts[first]!;
    const starts = this.starts.slice(first, end + 1);
    for (let i = 0; i < starts.length; i++) starts[i]! -= from;
    const { unclosed, firstOpen, text } = this;
    const own = unclosed.length === 0 ? unclosed : unclosed.filter((t) => t >= first && t < end).map((t) => t - first);
    return new Tokens(
      text.slice(from, this.starts[end]),
      end - first,
      this.kinds.slice(first, end),
      this.codes.slice(first, end),
      starts,
      own,
      Math.min(end - first, Math.max(0, firstOpen - first)),
    );
  }

  /** Index of the token that holds `offset`. */
  at(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
