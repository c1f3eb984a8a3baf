import { TableCatalog } from './catalog/catalog';
import { cellOffsets } from './documents/cells-input';
import type { Document } from './documents/document';
import { readDocument, type LintInput } from './documents/read';
import { holdsJobs, readJobs, readTree, type JobsContext } from './jobs/facts';
import { jsonComments } from './jobs/json';
import type { JobTree } from './jobs/values';
import { yamlComments } from './jobs/yaml';
import type { PythonFacts } from './python/facts';
import { newPythonCache, readPython, type PythonCache } from './python/read';
import { PythonMemory, PythonRun } from './python-run';
import type { OptionsOf, OptionTable, Rule } from './rule';
import { rules } from './rules';
import { secondRunAt, type SecondRunAt } from './second-run-at';
import { knownTables, type KnownTables } from './known-tables';
import { oncePer } from './once';
import type { Settings } from './settings-model';
import { jobStatements, pythonStatements, sqlStatements } from './statements';
import { SqlMemory } from './sql-memory';
import { SqlRun, type ActiveRule } from './sql-run';
import { SqlReader, type SqlText } from './sql-texts';
import { sqlComments } from './sql/comments';
import { Pieces } from './sql/pieces';
import { readSuppressions, Suppressor, type Suppression } from './suppress';
import { tableNotes } from './tables';
import { toHost } from './to-host';
import type { Finding, OptionValue, Problem, Skipped, Span } from './types';

export type { LintInput } from './documents/read';

/** What one call of `lint` leaves for the next one on a later state of the same file. Make it with `{}`. */
export interface LintCache {
  python?: PythonCache;
  sql?: SqlReader;
  jobs?: JobTree;
  memory?: SqlMemory;
  pythonMemory?: PythonMemory;
  tables?: KnownTables;
  tablesInStrings?: KnownTables;
}

/** What the host knows beside the text. For a file of a bundle: the files around it, and the day. */
export interface LintOptions extends JobsContext {
  readonly cache?: LintCache;
  /** Tables of the project; those of the settings and of the file itself come on top. */
  readonly catalog?: TableCatalog;
  /** Whether a notebook lies at a path that is relative to the file, with or without its ending; `undefined` where nobody knows. */
  readonly findNotebook?: (path: string) => boolean | undefined;
}

export interface LintResult {
  /** Sorted by place. Spans and edits count in the file as it was given. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** Rules that threw: a defect of Lakelint, never of the file. */
  readonly failures: readonly { readonly rule: string; readonly error: unknown }[];
  readonly document: Document;
  /** Every SQL text of the file: files, cells, strings of Python; by place. */
  readonly sql: readonly SqlText[];
  /** The tables that are known to the file. */
  readonly catalog: TableCatalog;
  /**
   * What a second run of the write under an offset of `Document.text` does; worked out when it is asked for, on what was read for the
   * rules. Nothing where no write stands, or nothing certain is known.
   */
  secondRunAt(offset: number): SecondRunAt | undefined;
  /** For input made of cells: the cell that a span lies in, and the span within it. */
  cellOf(span: Span): { readonly cell: number; readonly span: Span } | undefined;
}

/** Lints one file. Pure: the same input gives the same result. Never throws. */
export function lint(input: LintInput, settings: Settings, options: LintOptions = {}): LintResult {
  const document = readDocument(input);
  const run = new Run(document, settings, options);
  const offsets = 'cells' in input ? cellOffsets(input.cells) : [];
  return {
    ...run.result(),
    document,
    cellOf(span) {
      if (!('cells' in input)) return undefined;
      const cell = offsets.filter((offset) => offset <= span.from).length - 1;
      if (cell < 0) return undefined;
      const from = offsets[cell]!;
      const length = input.cells[cell]!.text.length;
      return { cell, span: { from: Math.min(length, span.from - from), to: Math.min(length, span.to - from) } };
    },
  };
}

/** A problem in `Document.text`. */
interface Raw {
  readonly rule: string;
  readonly problem: Problem;
}

class Run {
  private readonly raw: Raw[] = [];
  private readonly failures: { rule: string; error: unknown }[] = [];
  private readonly skipped: Skipped[] = [];
  private readonly ran = new Set<string>();
  private readonly report = {
    problem: (rule: string, problem: Problem): void => void this.raw.push({ rule, problem }),
    failure: (rule: string, error: unknown): void => void this.failures.push({ rule, error }),
  };

  constructor(
    private readonly document: Document,
    private readonly settings: Settings,
    private readonly options: LintOptions,
  ) {}

