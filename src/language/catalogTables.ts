import type { Connection } from 'vscode-languageserver';
import { normalizeTableName, tablesNamed, type TableFacts } from '../engine';
import {
  catalogTablesNotification,
  readCatalogTables,
  tableNamesRequest,
  type CatalogTablesParams,
  type TableNamesParams,
} from '../shared/tables';
import type { Analysis } from './analysis';

/** What the requests about Unity Catalog need to know of the server. */
export interface TablesHost {
  /** All files and notebooks that are open. */
  openUris(): readonly string[];
  analysisOf(uri: string): Promise<Analysis | undefined>;
  /** Takes over the tables that are known from now on. */
  setTables(tables: ReadonlyMap<string, TableFacts>): void;
}

/** Facts by name, out of whatever a client sent. */
export function factsOfTables(sent: unknown): Map<string, TableFacts> {
  return new Map(
    readCatalogTables(sent).map(({ name, host, readAt, ...facts }) => {
      return [normalizeTableName(name), { ...facts, readFrom: { host, at: readAt } }];
    }),
  );
}

/** Says which tables open files name, and takes over what the client has read about them. The server itself asks nobody. */
export function serveCatalogTables(connection: Connection, host: TablesHost): void {
  connection.onRequest(tableNamesRequest, async ({ uri }: TableNamesParams): Promise<string[]> => {
    const names = new Set<string>();
    for (const one of uri === undefined ? host.openUris() : [uri]) {
      const result = (await host.analysisOf(one))?.result;
      for (const name of result ? tablesNamed(result) : []) names.add(name);
    }
    return [...names].sort();
  });
  connection.onNotification(catalogTablesNotification, (sent: Partial<CatalogTablesParams> | undefined) =>
    host.setTables(factsOfTables(sent?.tables)),
  );
}
