import { parse } from 'lossless-json';

const INTEGER = /^-?\d+$/;

/** Integers that a JavaScript number cannot hold exactly stay text. */
function numberOrText(text: string): number | string {
  const value = Number(text);
  return INTEGER.test(text) && !Number.isSafeInteger(value) ? text : value;
}

/**
 * Reads JSON without rounding int64 ids: an integer beyond 2^53 comes as a string of its digits. `JSON.parse` cannot do this before
 * Node 21, where a reviver sees the source text. The last of two equal keys wins, as in `JSON.parse`.
 * Throws on text that is not JSON; the message may quote the text and must not be shown.
 */
export function parseJson(text: string): unknown {
  return parse(text, null, { parseNumber: numberOrText, onDuplicateKey: ({ newValue }) => newValue });
}
