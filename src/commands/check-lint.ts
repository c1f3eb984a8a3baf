import { lint, mayHoldJobs, oncePer, type LintResult, type Settings, type Skipped, type TableCatalog } from '../engine';
import { digest, type Kept, type Project } from '../project';
import { confsForRules } from './confs-data';

/** What `check` needs to know of a text. JSON holds all of it. */
export interface Linted extends Pick<LintResult, 'findings' | 'skipped' | 'failures'> {
  /** Parts that could not even be taken apart into cells. */
  readonly unread: readonly Skipped[];
  /** Nothing was left besides. */
  readonly isUnread: boolean;
}

function linted({ findings, skipped, failures, document }: LintResult): Linted {
  const isUnread = document.skipped.length > 0 && document.cells.length === 0 && document.kind !== 'jobs';
  return { findings, skipped, failures, unread: document.skipped, isUnread };
}

/** An answer of an earlier process, and what the linter asked about the files around. */
interface KeptLint {
  readonly linted: Linted;
  readonly notebooks: readonly (readonly [path: string, isThere: boolean | null])[];
}

/**
 * What lints the text of one file.
 * @param kept where answers of earlier processes are found. Job definitions are not kept: they depend on the files around them.
 */
export async function linterOf(
  path: string,
  project: Project,
  settings: Settings,
  kept?: Kept,
): Promise<(text: string) => Linted> {
  const place = project.placeOf(path);
  if (mayHoldJobs(path)) {
    const bundle = project.bundleAround(path);
    const today = new Date().toISOString().slice(0, 10);
    return (text) => linted(lint({ path: place, text }, settings, { confs: confsForRules, bundle, today }));
  }
  const catalog = await project.catalogFor(path);
  const findNotebook = (name: string) => project.findNotebook(path, name);
  return (text) => {
    // All that the linter is given is in the key; what it asks for stands beside the answer.
    const key = kept && digest('lint', place, inJson(settings), digestOf(catalog), text);
    const before = key === undefined ? undefined : (kept!.get(key) as KeptLint | undefined);
    if (before?.notebooks.every(([name, isThere]) => (findNotebook(name) ?? null) === isThere)) return before.linted;
    const asked = new Map<string, boolean | undefined>();
    const ask = (name: string) => {
      const isThere = findNotebook(name);
      asked.set(name, isThere);
      return isThere;
    };
    const answer = linted(lint({ path: place, text }, settings, { catalog, confs: confsForRules, findNotebook: ask }));
    const notebooks = [...asked].map(([name, isThere]) => [name, isThere ?? null] as const);
    // An error is no JSON, and the next version may be without it.
    if (key !== undefined && answer.failures.length === 0)
      kept!.set(key, { linted: answer, notebooks } satisfies KeptLint);
    return answer;
  };
}

function inJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? [...part] : part));
}

const digestOf = oncePer((catalog: TableCatalog) => digest(inJson([...catalog.tables()])));
