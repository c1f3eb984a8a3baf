import { lint, defaultSettings, ruleById, TableCatalog, type Finding, type LintInput } from '../../src/engine/index';
import type { ExampleKind, Rule } from '../../src/engine/rule';
import { confs } from '../confs/data';
import { defaultKind } from '../../src/tools/rule-page';
import type { TableFacts, Target } from '../../src/engine/types';

const PATHS: Readonly<Record<ExampleKind, string>> = {
  python: 'job.py',
  'python-notebook': 'notebook.py',
  sql: 'query.sql',
  'sql-notebook': 'notebook.sql',
};

export interface Around {
  readonly kind?: ExampleKind;
  readonly path?: string;
  readonly tables?: Readonly<Record<string, TableFacts>>;
  readonly target?: Target;
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
  const result = lint(input, settings, { catalog, confs: () => confs });
  if (result.failures.length > 0) throw result.failures[0]!.error;
  return result.findings.filter((f) => f.rule === id);
}

/** The text under each finding. */
export function marked(id: string, text: string, around: Around = {}): string[] {
  return findingsOf(id, text, around).map((f) => text.slice(f.span.from, f.span.to));
}

export type { Finding, Rule };
