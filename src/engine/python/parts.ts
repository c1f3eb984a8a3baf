import type { FunctionDef, Lambda } from './ast';
import { emptyCollected, type Collected } from './collected';
import type { CellCode } from './place';
import type { Binding, Names, Scope } from './scope';
import { isSameValue, type Value } from './values';

/** Where a function or lambda was defined. */
export interface Home {
  readonly node: FunctionDef | Lambda;
  readonly scope: Scope;
  readonly cell: CellCode;
}

/**
 * What one stretch of code gave when it was evaluated: the code of a cell, or the body of a function. Beside what it found out it
 * holds what that followed from (`reads`, `results`, `first`) and what it changed (`writes`, `homes`, `returns`). As long as the
 * former holds, a later evaluation repeats the latter and leaves the code alone.
 */
export interface Part {
  readonly cell: CellCode;
  /** Of a function's body: the function, where it was defined, and what its first parameter stood for. */
  readonly body?: FunctionDef;
  readonly home?: Home;
  readonly first?: Value;
  /** Names of other parts that it looked up, and what they were bound to. */
  readonly reads: Map<Scope, Map<string, Binding | undefined>>;
  /** What functions gave back whose bodies were read before. */
  readonly results: Map<FunctionDef | Lambda, Value | undefined>;
  /** Names of other parts that it bound. */
  readonly writes: Map<Scope, Map<string, Binding>>;
  readonly homes: Home[];
  /** What the functions give back whose bodies were read in it. */
  readonly returns: Map<FunctionDef | Lambda, Value | undefined>;
  /** The scopes of its classes, and what they held when it was done: bodies of methods write to them later. */
  readonly classes: Map<Scope, Names>;
  /** Bodies of functions that it was the first to call. */
  readonly inner: Set<Part>;
  readonly collected: Collected;
}

export function newPart(of: Pick<Part, 'cell' | 'body' | 'home' | 'first'>): Part {
  return {
    ...of,
    reads: new Map(),
    results: new Map(),
    writes: new Map(),
    homes: [],
    returns: new Map(),
    classes: new Map(),
    inner: new Set(),
    collected: emptyCollected(),
  };
}

/** The parts that are being evaluated, from the inside out, and what each of them reads and writes. */
export class PartLog {
  private readonly open: Part[] = [];

  get current(): Part | undefined {
    return this.open[this.open.length - 1];
  }

  /** The parts around what happens now; the innermost comes last. */
  get around(): readonly Part[] {
    return this.open;
  }

  during(part: Part, work: () => void): void {
    for (const outer of this.open) outer.inner.add(part);
    this.open.push(part);
    try {
      work();
    } finally {
      this.open.pop();
    }
    for (const scope of part.classes.keys()) part.classes.set(scope, scope.copy());
  }

  /** A name was looked up in a scope: whoever did not bind it depends on what it is bound to. */
  read(scope: Scope, name: string, found: Binding | undefined): void {
    for (let i = this.open.length - 1; i >= 0; i--) {
      const part = this.open[i]!;
      if (part === scope.owner || part.writes.get(scope)?.has(name)) return;
      const names = part.reads.get(scope);
      if (names?.has(name)) return;
      if (scope.owner && (part.inner as ReadonlySet<unknown>).has(scope.owner)) continue;
      if (names) names.set(name, found);
      else part.reads.set(scope, new Map([[name, found]]));
    }
  }

  write(scope: Scope, name: string, binding: Binding): void {
    for (let i = this.open.length - 1; i >= 0; i--) {
      const part = this.open[i]!;
      if (part === scope.owner) return;
      const names = part.writes.get(scope);
      if (names) names.set(name, binding);
      else part.writes.set(scope, new Map([[name, binding]]));
    }
  }

  /** A function was called whose body has been read before. */
  called(node: FunctionDef | Lambda, result: Value | undefined): void {
    for (let i = this.open.length - 1; i >= 0; i--) {
      const part = this.open[i]!;
      if (part.returns.has(node) || part.results.has(node)) return;
      part.results.set(node, result);
    }
  }
}

/** The same for whoever looks the name up. */
export function isSameBinding(a: Binding | undefined, b: Binding | undefined): boolean {
  return a === b || (!!a && !!b && a.loop === b.loop && a.carried === b.carried && isSameValue(a.value, b.value));
}
