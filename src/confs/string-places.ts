import type { Span } from './types';

/** A setting key in a text, with what is assigned to it where that can be seen. */
export interface Place {
  readonly key: string;
  readonly span: Span;
  readonly value?: string;
  readonly valueSpan?: Span;
}

/** First segments of what Spark, Delta, Databricks pipelines and Hadoop file systems are set by. */
const ROOTS = /^(?:spark|delta|pipelines|fs)\./;
const KEY = /^[A-Za-z][\w-]*(?:\.[\w<>{}$@:/*-]+)+$/;

/** What may stand before SET: space and comments. Each comment can end in one place only, so that nothing is tried twice. */
const HEAD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:SET|RESET)\s+/i;
/** Comments, strings, quoted names, and the semicolon that ends a statement. Strings that are never closed run to the end. */
const TOKEN =
  /--[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:[^'\\]+|\\[^])*(?:'|\\?$)|"(?:[^"\\]+|\\[^])*(?:"|\\?$)|`[^`]*(?:`|$)|;/g;

/** The setting key that the whole value of a string is, if it looks like one (`--conf` and `key=value` are not meant). */
export function settingInString(value: string): string | undefined {
  const key = value.trim();
  return key.length <= 300 && ROOTS.test(key) && KEY.test(key) ? key : undefined;
}

/**
 * The settings of `SET key = value`, `SET key` and `RESET key` in a SQL text. Comments and strings are stepped over;
 * `SET TIME ZONE`, `SET VAR`, `SET CATALOG`, `UPDATE … SET` and `ALTER … SET` are other statements.
 */
export function settingsInSqlSet(text: string): Place[] {
  const places: Place[] = [];
  for (const { from, to } of statements(text)) {
    const statement = text.slice(from, to);
    const head = HEAD.exec(statement);
    if (!head) continue;
    const rest = statement.slice(head[0].length);
    const found = /^(?:`([^`]+)`|([A-Za-z][\w.$-]*))/.exec(rest);
    const key = found?.[1] ?? found?.[2];
    if (!found || !key?.includes('.') || /^(?:var|variable)\b/i.test(rest)) continue;
    const start = from + head[0].length + (found[1] === undefined ? 0 : 1);
    const span = { from: start, to: start + key.length };
    const assigned = /^\s*=\s*/.exec(rest.slice(found[0].length));
    const at = head[0].length + found[0].length + (assigned?.[0].length ?? 0);
    const value = assigned ? statement.slice(at).trimEnd() : '';
    places.push(
      value === '' ? { key, span } : { key, span, value, valueSpan: { from: from + at, to: from + at + value.length } },
    );
  }
  return places;
}

/** Spans between semicolons that stand in no string, no quoted name and no comment. */
function* statements(text: string): Iterable<Span> {
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match[0] !== ';') continue;
    yield { from, to: match.index };
    from = match.index + 1;
  }
  yield { from, to: text.length };
}
