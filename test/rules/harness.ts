import {
  lint,
  defaultSettings,
  readTree,
  ruleById,
  TableCatalog,
  type BundleAround,
  type Finding,
  type LintInput,
  type SourceFile,
} from '../../src/engine/index';
import type { ExampleKind, Rule } from '../../src/engine/rule';
import { confs } from '../confs/data';
import { defaultKind } from '../../src/tools/rule-page';
import type { TableFacts, Target } from '../../src/engine/types';

/** What a file of each kind is called. */
export const PATHS: Readonly<Record<ExampleKind, string>> = {
  python: 'job.py',
  'python-notebook': 'notebook.py',
  sql: 'query.sql',
  'sql-notebook': 'notebook.sql',
  bundle: 'databricks.yml',
  job: 'job.json',
};

export interface Around {
  readonly kind?: ExampleKind;
  readonly path?: string;
  readonly tables?: Readonly<Record<string, TableFacts>>;
  readonly target?: Target;
  /** Files of the bundle that are there. */
  readonly files?: readonly string[];
  /** Other files of the bundle, by their paths. */
  readonly others?: Readonly<Record<string, string>>;
  readonly today?: string;
}

/** Findings of one rule on a text; a rule that is off by default is switched on. A rule that throws fails the test. */
export function findingsOf(id: string, text: string, around: Around = {}): Finding[] {
  const rule = ruleById(id);
  if (!rule) throw new Error(`There is no rule ${id}.`);
  const input: LintInput = { path: around.path ?? PATHS[around.kind ?? defaultKind(rule)], text };
  const severity = rule.severity === 'off' ? ('warning' as const) : undefined;
  const settings = {
    ...defaultSettings,
    target: around.target ?? {},
    rules: new Map([[id, { severity, options: {} }]]),
  };
  const catalog = new TableCatalog(Object.entries(around.tables ?? {}));
  const result = lint(input, settings, {
    catalog,
    confs: () => confs,
    bundle: bundleAround(around),
    findNotebook: (path) => around.files && sourceIn(around.files, path.replace(/^\.\//, '')).near !== undefined,
    today: around.today,
  });
  if (result.failures.length > 0) throw result.failures[0]!.error;
  return result.findings.filter((f) => f.rule === id);
}

function bundleAround({ files, others }: Around): BundleAround | undefined {
  if (!files && !others) return undefined;
  return {
    others: Object.entries(others ?? {}).map(([path, text]) => readTree(path, text)),
    isComplete: true,
    findSource: (path) => files && sourceIn(files, path.replace(/^\.\//, '')),
  };
}

function sourceIn(files: readonly string[], path: string): SourceFile {
  return { isThere: files.includes(path), near: files.find((file) => file.replace(/\.\w+$/, '') === path) };
}

/** The text under each finding. */
export function marked(id: string, text: string, around: Around = {}): string[] {
  return findingsOf(id, text, around).map((f) => text.slice(f.span.from, f.span.to));
}

export type { Finding, Rule };
