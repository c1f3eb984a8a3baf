import type { TableFacts } from '../types';

/** Most names are written like this, and stay as they are. */
const plain = /^[a-z0-9_.]*$/;

/** Names of tables as people write them, without quotes and in lower case: `main.sales.orders`. */
export function normalizeTableName(name: string): string {
  return plain.test(name) ? name : name.replace(/`/g, '').trim().toLowerCase();
}

/**
 * What is known about tables. Filled from outside: CREATE TABLE in the project, the settings file, Unity Catalog.
 * A short name (`sales.orders`) finds a longer one that ends with it, as long as only one does.
 */
export class TableCatalog {
  private readonly exact = new Map<string, TableFacts>();
  private readonly bySuffix = new Map<string, TableFacts | 'ambiguous'>();
  /** Tells this catalog from others, and does not keep it alive. */
  readonly token: object = {};

  /** @param outer asked for what this catalog does not know. */
  constructor(
    tables: Iterable<readonly [name: string, facts: TableFacts]> = [],
    private readonly outer?: TableCatalog,
  ) {
    for (const [name, facts] of tables) this.add(name, facts);
  }

  /** Adds a table, or what is known of it now. */
  add(name: string, facts: TableFacts): void {
    const key = normalizeTableName(name);
    const before = this.exact.get(key);
    this.exact.set(key, facts);
    for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      const suffix = key.slice(dot + 1);
      const known = this.bySuffix.get(suffix);
      this.bySuffix.set(suffix, known === undefined || known === before || known === facts ? facts : 'ambiguous');
    }
  }

  /** Facts of a table, or `undefined` when nothing, or nothing certain, is known. */
  find(name: string): TableFacts | undefined {
    const key = normalizeTableName(name);
    const exact = this.exact.get(key);
    if (exact) return exact;
    const suffix = this.bySuffix.get(key);
    return suffix === 'ambiguous' ? undefined : (suffix ?? this.outer?.find(name));
  }

  /** Facts of a table under just this name, from the innermost catalog: what the same file or the settings say. */
  findOwn(name: string): TableFacts | undefined {
    return this.exact.get(normalizeTableName(name));
  }

  /** Every table once, under its full name, in lower case. */
  *tables(): Generator<[name: string, facts: TableFacts]> {
    yield* this.exact;
    for (const entry of this.outer?.tables() ?? []) if (!this.exact.has(entry[0])) yield entry;
  }

  /** True when no table is known at all. */
  get isEmpty(): boolean {
    return this.exact.size === 0 && (this.outer?.isEmpty ?? true);
  }

  get size(): number {
    return this.exact.size + (this.outer?.size ?? 0);
  }
}
