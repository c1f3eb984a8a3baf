import { DiagnosticSeverity, DiagnosticTag, type Diagnostic, type Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Level, Span } from '../engine';
import type { Analysis, Located } from './analysis';

/** Shown beside every diagnostic. */
export const sourceName = 'Lakelint';

const rulePages = 'https://github.com/lakelint/lakelint/blob/main/docs/rules/';

/** Address of the page of a rule. */
export function rulePage(id: string): string {
  return `${rulePages}${id}.md`;
}

const severities: Readonly<Record<Level, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Rules that report what can go away without any effect: editors show it faded. */
const faded: ReadonlySet<string> = new Set(['unused-suppression']);

/** The range of a span in the text that it counts in. */
export function rangeOf(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.from), end: document.positionAt(span.to) };
}

/** The one place where the engine's words become the editor's. */
export function diagnosticOf({ finding, part, span }: Located): Diagnostic {
  return {
    range: rangeOf(part.document, span),
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: rulePage(finding.rule) },
    source: sourceName,
    message: finding.message,
    ...(faded.has(finding.rule) && { tags: [DiagnosticTag.Unnecessary] }),
    ...(finding.fix && { data: { fix: finding.fix } }),
  };
}

/** The diagnostics of every text of the source. Texts without any are there too, so that old ones go away. */
export function diagnosticsOf(analysis: Analysis): Map<string, Diagnostic[]> {
  const byUri = new Map<string, Diagnostic[]>(analysis.source.parts.map((part) => [part.uri, []]));
  for (const located of analysis.findings) byUri.get(located.part.uri)?.push(diagnosticOf(located));
  const first = analysis.source.parts[0];
  if (analysis.notRead && first) byUri.get(first.uri)?.push(notice(analysis.notRead));
  return byUri;
}

/** A remark about the file as a whole. */
function notice(message: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, severity: DiagnosticSeverity.Information, source: sourceName, message };
}
