import { addTo } from '../lists';
import type { Cell, Document } from '../documents/document';
import type { Anchor, MappedText } from '../documents/mapped-text';
import type { Span } from '../types';
import { buildModule } from './build';
import { cellKnowledge, type CellKnowledge } from './cell-knowledge';
import { Evaluator } from './evaluate';
import type { PythonFile } from './facts';
import { FileFacts, type CellStatements, type PythonAround } from './file-facts';
import { moveStatements } from './move';
import { inspect, parsePython, type ParsedPython } from './parse';
import type { CellCode } from './place';

/** A cell as it was read: its parse, its statements, and what `inspect` saw. The same object for as long as its text is the same. */
interface ReadCell extends ParsedPython, CellCode {
  /** Moves in the file as the cell does. */
  readonly source: MappedText;
  readonly anchor: Anchor;
  readonly seen: ReturnType<typeof inspect>;
}

/** What is kept of a document from one state to the next. */
export interface PythonCache {
  cells: readonly ReadCell[];
  known: readonly CellKnowledge[];
  readonly evaluator: Evaluator;
}

export function newPythonCache(): PythonCache {
  return { cells: [], known: [], evaluator: new Evaluator() };
}

/** Nobody writes a cell of more characters by hand; its tree would take gigabytes. */
const MAX_CELL = 3_000_000;

/** Everything that is known of the Python code of a document. */
export function readPython(document: Document, around: PythonAround & { readonly cache?: PythonCache }): PythonFile {
  const cache = around.cache ?? newPythonCache();
  const old = cache.cells;
  const known = new KnownCells(old);
  const more = document.cells.filter(({ language }) => language === 'python').length - old.length;
  const read: ReadCell[] = [];
  const statements: CellStatements[] = [];
  const comments: Span[] = [];
  const unreadable: Span[] = [];
  document.cells.forEach((cell: Cell, index) => {
    if (cell.language !== 'python') return;
    const { text } = cell.source;
    if (text.length > MAX_CELL) {
      unreadable.push(cell.source.spanToHost({ from: 0, to: 1 }));
      return;
    }
    const previous = old[read.length];
    const same = known.take(text, previous, old[read.length - more]);
    const next = readCell(cell.source, same, previous);
    read.push(next);
    statements.push({ cell: index, body: next.body });
    for (const comment of next.seen.comments) comments.push(cell.source.spanToHost(comment));
    if (next.seen.unreadable) unreadable.push(cell.source.spanToHost(next.seen.unreadable));
  });
  cache.cells = read;
  cache.known = cellKnowledge(read, cache.evaluator.run(read, document.text), cache.known);
  return new FileFacts({ document, around, comments, unreadable }, statements, cache.known);
}

/** The cells of the last state of a document. Each is taken over once. */
class KnownCells {
  private readonly taken = new Set<ReadCell>();
  private byText: Map<string, ReadCell[]> | undefined;

  constructor(private readonly cells: readonly ReadCell[]) {}

  /** The cell with this text; mostly one of those that stand at its place, counted from the first cell or from the last. */
  take(text: string, ...likely: readonly (ReadCell | undefined)[]): ReadCell | undefined {
    const found = likely.find((cell) => cell?.text === text && !this.taken.has(cell)) ?? this.find(text);
    if (found) this.taken.add(found);
    return found;
  }

  private find(text: string): ReadCell | undefined {
    if (!this.byText) {
      this.byText = new Map();
      for (const cell of this.cells) addTo(this.byText, cell.text, cell);
    }
    return this.byText.get(text)?.find((cell) => !this.taken.has(cell));
  }
}

/** Reads a cell, or takes over what is known of it: a cell with the same text only has to be moved. */
function readCell(source: MappedText, same: ReadCell | undefined, previous: ReadCell | undefined): ReadCell {
  const { text } = source;
  if (same && source.hasShapeOf(same.source)) {
    const by = source.toHost(0) - same.source.toHost(0);
    if (by !== 0) moveStatements(same.body, by);
    same.anchor.at += by;
    return same;
  }
  const parse = same ?? parsePython(text, previous);
  const anchor = { at: 0 };
  const anchored = source.anchored(anchor);
  const body = buildModule(parse.tree, anchored);
  return { text, tree: parse.tree, source: anchored, anchor, body, seen: inspect(parse.tree, text) };
}
