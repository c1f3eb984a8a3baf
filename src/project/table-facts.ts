import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  isOnlyOpen,
  mergeTables,
  normalizeTableName,
  readDocument,
  sameTable,
  tablesOf,
  type NamedFacts,
  type TableFacts,
} from '../engine';
import { byCodeUnits, isCodeFile } from './files';
import { digest, type Kept } from './kept';
import { mapLimited, readText } from './read';

interface Known {
  readonly stamp: string;
  readonly tables: readonly NamedFacts[];
}

/** More files than this are not looked through for tables. */
export const MAX_FILES = 20_000;

/** What the SQL of one project says of its tables and views, kept up to date file by file. */
export class ProjectTables {
  private readonly known = new Map<string, Known>();
  private readonly changed = new Set<string>();
  private listed = false;
  private work: Promise<void> = Promise.resolve();
  private merged: ReadonlyMap<string, TableFacts> = new Map();

  /** @param kept what earlier processes read in files. */
  constructor(
    private readonly list: () => Promise<readonly string[]>,
    private readonly kept?: Kept,
  ) {}

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

  /** The files that make a table or view of that name. */
  async filesMaking(name: string): Promise<string[]> {
    await this.facts();
    const key = normalizeTableName(name);
    const makes = ({ tables }: Known) =>
      tables.some(([table, facts]) => !isOnlyOpen(facts) && sameTable(normalizeTableName(table), key));
    return [...this.known].filter(([, file]) => makes(file)).map(([path]) => path);
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
    if (!news.some(Boolean)) return;
    // By path, not by who was read first: the same files say the same every time.
    const inOrder = [...this.known].sort(([a], [b]) => byCodeUnits(a, b));
    this.merged = mergeTables(inOrder.flatMap(([, { tables }]) => tables));
  }

  /** @returns whether the tables of the file changed. */
  private async read(path: string): Promise<boolean> {
    const before = this.known.get(path);
    const info = await stat(path).catch(() => undefined);
    if (!info?.isFile()) return this.known.delete(path) && (before?.tables.length ?? 0) > 0;
    const stamp = `${info.mtimeMs}:${info.size}`;
    if (before?.stamp === stamp) return false;
    const file = await readText(path);
    const tables = file.ok ? this.tablesIn(path, file.text) : [];
    this.known.set(path, { stamp, tables });
    return tables.length > 0 || (before?.tables.length ?? 0) > 0;
  }

  private tablesIn(path: string, text: string): readonly NamedFacts[] {
    // How to read a text is told by the ending of its file.
    const key = this.kept && digest('tables', extname(path).toLowerCase(), text);
    const before = key === undefined ? undefined : (this.kept!.get(key) as readonly NamedFacts[] | undefined);
    if (before) return before;
    const tables = tablesIn(path, text);
    if (key !== undefined) this.kept!.set(key, tables);
    return tables;
  }
}

function tablesIn(path: string, text: string): NamedFacts[] {
  const changed = path.endsWith('.sql') ? [] : changedInPython(text);
  // Most files make and change no table: they are not worth parsing.
  if (!/\b(create|alter)\b|schema\s+evolution/i.test(text) || !/table|view/i.test(text)) return changed;
  return [...tablesOf(readDocument({ path, text })), ...changed];
}

const looseSchema = /mergeSchema|overwriteSchema|autoMerge|schema\s+evolution/i;
const quotedName = /["'`](?:\{[^{}]*\}\.)?((?:\w+\.){0,2}\w+)["'`]/g;
const alteredName = /\balter\s+table\s+(?:\S+\}\.)?([\w.`]+)\s+(?:add|drop|rename|replace|change)\s+columns?\b/gi;

/** Tables to which Python may add columns: those it alters, and in a file that lets schemas grow, all it names. */
function changedInPython(text: string): NamedFacts[] {
  const names = [...text.matchAll(alteredName)].map((match) => match[1]!);
  if (looseSchema.test(text))
    for (const match of text.matchAll(quotedName)) if (match[0].includes('.')) names.push(match[1]!);
  return names.map((name) => [name, { isOpen: true }]);
}
