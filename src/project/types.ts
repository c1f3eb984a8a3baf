import type { BundleAround, ProjectSettings, Settings, TableCatalog, TableFacts, Target } from '../engine';
import type { Kept } from './kept';

/** What says on which compute a file runs. `task`: the tasks of a bundle that run it; `bundle`: what all its tasks have in common. */
export interface TargetOrigin {
  readonly field: 'runtime' | 'compute';
  readonly kind: 'editor' | 'settings' | 'task' | 'bundle';
  /** The settings file or the main file of the bundle. */
  readonly file?: string;
}

/** Something wrong in a file of the project that is not code. Lines and columns begin at 1. */
export interface PlacedComplaint {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** `error`: a settings file is broken. `warning`: a fact about the project could not be read. */
  readonly severity: 'error' | 'warning';
}

/** What the host knows about where its files lie. */
export interface ProjectOptions {
  /** Folders that may be looked through: those of the workspace, or those given to the command line. */
  readonly roots: readonly string[];
  /** Single files that were named: they tell about tables even when they belong to no root and no repository. */
  readonly files?: readonly string[];
  /** Use this settings file for everything, and look for no other. */
  readonly configFile?: string;
  /** What earlier processes found out about files. */
  readonly kept?: Kept;
}

/** Facts from the files around a piece of code. Paths are absolute. Nothing is read before it is asked for. */
export interface Project {
  /** What holds for a file: nearest settings file, what was laid over it, and the compute of its bundle. */
  settingsFor(path: string): Settings;
  /** Whether settings exclude a file. */
  isExcluded(path: string): boolean;
  /** Whether `.gitignore` files leave a file out. */
  isIgnored(path: string): boolean;
  /** The tables that a file may know of: from its settings, else from Unity Catalog, else from CREATE TABLE in the project. */
  catalogFor(path: string): Promise<TableCatalog>;
  /** The path within the project, with `/`. How the folders above it are called says nothing about the file. */
  placeOf(path: string): string;
  /** The files of the project that make a table or view of that name. */
  filesMaking(path: string, table: string): Promise<readonly string[]>;
  /** The compute that a file runs on: from its settings, else from its bundle, else nothing. */
  targetFor(path: string): Target;
  /** What says so, for each field that is known. */
  targetOrigins(path: string): readonly TargetOrigin[];
  /** What lies around a file of a bundle; nothing for a file that no bundle includes. */
  bundleAround(path: string): BundleAround | undefined;
  /**
   * Whether a notebook lies at a path that is relative to a file, with or without its ending. `undefined` where that leads out of
   * the project, or to what Git ignores: it may be made or copied there.
   */
  findNotebook(from: string, path: string): boolean | undefined;
  /** Whether YAML or JSON is linted: what a bundle includes, and jobs of the Jobs API. */
  isJobFile(path: string, text: string): boolean;
  /** What is wrong with the settings and the bundle that hold for a file. */
  complaintsFor(path: string): readonly PlacedComplaint[];
  /** The settings file that holds for a file. */
  settingsFileOf(path: string): string | undefined;
  /** Lays settings over those of files, for example those of the editor. */
  configure(overlay: ProjectSettings): void;
  /** Takes over what was read from Unity Catalog, by full name, in place of what it had before. */
  setCatalogTables(tables: ReadonlyMap<string, TableFacts>): void;
  /** Tells that a file was written, made or removed. */
  invalidate(path: string): void;
  /** The files to lint under a folder, without those that are ignored or excluded. */
  filesUnder(folder: string, onUnreadable?: (folder: string, error: NodeJS.ErrnoException) => void): Promise<string[]>;
}
