import {
  CodeActionKind,
  type CodeAction,
  type CodeActionContext,
  type Diagnostic,
  type Range,
  type SnippetTextEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { selectFixes } from '../engine';
import { fixAllKind, openRulePageCommand } from '../shared/language';
import type { Analysis, Located, LocatedEdit } from './analysis';
import { diagnosticOf, rangeOf } from './diagnostics';
import { ignoreInFile, ignoreStatement, placeholder } from './ignore';

/** What the client said it can do, as far as code actions depend on it. */
export interface ClientAbilities {
  /** Edits may be versioned, so that the client refuses one that came too late. */
  readonly documentChanges: boolean;
  /** Edits may hold a tab stop. Only with `documentChanges`. */
  readonly snippets: boolean;
  /** The client opens web pages for the server. */
  readonly showDocument: boolean;
}

/** The code actions for a range of one text of the source. */
export function codeActionsFor(
  analysis: Analysis,
  uri: string,
  range: Range,
  context: CodeActionContext,
  client: ClientAbilities,
): CodeAction[] {
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix, context.only)) {
    const here = analysis.findings.filter(
      ({ part, span }) => part.uri === uri && touch(rangeOf(part.document, span), range),
    );
    const found = here.map((located) => ({ located, diagnostics: [diagnosticIn(context, located)] }));
    for (const { located, diagnostics } of found) actions.push(...fixActions(located, diagnostics, client));
    if (here.some(({ finding }) => finding.fix?.safety === 'safe'))
      actions.push(...fixAllActions(analysis, CodeActionKind.QuickFix, 2, client));
    for (const { located, diagnostics } of found) actions.push(...otherActions(analysis, located, diagnostics, client));
  }
  if (wanted(fixAllKind, context.only)) actions.push(...fixAllActions(analysis, fixAllKind, 1, client));
  return withoutDoubles(actions);
}

/** Kinds are a tree: who asks for `source` also means `source.fixAll.lakelint`. */
function wanted(kind: string, only: readonly string[] | undefined): boolean {
  return !only || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

function fixActions({ finding, edits }: Located, diagnostics: Diagnostic[], client: ClientAbilities): CodeAction[] {
  if (!finding.fix || !edits) return [];
  const { title, safety } = finding.fix;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      isPreferred: safety === 'safe',
      edit: workspaceEdit(edits, client),
    },
  ];
}

function fixAllActions(analysis: Analysis, kind: string, atLeast: number, client: ClientAbilities): CodeAction[] {
  const candidates = analysis.findings.flatMap(({ finding, edits }) => (edits ? [{ fix: finding.fix, edits }] : []));
  const chosen = selectFixes(candidates, ['safe']);
  if (chosen.length < atLeast) return [];
  const edit = workspaceEdit(
    chosen.flatMap(({ edits }) => edits),
    client,
  );
  return [{ title: 'Fix all safe Lakelint problems in this file', kind, edit }];
}

function otherActions(
  analysis: Analysis,
  located: Located,
  diagnostics: Diagnostic[],
  client: ClientAbilities,
): CodeAction[] {
  const { rule } = located.finding;
  const kind = CodeActionKind.QuickFix;
  const actions: CodeAction[] = [];
  const ignore = (title: string, edit: LocatedEdit | undefined): void => {
    if (edit) actions.push({ title, kind, diagnostics, edit: workspaceEdit([edit], client) });
  };
  ignore(`Ignore ${rule} for this statement`, ignoreStatement(analysis, located));
  ignore(`Ignore ${rule} in this file`, ignoreInFile(analysis, rule));
  if (client.showDocument) {
    const title = `Open the page of ${rule}`;
    actions.push({ title, kind, diagnostics, command: { title, command: openRulePageCommand, arguments: [rule] } });
  }
  return actions;
}

/** The client's own copy of the diagnostic, if it sent one: that ties the action to the squiggle. */
function diagnosticIn(context: CodeActionContext, located: Located): Diagnostic {
  const own = diagnosticOf(located);
  return context.diagnostics.find(({ code, range }) => code === own.code && same(range, own.range)) ?? own;
}

function workspaceEdit(edits: readonly LocatedEdit[], client: ClientAbilities): WorkspaceEdit {
  const byUri = new Map<string, LocatedEdit[]>();
  for (const located of edits) byUri.set(located.part.uri, [...(byUri.get(located.part.uri) ?? []), located]);
  if (!client.documentChanges) {
    const changes = [...byUri].map(([uri, list]) => [uri, list.map(textEdit)]);
    return { changes: Object.fromEntries(changes) as Record<string, TextEdit[]> };
  }
  const documentChanges = [...byUri].map(([uri, list]) => ({
    textDocument: { uri, version: list[0]!.part.document.version },
    edits: list.map((located) => (client.snippets ? snippetEdit(located) : undefined) ?? textEdit(located)),
  }));
  return { documentChanges };
}

function textEdit({ part, edit }: LocatedEdit): TextEdit {
  return { range: rangeOf(part.document, edit), newText: edit.insert };
}

/** The reason of an ignore comment becomes a tab stop, so that it can be typed over at once. */
function snippetEdit({ part, edit, placeholderAt }: LocatedEdit): SnippetTextEdit | undefined {
  if (placeholderAt === undefined) return undefined;
  const before = edit.insert.slice(0, placeholderAt);
  const after = edit.insert.slice(placeholderAt + placeholder.length);
  const value = `${escapeSnippet(before)}\${1:${placeholder}}${escapeSnippet(after)}`;
  return { range: rangeOf(part.document, edit), snippet: { kind: 'snippet', value } };
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function withoutDoubles(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter(({ title, kind, edit }) => {
    const key = JSON.stringify([title, kind, edit]);
    return !seen.has(key) && seen.add(key);
  });
}

function touch(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function same(a: Range, b: Range): boolean {
  return !before(a.start, b.start) && !before(b.start, a.start) && !before(a.end, b.end) && !before(b.end, a.end);
}

function before(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
