import { TableCatalog } from '../catalog/catalog';
import type { Document } from '../documents/document';
import type { MappedText } from '../documents/mapped-text';
import { readSql } from '../sql/reader/read';
import type { SqlTree } from '../sql/tree';
import type { Span, SqlForm } from '../types';
import type { Str } from '../python/ast';
import { readPython } from '../python/read';
import { StringCollector, writeString } from '../python/strings';

/** What fills the fields of a literal: nothing, `.format(…)` or `%`. */
type Fields = 'none' | 'braces' | 'percent';

const allFields: readonly Fields[] = ['none', 'braces', 'percent'];

/** A string literal of Python that is one SQL text, no more and no less. Spans count in `Document.text`. */
export interface SqlLiteral {
  /** The text; its host is `Document.text`. */
  readonly source: MappedText;
  readonly form: SqlForm;
  readonly tree: SqlTree;
  /** The literal, prefix and quotes included. */
  readonly span: Span;
  /** What stands between the quotes. */
  readonly body: Span;
  /** In three quotes: it may have several lines. */
  readonly triple: boolean;
  readonly fields: Fields;
}

/**
 * The literals that hold SQL, in the order of the file. A literal that is also joined with others into a longer text is
 * left out: what it says alone is not all that it says. So are several literals that stand side by side.
 */
export function sqlLiterals(document: Document): SqlLiteral[] {
  const facts = readPython(document, { target: {}, catalog: new TableCatalog([]) });
  const strings = [...new Set(facts.strings.map(({ str }) => str))].sort((a, b) => a.from - b.from);
  const found = new Map<Str, SqlLiteral>();
  const joined = new Set<Str>();
  for (const { text, form } of facts.sqlStrings) {
    const touched = [...literalsOf(text, strings)];
    const [str] = touched;
    const fields = str && touched.length === 1 ? allFields.find((way) => textOf(str, way) === text.text) : undefined;
    const known = str && found.get(str);
    if (!str || fields === undefined || str.parts.length > 1 || (known && known.form !== form))
      for (const each of touched) joined.add(each);
    else if (!known) found.set(str, literalOf(document, str, { source: text, form, fields }));
  }
  return [...found].filter(([str]) => !joined.has(str)).map(([, literal]) => literal);
}

/** The literals that a text was put together from. */
function* literalsOf(text: MappedText, strings: readonly Str[]): Generator<Str> {
  const seen = new Set<Str>();
  for (const { from } of text.hostStretches({ from: 0, to: text.text.length })) {
    let low = 0;
    let high = strings.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (strings[middle]!.from <= from) low = middle;
      else high = middle - 1;
    }
    const str = strings[low];
    if (str && str.from <= from && from < str.to && !seen.has(str)) {
      seen.add(str);
      yield str;
    }
  }
}

function textOf(str: Str, fields: Fields): string {
  const out = new StringCollector();
  writeString(str, out, fields);
  return out.finish(() => undefined).text;
}

function literalOf(document: Document, str: Str, read: Pick<SqlLiteral, 'source' | 'form' | 'fields'>): SqlLiteral {
  const body = str.cell.spanToHost(str.parts[0]!.body);
  const quotes = document.text.slice(body.to, str.to);
  return {
    ...read,
    tree: readSql(read.source.text, read.form),
    span: { from: str.from, to: str.to },
    body,
    triple: quotes.length === 3,
  };
}
