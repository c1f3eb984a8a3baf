import type { TableCatalog } from './catalog/catalog';
import type { SqlTree } from './sql/tree';
import type { Problem } from './types';

/**
 * What SQL rules found in texts that have not changed since. Trees are the keys: a text that changed has a new tree.
 * Only what a rule said from the text alone is kept; a rule that asked what ran before is asked again.
 */
export class SqlMemory {
  private basis = '';
  private catalog: TableCatalog | undefined;
  private found = new WeakMap<SqlTree, Map<string, readonly Problem[]>>();

  /**
   * Forgets everything when something other than the texts has changed.
   * @param basis whatever rules look at beside the text, as one string.
   * @param catalog tables from outside, compared by identity.
   */
  standOn(basis: string, catalog: TableCatalog | undefined): void {
    if (basis === this.basis && catalog === this.catalog) return;
    this.basis = basis;
    this.catalog = catalog;
    this.found = new WeakMap();
  }

  /** @param key the rule and the kind of place that the text stands in. */
  recall(tree: SqlTree, key: string): readonly Problem[] | undefined {
    return this.found.get(tree)?.get(key);
  }

  keep(tree: SqlTree, key: string, problems: readonly Problem[]): void {
    const known = this.found.get(tree);
    if (known) known.set(key, problems);
    else this.found.set(tree, new Map([[key, problems]]));
  }
}
