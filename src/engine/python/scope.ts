import type { Comprehension, Call, For, FunctionDef, Lambda, While } from './ast';
import { joinValues, type Value } from './values';

/** A loop that code runs in. `reduce(lambda …)` repeats its lambda, so it counts. */
export interface Loop {
  readonly node: For | While | Comprehension | Call;
  readonly outer?: Loop;
}

/** Where code stands: its cell, the loops and the function around it. */
export interface Place {
  readonly cell: number;
  readonly loop?: Loop;
  readonly func?: FunctionDef | Lambda;
}

export interface Binding {
  readonly value: Value;
  /** The innermost loop in which the name was bound. */
  readonly loop?: Loop;
  /** Each turn of `loop` builds on what the turn before it bound. */
  readonly carried: boolean;
}

/** Names and what they stand for. Branches get a scope of their own that is merged when they meet again. */
export class Scope {
  private readonly names = new Map<string, Binding>();

  constructor(
    readonly kind: 'module' | 'class' | 'function' | 'branch',
    readonly parent?: Scope,
  ) {}

  get(name: string): Binding | undefined {
    let skipClass = false;
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (!(skipClass && scope.kind === 'class' && !name.startsWith('self.'))) {
        const found = scope.names.get(name);
        if (found) return found;
      }
      if (scope.kind === 'function') skipClass = true;
    }
    return undefined;
  }

  set(name: string, binding: Binding): void {
    if (name.startsWith('self.')) {
      for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
        if (scope.kind !== 'class') continue;
        scope.names.set(name, binding);
        return;
      }
    }
    this.names.set(name, binding);
  }

  /** The scope that a `global` statement means. */
  get module(): Scope {
    let scope: Scope = this;
    while (scope.parent) scope = scope.parent;
    return scope;
  }

  branch(): Scope {
    return new Scope('branch', this);
  }

  /** Takes over what branches bound. A name that only some of them bound may still have its old value. */
  merge(branches: readonly Scope[], exhaustive: boolean): void {
    const names = new Set(branches.flatMap((b) => [...b.names.keys()]));
    for (const name of names) {
      const bindings = branches.map((b) => b.names.get(name)).filter((b): b is Binding => b !== undefined);
      const before = exhaustive && bindings.length === branches.length ? undefined : this.get(name);
      const all = before ? [before, ...bindings] : bindings;
      const value = all.map((b) => b.value).reduce((a, b) => joinValues(a, b));
      const last = bindings[bindings.length - 1]!;
      this.names.set(name, { value, loop: last.loop, carried: all.some((b) => b.carried) });
    }
  }
}
