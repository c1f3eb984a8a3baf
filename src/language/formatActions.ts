import { CodeActionTriggerKind, type CodeAction, type CodeActionContext, type Range } from 'vscode-languageserver';
import type { SqlText } from '../engine';
import { formatSqlKind, formatStringKind } from '../shared/language';
import type { FormatOptions } from '../format/options';
import type { Analysis } from './analysis';
import { pythonSqlEdits } from './formatting';
import { viewOf } from './view';

/**
 * The code actions that lay out SQL in Python. Formatting of Python as such belongs to its own formatters, and an editor
 * asks only one of them: these are asked for by name, at the cursor or on save.
 */
export async function formatActionsFor(
  analysis: Analysis,
  uri: string,
  range: Range,
  context: CodeActionContext,
  options: FormatOptions,
  log: (message: string) => void,
): Promise<CodeAction[]> {
  const { only, triggerKind } = context;
  const wants = (kind: string): boolean =>
    only?.some((asked) => kind === asked || kind.startsWith(`${asked}.`)) === true;
  const isAsked = !only && triggerKind !== CodeActionTriggerKind.Automatic;
  const actions: CodeAction[] = [];
  const offer = async (title: string, kind: string, within?: Range): Promise<void> => {
    const edits = await pythonSqlEdits(analysis.source, uri, options, log, within);
    if (edits.length > 0) actions.push({ title, kind, edit: { changes: { [uri]: edits } } });
  };
  const place = wants(formatStringKind) || isAsked ? sqlPlaceOf(analysis, uri, range) : undefined;
  if (place)
    await offer(place === 'string' ? 'Format the SQL in this string' : 'Format this SQL', formatStringKind, range);
  if (wants(formatSqlKind)) await offer('Format all SQL in this Python file', formatSqlKind);
  return actions;
}

/** Whether a SQL string or cell begins above the end of the range and ends below its start. Only for Python. */
function sqlPlaceOf(analysis: Analysis, uri: string, { start, end }: Range): SqlText['place'] | undefined {
  const view = viewOf(analysis, uri);
  if (view?.part.document.languageId !== 'python') return undefined;
  const { document } = view.part;
  const from = view.toDocument(document.offsetAt(start));
  const to = view.toDocument(document.offsetAt(end));
  const touches = ({ source }: SqlText): boolean => {
    const span = view.toHost(source, { from: 0, to: source.text.length });
    return span !== undefined && span.from <= to && from <= span.to;
  };
  return view.sql.find(touches)?.place;
}
