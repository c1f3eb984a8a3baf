/** Seeded randomness: the same words always give the same numbers, so a demo run looks the same after a restart. */

/** FNV-1a over the words, 32 bits. */
export function hash(...words: readonly (string | number)[]): number {
  let value = 0x811c9dc5;
  for (const char of words.join('\u0000')) {
    value ^= char.codePointAt(0) ?? 0;
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

/** A stream of numbers in [0, 1) (mulberry32). */
export type Random = () => number;

/** The stream that belongs to these words. */
export function random(...words: readonly (string | number)[]): Random {
  let state = hash(...words);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number of milliseconds between two numbers of seconds. */
export function between(next: Random, [from, to]: readonly [number, number]): number {
  return Math.round((from + (to - from) * next()) * 1000);
}

/** An int64 beyond 2^53 and odd, so that a reader that rounds it is caught. */
export function bigId(...words: readonly (string | number)[]): bigint {
  const high = BigInt(hash('high', ...words) & 0x3fffffff) | 0x20_0000n;
  return (high << 32n) | BigInt(hash('low', ...words)) | 1n;
}
