import type { TableCatalog } from './catalog/catalog';
import { cellOffsets } from './documents/cells-input';
import type { Document } from './documents/document';
import type { MappedText } from './documents/mapped-text';
import { readDocument, type LintInput } from './documents/read';
import type { PythonFacts } from './python/facts';
import { readPython, type PythonCache } from './python/read';
import type { OptionsOf, OptionTable, Rule } from './rule';
import { rules } from './rules';
import type { Settings } from './settings-model';
import { pythonStatements, sqlStatements } from './statements';
import type { SqlFacts, SqlPlace } from './sql/facts';
import { SqlMemory } from './sql-memory';
import { sqlComments } from './sql/comments';
import { readSql } from './sql/read';
import type { SqlTree } from './sql/tree';
import { readSuppressions, Suppressor, type Suppression } from './suppress';
import { catalogOf, ownTables } from './tables';
import { fixToHost, toHost } from './to-host';
import type { Finding, Level, OptionValue, Problem, Skipped, Span, SqlForm } from './types';

export type { LintInput } from './documents/read';

/** What one call of `lint` leaves for the next one on a later state of the same file. Make it with `{}`. */
export interface LintCache {
  python?: PythonCache;
  sql?: Map<string, SqlTree>;
  memory?: SqlMemory;
}

export interface LintOptions {
  readonly cache?: LintCache;
  /** Tables of the project; those of the settings and of the file itself come on top. */
  readonly catalog?: TableCatalog;
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

/** A SQL text, and where it stands: the host of `source` is `Document.text`. */
export interface SqlText {
  readonly source: MappedText;
  readonly place: SqlPlace;
  readonly form: SqlForm;
  readonly tree: SqlTree;
  /** Inside a function nobody knows what ran before. */
  readonly inFunction: boolean;
}

/** A SQL text with what rules may know about it. */
interface SqlTask {
  readonly facts: SqlFacts;
  /** Set when a rule asks about the file around the text: what it says then does not follow from the text alone. */
  askedBefore: boolean;
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
  private readonly trees = new Map<string, SqlTree>();
  private memory = new SqlMemory();

  constructor(
    private readonly document: Document,
    private readonly settings: Settings,
    private readonly options: LintOptions,
  ) {}

  result(): Pick<LintResult, 'findings' | 'skipped' | 'failures' | 'sql' | 'catalog'> {
    const { document, options } = this;
    const cells = this.sqlCells();
    const inCells = catalogOf(ownTables(cells, options.catalog), this.settings.tables, options.catalog);
    const cache = options.cache ? (options.cache.python ??= { cells: [] }) : undefined;
    const python = readPython(document, { target: this.settings.target, catalog: inCells, cache });
    const strings = python.sqlStrings.map(({ text, form, place }): SqlText => {
      return {
        source: text,
        place: 'string',
        form,
        tree: this.tree(text.text, form),
        inFunction: place.func !== undefined,
      };
    });
    const texts = [...cells, ...distinct(strings)].sort((a, b) => a.source.toHost(0) - b.source.toHost(0));
    const own = ownTables(texts, options.catalog);
    const catalog = catalogOf(own, this.settings.tables, options.catalog);
    if (options.cache) options.cache.sql = this.trees;
    this.findUnreadable(python, texts);
    const memory = (this.memory = options.cache ? (options.cache.memory ??= new SqlMemory()) : new SqlMemory());
    const { rules: given, target, tables } = this.settings;
    memory.standOn(JSON.stringify([document.path, [...given], target, [...tables], own]), options.catalog);
    const tasks = this.tasks(texts, catalog);
    for (const rule of rules) if (this.severityOf(rule) !== 'off') this.check(rule, python, tasks);
    const findings = this.findings(python, texts);
    return { findings, skipped: this.skipped, failures: this.failures, sql: texts, catalog };
  }

  private sqlCells(): SqlText[] {
    const place = this.document.kind === 'sql' ? 'file' : 'cell';
    return this.document.cells
      .filter((c) => c.language === 'sql')
      .map(({ source }) => ({
        source,
        place,
        form: 'statements',
        tree: this.tree(source.text, 'statements'),
        inFunction: false,
      }));
  }

  private tree(text: string, form: SqlForm): SqlTree {
    const key = `${form}\0${text}`;
    const tree = this.trees.get(key) ?? this.options.cache?.sql?.get(key) ?? readSql(text, form);
    this.trees.set(key, tree);
    return tree;
  }

