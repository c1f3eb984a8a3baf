import type { ClientCapabilities, ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind, TextDocumentSyncKind } from 'vscode-languageserver';
import { fixAllKind, formatSqlKind, formatStringKind, openRulePageCommand } from '../shared/language';
import type { ClientAbilities } from './codeActions';
import { structureCapabilities } from './structure';

/** What the client can do, as far as the server depends on it. */
export interface Abilities extends ClientAbilities {
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watchedFilesRegistration: boolean;
  readonly workspaceFolders: boolean;
  /** Formatting can be registered for SQL alone, so that it does not compete with a formatter of Python. */
  readonly formattingRegistration: boolean;
  /** The client shows the state of each file, and says so in its `initializationOptions`. */
  readonly status: boolean;
}

/** Reads the abilities out of what the client sent. */
export function abilitiesOf(client: ClientCapabilities, options: unknown): Abilities {
  const { workspace, window, textDocument } = client;
  const documentChanges = workspace?.workspaceEdit?.documentChanges === true;
  return {
    documentChanges,
    snippets: documentChanges && workspace?.workspaceEdit?.snippetEditSupport === true,
    showDocument: window?.showDocument?.support === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchedFilesRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    formattingRegistration:
      textDocument?.formatting?.dynamicRegistration === true &&
      textDocument.rangeFormatting?.dynamicRegistration === true,
    status: (options as { status?: unknown } | undefined)?.status === true,
  };
}

/** What the server offers to a client with these abilities. */
export function capabilitiesFor(client: Abilities): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    notebookDocumentSync: {
      // Any kind of notebook: what counts is the language of its cells.
      notebookSelector: [
        {
          notebook: '*',
          cells: ['python', 'sql', 'databricks-sql', 'spark-sql', 'sparksql'].map((language) => ({ language })),
        },
      ],
    },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind, formatStringKind, formatSqlKind] },
    hoverProvider: true,
    definitionProvider: true,
    completionProvider: { triggerCharacters: ['.', '"', "'", ' ', '='], resolveProvider: true },
    ...structureCapabilities,
    ...(!client.formattingRegistration && { documentFormattingProvider: true, documentRangeFormattingProvider: true }),
    ...(client.showDocument && { executeCommandProvider: { commands: [openRulePageCommand] } }),
    ...(client.workspaceFolders && { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }),
  };
}