  result(): Pick<LintResult, 'findings' | 'skipped' | 'failures' | 'sql' | 'catalog' | 'secondRunAt'> {
    const { document, options } = this;
    if (document.kind === 'jobs') return this.jobsResult();
    const cache = options.cache ?? {};
    const reader = (cache.sql ??= new SqlReader());
    reader.begin();
    const place = document.kind === 'sql' ? 'file' : 'cell';
    const sources = document.cells.filter((c) => c.language === 'sql').map((c) => c.source);
    const cells = reader.cells(sources, place);
    const { target } = this.settings;
    const around = { settings: this.settings.tables, outer: options.catalog };
    const known = (cache.tables = knownTables(cells, around, cache.tables));
    const kept = options.cache && (cache.python ??= newPythonCache());
    const python = readPython(document, {
      target,
      catalog: known.catalog,
      confs: options.confs,
      findNotebook: options.findNotebook,
      cache: kept,
    });
    const strings = python.sqlStrings.map(({ text, form, place }) =>
      reader.string(text, form, place.func !== undefined),
    );
    const texts = [...cells, ...distinct(strings)].sort((a, b) => a.source.toHost(0) - b.source.toHost(0));
    const makesTables = strings.some(({ tree }) => tableNotes(tree).length > 0);
    if (makesTables) cache.tablesInStrings = knownTables(texts, around, cache.tablesInStrings);
    const { catalog } = makesTables ? cache.tablesInStrings! : known;
    this.findUnreadable(python, texts);
    const memory = (cache.memory ??= new SqlMemory());
    const { active, basis: settings } = activeRules(this.settings);
    const basis = `${document.path}\0${settings}`;
    memory.standOn(basis);
    for (const { rule } of active) this.ran.add(rule.id);
    const hasPython = document.cells.some(({ language }) => language === 'python' || language === 'run');
    for (const { rule, options } of active) this.check(rule, () => rule.document?.(document, options));
    if (hasPython) {
      const withPython = active.filter(({ rule }) => rule.python !== undefined);
      const heard = options.cache && (cache.pythonMemory ??= new PythonMemory());
      heard?.standOn(basis, document.kind, known.catalog);
      new PythonRun(withPython, this.report, heard).run(python);
    }
    const withSql = active.filter(({ rule }) => rule.sql !== undefined);
    new SqlRun(withSql, { catalog, target, memory, document, confs: options.confs }, this.report).run(texts);
    const findings = this.findings(() => this.suppressions(python, texts));
    const read = { document, python, texts, catalog, target };
    const { skipped, failures } = this;
    const atOffset = (offset: number) => secondRunAt(offset, read);
    return { findings, skipped, failures, sql: texts, catalog, secondRunAt: atOffset };
  }

  /** The same for job definitions: no cells, no SQL, no tables. */
  private jobsResult(): Pick<LintResult, 'findings' | 'skipped' | 'failures' | 'sql' | 'catalog' | 'secondRunAt'> {
    const { document, options } = this;
    const cache = options.cache ?? {};
    const isRead = cache.jobs?.text === document.text && cache.jobs.path === document.path;
    const tree = isRead ? cache.jobs! : (cache.jobs = readTree(document.path, document.text));
    for (const { span, message } of tree.errors) {
      const reason = `not valid ${tree.format.toUpperCase()} (${message})`;
      this.skipped.push({ span, reason });
      const text = `This is ${reason}, so nothing in this file was checked. Correct the syntax here.`;
      this.raw.push({ rule: 'unreadable-code', problem: { span, message: text, severity: 'warning' } });
    }
    const { active } = activeRules(this.settings);
    for (const { rule } of active) this.ran.add(rule.id);
    if (holdsJobs(tree)) {
      const facts = readJobs(document, tree, options);
      for (const { rule, options } of active) this.check(rule, () => rule.job?.(facts, options));
    }
    const findings = this.findings(() => suppressionsIn(tree));
    const { skipped, failures } = this;
    const catalog = options.catalog ?? new TableCatalog([]);
    return { findings, skipped, failures, sql: [], catalog, secondRunAt: () => undefined };
  }

