import { TableCatalog } from './catalog/catalog';
import type { Settings } from './settings-model';
import type { SqlText } from './sql-texts';
import { layeredTables, resolveTables, tableNotes, type TableNote } from './tables';
import type { TableFacts } from './types';

/** The tables that are known to a file, and what they follow from. */
export interface KnownTables {
  readonly notes: readonly TableNote[];
  readonly settings: Settings['tables'];
  readonly outer: TableCatalog | undefined;
  readonly own: ReadonlyMap<string, TableFacts>;
  readonly layered: ReadonlyMap<string, TableFacts>;
  readonly catalog: TableCatalog;
}

/**
 * The tables that are known where these texts stand.
 * @param around what the settings say of tables, and what is known of them outside of the file.
 * @param before the last answer: given again while nothing has changed.
 */
export function knownTables(
  texts: readonly SqlText[],
  { settings, outer }: Pick<KnownTables, 'settings' | 'outer'>,
  before: KnownTables | undefined,
): KnownTables {
  const notes = texts.flatMap(({ parts }) => parts.flatMap(({ tree }) => tableNotes(tree)));
  const isSameAround = before?.outer === outer && before?.settings === settings;
  if (before && isSameAround && areSame(before.notes, notes)) return before;
  const own = resolveTables(notes, outer, before?.own);
  // Most changes of a statement that makes a table change nothing of it: then the catalog is the same one, and so is what follows from it.
  if (before && isSameAround && areSame([...before.own].flat(), [...own].flat())) return { ...before, notes };
  const layered = layeredTables(own, settings, outer, before?.layered);
  return { notes, settings, outer, own, layered, catalog: new TableCatalog(layered, outer) };
}

function areSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
