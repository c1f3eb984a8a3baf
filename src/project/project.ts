import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import {
  emptyProjectSettings,
  layer,
  normalizeTableName,
  settingsForFile,
  TableCatalog,
  type BundleAround,
  type ProjectSettings,
  type Settings,
  type TableFacts,
  type Target,
} from '../engine';
import { withCatalogTables } from './catalog-tables';
import { findBundle, readBundle, type Bundle } from './bundle';
import { byCodeUnits, isBundleFile, isCodeFile, walk } from './files';
import { GitIgnore } from './gitignore';
import { isUnder, matchesGlob } from './globs';
import { isJobText, jobJsonAmong } from './job-files';
import { namesIn } from './notebooks';
import { findSettingsFile, readSettingsFile, SETTINGS_NAMES, settingsFileIn, type SettingsFile } from './settings-file';
import { MAX_FILES, ProjectTables } from './table-facts';
import type { PlacedComplaint, Project, ProjectOptions, TargetOrigin } from './types';

function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

class FolderProject implements Project {
  private readonly gitignore = new GitIgnore();
  private readonly settingsPaths = new Map<string, string | undefined>();
  private readonly settingsFiles = new Map<string, SettingsFile>();
  private readonly layered = new Map<string | undefined, ProjectSettings>();
  private readonly resolved = new Map<string, Settings>();
  private readonly bundlePaths = new Map<string, string | undefined>();
  private readonly bundles = new Map<string, Bundle>();
  private readonly projectRoots = new Map<string, string | undefined>();
  private readonly folders = new Map<string, ReadonlySet<string> | undefined>();
  private readonly tables = new Map<string | undefined, ProjectTables>();
  private readonly catalogs = new Map<string, { stamp: readonly unknown[]; catalog: TableCatalog }>();
  private overlay: ProjectSettings = emptyProjectSettings;
  private catalogTables: ReadonlyMap<string, TableFacts> = new Map();

  constructor(private readonly options: ProjectOptions) {}

  settingsFileOf(path: string): string | undefined {
    if (this.options.configFile !== undefined) return this.options.configFile;
    return remember(this.settingsPaths, dirname(path), findSettingsFile);
  }

  private settingsFile(path: string): SettingsFile | undefined {
    const file = this.settingsFileOf(path);
    return file === undefined ? undefined : remember(this.settingsFiles, file, readSettingsFile);
  }

  private projectSettings(path: string): ProjectSettings {
    return remember(this.layered, this.settingsFileOf(path), () => {
      return layer(this.settingsFile(path)?.settings ?? emptyProjectSettings, this.overlay);
    });
  }

  /** A path as the globs of its settings see it. */
  private inSettings(path: string): string {
    const file = this.settingsFileOf(path);
    const base = file === undefined ? (this.rootOf(path) ?? dirname(path)) : dirname(file);
    return relative(base, path).split(sep).join('/');
  }

  settingsFor(path: string): Settings {
    return remember(this.resolved, path, () => {
      const settings = settingsForFile(this.projectSettings(path), this.inSettings(path), matchesGlob);
      return { ...settings, target: { ...this.bundleFor(path)?.targetFor(path), ...settings.target } };
    });
  }

  targetFor(path: string): Target {
    return this.settingsFor(path).target;
  }

  targetOrigins(path: string): readonly TargetOrigin[] {
    const target = this.targetFor(path);
    const own = this.settingsFile(path)?.settings.target;
    const bundle = this.bundleFor(path);
    return (['compute', 'runtime'] as const).flatMap((field): TargetOrigin[] => {
      if (target[field] === undefined) return [];
      if (this.overlay.target[field] !== undefined) return [{ field, kind: 'editor' }];
      if (own?.[field] !== undefined) return [{ field, kind: 'settings', file: this.settingsFileOf(path) }];
      return [{ field, kind: bundle?.runs(path) ? 'task' : 'bundle', file: bundle?.files[0] }];
    });
  }

  isExcluded(path: string): boolean {
    const inside = this.inSettings(path);
    return !inside.startsWith('../') && isUnder(this.projectSettings(path).exclude, inside);
  }

  isIgnored(path: string): boolean {
    return this.gitignore.ignoresDeep(path);
  }

  private bundleFor(path: string): Bundle | undefined {
    const file = remember(this.bundlePaths, dirname(path), findBundle);
    return file === undefined ? undefined : remember(this.bundles, file, readBundle);
  }

  bundleAround(path: string): BundleAround | undefined {
    const own = this.bundleFor(path)?.around(path);
    if (own) return own;
    // A bundle may include files from outside of its folder.
    for (const bundle of this.bundles.values()) if (bundle.files.includes(path)) return bundle.around(path);
    return undefined;
  }

  isJobFile(path: string, text: string): boolean {
    return this.bundleAround(path) !== undefined || (/\.json$/i.test(path) && isJobText(text));
  }

  complaintsFor(path: string): readonly PlacedComplaint[] {
    return [...(this.settingsFile(path)?.complaints ?? []), ...(this.bundleFor(path)?.complaints ?? [])];
  }

