import type { CatalogColumn, CatalogTable } from '../shared/tables';
import { realClock } from './limiter';
import { RunsError, errorValue, type ErrorKind, type ErrorValue } from './errors';
import { object, objects, string, type Raw } from './read';
import { Transport, type CallOptions, type TransportOptions } from './transport';

/** The part of Unity Catalog that Lakelint reads. */
export interface TablesClient {
  readonly host: string;
  /** One table or view by its full name. Throws `RunsError` and nothing else. */
  getTable(name: string, options?: CallOptions): Promise<CatalogTable>;
}

const DEADLINE = 15_000;
/** So much of a comment is shown at most; nobody needs the rest in a hover. */
const COMMENT = 500;

/** What to do about an error, where the words of job runs would lead astray. */
const NEXT: Readonly<Partial<Record<ErrorKind, string>>> = {
  'no-permission': 'It takes SELECT on the table, USE SCHEMA and USE CATALOG.',
  'not-found': 'Check the name, and whether this is the workspace that has it.',
};

/** A client for the tables of one workspace. Only reads. */
export function createTablesClient(options: TransportOptions): TablesClient {
  const transport = new Transport(options);
  const clock = options.clock ?? realClock;
  return {
    host: transport.host,
    async getTable(name, call) {
      try {
        const path = `/api/2.1/unity-catalog/tables/${encodeURIComponent(name)}`;
        const raw = object(await transport.get(path, {}, DEADLINE, call));
        return readTableInfo(raw, { name, host: transport.host, readAt: clock.now() });
      } catch (cause) {
        const next = cause instanceof RunsError && NEXT[cause.kind];
        throw next ? new RunsError(cause.kind, cause.message, next) : cause;
      }
    },
  };
}

/** Compact like the API: fields that say nothing are absent. */
function readTableInfo(raw: Raw, about: Pick<CatalogTable, 'name' | 'host' | 'readAt'>): CatalogTable {
  const type = string(raw['table_type']) ?? '';
  const infos = objects(raw['columns'])
    .filter((column) => string(column['name']) !== undefined)
    .sort((a, b) => positionOf(a) - positionOf(b));
  const isView = /VIEW/.test(type);
  const comment = commentOf(raw);
  const primaryKey = primaryKeyOf(raw);
  const partitionedBy = partitionsOf(infos);
  const clusteredBy = clusteringOf(object(raw['properties']));
  return {
    ...about,
    // Rights to browse alone show a part of it; a table without columns is one whose columns are kept elsewhere.
    ...(infos.length > 0 && raw['browse_only'] !== true && { columns: infos.map((one) => readColumn(one, isView)) }),
    // As with CREATE STREAMING TABLE: a flow may bring columns along.
    ...(type === 'STREAMING_TABLE' && { isOpen: true }),
    ...(partitionedBy.length > 0 && { partitionedBy }),
    ...(clusteredBy && { clusteredBy }),
    ...(primaryKey && { primaryKey }),
    ...(comment !== undefined && { comment }),
  };
}

function readColumn(raw: Raw, isView: boolean): CatalogColumn {
  const type = string(raw['type_text']);
  const comment = commentOf(raw);
  return {
    name: string(raw['name']) ?? '',
    // As the reader of SQL writes types.
    ...(type !== undefined && { type: type.toLowerCase().replace(/\s+/g, '') }),
    // A view can be made anew over other tables; what its query promises today is no constraint.
    ...(typeof raw['nullable'] === 'boolean' && !isView && { nullable: raw['nullable'] }),
    ...(comment !== undefined && { comment }),
  };
}

function positionOf(raw: Raw): number {
  return typeof raw['position'] === 'number' ? raw['position'] : 0;
}

function commentOf(raw: Raw): string | undefined {
  return string(raw['comment'])?.slice(0, COMMENT);
}

/** The partition columns in their order, which `partition_index` counts from 0. */
function partitionsOf(infos: readonly Raw[]): string[] {
  return infos
    .flatMap((raw) => {
      const index = raw['partition_index'];
      return typeof index === 'number' ? [{ index, name: string(raw['name']) ?? '' }] : [];
    })
    .sort((a, b) => a.index - b.index)
    .map(({ name }) => name);
}

/**
 * The property `clusteringColumns` is JSON: a list of columns, each the list of its parts (`[["id"],["address","city"]]`). With CLUSTER
 * BY AUTO Databricks may choose others at any time, so then nothing is said, as with CREATE TABLE.
 */
function clusteringOf(properties: Raw): string[] | undefined {
  const text = string(properties['clusteringColumns']);
  if (text === undefined || properties['clusterByAuto'] === 'true') return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return undefined;
    const paths = list.map((path: unknown) =>
      Array.isArray(path) && path.length > 0 && path.every((part) => typeof part === 'string') ? path.join('.') : '',
    );
    return paths.includes('') ? undefined : paths;
  } catch {
    return undefined;
  }
}

function primaryKeyOf(raw: Raw): string[] | undefined {
  for (const constraint of objects(raw['table_constraints'])) {
    const columns = object(constraint['primary_key_constraint'])['child_columns'];
    if (Array.isArray(columns) && columns.length > 0 && columns.every((one) => typeof one === 'string')) return columns;
  }
  return undefined;
}

/** A table that could not be read, and why. */
export interface MissedTable {
  readonly name: string;
  readonly error: ErrorValue;
}

/** What came of reading many tables. */
export interface TablesAnswer {
  readonly found: readonly CatalogTable[];
  readonly missed: readonly MissedTable[];
  /** Why the rest was not asked for any more. */
  readonly stopped?: ErrorValue;
}

/** Errors that concern one table; any other would meet the next table as well. */
const OF_ONE_TABLE: ReadonlySet<ErrorKind> = new Set(['not-found', 'no-permission', 'refused', 'not-json']);

/** How many tables are asked for at once. */
const AT_ONCE = 4;

/** Reads tables, a few at a time. Never rejects: what was read before an error or a cancellation is kept. */
export async function readTables(
  client: TablesClient,
  names: readonly string[],
  { signal, onRead }: CallOptions & { readonly onRead?: (name: string) => void } = {},
): Promise<TablesAnswer> {
  const found: CatalogTable[] = [];
  const missed: MissedTable[] = [];
  let stopped: ErrorValue | undefined;
  const waiting = [...names].reverse();
  const worker = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined && !stopped; name = waiting.pop()) {
      try {
        found.push(await client.getTable(name, { signal }));
        onRead?.(name);
      } catch (cause) {
        const error = errorValue(cause);
        if (OF_ONE_TABLE.has(error.kind)) missed.push({ name, error });
        else stopped ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { found, missed, ...(stopped && { stopped }) };
}
