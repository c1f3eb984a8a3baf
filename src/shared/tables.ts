/** What is known of the tables of a workspace, on its way from Unity Catalog to the language server. Plain values. */

/** A column as Unity Catalog has it. */
export interface CatalogColumn {
  readonly name: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly comment?: string;
}

/** A table or view as it stood in Unity Catalog when somebody asked for it. An absent field means: not known. */
export interface CatalogTable {
  /** `catalog.schema.table` */
  readonly name: string;
  /** The workspace that was asked. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  readonly columns?: readonly CatalogColumn[];
  /** More columns may come by themselves. */
  readonly isOpen?: boolean;
  readonly partitionedBy?: readonly string[];
  readonly clusteredBy?: readonly string[];
  readonly primaryKey?: readonly string[];
  readonly comment?: string;
}

/** Notification to the server: all tables of Unity Catalog that are known from now on, in place of those before. */
export const catalogTablesNotification = 'lakelint/catalogTables';

/** What `catalogTablesNotification` takes. */
export interface CatalogTablesParams {
  readonly tables: readonly CatalogTable[];
}

/** Request to the server: the full names of the tables that open files read and write. */
export const tableNamesRequest = 'lakelint/tableNames';

/** What `tableNamesRequest` takes: one file or notebook, or everything that is open. */
export interface TableNamesParams {
  readonly uri?: string;
}

type Raw = Readonly<Record<string, unknown>>;

/** Tables out of anything: what was kept may come from another version, and a client may send what it likes. */
export function readCatalogTables(value: unknown): CatalogTable[] {
  return Array.isArray(value) ? value.flatMap((one) => readTable(one) ?? []) : [];
}

function readTable(value: unknown): CatalogTable | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw = value as Raw;
  const { name, host, readAt, isOpen, comment } = raw;
  if (typeof name !== 'string' || typeof host !== 'string' || typeof readAt !== 'number') return undefined;
  const columns = Array.isArray(raw['columns']) ? raw['columns'].flatMap((one) => readColumn(one) ?? []) : undefined;
  return {
    name,
    host,
    readAt,
    ...(columns && { columns }),
    ...(isOpen === true && { isOpen }),
    ...names('partitionedBy', raw),
    ...names('clusteredBy', raw),
    ...names('primaryKey', raw),
    ...(typeof comment === 'string' && { comment }),
  };
}

function readColumn(value: unknown): CatalogColumn | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, type, nullable, comment } = value as Raw;
  if (typeof name !== 'string') return undefined;
  return {
    name,
    ...(typeof type === 'string' && { type }),
    ...(typeof nullable === 'boolean' && { nullable }),
    ...(typeof comment === 'string' && { comment }),
  };
}

function names<K extends string>(key: K, raw: Raw): { readonly [key in K]?: readonly string[] } {
  const list = raw[key];
  return Array.isArray(list) && list.every((one) => typeof one === 'string')
    ? ({ [key]: list as readonly string[] } as { [key in K]?: readonly string[] })
    : {};
}
