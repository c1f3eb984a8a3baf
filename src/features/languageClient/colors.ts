import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { SettingsReader } from '../../platform/settings';

/** Extensions that colour Python by its meaning. */
const others = ['ms-python.vscode-pylance', 'detachhead.basedpyright', 'astral-sh.ty', 'meta.pyrefly'];

/**
 * VS Code takes the semantic colours of a file from one extension alone. Ours know the SQL in it and nothing of Python,
 * so that another extension goes first unless the settings say otherwise.
 */
function mayColor(): boolean {
  const wanted = new SettingsReader('lakelint').word('colorSqlInPython', ['auto', 'always', 'never'] as const);
  if (wanted !== 'auto') return wanted === 'always';
  return !others.some((id) => vscode.extensions.getExtension(id) !== undefined);
}

/** Keeps the colours back where another extension has more of them. */
export const colorMiddleware: Pick<
  Middleware,
  'provideDocumentSemanticTokens' | 'provideDocumentSemanticTokensEdits' | 'provideDocumentRangeSemanticTokens'
> = {
  provideDocumentSemanticTokens: (document, token, next) => (mayColor() ? next(document, token) : undefined),
  provideDocumentSemanticTokensEdits: (document, previous, token, next) =>
    mayColor() ? next(document, previous, token) : undefined,
  provideDocumentRangeSemanticTokens: (document, range, token, next) =>
    mayColor() ? next(document, range, token) : undefined,
};