  /** Says what was left out: as skipped parts, and as findings of `unreadable-code`. */
  private findUnreadable(python: PythonFacts, texts: readonly SqlText[]): void {
    const parts: Skipped[] = [...this.document.skipped];
    for (const span of python.unreadable) parts.push({ span, reason: 'this cell could not be read as Python' });
    for (const { place, parts: own } of texts) {
      const pieces = new Pieces();
      for (const part of own) {
        const { tree } = part;
        pieces.read(tree.tokens);
        for (const { damage, head, from, to } of tree.statements) {
          if (!damage || pieces.explain(damage) || (place === 'string' && !part.source.isKnown({ from, to }))) continue;
          parts.push({ span: part.source.spanToHost(head), reason: `SQL statement not understood: ${damage}` });
        }
      }
    }
    const isFile = new Set(this.document.skipped);
    for (const part of parts) {
      const span = isFile.has(part) ? part.span : this.document.file.spanToHost(part.span);
      this.skipped.push({ span, reason: part.reason });
      if (isFile.has(part)) continue;
      const message = `${part.reason[0]!.toUpperCase()}${part.reason.slice(1)}. It was skipped; everything around it was read.`;
      this.raw.push({ rule: 'unreadable-code', problem: { span: part.span, message } });
    }
  }

  private check(rule: Rule, ask: () => Iterable<Problem> | undefined): void {
    try {
      for (const problem of ask() ?? []) this.report.problem(rule.id, problem);
    } catch (error) {
      this.report.failure(rule.id, error);
    }
  }

  private suppressions(python: PythonFacts, texts: readonly SqlText[]): Suppression[] {
    const { document } = this;
    const cells = texts.filter((t) => t.place !== 'string');
    const parts = cells.flatMap((t) => t.parts);
    const statements = [...pythonStatements(python), ...parts.flatMap((p) => sqlStatements(p.tree, p.source))];
    const inSql = texts.flatMap((t) => t.parts).flatMap((p) => sqlComments(p.tree).map((c) => p.source.spanToHost(c)));
    const spans = document.cells.map((c) => c.span);
    return readSuppressions(document.text, [...python.comments, ...inSql], statements, spans);
  }

  private findings(suppressions: () => Suppression[]): Finding[] {
    const { document } = this;
    const suppressor = new Suppressor(document.text.includes('lakelint:') ? suppressions() : []);
    const kept = this.raw.filter((r) => !suppressor.hides(r.rule, r.problem.span.from));
    for (const { rule, ...problem } of suppressor.problems(
      document.text,
      (id) => byId.has(id),
      (id) => this.ran.has(id),
    )) {
      if (this.ran.has(rule)) kept.push({ rule, problem }); // prettier-ignore
    }
    const findings: Finding[] = [];
    for (const { rule: id, problem } of kept) {
      const rule = byId.get(id);
      const given = this.settings.rules.get(id)?.severity;
      const severity = given ?? problem.severity ?? rule?.severity ?? 'warning';
      if (severity === 'off') continue;
      const { span, message, fix } = toHost(problem, document.file);
      findings.push({ rule: id, severity, message, span, fix });
    }
    findings.sort(byPlace);
    return findings.filter((finding, i) => i === 0 || byPlace(findings[i - 1]!, finding) !== 0);
  }
}

const byId = new Map(rules.map((rule) => [rule.id, rule]));

interface RuleChoice {
  readonly active: readonly ActiveRule[];
  /** The settings of rules, and what the code runs on, as one string. */
  readonly basis: string;
}

/** The rules that are on. */
const activeRules = oncePer((settings: Settings): RuleChoice => {
  const active = rules
    .filter((rule) => (settings.rules.get(rule.id)?.severity ?? rule.severity) !== 'off')
    .map((rule) => ({ rule, options: optionsOf(rule, settings.rules.get(rule.id)?.options ?? {}) }));
  return { active, basis: JSON.stringify([[...settings.rules], settings.target]) };
});

function byPlace(a: Finding, b: Finding): number {
  const { from, to } = a.span;
  return from - b.span.from || to - b.span.to || (a.rule === b.rule ? 0 : a.rule < b.rule ? -1 : 1);
}

function suppressionsIn(tree: JobTree): Suppression[] {
  const { text, format } = tree;
  const comments = format === 'yaml' ? yamlComments(text) : jsonComments(text);
  return readSuppressions(text, comments, jobStatements(tree), [{ from: 0, to: text.length }]);
}

/** One string can reach several calls; it is read once. */
function distinct(texts: readonly SqlText[]): SqlText[] {
  const seen = new Set<string>();
  return texts.filter(({ source, form }) => {
    const key = `${form} ${source.toHost(0)} ${source.text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function optionsOf<T extends OptionTable>(rule: Rule<T>, given: Readonly<Record<string, OptionValue>>): OptionsOf<T> {
  const options: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(rule.options ?? {})) options[name] = given[name] ?? spec.default;
  return options as OptionsOf<T>;
}
