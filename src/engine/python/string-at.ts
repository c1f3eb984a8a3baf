import type { Document } from '../documents/document';
import type { Span } from '../types';
import { parsePython } from './parse';

/** A string literal of Python code. */
export interface StringAt {
  /** What stands between the quotes, as it is written. */
  readonly value: string;
  /** The whole literal, prefix and quotes included, in `Document.text`. */
  readonly span: Span;
}

const literals: ReadonlySet<string> = new Set(['String', 'FormatString']);

/** The Python string literal that an offset in `Document.text` lies inside of. */
export function stringAt(document: Document, offset: number): StringAt | undefined {
  const cell = document.cells.find((c) => c.language === 'python' && c.span.from <= offset && offset <= c.span.to);
  const inCell = cell?.source.fromHost(offset);
  if (!cell || inCell === undefined) return undefined;
  const { text } = cell.source;
  for (let node = parsePython(text).tree.resolve(inCell).node; ;) {
    if (literals.has(node.name)) {
      const body = /^\w*("""|'''|"|')([^]*?)(?:\1)?$/.exec(text.slice(node.from, node.to))?.[2];
      return { value: body ?? '', span: cell.source.spanToHost(node) };
    }
    if (!node.parent) return undefined;
    node = node.parent;
  }
}
