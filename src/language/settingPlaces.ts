import type { TextDocument } from 'vscode-languageserver-textdocument';
import { finderFor, placeInPython, placeInSql, type SettingPlace } from '../confs';
import type { MappedText, Span } from '../engine';
import type { Analysis } from './analysis';
import { pathOf } from './source';
import { sqlAt, viewOf, type View } from './view';

/** A setting in a text of the editor. */
export interface PlacedSetting {
  readonly place: SettingPlace;
  /** The half under the cursor, in the editor's text. */
  readonly span: Span;
  /** What of it stands before the cursor. */
  readonly typed: string;
  /** How a text has to be written there; `undefined` where that cannot be done. */
  write(insert: string): string | undefined;
}

/** The setting at an offset of a text that was read: Python, SQL, or the definition of jobs. */
export function settingAt(analysis: Analysis, uri: string, offset: number): PlacedSetting | undefined {
  if (analysis.result?.document.kind === 'jobs') return settingInFile(analysis.source.parts[0]!.document, offset);
  const view = viewOf(analysis, uri);
  if (!view) return undefined;
  const host = view.toDocument(offset);
  const cell = view.document.cells.find(({ span }) => span.from <= host && host <= span.to);
  const at = cell?.source.fromHost(host);
  if (cell?.language === 'python' && at !== undefined) {
    const { place, openSql } = placeInPython(cell.source.text, at, view.document.text);
    // The string goes on where the code is not finished: only its line is SQL.
    if (openSql) {
      const { from, to } = openSql;
      return placed(placeInSql(cell.source.text.slice(from, to), at - from), cell.source, view, offset, from);
    }
    if (place) return placed(place, cell.source, view, offset);
  }
  const sql = sqlAt(view, offset);
  return sql && placed(placeInSql(sql.text.source.text, sql.offset), sql.text.source, view, offset);
}

/** The setting at an offset of a file that is no code: YAML, JSON, `spark-defaults.conf`, a shell script. */
export function settingInFile(document: TextDocument, offset: number): PlacedSetting | undefined {
  const text = document.getText();
  const place = finderFor(pathOf(document.uri), document.languageId)?.(text, offset);
  return place && { place, span: place.span, typed: text.slice(place.span.from, offset), write: (insert) => insert };
}

/** Whether a file that is no code may hold settings: most do not. */
export function mayHoldSettings(document: TextDocument): boolean {
  return finderFor(pathOf(document.uri), document.languageId) !== undefined;
}

/** @param shift where the text that the place counts in begins in `source`. */
function placed(
  place: SettingPlace | undefined,
  source: MappedText,
  view: View,
  offset: number,
  shift = 0,
): PlacedSetting | undefined {
  if (!place) return undefined;
  const inSource = { from: place.span.from + shift, to: place.span.to + shift };
  // What is joined from several literals, or holds a value of run time, has no one place.
  if (!source.isKnown(inSource) || source.hostStretches(inSource).length > 1) return undefined;
  const isEmpty = inSource.from === inSource.to;
  const host = isEmpty ? { from: view.toDocument(offset), to: view.toDocument(offset) } : source.spanToHost(inSource);
  const span = view.toPart(host);
  if (!span) return undefined;
  return {
    place,
    span,
    typed: view.part.document.getText().slice(span.from, offset),
    write: (insert) => source.editToHost({ ...inSource, insert })?.insert,
  };
}
