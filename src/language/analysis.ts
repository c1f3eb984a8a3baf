import {
  lint,
  type BundleAround,
  type ConfLookup,
  type Edit,
  type Finding,
  type LintCache,
  type LintResult,
  type Settings,
  type Span,
  type TableCatalog,
} from '../engine';
import { inputOf, sizeOf, stampOf, type Part, type Source } from './source';

/** Longer texts are not read in the editor: nobody writes them by hand, and reading them would delay everything else. */
export const longestText = 2_000_000;

/** What surrounds a file: its settings and the tables that are known to it. */
export interface Surroundings {
  /** Nothing when the settings exclude the file. */
  settingsFor(path: string): Settings | undefined;
  catalogFor(path: string): TableCatalog | undefined;
  /** The path within the project. */
  placeOf(path: string): string;
  /** The files around a file of a bundle. */
  bundleAround?(path: string): BundleAround | undefined;
  /** Whether a notebook lies at a path that a file names; `undefined` where nobody knows. */
  findNotebook?(from: string, path: string): boolean | undefined;
}

/** A finding, and the text in which it stands: the file itself or a cell. The span and the edits count in that text. */
export interface Located {
  readonly finding: Finding;
  readonly part: Part;
  readonly span: Span;
  /** The edits of the fix. Nothing when there is no fix, or when an edit has no place in the editor's texts. */
  readonly edits?: readonly LocatedEdit[];
}

/** An edit, and the text in which it is made. */
export interface LocatedEdit {
  readonly part: Part;
  readonly edit: Edit;
  /** Where in the inserted text a word stands that the user is meant to replace. */
  readonly placeholderAt?: number;
}

/** Everything known about a source in one state of its texts and settings. */
export interface Analysis {
  readonly source: Source;
  readonly settings: Settings;
  readonly findings: readonly Located[];
  /** Nothing when the source was not read; `notRead` says why. */
  readonly result?: LintResult;
  readonly notRead?: string;
}

interface Entry {
  readonly cache: LintCache;
  stamp?: string;
  analysis?: Analysis;
}

/** Reads sources when somebody asks, and only once for each state of their texts. */
export class Analyses {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly surroundings: Surroundings,
    private readonly onError: (error: unknown, path: string) => void,
    private readonly confs?: () => ConfLookup | undefined,
  ) {}

  /** The analysis of the source as it stands now; nothing when the settings exclude the file. */
  of(source: Source): Analysis | undefined {
    const entry = this.entries.get(source.uri) ?? { cache: {} };
    this.entries.set(source.uri, entry);
    const stamp = stampOf(source);
    if (entry.stamp !== stamp) {
      entry.analysis = this.read(source, entry.cache);
      entry.stamp = stamp;
    }
    return entry.analysis;
  }

  /** Drops what is known about a source that was closed. */
  forget(uri: string): void {
    this.entries.delete(uri);
  }

  /** Settings or tables have changed: the source has to be read again. */
  invalidate(uri: string): void {
    const entry = this.entries.get(uri);
    if (entry) entry.stamp = undefined;
  }

  private read(source: Source, cache: LintCache): Analysis | undefined {
    const settings = this.surroundings.settingsFor(source.path);
    if (!settings) return undefined;
    const reason = whyNotRead(source);
    if (reason) return { source, settings, findings: [], notRead: reason };
    const input = inputOf(source);
    try {
      const result = lint({ ...input, path: this.surroundings.placeOf(input.path) }, settings, {
        cache,
        catalog: this.surroundings.catalogFor(source.path),
        confs: this.confs,
        bundle: this.surroundings.bundleAround?.(source.path),
        findNotebook: (path) => this.surroundings.findNotebook?.(source.path, path),
        today: new Date().toISOString().slice(0, 10),
      });
      for (const { error } of result.failures) this.onError(error, source.path);
      return {
        source,
        settings,
        result,
        findings: result.findings.flatMap((finding) => locate(finding, source, result)),
      };
    } catch (error) {
      this.onError(error, source.path);
      return {
        source,
        settings,
        findings: [],
        notRead: 'Not checked: Lakelint failed on this file. Its output says why.',
      };
    }
  }
}

function whyNotRead(source: Source): string | undefined {
  if (sizeOf(source) > longestText) {
    return `Not checked: the file is longer than ${longestText / 1_000_000} million characters. \`lakelint check\` reads it.`;
  }
  if (source.parts.some(({ document }) => document.getText().includes('\0')))
    return 'Not checked: this is not a text file.';
  return undefined;
}

function locate(finding: Finding, source: Source, result: LintResult): Located[] {
  const place = placeOf(finding.span, source, result);
  if (!place) return [];
  const edits = finding.fix?.edits.map((edit) => {
    const at = placeOf(edit, source, result);
    return at && { part: at.part, edit: { ...at.span, insert: edit.insert } };
  });
  const whole = edits?.every((edit) => edit !== undefined) ? (edits as LocatedEdit[]) : undefined;
  return [{ finding, ...place, edits: whole }];
}

/** Where a span of the engine lies in the editor's texts. */
export function placeOf(span: Span, source: Source, result: LintResult): { part: Part; span: Span } | undefined {
  if (!source.notebook) return { part: source.parts[0]!, span };
  const at = result.cellOf(span);
  const part = at && source.parts[at.cell];
  return part && { part, span: at.span };
}
