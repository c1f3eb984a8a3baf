import {
  CompletionTriggerKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  NotebookDocuments,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Confs } from '../confs';
import { mayHoldJobs } from '../engine';
import { openRulePageCommand, statusNotification } from '../shared/language';
import { abilitiesOf, capabilitiesFor, type Abilities } from './abilities';
import { Analyses, type Analysis } from './analysis';
import { factsOfTables, serveCatalogTables } from './catalogTables';
import { codeActionsFor } from './codeActions';
import { Complaints } from './complaints';
import { rulePage } from './diagnostics';
import { completionsFor } from './completion';
import { formatActionsFor } from './formatActions';
import { formattingEdits, registerFormatting } from './formatting';
import { hoverAt, hoverInFile } from './hover';
import { later } from './later';
import { definitionsAt } from './names';
import { Publisher } from './publisher';
import { mayNameSetting, resolveSetting, settingCompletions } from './settingCompletion';
import { mayHoldSettings, settingAt, settingInFile } from './settingPlaces';
import { serveSettingSearch } from './settingSearch';
import { pathOf } from './source';
import { Sources } from './sources';
import { serveStructure } from './structure';
import { serveTaskSettings } from './taskSettings';
import { Workspace } from './workspace';

/** What the process around the server brings along. */
export interface ServerHost {
  readonly version: string;
  /** The settings of Spark; asked for only when something has to be explained. */
  confs(): Confs;
  /** The same without a wait, for the rules; without it they say nothing about settings. */
  loadConfs?(): Promise<Confs>;
}

/** Files that are watched, because what they say changes what is found elsewhere. */
const watched = ['**/lakelint.json', '**/pyproject.toml', '**/*.{yml,yaml}', '**/*.sql'];

/** How long the first diagnostics wait for the client's settings, in milliseconds: a client may never answer. */
const longestWait = 2000;

