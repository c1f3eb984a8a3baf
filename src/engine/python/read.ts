import { addTo } from '../lists';
import type { TableCatalog } from '../catalog/catalog';
import type { Cell, Document } from '../documents/document';
import type { MappedText } from '../documents/mapped-text';
import type { ConfLookup, Span, Target } from '../types';
import type { Stmt } from './ast';
import { buildModule } from './build';
import { Evaluator } from './evaluate';
import type { CallFact, PythonFacts } from './facts';
import { moveStatements } from './move';
import { inspect, parsePython, type ParsedPython } from './parse';
import { constantOf } from './strings-of';

/** A cell as it was read: its parse, its statements, and what `inspect` saw. */
interface ReadCell extends ParsedPython {
  readonly source: MappedText;
  readonly body: readonly Stmt[];
  readonly seen: ReturnType<typeof inspect>;
}

/** Cells as they were read, kept from one state of a document to the next. */
export interface PythonCache {
  cells: ReadCell[];
}

/** Nobody writes a cell of more characters by hand; its tree would take gigabytes. */
const MAX_CELL = 3_000_000;

/** What is known beside the code. */
export interface PythonAround {
  readonly target: Target;
  readonly catalog: TableCatalog;
  readonly confs?: () => ConfLookup | undefined;
  readonly findNotebook?: (path: string) => boolean | undefined;
  readonly cache?: PythonCache;
}

/** Everything that is known of the Python code of a document. */
export function readPython(document: Document, around: PythonAround): PythonFacts {
  const old = around.cache?.cells ?? [];
  const byText = new Map(old.map((p) => [p.text, p]));
  const read: ReadCell[] = [];
  const statements: { cell: number; body: readonly Stmt[] }[] = [];
  const comments: Span[] = [];
  const unreadable: Span[] = [];
  document.cells.forEach((cell: Cell, index) => {
    if (cell.language !== 'python') return;
    const { text } = cell.source;
    if (text.length > MAX_CELL) {
      unreadable.push(cell.source.spanToHost({ from: 0, to: 1 }));
      return;
    }
    const next = readCell(cell.source, byText, old[read.length]);
    read.push(next);
    statements.push({ cell: index, body: next.body });
    comments.push(...next.seen.comments.map((c) => cell.source.spanToHost(c)));
    if (next.seen.unreadable) unreadable.push(cell.source.spanToHost(next.seen.unreadable));
  });
  if (around.cache) around.cache.cells = read;
  const evaluator = new Evaluator(document);
  evaluator.run(statements);
  return new Facts(document, around, statements, comments, unreadable, evaluator);
}

/** Reads a cell, or takes over what is known of it: a cell with the same text only has to be moved. */
function readCell(source: MappedText, known: Map<string, ReadCell>, previous: ReadCell | undefined): ReadCell {
  const { text } = source;
  const same = known.get(text);
  if (same && source.hasShapeOf(same.source)) {
    known.delete(text);
    const by = source.toHost(0) - same.source.toHost(0);
    moveStatements(same.body, by, source);
    return { ...same, source };
  }
  const parse = same ?? parsePython(text, previous);
  return { text, tree: parse.tree, source, body: buildModule(parse.tree, source), seen: inspect(parse.tree, text) };
}

class Facts implements PythonFacts {
  private readonly byMethod = new Map<string, CallFact[]>();

  constructor(
    readonly document: Document,
    private readonly around: PythonAround,
    readonly statements: PythonFacts['statements'],
    readonly comments: readonly Span[],
    readonly unreadable: readonly Span[],
    private readonly evaluator: Evaluator,
  ) {
    for (const call of evaluator.collected.calls) {
      addTo(this.byMethod, call.method, call);
    }
  }

  get target() {
    return this.around.target;
  }
  get catalog() {
    return this.around.catalog;
  }
  get isNotebook() {
    return this.document.kind !== 'python';
  }
  get isTest() {
    return /(^|[\\/])(tests?|conftest\.py)([\\/]|$)|(^|[\\/])test_[^\\/]*\.py$|_test\.py$/.test(this.document.path);
  }

  get confs() {
    return this.around.confs?.();
  }

  findNotebook(path: string) {
    return this.around.findNotebook?.(path);
  }

  get calls() {
    return this.evaluator.collected.calls;
  }
  get assignments() {
    return this.evaluator.collected.assignments;
  }
  get comparisons() {
    return this.evaluator.collected.comparisons;
  }
  get writes() {
    return this.evaluator.collected.writes;
  }
  get strings() {
    return this.evaluator.collected.strings;
  }
  get sqlStrings() {
    return this.evaluator.collected.sqlStrings;
  }
  get functions() {
    return this.evaluator.collected.functions;
  }
  get imports() {
    return this.evaluator.collected.imports;
  }

  valueOf(expr: Parameters<PythonFacts['valueOf']>[0]) {
    return this.evaluator.valueOf(expr);
  }

  constantOf(expr: Parameters<PythonFacts['constantOf']>[0]) {
    return constantOf(expr, (e) => this.evaluator.valueOf(e));
  }

  dataFrameCalls(...methods: string[]) {
    return this.callsNamed(...methods).filter(
      (c): c is ReturnType<PythonFacts['dataFrameCalls']>[number] => c.receiver?.kind === 'dataframe',
    );
  }

  callsNamed(...methods: string[]): CallFact[] {
    if (methods.length === 1) return this.byMethod.get(methods[0]!) ?? [];
    return methods.flatMap((m) => this.byMethod.get(m) ?? []).sort((a, b) => a.call.to - b.call.to);
  }
}
