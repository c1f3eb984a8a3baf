import { TableCatalog } from './catalog/catalog';
import type { TableFacts } from './types';

/** What a catalog answered: whatever follows from the answers holds for as long as they stay the same. */
export class CatalogAnswers {
  readonly tables = new Map<string, TableFacts | undefined>();
  /** For names that were looked up in the file and the settings alone. */
  readonly own = new Map<string, TableFacts | undefined>();
  /** Whether there were none at all, when somebody asked. */
  isEmpty: boolean | undefined;
  /** The catalog that gave the same answers last: while that is the one, nobody needs to look again. */
  private last: object | undefined;

  /** True when another catalog answers the same. A catalog must not change any more after it was asked here. */
  holdFor(catalog: TableCatalog): boolean {
    if (this.last === catalog.token) return true;
    if (!this.areThoseOf(catalog)) return false;
    this.last = catalog.token;
    return true;
  }

  /** The same for a catalog that still grows. */
  areThoseOf(catalog: TableCatalog): boolean {
    if (this.isEmpty !== undefined && this.isEmpty !== catalog.isEmpty) return false;
    for (const [name, facts] of this.tables) if (catalog.find(name) !== facts) return false;
    for (const [name, facts] of this.own) if (catalog.findOwn(name) !== facts) return false;
    return true;
  }
}

/** A catalog that notes what it answers. */
export class AskedCatalog extends TableCatalog {
  readonly answers = new CatalogAnswers();

  constructor(private readonly known: TableCatalog) {
    super([], known);
  }

  override find(name: string): TableFacts | undefined {
    const facts = this.known.find(name);
    this.answers.tables.set(name, facts);
    return facts;
  }

  override findOwn(name: string): TableFacts | undefined {
    const facts = this.known.findOwn(name);
    this.answers.own.set(name, facts);
    return facts;
  }

  override get isEmpty(): boolean {
    return (this.answers.isEmpty = this.known.isEmpty);
  }
}
