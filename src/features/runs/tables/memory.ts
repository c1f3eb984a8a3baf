import type { Memento } from 'vscode';
import { readCatalogTables, type CatalogTable } from '../../../shared/tables';

const KEY = 'lakelint.tables';

/** More tables than this are not kept; the oldest go first. */
const MOST = 2000;

/** The tables that were read from Unity Catalog, kept with the workspace: names, types and comments, host and time, no secrets. */
export class TableMemory {
  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {}

  /** Everything that is kept. */
  all(): CatalogTable[] {
    return readCatalogTables(this.memento.get(KEY));
  }

  /** Keeps tables in place of what was known of them, and drops those that turned out not to exist. */
  async keep(tables: readonly CatalogTable[], gone: readonly string[]): Promise<void> {
    const replaced = new Set([...tables.map(({ name }) => name), ...gone]);
    const others = this.all().filter(({ name }) => !replaced.has(name));
    const all = [...others, ...tables].sort((a, b) => a.readAt - b.readAt).slice(-MOST);
    await this.memento.update(KEY, all);
  }

  /** Forgets all of them. */
  async forget(): Promise<void> {
    await this.memento.update(KEY, undefined);
  }
}
