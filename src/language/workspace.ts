import { dirname, isAbsolute, join, resolve } from 'node:path';
import { MessageType, ShowMessageNotification, type Connection } from 'vscode-languageserver';
import type { BundleAround, ProjectSettings, Settings, TableCatalog, TableFacts, Target } from '../engine';
import { defaultFormat, type FormatOptions } from '../format/options';
import { createProject, findBundle, type PlacedComplaint, type Project, type TargetOrigin } from '../project';
import type { Surroundings } from './analysis';
import { readEditorSettings } from './editor-settings';

/** The editor's side of a workspace: where its settings come from, and how the user is told about them. */
export type SettingsClient = Pick<Connection, 'workspace' | 'sendNotification'>;

/** What surrounds the open files: the project's files, with the editor's settings laid over them. */
export class Workspace implements Surroundings {
  private project: Project = createProject({ roots: [] });
  private roots: readonly string[] = [];
  private overlay: ProjectSettings | undefined;
  private catalogTables: ReadonlyMap<string, TableFacts> = new Map();
  private canAsk = false;
  private readonly catalogs = new Map<string, TableCatalog>();
  private readonly refreshing = new Map<string, { again: boolean }>();
  private told = '';
  /** How SQL is to be laid out. */
  format: FormatOptions = defaultFormat;
  /** Called when tables became known that the last answer of `catalogFor` for the path did not have. */
  onTables: (path: string) => void = () => undefined;

  constructor(private readonly client: SettingsClient) {}

  /** @param canAsk whether the client answers requests for its settings. @param given settings it has sent already. */
  open(roots: readonly string[], canAsk: boolean, given: unknown): void {
    this.canAsk = canAsk;
    this.setRoots(roots);
    this.lay(given);
  }

  setRoots(roots: readonly string[]): void {
    this.roots = roots;
    this.project = createProject({ roots });
    this.catalogs.clear();
    if (this.overlay) this.project.configure(this.overlay);
    this.project.setCatalogTables(this.catalogTables);
  }

  /** Takes over what was read from Unity Catalog. What is open has to be read again. */
  setCatalogTables(tables: ReadonlyMap<string, TableFacts>): void {
    this.catalogTables = tables;
    this.project.setCatalogTables(tables);
  }

  /** Takes over the editor's settings: asks for them where the client answers, else takes what it has pushed. */
  async loadEditorSettings(pushed?: unknown): Promise<void> {
    const section: unknown = this.canAsk ? await this.ask() : pushed;
    if (section !== undefined) this.lay(section);
  }

  private async ask(): Promise<unknown> {
    try {
      return await this.client.workspace.getConfiguration('lakelint');
    } catch {
      // A client that refuses to answer leaves what was known before.
      return undefined;
    }
  }

  private lay(section: unknown): void {
    const { settings, format, complaints } = readEditorSettings(section);
    this.format = format;
    this.overlay = settings;
    this.project.configure(settings);
    const message = complaints.join('\n');
    // They have no file to be shown in. Said once, not at every change of another setting.
    if (message && message !== this.told) {
      void this.client.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: `Lakelint settings: ${message}`,
      });
    }
    this.told = message;
  }

  /** Files were written, made or removed. */
  invalidate(paths: readonly string[]): void {
    for (const path of paths) this.project.invalidate(path);
  }

  settingsFor(path: string): Settings | undefined {
    const full = this.fullPath(path);
    return this.project.isExcluded(full) ? undefined : this.project.settingsFor(full);
  }

  targetFor(path: string): Target {
    return this.project.targetFor(this.fullPath(path));
  }

  /** What says on which compute a file runs. */
  targetOrigins(path: string): readonly TargetOrigin[] {
    return this.project.targetOrigins(this.fullPath(path));
  }

  /** The tables that are known by now. Looking through a project takes a while: `onTables` tells when there are more. */
  catalogFor(path: string): TableCatalog | undefined {
    const running = this.refreshing.get(path);
    if (running) running.again = true;
    else void this.refresh(path);
    return this.catalogs.get(path);
  }

  private async refresh(path: string): Promise<void> {
    const state = { again: true };
    this.refreshing.set(path, state);
    try {
      while (state.again) {
        state.again = false;
        const { project } = this;
        const catalog = await project.catalogFor(this.fullPath(path));
        const known = this.catalogs.get(path);
        if (project !== this.project || known === catalog) continue;
        this.catalogs.set(path, catalog);
        if (catalog.size > 0 || (known?.size ?? 0) > 0) this.onTables(path);
      }
    } finally {
      this.refreshing.delete(path);
    }
  }

  /** The path within its project. */
  placeOf(path: string): string {
    return this.project.placeOf(this.fullPath(path));
  }

  findNotebook(from: string, path: string): boolean | undefined {
    return this.project.findNotebook(this.fullPath(from), path);
  }

  bundleAround(path: string): BundleAround | undefined {
    return this.project.bundleAround(this.fullPath(path));
  }

  /** The main file of the bundle around a file, or else of the first folder that has one. */
  bundleNear(path: string | undefined): string | undefined {
    const folders = [...(path === undefined ? [] : [dirname(this.fullPath(path))]), ...this.roots];
    return folders.flatMap((folder) => findBundle(folder) ?? [])[0];
  }

  /** Whether YAML or JSON is a job definition. */
  isJobFile(path: string, text: string): boolean {
    return this.project.isJobFile(this.fullPath(path), text);
  }

  /** The files of the project that make a table or view. */
  filesMaking(path: string, table: string): Promise<readonly string[]> {
    return this.project.filesMaking(this.fullPath(path), table);
  }

  /** What is wrong with the settings and bundles that hold for the roots and for these files. */
  complaints(paths: readonly string[]): PlacedComplaint[] {
    const around = [...this.roots.map((root) => join(root, 'any.py')), ...paths.map((path) => this.fullPath(path))];
    return around.flatMap((path) => this.project.complaintsFor(path));
  }

  /** A file that was never saved belongs to the first folder that is open. */
  private fullPath(path: string): string {
    return isAbsolute(path) ? path : resolve(this.roots[0] ?? '', path);
  }
}
