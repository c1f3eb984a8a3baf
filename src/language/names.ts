import type { Location, Position } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { definitionIn, nameAt, readDocument, readSql, type NameAt, type Span, type SqlText } from '../engine';
import { readText } from '../project';
import type { Analysis } from './analysis';
import { rangeOf } from './diagnostics';
import { sqlAt, viewOf, type View } from './view';

/** A name of a table or column, where it stands in the text of the editor, and the SQL around it. */
export interface NameInText {
  readonly name: NameAt;
  readonly span: Span;
  readonly view: View;
  readonly text: SqlText;
}

/** Looks up the files of a project; the texts that are open count before what is on disk. */
export interface Elsewhere {
  filesMaking(path: string, table: string): Promise<readonly string[]>;
  openText(uri: string): TextDocument | undefined;
}

/** More files than this that make one table are not told apart by anybody. */
const mostFiles = 20;

/** The table or column under a position. */
export function nameUnder(analysis: Analysis, uri: string, position: Position): NameInText | undefined {
  const view = viewOf(analysis, uri);
  const found = view && sqlAt(view, view.part.document.offsetAt(position));
  if (!view || !found || !analysis.result) return undefined;
  const { text, offset } = found;
  const name = nameAt({ tree: text.tree, catalog: analysis.result.catalog }, offset);
  const span = name && view.toPart(text.source.spanToHost(name.span));
  // A hole of an f-string is a name of nobody's.
  return name && span && text.source.isKnown(name.span) ? { name, span, view, text } : undefined;
}

/** Where the thing under a position is made: in the same SQL, in the same file, or in another file of the project. */
export async function definitionsAt(
  analysis: Analysis,
  uri: string,
  position: Position,
  elsewhere: Elsewhere,
): Promise<Location[]> {
  const found = nameUnder(analysis, uri, position);
  if (!found) return [];
  const { name, text, view } = found;
  if (name.definition) return located(view, text, name.definition);
  const wanted = wantedOf(name);
  if (!wanted) return [];
  for (const other of view.sql) {
    const span = definitionIn(other.tree, wanted.table, wanted.column);
    if (span) return located(view, other, span);
  }
  const files = await elsewhere.filesMaking(analysis.source.path, wanted.table);
  const locations = await Promise.all(
    files.slice(0, mostFiles).map((path) => inFile(path, wanted, elsewhere)), // prettier-ignore
  );
  return locations.flat();
}

function wantedOf(name: NameAt): { table: string; column?: string } | undefined {
  if (name.kind === 'table') return { table: name.name.text };
  if (name.kind === 'column' && name.table?.known) return { table: name.table.text, column: name.name };
  return undefined;
}

function located(view: View, { source }: SqlText, definition: Span): Location[] {
  const span = view.toPart(source.spanToHost(definition));
  return span ? [{ uri: view.part.uri, range: rangeOf(view.part.document, span) }] : [];
}

async function inFile(
  path: string,
  { table, column }: { table: string; column?: string },
  elsewhere: Elsewhere,
): Promise<Location[]> {
  const uri = URI.file(path).toString();
  // Places in the JSON of a notebook are none that an editor can show.
  if (path.endsWith('.ipynb')) return [];
  let document = elsewhere.openText(uri);
  if (!document) {
    const file = await readText(path);
    if (!file.ok) return [];
    document = TextDocument.create(uri, 'sql', 0, file.text);
  }
  const locations: Location[] = [];
  const read = readDocument({ path, text: document.getText() });
  for (const { language, source } of read.cells) {
    if (language !== 'sql') continue;
    const span = definitionIn(readSql(source.text), table, column);
    if (span) locations.push({ uri, range: rangeOf(document, source.spanToHost(span)) });
  }
  return locations;
}
