import type { Document, MappedText, Span, SqlText } from '../engine';
import type { Analysis } from './analysis';
import type { Part } from './source';

/**
 * One text of the editor as a stretch of the document that was read: a file is the whole of it, a notebook cell a part.
 * Everything that is shown for one text passes through here.
 */
export interface View {
  readonly part: Part;
  readonly document: Document;
  /** The SQL texts that begin in it. */
  readonly sql: readonly SqlText[];
  /**
   * Where a span of a SQL text stands in `Document.text`. A text may be joined from strings that stand far from each
   * other: then it is the part around the offset, or else the first one.
   */
  toHost(source: MappedText, span: Span, around?: number): Span | undefined;
  /** A span of `Document.text` in the editor's text; nothing when it lies elsewhere. */
  toPart(span: Span): Span | undefined;
  /** An offset of the editor's text in `Document.text`. */
  toDocument(offset: number): number;
}

/** The view of one text of the source; nothing when it was not read, or is the JSON of a notebook. */
export function viewOf({ source, result }: Analysis, uri: string): View | undefined {
  const index = source.parts.findIndex((part) => part.uri === uri);
  const part = source.parts[index];
  if (!part || !result || (result.document.kind === 'jupyter' && !source.notebook)) return undefined;
  const start = source.notebook ? result.document.cells[index]?.span.from : 0;
  if (start === undefined) return undefined;
  const end = start + part.document.getText().length;
  const toPart = ({ from, to }: Span): Span | undefined =>
    start <= from && from <= to && to <= end ? { from: from - start, to: to - start } : undefined;
  const { text } = result.document;
  const toHost = (sql: MappedText, span: Span, around = -1): Span | undefined => {
    const runs = runsOf(sql.hostStretches(span, true), text);
    return runs.find(({ from, to }) => from <= around && around <= to) ?? runs[0];
  };
  return {
    part,
    document: result.document,
    sql: result.sql.filter(({ source: sql }) => {
      const place = toHost(sql, { from: 0, to: sql.text.length });
      return place && toPart(place);
    }),
    toHost,
    toPart,
    toDocument: (offset) => offset + start,
  };
}

/** What stands between two literals, or two lines of a cell, that are one text. */
const joint = /^(?:[\s"'\\+()]|[rRbBuUfF]{1,2}(?=["'])|(?:#|--) MAGIC)*$/;

/** Longer gaps are code. */
const longestJoint = 200;

/** The stretches, joined where one goes on behind the other. */
function runsOf(stretches: readonly Span[], text: string): Span[] {
  const runs: { from: number; to: number }[] = [];
  for (const { from, to } of stretches) {
    const last = runs.at(-1);
    const goesOn = last && from >= last.to && from - last.to <= longestJoint && joint.test(text.slice(last.to, from));
    if (goesOn) last.to = to;
    else runs.push({ from, to });
  }
  return runs;
}

/** The SQL text in which an offset of the editor's text lies, and the offset in it. */
export function sqlAt(view: View, offset: number): { readonly text: SqlText; readonly offset: number } | undefined {
  const { document, sql } = view;
  const host = view.toDocument(offset);
  for (const text of sql) {
    const at = text.source.fromHost(host) ?? behindPrefix(text, document.text, host);
    if (at !== undefined) return { text, offset: at };
  }
  return undefined;
}

/** In `# MAGIC select 1` the cursor may stand in the prefix. */
function behindPrefix({ source }: SqlText, text: string, host: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', host - 1) + 1;
  const prefix = /^(?:#|--) MAGIC(?: %sql)? ?/.exec(text.slice(lineStart, lineStart + 20))?.[0].length ?? 0;
  return lineStart + prefix > host ? source.fromHost(lineStart + prefix) : undefined;
}
