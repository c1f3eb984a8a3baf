import type { Position, Range, SelectionRange } from 'vscode-languageserver';
import { endOf, nested, selectionsAt, statementAt } from '../engine';
import type { Analysis } from './analysis';
import { rangeOf } from './diagnostics';
import { sqlAt, viewOf } from './view';

/** What is selected step by step around each position; outside of SQL just the position itself. */
export function selectionRangesFor(analysis: Analysis, uri: string, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const empty: SelectionRange = { range: { start: position, end: position } };
    return (
      rangesAround(analysis, uri, position).reduceRight<SelectionRange | undefined>(
        (parent, range) => (parent ? { range, parent } : { range }),
        undefined,
      ) ?? empty
    );
  });
}

function rangesAround(analysis: Analysis, uri: string, position: Position): Range[] {
  const view = viewOf(analysis, uri);
  if (!view) return [];
  const { document } = view.part;
  const offset = document.offsetAt(position);
  const found = sqlAt(view, offset);
  if (!found) return [];
  const { source, tree } = found.text;
  const all = [...selectionsAt(tree, found.offset), { from: 0, to: source.text.length }];
  const hosts = all.flatMap((span) => view.toHost(source, span, view.toDocument(offset)) ?? []);
  const spans = hosts.flatMap((span) => view.toPart(span) ?? []);
  return nested(spans, offset).map((span) => rangeOf(document, span));
}

/** The range of the SQL statement at a position, its semicolon included; nothing where no SQL stands. */
export function statementRangeAt(analysis: Analysis, uri: string, position: Position): Range | undefined {
  const view = viewOf(analysis, uri);
  if (!view) return undefined;
  const { document } = view.part;
  const offset = document.offsetAt(position);
  const found = sqlAt(view, offset);
  const statement = found && statementAt(found.text.tree, found.offset);
  if (!statement) return undefined;
  const { source, tree } = found.text;
  const host = view.toHost(source, { from: statement.from, to: endOf(tree, statement) }, view.toDocument(offset));
  const span = host && view.toPart(host);
  return span && rangeOf(document, span);
}
