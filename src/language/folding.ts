import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import { foldsOf, type Span } from '../engine';
import type { Analysis } from './analysis';
import { viewOf, type View } from './view';

/**
 * What can be folded in one text: cells, SQL statements, brackets, comments, SQL in strings. An editor that gets
 * something here does not fold by indentation any more, so the blocks of Python are in it, too. Nothing at all for
 * Python without SQL and cells: others know more of that.
 */
export function foldingRangesFor(analysis: Analysis, uri: string): FoldingRange[] | undefined {
  const view = viewOf(analysis, uri);
  if (!view) return undefined;
  const isPython = view.part.document.languageId === 'python';
  const ranges = [...cellFolds(view), ...sqlFolds(view)];
  if (isPython && ranges.length === 0) return undefined;
  if (isPython) ranges.push(...blockFolds(view.part.document.getText()));
  return withoutDoubles(ranges);
}

function* cellFolds(view: View): Generator<FoldingRange> {
  const { document } = view;
  if (document.kind !== 'python-notebook' && document.kind !== 'sql-notebook') return;
  for (const { span } of document.cells) {
    const text = document.text.slice(span.from, span.to);
    const from = span.from + /^\s*/.exec(text)![0].length;
    yield* foldOf(view, { from, to: Math.max(from, span.from + text.trimEnd().length) }, FoldingRangeKind.Region);
  }
}

function* sqlFolds(view: View): Generator<FoldingRange> {
  for (const { source, tree, place } of view.sql) {
    if (place === 'string') yield* foldOf(view, view.toHost(source, { from: 0, to: source.text.length }));
    for (const { kind, ...span } of foldsOf(tree))
      yield* foldOf(view, view.toHost(source, span), kind === 'comment' ? FoldingRangeKind.Comment : undefined);
  }
}

/** White space at the end is left out: the closing quotes stay visible. */
function* foldOf(
  { part: { document }, toPart }: View,
  host: Span | undefined,
  kind?: FoldingRangeKind,
): Generator<FoldingRange> {
  const span = host && toPart(host);
  if (!span) return;
  const text = document.getText();
  let { to } = span;
  while (to > span.from && text[to - 1]!.trim() === '') to--;
  const startLine = document.positionAt(span.from).line;
  const endLine = document.positionAt(to).line;
  if (endLine > startLine) yield { startLine, endLine, ...(kind && { kind }) };
}

/** Lines that are followed by lines with deeper indentation. */
function blockFolds(text: string): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const open: { line: number; indent: number }[] = [];
  let last = 0;
  const closeTo = (indent: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      open.pop();
      if (last > top.line) ranges.push({ startLine: top.line, endLine: last });
    }
  };
  text.split('\n').forEach((content, line) => {
    if (content.trim() === '') return;
    const indent = /^[ \t]*/.exec(content)![0].replace(/\t/g, '        ').length;
    closeTo(indent);
    open.push({ line, indent });
    last = line;
  });
  closeTo(0);
  return ranges;
}

/** From one line on, one range can be folded: the longest. */
function withoutDoubles(ranges: readonly FoldingRange[]): FoldingRange[] {
  const byStart = new Map<number, FoldingRange>();
  for (const range of ranges) {
    const known = byStart.get(range.startLine);
    if (!known || known.endLine < range.endLine) byStart.set(range.startLine, range);
  }
  return [...byStart.values()].sort((a, b) => a.startLine - b.startLine);
}
