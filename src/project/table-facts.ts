import { stat } from 'node:fs/promises';
import { normalizeTableName, readDocument, tablesOf, type TableFacts } from '../engine';
import { isCodeFile } from './files';
import { mapLimited, readText } from './read';

interface Known {
  readonly stamp: string;
  readonly tables: readonly (readonly [string, TableFacts])[];
}

/** More files than this are not looked through for tables. */
export const MAX_FILES = 20_000;

/** The CREATE TABLE facts of one project, kept up to date file by file. */
export class ProjectTables {
  private readonly known = new Map<string, Known>();
  private readonly changed = new Set<string>();
  private listed = false;
  private work: Promise<void> = Promise.resolve();
  private merged: ReadonlyMap<string, TableFacts> = new Map();

  constructor(private readonly list: () => Promise<readonly string[]>) {}

  /** Tells that a file was written, made or removed. */
  touch(path: string): void {
    if (isCodeFile(path)) this.changed.add(path);
  }

  /** Lists the files anew at the next call, for example because `.gitignore` changed. */
  relist(): void {
    this.listed = false;
  }

  /** The facts as of now. The same map as before when nothing changed. */
  async facts(): Promise<ReadonlyMap<string, TableFacts>> {
    this.work = this.work.then(() => this.refresh());
    await this.work;
    return this.merged;
  }

  private async refresh(): Promise<void> {
    const paths = this.listed ? [...this.changed] : await this.list();
    if (!this.listed) {
      const now = new Set(paths);
      for (const path of this.known.keys()) if (!now.has(path)) this.changed.add(path);
    }
    const all = new Set([...paths, ...this.changed]);
    this.changed.clear();
    this.listed = true;
    const news = await mapLimited([...all], 16, (path) => this.read(path));
    if (news.some(Boolean)) this.merged = merge([...this.known.values()].flatMap((one) => one.tables));
  }

  /** @returns whether the tables of the file changed. */
  private async read(path: string): Promise<boolean> {
    const before = this.known.get(path);
    const info = await stat(path).catch(() => undefined);
    if (!info?.isFile()) return this.known.delete(path) && (before?.tables.length ?? 0) > 0;
    const stamp = `${info.mtimeMs}:${info.size}`;
    if (before?.stamp === stamp) return false;
    const file = await readText(path);
    const tables = file.ok ? tablesIn(path, file.text) : [];
    this.known.set(path, { stamp, tables });
    return tables.length > 0 || (before?.tables.length ?? 0) > 0;
  }
}

function tablesIn(path: string, text: string): (readonly [string, TableFacts])[] {
  // Most files create no table: they are not worth parsing.
  if (!/create/i.test(text) || !/table/i.test(text)) return [];
  return [...tablesOf(readDocument({ path, text }))];
}

/** One map out of all files. Where two files disagree about a table, only what both say is known. */
function merge(tables: readonly (readonly [string, TableFacts])[]): Map<string, TableFacts> {
  const merged = new Map<string, TableFacts>();
  for (const [name, facts] of tables) {
    const key = normalizeTableName(name);
    const before = merged.get(key);
    merged.set(key, before ? common(before, facts) : facts);
  }
  return merged;
}

function common(a: TableFacts, b: TableFacts): TableFacts {
  const same = <K extends keyof TableFacts>(key: K) => JSON.stringify(a[key]) === JSON.stringify(b[key]);
  return {
    ...(same('columns') && { columns: a.columns }),
    ...(same('partitionedBy') && { partitionedBy: a.partitionedBy }),
    ...(same('clusteredBy') && { clusteredBy: a.clusteredBy }),
    ...(same('primaryKey') && { primaryKey: a.primaryKey }),
  };
}
