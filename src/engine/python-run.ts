import { addTo } from './lists';
import type { PythonCell, PythonFacts, PythonFile } from './python/facts';
import type { Rule } from './rule';
import type { ActiveRule } from './sql-run';
import type { Edit, Problem, Span } from './types';

/** What rules said of one cell. */
interface Said {
  /** Where the cell stood. */
  readonly at: number;
  readonly problems: readonly { readonly rule: string; readonly problem: Problem }[];
  /** Rules that looked at the rest of the file, or threw: they have to be asked again. */
  readonly again: readonly Rule[];
}

/** What Python rules found in cells of which nothing has changed since. */
export class PythonMemory {
  private basis: readonly unknown[] = [];
  private said = new WeakMap<object, Said>();

  /**
   * Forgets everything when something other than the code has changed.
   * @param basis whatever rules look at beside it.
   */
  standOn(...basis: readonly unknown[]): void {
    if (basis.length === this.basis.length && basis.every((part, i) => part === this.basis[i])) return;
    this.basis = basis;
    this.said = new WeakMap();
  }

  recall(cell: PythonCell): Said | undefined {
    return this.said.get(cell.key);
  }

  keep(cell: PythonCell, said: Said): void {
    this.said.set(cell.key, said);
  }
}

/** Where problems and failures go. */
interface Report {
  problem(rule: string, problem: Problem): void;
  failure(rule: string, error: unknown): void;
}

/** A cell about which rules are asked. */
interface Asking {
  readonly cell: PythonCell;
  /** Facts about the cell. A new object for each state of the file: what rules work out for it does not outlive that state. */
  readonly facts: PythonFacts;
  readonly problems: Said['problems'][number][];
  readonly again: Rule[];
  /** Set when a rule looks at the rest of the file. */
  hasLookedAround: boolean;
}

/** Asks the Python rules about a file, or, where there is a memory to fill, about its cells one by one. */
export class PythonRun {
  private readonly asked: Asking[] = [];
  private readonly planned = new Map<Rule, Asking[]>();

  constructor(
    private readonly rules: readonly ActiveRule[],
    private readonly report: Report,
    private readonly memory?: PythonMemory,
  ) {}

  run(file: PythonFile): void {
    if (this.memory) this.runByCell(file, this.memory);
    else for (const active of this.rules) for (const problem of this.ask(active, file)) this.tell(active, problem);
  }

  private runByCell(file: PythonFile, memory: PythonMemory): void {
    const byCell = this.rules.filter(({ rule }) => rule.pythonScope === 'cell').map(({ rule }) => rule);
    for (const cell of file.cells) this.plan(cell, byCell, memory);
    // One rule after the other: a processor that does the same thing again and again does it faster.
    for (const active of this.rules) {
      if (active.rule.pythonScope !== 'cell') for (const problem of this.ask(active, file)) this.tell(active, problem);
      else for (const asking of this.planned.get(active.rule) ?? []) this.askAbout(asking, active);
    }
    for (const { cell, problems, again } of this.asked) memory.keep(cell, { at: cell.span.from, problems, again });
  }

  /** Says again what was said before, and notes which rules have to be asked. */
  private plan(cell: PythonCell, byCell: readonly Rule[], memory: PythonMemory): void {
    const said = memory.recall(cell);
    const problems: Asking['problems'] = [];
    if (said) {
      const by = cell.span.from - said.at;
      for (const { rule, problem } of said.problems) {
        const moved = by === 0 ? problem : movedBy(problem, by);
        problems.push({ rule, problem: moved });
        this.report.problem(rule, moved);
      }
      if (said.again.length === 0) {
        if (by !== 0) memory.keep(cell, { at: cell.span.from, problems, again: [] });
        return;
      }
    }
    const facts = cell.facts(() => void (asking.hasLookedAround = true));
    const asking: Asking = { cell, facts, problems, again: [], hasLookedAround: false };
    this.asked.push(asking);
    for (const rule of said?.again ?? byCell) addTo(this.planned, rule, asking);
  }

  private askAbout(asking: Asking, active: ActiveRule): void {
    asking.hasLookedAround = false;
    const found = this.ask(active, asking.facts, () => (asking.hasLookedAround = true));
    for (const problem of found) this.tell(active, problem);
    if (asking.hasLookedAround || !found.every((problem) => liesIn(asking.cell.span, problem)))
      asking.again.push(active.rule);
    // The spans of a rule may be those of the code, which move with it.
    else for (const problem of found) asking.problems.push({ rule: active.rule.id, problem: movedBy(problem, 0) });
  }

  private ask({ rule, options }: ActiveRule, facts: PythonFacts, failed?: () => void): readonly Problem[] {
    const found: Problem[] = [];
    try {
      for (const problem of rule.python!(facts, options)) found.push(problem);
    } catch (error) {
      failed?.();
      this.report.failure(rule.id, error);
    }
    return found;
  }

  private tell({ rule }: ActiveRule, problem: Problem): void {
    this.report.problem(rule.id, problem);
  }
}

function liesIn(cell: Span, { span, fix }: Problem): boolean {
  const isWithin = ({ from, to }: Span): boolean => from >= cell.from && to <= cell.to;
  return isWithin(span) && (fix?.edits ?? []).every(isWithin);
}

function movedBy(problem: Problem, by: number): Problem {
  const { span, fix } = problem;
  const edits = fix?.edits.map((edit): Edit => ({ ...edit, from: edit.from + by, to: edit.to + by }));
  return { ...problem, span: { from: span.from + by, to: span.to + by }, fix: fix && { ...fix, edits: edits! } };
}