/** Serves one client over the connection until it says `exit`. */
export function startServer(connection: Connection, host: ServerHost): void {
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(TextDocument);
  const workspace = new Workspace(connection);
  const sources = new Sources(documents, notebooks.cellTextDocuments, (path, text) => workspace.isJobFile(path, text));
  const logged = new Set<string>();
  const onError = (error: unknown, path: string) => {
    const text = `${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    // A rule that fails does so at every keystroke.
    if (logged.size < 1000 && !logged.has(text)) connection.console.error(text);
    logged.add(text);
  };
  const confs =
    host.loadConfs &&
    later(
      () => host.loadConfs!(),
      () => publisher.changedAll(),
      (error) => onError(error, 'confs.json'),
    );
  const analyses = new Analyses(workspace, onError, confs);
  let client: Abilities = abilitiesOf({}, undefined);
  let isReady: () => void;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const complaints = new Complaints(connection);
  const publisher = new Publisher(connection, sources, analyses, ready, (status) => {
    showComplaints();
    const origins = workspace.targetOrigins(pathOf(status.uri));
    if (client.status) void connection.sendNotification(statusNotification, { ...status, origins });
  });
  workspace.onTables = (path) => publisher.changedAround(path);

  connection.onInitialize((params: InitializeParams) => {
    client = abilitiesOf(params.capabilities, params.initializationOptions);
    workspace.open(rootsOf(params), client.configuration, settingsIn(params.initializationOptions));
    workspace.setCatalogTables(factsOfTables(tablesIn(params.initializationOptions)));
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'lakelint', version: host.version } };
  });

  connection.onInitialized(async () => {
    let isLate = false;
    const waited = setTimeout(() => {
      isLate = true;
      isReady();
    }, longestWait);
    if (client.configurationRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'lakelint' });
    }
    if (client.watchedFilesRegistration) {
      const watchers = watched.map((globPattern) => ({ globPattern }));
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (client.formattingRegistration) registerFormatting(connection);
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async () => {
        const folders = (await connection.workspace.getWorkspaceFolders()) ?? [];
        workspace.setRoots(folders.map(({ uri }) => pathOf(uri)));
        await reload();
      });
    }
    await workspace.loadEditorSettings();
    clearTimeout(waited);
    isReady();
    // Otherwise nothing was read before: what is open waits for this.
    if (isLate) publisher.changedAll();
    showComplaints();
  });

  async function reload(given?: unknown): Promise<void> {
    await workspace.loadEditorSettings(given);
    readAgain();
  }

  function showComplaints(): void {
    complaints.show(workspace.complaints(sources.uris().map(pathOf)), (uri) => sources.get(uri) !== undefined);
  }

  function readAgain(): void {
    showComplaints();
    publisher.changedAll();
  }

  connection.onDidChangeConfiguration(({ settings }) => reload(settingsIn(settings)));
  connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(changes.map(({ uri }) => uri)));

  function filesChanged(uris: readonly string[]): void {
    workspace.invalidate(uris.map(pathOf));
    readAgain();
  }

  documents.onDidChangeContent(({ document }) => publisher.changed(document.uri));
  documents.onDidClose(({ document }) => {
    publisher.closed(document.uri);
    structure.closed(document.uri);
    if (mayHoldJobs(document.uri)) showComplaints();
  });
  documents.onDidSave(({ document }) => {
    // Where the client does not watch files: at least what is saved in it is noticed.
    if (!client.watchedFilesRegistration) filesChanged([document.uri]);
  });
  notebooks.onDidOpen((notebook) => {
    sources.setNotebook(notebook);
    publisher.changed(notebook.uri);
  });
  notebooks.onDidChange(({ notebookDocument }) => {
    sources.setNotebook(notebookDocument);
    publisher.changed(notebookDocument.uri);
  });
  notebooks.onDidClose(({ uri }) => {
    sources.removeNotebook(uri);
    publisher.closed(uri);
  });

  async function analysisOf(uri: string): Promise<Analysis | undefined> {
    await ready;
    const source = sources.containing(uri);
    return source && analyses.of(source);
  }
  const structure = serveStructure(connection, analysisOf);
  serveCatalogTables(connection, {
    openUris: () => sources.uris(),
    analysisOf,
    setTables(tables) {
      workspace.setCatalogTables(tables);
      publisher.changedAll();
    },
  });
  const documentOf = (uri: string): TextDocument | undefined =>
    documents.get(uri) ?? notebooks.cellTextDocuments.get(uri);
  serveSettingSearch(connection, {
    confs: host.confs,
    document: documentOf,
    analysisOf,
    targetFor: (path) => workspace.targetFor(path),
  });
  serveTaskSettings(connection, {
    confs: host.confs,
    bundleNear: (path) => workspace.bundleNear(path),
    openText: (path) =>
      documents
        .all()
        .find(({ uri }) => pathOf(uri) === path)
        ?.getText(),
  });

  connection.onCodeAction(async ({ textDocument, range, context }) => {
    const { uri } = textDocument;
    const analysis = await analysisOf(uri);
    if (!analysis) return [];
    const laidOut = await formatActionsFor(analysis, uri, range, context, workspace.format, note);
    return [...codeActionsFor(analysis, uri, range, context, client), ...laidOut];
  });

  connection.onHover(async ({ textDocument: { uri }, position }) => {
    await ready;
    const analysis = await analysisOf(uri);
    if (analysis) return hoverAt(analysis, uri, position, host.confs);
    const document = documents.get(uri);
    if (!document || !mayHoldSettings(document)) return undefined;
    return hoverInFile(document, position, workspace.targetFor(pathOf(uri)), host.confs);
  });

  connection.onDefinition(async ({ textDocument: { uri }, position }) => {
    const analysis = await analysisOf(uri);
    const filesMaking = (path: string, table: string) => workspace.filesMaking(path, table);
    return analysis && definitionsAt(analysis, uri, position, { filesMaking, openText: (at) => documents.get(at) });
  });

  connection.onCompletion(async ({ textDocument: { uri }, position, context }) => {
    const document = documentOf(uri);
    if (!document) return [];
    const offset = document.offsetAt(position);
    // Behind a quote or a space only settings are offered: both are typed all the time.
    const isAsked = context?.triggerKind !== CompletionTriggerKind.TriggerCharacter || context.triggerCharacter === '.';
    if (!isAsked && !mayNameSetting(document, offset)) return [];
    const analysis = await analysisOf(uri);
    const setting = analysis ? settingAt(analysis, uri, offset) : settingInFile(document, offset);
    const target = analysis?.settings.target ?? workspace.targetFor(pathOf(uri));
    if (setting) return settingCompletions(setting, document, target, host.confs());
    return analysis && isAsked ? completionsFor(analysis, uri, position) : [];
  });
  connection.onCompletionResolve((item) => resolveSetting(item, host.confs));

  function note(message: string): void {
    connection.console.info(message);
  }

  async function format(uri: string, range?: Range): Promise<TextEdit[]> {
    await ready;
    const source = sources.containing(uri);
    if (!source || !workspace.settingsFor(source.path)) return [];
    return formattingEdits(source, uri, workspace.format, note, range);
  }
  connection.onDocumentFormatting(({ textDocument }) => format(textDocument.uri));
  connection.onDocumentRangeFormatting(({ textDocument, range }) => format(textDocument.uri, range));

  connection.onExecuteCommand(async ({ command, arguments: [rule] = [] }) => {
    if (command !== openRulePageCommand || typeof rule !== 'string' || !/^[\w-]+$/.test(rule)) return;
    await connection.window.showDocument({ uri: rulePage(rule), external: true });
  });

  connection.onShutdown(() => publisher.dispose());
  documents.listen(connection);
  notebooks.listen(connection);
  connection.listen();
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => pathOf(uri));
  return rootUri ? [pathOf(rootUri)] : [];
}

/** What a client has read from Unity Catalog before. */
function tablesIn(options: unknown): unknown {
  return (options as { catalogTables?: unknown } | null | undefined)?.catalogTables;
}

/** The section `lakelint` of settings that a client pushes. */
function settingsIn(settings: unknown): unknown {
  return (settings as { lakelint?: unknown } | null | undefined)?.lakelint;
}
