import { isOnlyOpen, normalizeTableName, sameTable, type TableFacts } from '../engine';

/**
 * The tables of a project with those that were read from Unity Catalog: these count more than a CREATE somewhere in the project,
 * which may have run long ago or never. Where the project lets columns come, or makes some that were not there when the table was
 * read, the table stays open: nobody can say then that a column is missing.
 */
export function withCatalogTables(
  project: ReadonlyMap<string, TableFacts>,
  catalog: ReadonlyMap<string, TableFacts>,
): ReadonlyMap<string, TableFacts> {
  if (catalog.size === 0) return project;
  const made = byLastPart(project);
  const all = new Map(project);
  for (const [name, facts] of catalog) {
    const key = normalizeTableName(name);
    const same = (made.get(lastPart(key)) ?? []).filter(([other]) => sameTable(other, key));
    // A short name of which nothing else is said would stand before the full one.
    for (const [other, said] of same) if (isOnlyOpen(said)) all.delete(other);
    const isOpen = facts.isOpen || same.some(([, said]) => said.isOpen || hasMore(said, facts));
    all.set(key, isOpen ? { ...facts, isOpen } : facts);
  }
  return all;
}

/** Whether the one may have columns that the other has not. */
function hasMore(made: TableFacts, read: TableFacts): boolean {
  const known = new Set(read.columns?.map(({ name }) => name.toLowerCase()));
  return made.columns === undefined || made.columns.some(({ name }) => !known.has(name.toLowerCase()));
}

function byLastPart(tables: ReadonlyMap<string, TableFacts>): Map<string, [name: string, facts: TableFacts][]> {
  const found = new Map<string, [string, TableFacts][]>();
  for (const entry of tables) {
    const last = lastPart(entry[0]);
    const list = found.get(last);
    if (list) list.push(entry);
    else found.set(last, [entry]);
  }
  return found;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
