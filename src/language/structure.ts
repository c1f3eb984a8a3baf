import {
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type Connection,
  type ServerCapabilities,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import { statementRangeRequest } from '../shared/language';
import type { Analysis } from './analysis';
import { foldingRangesFor } from './folding';
import { selectionRangesFor, statementRangeAt } from './selection';
import { SqlColors, tokenLegend } from './semanticTokens';
import { symbolsFor } from './symbols';

/** What the server says it can do of the features below. */
export const structureCapabilities: ServerCapabilities = {
  foldingRangeProvider: true,
  documentSymbolProvider: { label: 'Lakelint' },
  selectionRangeProvider: true,
  // For Python alone: SQL has grammars in every editor.
  semanticTokensProvider: {
    documentSelector: [{ language: 'python' }],
    legend: tokenLegend,
    full: { delta: true },
    range: true,
  },
};

/**
 * Answers requests about the structure of texts: colours of SQL in Python, folding, outline, selections.
 * @param analysisOf waits until the settings are known; nothing for a text that is not read.
 * @returns what is to be told that a text was closed.
 */
export function serveStructure(
  connection: Connection,
  analysisOf: (uri: string) => Promise<Analysis | undefined>,
): { closed(uri: string): void } {
  const colors = new SqlColors();
  async function answer<T>(uri: string, give: (analysis: Analysis) => T): Promise<T | undefined> {
    const analysis = await analysisOf(uri);
    // YAML and JSON have their structure from others: an empty answer would stand before theirs.
    return analysis && analysis.result?.document.kind !== 'jobs' ? give(analysis) : undefined;
  }
  connection.onFoldingRanges(({ textDocument: { uri } }) => answer(uri, (a) => foldingRangesFor(a, uri)));
  connection.onDocumentSymbol(({ textDocument: { uri } }) => answer(uri, (a) => symbolsFor(a, uri)));
  connection.onSelectionRanges(({ textDocument: { uri }, positions }) =>
    answer(uri, (a) => selectionRangesFor(a, uri, positions)),
  );
  // `null` and no empty list: an editor may then take the colours of another extension.
  connection.onRequest(
    SemanticTokensRequest.type,
    async ({ textDocument: { uri } }) => (await answer(uri, (a) => colors.full(a, uri))) ?? null,
  );
  connection.onRequest(
    SemanticTokensDeltaRequest.type,
    async ({ textDocument: { uri }, previousResultId }) =>
      (await answer(uri, (a) => colors.delta(a, uri, previousResultId))) ?? null,
  );
  connection.onRequest(
    SemanticTokensRangeRequest.type,
    async ({ textDocument: { uri }, range }) => (await answer(uri, (a) => colors.range(a, uri, range))) ?? null,
  );
  connection.onRequest(
    statementRangeRequest,
    async ({ textDocument: { uri }, position }: TextDocumentPositionParams) =>
      (await answer(uri, (a) => statementRangeAt(a, uri, position))) ?? null,
  );
  return { closed: (uri) => colors.forget(uri) };
}