  /** The folder whose files may create the tables that a file reads: its repository, or the widest project around it. */
  private rootOf(path: string): string | undefined {
    return remember(this.projectRoots, dirname(path), (folder) => this.findRoot(folder));
  }

  private findRoot(folder: string): string | undefined {
    let widest: string | undefined;
    for (let at = folder; ; at = dirname(at)) {
      if (existsSync(join(at, '.git'))) return at;
      const isProject = settingsFileIn(at) !== undefined || existsSync(join(at, 'databricks.yml'));
      if (isProject || this.options.roots.some((root) => resolve(root) === at)) widest = at;
      if (dirname(at) === at) return widest;
    }
  }

  private tablesFor(path: string): ProjectTables {
    return remember(this.tables, this.rootOf(path), (root) => {
      const list = async () => {
        if (root === undefined) return (this.options.files ?? []).filter(isCodeFile);
        return walk(root, { gitignore: this.gitignore, excluded: () => false, limit: MAX_FILES });
      };
      return new ProjectTables(list, this.options.kept);
    });
  }

  async catalogFor(path: string): Promise<TableCatalog> {
    const facts = await this.tablesFor(path).facts();
    const own = this.projectSettings(path).tables;
    const key = `${this.rootOf(path) ?? ''}\0${this.settingsFileOf(path) ?? ''}`;
    const stamp = [facts, own, this.catalogTables];
    const before = this.catalogs.get(key);
    if (before?.stamp.every((part, i) => part === stamp[i])) return before.catalog;
    const catalog = new TableCatalog(overlaid(withCatalogTables(facts, this.catalogTables), own));
    this.catalogs.set(key, { stamp, catalog });
    return catalog;
  }

  setCatalogTables(tables: ReadonlyMap<string, TableFacts>): void {
    this.catalogTables = tables;
  }

  placeOf(path: string): string {
    return relative(this.rootOf(path) ?? dirname(path), path)
      .split(sep)
      .join('/');
  }

  findNotebook(from: string, path: string): boolean | undefined {
    const target = resolve(dirname(from), path);
    const root = this.rootOf(from);
    if (root === undefined || !isInside(root, target) || this.isIgnored(target)) return undefined;
    return remember(this.folders, dirname(target), namesIn)?.has(basename(target));
  }

  filesMaking(path: string, table: string): Promise<readonly string[]> {
    return this.tablesFor(path).filesMaking(table);
  }

  configure(overlay: ProjectSettings): void {
    this.overlay = overlay;
    this.layered.clear();
    this.resolved.clear();
  }

  invalidate(path: string): void {
    const name = basename(path);
    if ((SETTINGS_NAMES as readonly string[]).includes(name) || path === this.options.configFile) {
      for (const cache of [this.settingsPaths, this.settingsFiles, this.projectRoots, this.layered, this.resolved])
        cache.clear();
    }
    const isIncluded = [...this.bundles.values()].some((bundle) => bundle.files.includes(path));
    if (isIncluded || /\.ya?ml$/i.test(name)) {
      for (const cache of [this.bundlePaths, this.bundles, this.projectRoots, this.resolved]) cache.clear();
    }
    this.folders.clear();
    if (name === '.gitignore') {
      this.gitignore.clear();
      for (const tables of this.tables.values()) tables.relist();
    }
    for (const [root, tables] of this.tables) {
      if (root === undefined || isInside(root, path)) tables.touch(path);
    }
  }

  async filesUnder(
    folder: string,
    onUnreadable?: (folder: string, error: NodeJS.ErrnoException) => void,
  ): Promise<string[]> {
    const excluded = (path: string) => this.isExcluded(path);
    const accepts = (name: string) => isCodeFile(name) || isBundleFile(name) || /\.json$/i.test(name);
    const all = await walk(folder, { gitignore: this.gitignore, excluded, onUnreadable, accepts });
    const found = new Set(all.filter(isCodeFile));
    for (const path of await jobJsonAmong(all.filter((path) => /\.json$/i.test(path)))) found.add(path);
    // The bundle that the folder is a part of as well: it may include files from there.
    for (const place of [join(folder, 'any'), ...all.filter(isBundleFile)]) {
      for (const path of this.bundleFor(place)?.files ?? [])
        if (isInside(folder, path) && !this.isIgnored(path) && !excluded(path)) found.add(path);
    }
    return [...found].sort(byCodeUnits);
  }
}

function remember<K, V>(cache: Map<K, V>, key: K, make: (key: K) => V): V {
  if (cache.has(key)) return cache.get(key)!;
  const value = make(key);
  cache.set(key, value);
  return value;
}

function overlaid(
  facts: ReadonlyMap<string, TableFacts>,
  own: ReadonlyMap<string, TableFacts>,
): Map<string, TableFacts> {
  const all = new Map(facts);
  for (const [name, table] of own) {
    const key = normalizeTableName(name);
    all.set(key, { ...all.get(key), ...table });
  }
  return all;
}

/** A view of the files around code, for the command line and the language server alike. */
export function createProject(options: ProjectOptions): Project {
  return new FolderProject(options);
}
