import { TextDocument } from 'vscode-languageserver-textdocument';
import { defaultSettings, parseSettings, rules, type Settings } from '../../src/engine';
import { Analyses, type Analysis, type Surroundings } from '../../src/language/analysis';
import type { ClientAbilities } from '../../src/language/codeActions';
import { notebookSource, textSource, type Source } from '../../src/language/source';

/** A client that can do nothing beyond the plain protocol. */
export const plainClient: ClientAbilities = { documentChanges: false, snippets: false, showDocument: false };

/** A client that can do everything. */
export const richClient: ClientAbilities = { documentChanges: true, snippets: true, showDocument: true };

/** A file of the editor. */
export function file(
  name: string,
  text: string,
  languageId = name.endsWith('.sql') ? 'sql' : 'python',
  version = 1,
): TextDocument {
  return TextDocument.create(`file:///w/${name}`, languageId, version, text);
}

/** A file as a source. */
export function sourceOf(name: string, text: string, languageId?: string): Source {
  return textSource(file(name, text, languageId))!;
}

/** A notebook as a source; cells are Python unless they say otherwise. */
export function notebookOf(...cells: readonly (string | { readonly sql: string })[]): Source {
  const documents = cells.map((cell, i) => {
    const [language, text] = typeof cell === 'string' ? ['python', cell] : ['sql', cell.sql];
    return TextDocument.create(`vscode-notebook-cell:/w/n.ipynb#${i}`, language!, 1, text!);
  });
  return notebookSource('file:///w/n.ipynb', documents);
}

/** Surroundings with these rule settings and nothing else. */
export function surroundings(given: object = {}): Surroundings {
  const { settings } = parseSettings({ rules: given }, rules);
  const all: Settings = { ...defaultSettings, rules: settings.rules };
  return { settingsFor: () => all, catalogFor: () => undefined, placeOf: (path) => path };
}

/** The analysis of a source. A rule that throws fails the test. */
export function analyse(source: Source, given?: object): Analysis {
  const analyses = new Analyses(surroundings(given), (error) => {
    throw error;
  });
  return analyses.of(source)!;
}
