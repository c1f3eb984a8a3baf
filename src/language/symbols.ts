import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver';
import { outlineOf, shortened, type OutlineItem, type OutlineKind, type Span, type SqlText } from '../engine';
import type { Analysis } from './analysis';
import { rangeOf } from './diagnostics';
import { viewOf, type View } from './view';

const kinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  query: SymbolKind.Object,
  table: SymbolKind.Class,
  schema: SymbolKind.Namespace,
  function: SymbolKind.Function,
  change: SymbolKind.Event,
  setting: SymbolKind.Property,
  script: SymbolKind.Method,
  cte: SymbolKind.Variable,
  other: SymbolKind.Event,
};

/**
 * The outline of one text: the cells of a source notebook, and the SQL statements with their CTEs. Of Python there is
 * nothing else in it: classes and functions are shown by the extension for Python.
 */
export function symbolsFor(analysis: Analysis, uri: string): DocumentSymbol[] {
  const view = viewOf(analysis, uri);
  if (!view) return [];
  const { document } = view;
  if (document.kind !== 'python-notebook' && document.kind !== 'sql-notebook')
    return view.sql.flatMap((sql) => statementSymbols(view, sql));
  return document.cells.flatMap((cell) => {
    const text = document.text.slice(cell.span.from, cell.span.to);
    const from = cell.span.from + /^\s*/.exec(text)![0].length;
    const span = { from, to: Math.max(from, cell.span.from + text.trimEnd().length) };
    const inside = view.sql.filter((sql) => startsIn(view, sql, cell.span));
    const children = inside.flatMap((sql) => statementSymbols(view, sql));
    const title = titleOf(text);
    const own = symbol(view, title ?? firstLineOf(text), SymbolKind.Module, span, span, children);
    if (!own) return [];
    // A cell of one statement that nobody named is that statement.
    const only = !title && cell.language === 'sql' && children.length === 1 ? children[0] : undefined;
    return only
      ? [{ ...only, range: own.range }]
      : [cell.language === 'other' ? own : { ...own, detail: cell.language }];
  });
}

function startsIn(view: View, { source }: SqlText, { from, to }: Span): boolean {
  const place = view.toHost(source, { from: 0, to: source.text.length });
  return place !== undefined && from <= place.from && place.from < to;
}

function statementSymbols(view: View, { source, tree }: SqlText): DocumentSymbol[] {
  const place = (span: Span): Span => view.toHost(source, span) ?? { from: -1, to: -1 };
  const written = (span: Span): string => {
    const { from, to } = place(span);
    return view.document.text.slice(Math.max(0, from), Math.max(0, to));
  };
  const convert = (item: OutlineItem): DocumentSymbol[] => {
    const children = item.children.flatMap(convert);
    const own = symbol(view, item.label, kinds[item.kind], place(item.span), place(item.at), children);
    return own ? [own] : [];
  };
  return outlineOf(tree, written).flatMap(convert);
}

/** A symbol whose parts lie in each other, as editors demand; nothing when it has no place in the text. */
function symbol(
  view: View,
  name: string,
  kind: SymbolKind,
  host: Span,
  at: Span,
  children: readonly DocumentSymbol[],
): DocumentSymbol | undefined {
  const { document } = view.part;
  const span = view.toPart(host);
  if (!span) return undefined;
  const chosen = view.toPart(at);
  const isInside = chosen && chosen.from >= span.from && chosen.to <= span.to;
  const range = rangeOf(document, span);
  const selectionRange = rangeOf(document, isInside ? chosen : { from: span.from, to: span.from });
  return { name, kind, range, selectionRange, ...(children.length > 0 && { children: [...children] }) };
}

/** The title that Databricks shows, or the first heading of a cell in Markdown. */
function titleOf(text: string): string | undefined {
  const title = /^(?:#|--) DBTITLE \d+,(.*)$/m.exec(text)?.[1]?.trim();
  if (title) return title;
  const [first, ...rest] = linesOf(text);
  if (!first || !/^%md\b/.test(first)) return undefined;
  const lines = [first.replace(/^%md(?:-sandbox)?\s*/, ''), ...rest];
  return lines.map((line) => /^#+\s+(.*)$/.exec(line)?.[1]).find(Boolean);
}

/** The first line that says something. */
function firstLineOf(text: string): string {
  const line = linesOf(text).find((content) => /\w/.test(content) && !/^%(?:sql|md|python)$/.test(content));
  return shortened(line ?? '…');
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^(?:#|--) MAGIC ?/, '').trim());
  return lines.filter((line) => line !== '');
}
