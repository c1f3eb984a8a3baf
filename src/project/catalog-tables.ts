import { isOnlyOpen, mergeTables, normalizeTableName, type NamedFacts, type TableFacts } from '../engine';

/**
 * The tables of a project with those that were read from Unity Catalog: these count more than a CREATE somewhere in the project,
 * which may not have run yet, or long ago. What lets columns come and go in the project does so with them, too.
 */
export function withCatalogTables(
  project: ReadonlyMap<string, TableFacts>,
  catalog: ReadonlyMap<string, TableFacts>,
): ReadonlyMap<string, TableFacts> {
  if (catalog.size === 0) return project;
  const open = [...project].filter(([, facts]) => facts.isOpen).map(([name]): NamedFacts => [name, { isOpen: true }]);
  const all = mergeTables([...catalog, ...open]);
  for (const [name, facts] of project) {
    const key = normalizeTableName(name);
    const merged = all.get(key);
    if (!isOnlyOpen(facts) && (!merged || isOnlyOpen(merged))) all.set(key, facts);
  }
  return all;
}
