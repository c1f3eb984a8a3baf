import type { TableCatalog } from './catalog';

/** Columns by which the files of a table are laid out, so that a filter on them skips files. */
export interface Layout {
  readonly columns: readonly string[];
  readonly word: 'partitioned' | 'clustered';
}

/** The layout of a table, or `undefined` when it has none or nothing is known of it. */
export function layoutOf(table: string, catalog: TableCatalog): Layout | undefined {
  const known = catalog.find(table);
  if (known?.partitionedBy && known.partitionedBy.length > 0)
    return { columns: known.partitionedBy, word: 'partitioned' };
  if (known?.clusteredBy && known.clusteredBy.length > 0) return { columns: known.clusteredBy, word: 'clustered' };
  return undefined;
}