  /** Says what was left out: as skipped parts, and as findings of `unreadable-code`. */
  private findUnreadable(python: PythonFacts, texts: readonly SqlText[]): void {
    const parts: Skipped[] = [...this.document.skipped];
    for (const span of python.unreadable) parts.push({ span, reason: 'this cell could not be read as Python' });
    for (const { source, tree, place } of texts) {
      for (const statement of tree.statements) {
        if (!statement.damage || (place === 'string' && !source.isKnown(statement))) continue;
        parts.push({
          span: source.spanToHost(statement.head),
          reason: `SQL statement not understood: ${statement.damage}`,
        });
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

  private severityOf(rule: Rule): Level | 'off' {
    return this.settings.rules.get(rule.id)?.severity ?? rule.severity;
  }

  private tasks(texts: readonly SqlText[], catalog: TableCatalog): SqlTask[] {
    const { target } = this.settings;
    const { path, text } = this.document;
    return texts.map(({ source, place, form, tree, inFunction }, i) => {
      const facts: SqlFacts = {
        source,
        place,
        path,
        form,
        tree,
        catalog,
        target,
        get fileText() {
          task.askedBefore = true;
          return text;
        },
        get earlier() {
          task.askedBefore = true;
          return inFunction ? undefined : texts.slice(0, i).map((t) => t.tree);
        },
      };
      const task: SqlTask = { facts, askedBefore: false };
      return task;
    });
  }

  private check(rule: Rule, python: PythonFacts, tasks: readonly SqlTask[]): void {
    this.ran.add(rule.id);
    const options = optionsOf(rule, this.settings.rules.get(rule.id)?.options ?? {});
    this.guard(rule, () => {
      for (const problem of rule.document?.(this.document, options) ?? []) this.raw.push({ rule: rule.id, problem });
      for (const problem of rule.python?.(python, options) ?? []) this.raw.push({ rule: rule.id, problem });
    });
    if (!rule.sql) return;
    for (const task of tasks) {
      this.guard(rule, () => {
        for (const problem of this.sqlProblems(rule, task, options)) {
          this.raw.push({ rule: rule.id, problem: toHost(problem, task.facts.source) });
        }
      });
    }
  }

  private sqlProblems(rule: Rule, task: SqlTask, options: OptionsOf<OptionTable>): readonly Problem[] {
    const { tree, place } = task.facts;
    const key = `${rule.id} ${place}`;
    const known = this.memory.recall(tree, key);
    if (known) return known;
    task.askedBefore = false;
    const problems = [...rule.sql!(task.facts, options)];
    if (!task.askedBefore) this.memory.keep(tree, key, problems);
    return problems;
  }

  private guard(rule: Rule, body: () => void): void {
    try {
      body();
    } catch (error) {
      this.failures.push({ rule: rule.id, error });
    }
  }

  private suppressions(python: PythonFacts, texts: readonly SqlText[]): Suppression[] {
    const { document } = this;
    const cells = texts.filter((t) => t.place !== 'string');
    const statements = [...pythonStatements(python), ...cells.flatMap((t) => sqlStatements(t.tree, t.source))];
    const inSql = texts.flatMap((t) => sqlComments(t.tree).map((c) => t.source.spanToHost(c)));
    const spans = document.cells.map((c) => c.span);
    return readSuppressions(document.text, [...python.comments, ...inSql], statements, spans);
  }

  private findings(python: PythonFacts, texts: readonly SqlText[]): Finding[] {
    const { document } = this;
    const suppressor = new Suppressor(document.text.includes('lakelint:') ? this.suppressions(python, texts) : []);
    const byId = new Map(rules.map((r) => [r.id, r]));
    const kept = this.raw.filter((r) => !suppressor.hides(r.rule, r.problem.span.from));
    for (const { rule, ...problem } of suppressor.problems(
      document.text,
      (id) => byId.has(id),
      (id) => this.ran.has(id),
    )) {
      if (this.ran.has(rule)) kept.push({ rule, problem }); // prettier-ignore
    }
    const seen = new Set<string>();
    const findings: Finding[] = [];
    for (const { rule: id, problem } of kept) {
      const rule = byId.get(id);
      const given = this.settings.rules.get(id)?.severity;
      const severity = given ?? problem.severity ?? rule?.severity ?? 'warning';
      if (severity === 'off') continue;
      const span = document.file.spanToHost(problem.span);
      const key = `${id} ${span.from} ${span.to}`;
      if (seen.has(key)) continue;
      seen.add(key);
      findings.push({ rule: id, severity, message: problem.message, span, fix: fixToHost(problem.fix, document.file) });
    }
    return findings.sort((a, b) => a.span.from - b.span.from || a.span.to - b.span.to || (a.rule < b.rule ? -1 : 1));
  }
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
