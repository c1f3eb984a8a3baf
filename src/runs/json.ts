/** An integer of 16 digits or more that stands alone: not a part of a fraction or an exponent. */
const LONG_INTEGER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

const quoted = (digits: string): string => (Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`);

/** Where the string ends that begins at `from`: behind the first quote that no odd number of backslashes precedes. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/**
 * Reads JSON without rounding int64 ids: an integer beyond 2^53 comes as a string of its digits. `JSON.parse` shows a reviver the
 * source text from Node 21 on only, and a parser written in JavaScript needs 80 times its time for 5 MB of logs, so long integers are
 * put in quotes before it sees them. Throws on text that is not JSON; the message may quote the text and must not be shown.
 */
export function parseJson(text: string): unknown {
  if (text.search(LONG_INTEGER) < 0) return JSON.parse(text);
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, end).replace(LONG_INTEGER, quoted));
    at = end < text.length ? endOfString(text, end) : end;
    parts.push(text.slice(end, at));
  }
  return JSON.parse(parts.join(''));
}

/** Writes JSON with every bigint as a bare number. */
export function writeJson(value: unknown): string {
  // Nobody can guess the mark, so no text can pass for a number.
  const mark = crypto.randomUUID();
  const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${mark}${String(one)}` : one));
  return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}
