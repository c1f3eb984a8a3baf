import type { Connection, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { renderPage, written, type Conf, type Confs, type ConfTarget, type InsertionPlace } from '../confs';
import { stringAt } from '../engine';
import {
  insertSettingRequest,
  searchSettingsRequest,
  settingPageRequest,
  type FoundSetting,
  type Insertion,
  type SettingName,
} from '../shared/settings';
import type { Analysis } from './analysis';
import { rangeOf } from './diagnostics';
import { settingAt, settingInFile } from './settingPlaces';
import { languageOfId, pathOf } from './source';
import { viewOf } from './view';

/** What the requests about settings need to know of the server. */
export interface SettingsHost {
  confs(): Confs;
  document(uri: string): TextDocument | undefined;
  analysisOf(uri: string): Promise<Analysis | undefined>;
  targetFor(path: string): ConfTarget;
}

/** As many as anybody looks through. */
const most = 100;

/** Answers the command that looks settings up: searches them, shows their pages, and says how to write one at the cursor. */
export function serveSettingSearch(connection: Connection, host: SettingsHost): void {
  connection.onRequest(searchSettingsRequest, ({ words }: { words?: unknown }): FoundSetting[] =>
    searchSettings(host.confs(), typeof words === 'string' ? words : ''),
  );
  connection.onRequest(settingPageRequest, (name: SettingName): string | null => {
    const conf = named(host.confs(), name);
    return conf ? renderPage(conf, host.confs(), host.targetFor('')) : null;
  });
  connection.onRequest(
    insertSettingRequest,
    async (params: SettingName & { textDocument: { uri: string }; position: Position }): Promise<Insertion | null> => {
      const { uri } = params.textDocument;
      const document = host.document(uri);
      const conf = named(host.confs(), params);
      return document && conf ? insertionAt(document, await host.analysisOf(uri), params.position, conf) : null;
    },
  );
}

function named(confs: Confs, { key, format }: SettingName): Conf | undefined {
  return format === undefined ? confs.find(key) : confs.findOption(key, format)[0];
}

function searchSettings(confs: Confs, words: string): FoundSetting[] {
  const found = words.trim() === '' ? mostUsed(confs) : confs.search(words, most);
  return found.map((conf) => ({
    key: conf.key,
    ...(conf.kind === 'option' && { format: conf.format }),
    description: descriptionOf(conf),
    detail: conf.what ?? '',
  }));
}

function mostUsed(confs: Confs): readonly Conf[] {
  return [...confs.settings].sort((a, b) => (b.usedBy ?? 0) - (a.usedBy ?? 0)).slice(0, most);
}

function descriptionOf({ kind, format, type, default: value, removed, deprecated }: Conf): string {
  const of = kind === 'option' ? `${format ?? ''} option` : kind === 'table property' ? kind : '';
  const is = typeof value === 'string' && value !== '' ? ` = ${value}` : '';
  const state = removed ? 'removed' : deprecated ? 'deprecated' : '';
  return [state, of, `${type ?? ''}${is}`.trim()].filter((text) => text !== '').join(', ');
}

/** How a setting is written at a position: in the place of a key that stands there, else as the language of the text has it. */
function insertionAt(
  document: TextDocument,
  analysis: Analysis | undefined,
  position: Position,
  conf: Conf,
): Insertion | null {
  const offset = document.offsetAt(position);
  const setting = analysis ? settingAt(analysis, document.uri, offset) : settingInFile(document, offset);
  if (setting?.place.part === 'key') {
    const { before, after } = setting.place.around;
    // Quotes that have to be added already stand around the key; what joins it to its value does not.
    const text = before + (conf.asked ?? conf.key) + after;
    return { range: rangeOf(document, setting.span), before: text, value: '', after: '' };
  }
  const place = placeFor(document, analysis, offset, position.line);
  return place ? { range: { start: position, end: position }, ...written(conf, place) } : null;
}

function placeFor(
  document: TextDocument,
  analysis: Analysis | undefined,
  offset: number,
  line: number,
): InsertionPlace | undefined {
  const { uri, languageId } = document;
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const isEmpty = /^\s*(?:(?:#|--) MAGIC\s*)?$/.test(text);
  const view = analysis && viewOf(analysis, uri);
  if (view) {
    const host = view.toDocument(offset);
    const cell = view.document.cells.find(({ span }) => span.from <= host && host <= span.to);
    if (cell?.language === 'sql') return isEmpty ? 'sql line' : 'sql code';
    if (cell?.language === 'python' && stringAt(view.document, host)) return 'string';
  }
  if (languageOfId(languageId) === 'sql') return isEmpty ? 'sql line' : 'sql code';
  if (languageOfId(languageId) === 'python') return isEmpty ? 'python line' : 'python code';
  if (languageId === 'shellscript') return 'shell';
  const ending = /\.(\w+)(?:\.template)?$/.exec(pathOf(uri))?.[1]?.toLowerCase();
  if (ending === 'yml' || ending === 'yaml') return 'yaml';
  if (ending === 'json') return 'json';
  return ending === 'conf' ? 'properties' : undefined;
}
