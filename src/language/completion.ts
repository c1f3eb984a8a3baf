import { CompletionItemKind, type CompletionItem, type Position } from 'vscode-languageserver';
import { completionsAt, type Completion } from '../engine';
import type { Analysis } from './analysis';
import { rangeOf } from './diagnostics';
import { sqlAt, viewOf } from './view';

const kinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  column: CompletionItemKind.Field,
  table: CompletionItemKind.Class,
  alias: CompletionItemKind.Variable,
  keyword: CompletionItemKind.Keyword,
};

/** Columns come before tables and aliases, keywords last. */
const order: Readonly<Record<Completion['kind'], string>> = { column: '0', alias: '1', table: '2', keyword: '3' };

/** Columns, tables and keywords that can be written at a position of a SQL text. */
export function completionsFor(analysis: Analysis, uri: string, position: Position): CompletionItem[] {
  const view = viewOf(analysis, uri);
  const found = view && sqlAt(view, view.part.document.offsetAt(position));
  if (!view || !found || !analysis.result) return [];
  const { source, tree, form } = found.text;
  const items: CompletionItem[] = [];
  for (const { kind, label, insert, span, detail } of completionsAt(
    { tree, form, catalog: analysis.result.catalog },
    found.offset,
  )) {
    // In a string the text may have to be written in another way; where it cannot, nothing is offered.
    const edit = source.editToHost({ ...span, insert });
    const place = edit && view.toPart(edit);
    if (!edit || !place) continue;
    items.push({
      label,
      kind: kinds[kind],
      ...(detail && { detail }),
      filterText: label,
      sortText: order[kind] + (kind === 'column' ? String(items.length).padStart(4, '0') : label),
      textEdit: { range: rangeOf(view.part.document, place), newText: edit.insert },
    });
  }
  return items;
}
