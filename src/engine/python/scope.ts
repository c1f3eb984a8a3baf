import type { CellCode, Loop } from './place';
import { joinValues, type Value } from './values';

export interface Binding {
  readonly value: Value;
  /** The innermost loop in which the name was bound. */
  readonly loop?: Loop;
  /** Each turn of `loop` builds on what the turn before it bound. */
  readonly carried: boolean;
  /** The cell whose code bound it. */
  cell?: CellCode;
}

/** What makes scopes: see `Part`. */
interface Owner {
  readonly cell: CellCode;
  readonly classes: Map<Scope, Names>;
}

/** Is told what is looked up and bound in scopes of others than the current owner. */
interface Log {
  readonly current: Owner | undefined;
  read(scope: Scope, name: string, found: Binding | undefined): void;
  write(scope: Scope, name: string, binding: Binding): void;
}

export type Names = ReadonlyMap<string, Binding>;

/**
 * Names and what they stand for. Branches get a scope of their own that is merged when they meet again.
 * What a part reads and writes in scopes of other parts is noted in the log.
 */
export class Scope {
  private names = new Map<string, Binding>();
  /** The part of the code that made this scope. */
  readonly owner: Owner | undefined;

  constructor(
    readonly kind: 'module' | 'class' | 'function' | 'branch',
    private readonly log: Log,
    readonly parent?: Scope,
  ) {
    this.owner = log.current;
    if (kind === 'class') this.owner?.classes.set(this, this.names);
  }

  /** A scope within this one. */
  inner(kind: 'class' | 'function' | 'branch'): Scope {
    return new Scope(kind, this.log, this);
  }

  get(name: string): Binding | undefined {
    let skipClass = false;
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (!(skipClass && scope.kind === 'class' && !name.startsWith('self.'))) {
        const found = scope.own(name);
        if (found) return found;
      }
      if (scope.kind === 'function') skipClass = true;
    }
    return undefined;
  }

  /** What this very scope binds the name to. */
  own(name: string): Binding | undefined {
    const found = this.names.get(name);
    if (this.owner !== this.log.current) this.log.read(this, name, found);
    return found;
  }

  set(name: string, binding: Binding): void {
    if (name.startsWith('self.')) {
      for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
        if (scope.kind !== 'class') continue;
        scope.put(name, binding);
        return;
      }
    }
    this.put(name, binding);
  }

  put(name: string, binding: Binding): void {
    binding.cell ??= this.log.current?.cell;
    this.names.set(name, binding);
    if (this.owner !== this.log.current) this.log.write(this, name, binding);
  }

  copy(): Names {
    return new Map(this.names);
  }

  /** Holds these names again and no others. */
  restore(names: Names): void {
    this.names = new Map(names);
  }

  /** The scope that a `global` statement means. */
  get module(): Scope {
    let scope: Scope = this;
    while (scope.parent) scope = scope.parent;
    return scope;
  }

  branch(): Scope {
    return this.inner('branch');
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
      this.put(name, { value, loop: last.loop, carried: all.some((b) => b.carried) });
    }
  }
}
