import type { Document } from '../documents/document';
import type { TableCatalog } from '../catalog/catalog';
import type { ConfLookup, Span, Target } from '../types';
import type { Expr } from './ast';
import { callsByMethod, collectedIn, type CellKnowledge } from './cell-knowledge';
import type { Collected } from './collected';
import type { CallFact, PythonCell, PythonFacts, PythonFile } from './facts';
import { constantOf } from './strings-of';
import { valueOf } from './values';

export type CellStatements = PythonFacts['statements'][number];

/** What is known beside the code. */
export interface PythonAround {
  readonly target: Target;
  readonly catalog: TableCatalog;
  readonly confs?: () => ConfLookup | undefined;
  readonly findNotebook?: (path: string) => boolean | undefined;
}

/** What is known beside the cells. */
interface Surroundings {
  readonly document: Document;
  readonly around: PythonAround;
  readonly comments: readonly Span[];
  readonly unreadable: readonly Span[];
}

/** Facts about some cells of a file. */
abstract class Facts implements PythonFacts {
  private readonly collected: Partial<Collected> = {};
  private byMethod: ReadonlyMap<string, CallFact[]> | undefined;

  constructor(
    protected readonly surroundings: Surroundings,
    readonly statements: readonly CellStatements[],
    private readonly known: readonly CellKnowledge[],
  ) {}

  abstract readonly file: PythonFile;
  abstract readonly confs: PythonFacts['confs'];
  abstract findNotebook(path: string): boolean | undefined;

  get document() {
    return this.surroundings.document;
  }
  get target() {
    return this.surroundings.around.target;
  }
  get catalog() {
    return this.surroundings.around.catalog;
  }
  get comments() {
    return this.surroundings.comments;
  }
  get unreadable() {
    return this.surroundings.unreadable;
  }
  get isNotebook() {
    return this.document.kind !== 'python';
  }
  get isTest() {
    return isTestPath(this.document.path);
  }

  get calls() {
    return this.all('calls');
  }
  get assignments() {
    return this.all('assignments');
  }
  get comparisons() {
    return this.all('comparisons');
  }
  get writes() {
    return this.all('writes');
  }
  get strings() {
    return this.all('strings');
  }
  get sqlStrings() {
    return this.all('sqlStrings');
  }
  get functions() {
    return this.all('functions');
  }
  get imports() {
    return this.all('imports');
  }

  private all<K extends keyof Collected>(kind: K): Collected[K] {
    return (this.collected[kind] ??= collectedIn(this.known, kind));
  }

  valueOf(expr: Expr) {
    return valueOf(expr);
  }

  constantOf(expr: Expr | undefined) {
    return constantOf(expr, (e) => this.valueOf(e));
  }

  dataFrameCalls(...methods: string[]) {
    return this.callsNamed(...methods).filter(
      (c): c is ReturnType<PythonFacts['dataFrameCalls']>[number] => c.receiver?.kind === 'dataframe',
    );
  }

  callsNamed(...methods: string[]): CallFact[] {
    if (methods.length === 1) return this.callsOf(methods[0]!);
    return methods.flatMap((m) => this.callsOf(m)).sort((a, b) => a.call.to - b.call.to);
  }

  private callsOf(method: string): CallFact[] {
    this.byMethod ??= this.indexCalls();
    return this.byMethod.get(method) ?? [];
  }

  private indexCalls(): Map<string, CallFact[]> {
    const index = new Map<string, CallFact[]>();
    for (const cell of this.known) {
      for (const [method, calls] of callsByMethod(cell)) {
        const all = index.get(method);
        if (!all) index.set(method, [...calls]);
        else for (const call of calls) all.push(call);
      }
    }
    return index;
  }
}

/** The facts of a whole file. */
export class FileFacts extends Facts implements PythonFile {
  readonly file = this;
  readonly cells: readonly PythonCell[];

  constructor(surroundings: Surroundings, statements: readonly CellStatements[], known: readonly CellKnowledge[]) {
    super(surroundings, statements, known);
    const { cells } = surroundings.document;
    this.cells = known.map((key, i) => ({
      key,
      span: cells[statements[i]!.cell]!.span,
      facts: (lookAround) => new CellFacts(surroundings, statements[i]!, key, this, lookAround),
    }));
  }

  get confs() {
    return this.surroundings.around.confs?.();
  }

  findNotebook(path: string) {
    return this.surroundings.around.findNotebook?.(path);
  }
}

/** The facts of one cell. */
class CellFacts extends Facts {
  constructor(
    surroundings: Surroundings,
    statements: CellStatements,
    known: CellKnowledge,
    private readonly whole: FileFacts,
    private readonly lookAround: () => void,
  ) {
    super(surroundings, [statements], [known]);
  }

  get file() {
    this.lookAround();
    return this.whole;
  }

  get confs() {
    const known = this.whole.confs;
    if (!known) this.lookAround();
    return known;
  }

  findNotebook(path: string) {
    this.lookAround();
    return this.whole.findNotebook(path);
  }
}

function isTestPath(path: string): boolean {
  return /(^|[\\/])(tests?|conftest\.py)([\\/]|$)|(^|[\\/])test_[^\\/]*\.py$|_test\.py$/.test(path);
}
