import { AskedCatalog } from './asked-catalog';
import { addTo } from './lists';
import type { TableCatalog } from './catalog/catalog';
import type { Document } from './documents/document';
import type { OptionsOf, OptionTable, Rule } from './rule';
import type { Answer, Around, SqlFacts } from './sql/facts';
import { oncePer } from './once';
import type { SqlTree } from './sql/tree';
import { Holdings, wordFilter } from './sql/word-filter';
import type { Said, SqlMemory } from './sql-memory';
import type { SqlPart, SqlText } from './sql-texts';
import { toHost } from './to-host';
import type { ConfLookup, Problem, Target } from './types';

/** A rule that is on, with its options. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly options: OptionsOf<OptionTable>;
}

/** What SQL rules may know beside the text. */
interface Surroundings {
  readonly catalog: TableCatalog;
  readonly target: Target;
  readonly memory: SqlMemory;
  readonly document: Document;
  readonly confs?: () => ConfLookup | undefined;
}

/** Where problems and failures go. */
interface Report {
  problem(rule: string, problem: Problem): void;
  failure(rule: string, error: unknown): void;
}

/** A text that rules are asked about: a statement of a file or cell, a whole file or cell, a string. */
interface Task {
  readonly text: SqlText;
  readonly part: SqlPart;
  /** Place of the text's first statement among the statements of all texts. */
  readonly start: number;
  /** Which statement of the text it is; absent when it is the whole text. */
  readonly index: number | undefined;
  /** The trees of the text: of its statements, or of all of it. */
  readonly trees: readonly SqlTree[];
}

/** A task about which a rule is asked. */
interface Asking {
  readonly task: Task;
  readonly facts: SqlFacts;
  /** Takes up what can be kept; absent for a rule that is asked again in any case. */
  readonly saying: Saying | undefined;
}

/** What rules say of a text, while they are asked. */
interface Saying {
  readonly tree: SqlTree;
  readonly key: string;
  readonly asked: AskedCatalog;
  readonly problems: Said['problems'][number][];
  readonly again: Rule[];
  readonly questions: Said['questions'][number][];
}

const concerns = oncePer(({ words }: Rule): ((held: Holdings) => boolean) => (words ? wordFilter(words) : () => true));

/** Asks the SQL rules about all texts of a file. */
export class SqlRun {
  private readonly all: SqlTree[] = [];
  private readonly matched = new Map<RegExp, boolean>();
  private readonly planned = new Map<ActiveRule, Asking[]>();
  private readonly said: Saying[] = [];
  /** Set when a rule asks for other texts: what it says then does not follow from its own text. */
  private askedAround = false;

  constructor(
    private readonly rules: readonly ActiveRule[],
    private readonly surroundings: Surroundings,
    private readonly report: Report,
  ) {}

  /** @param texts in the order of the file. */
  run(texts: readonly SqlText[]): void {
    const byStatement = this.rules.filter(({ rule }) => rule.scope === 'statement');
    const byText = this.rules.filter(({ rule }) => rule.scope !== 'statement');
    let start = 0;
    for (const text of texts) for (const { tree } of text.parts) this.all.push(tree);
    for (const text of texts) {
      const { parts, place } = text;
      const trees = parts.map(({ tree }) => tree);
      if (parts.length === 1)
        this.plan({ text, part: parts[0]!, start, index: undefined, trees }, this.rules, `all ${place}`);
      else {
        const key = `statement ${place}`;
        for (let index = 0; index < parts.length; index++)
          this.plan({ text, part: parts[index]!, start, index, trees }, byStatement, key);
        if (byText.length > 0)
          this.plan({ text, part: text, start, index: undefined, trees: [text.tree] }, byText, `text ${place}`);
      }
      start += parts.length;
    }
    // One rule after the other: a processor that does the same thing again and again does it faster.
    for (const [active, list] of this.planned) for (const asking of list) this.ask(active, asking);
    for (const saying of this.said) this.keep(saying);
  }

  /**
   * Says again what was said before, and notes which rules have to be asked.
   * @param key which rules they are, and where the text stands: see `Said`.
   */
  private plan(task: Task, rules: readonly ActiveRule[], key: string): void {
    const { memory, catalog } = this.surroundings;
    const { part } = task;
    const { tree } = part;
    const said = memory.recall(tree, key, catalog, () => this.around(task));
    if (!said) {
      const asked = new AskedCatalog(catalog);
      const saying: Saying = { tree, key, asked, problems: [], again: [], questions: [] };
      this.said.push(saying);
      this.planFor(rules, { task, facts: this.facts(task, asked, saying.questions), saying });
      return;
    }
    for (const { rule, problem } of said.problems) this.report.problem(rule, toHost(problem, part.source));
    if (said.again.length === 0) return;
    const again = rules.filter(({ rule }) => said.again.includes(rule));
    this.planFor(again, { task, facts: this.facts(task, catalog, []), saying: undefined });
  }

  private planFor(rules: readonly ActiveRule[], asking: Asking): void {
    const held = new Holdings(asking.task.part.tree);
    for (const active of rules) if (concerns(active.rule)(held)) addTo(this.planned, active, asking);
  }

  /** Asks the rule about one text, reports what it says, and notes what of it can be kept. */
  private ask({ rule, options }: ActiveRule, { task, facts, saying }: Asking): void {
    this.askedAround = false;
    let found: readonly Problem[] = [];
    try {
      found = [...rule.sql!(facts, options)];
    } catch (error) {
      this.askedAround = true;
      this.report.failure(rule.id, error);
    }
    for (const problem of found) this.report.problem(rule.id, toHost(problem, task.part.source));
    if (!saying) return;
    if (this.askedAround) saying.again.push(rule);
    else for (const problem of found) saying.problems.push({ rule: rule.id, problem });
  }

  private keep({ tree, key, asked, problems, again, questions }: Saying): void {
    this.surroundings.memory.keep(tree, { key, problems, again, questions, answers: asked.answers });
  }

  /** Whether the file matches a pattern; looked up once for all its statements. */
  private readonly matches = (pattern: RegExp): boolean => {
    let found = this.matched.get(pattern);
    if (found === undefined) this.matched.set(pattern, (found = pattern.test(this.surroundings.document.text)));
    return found;
  };

  private around({ text, start, index, trees, part }: Task): Around {
    // A whole text that is also taken apart stands in the file as one tree.
    const isWhole = index === undefined && text.parts.length > 1;
    const file = isWhole ? [...this.all.slice(0, start), part.tree] : this.all;
    return { file, text: trees, at: start + (index ?? 0), matches: this.matches };
  }

  private facts(task: Task, catalog: TableCatalog, questions: Said['questions'][number][]): SqlFacts {
    let around: Around | undefined;
    const lookAround = (): Around => (around ??= this.around(task));
    return new TaskFacts(task, catalog, this.surroundings, this.all, {
      askedAround: () => {
        this.askedAround = true;
        return lookAround();
      },
      ask: (question) => {
        const answer = question(lookAround());
        questions.push({ question, answer });
        return answer;
      },
    });
  }
}

/** What a rule asks that its own text does not say. */
interface Outside extends Pick<SqlFacts, 'ask'> {
  /** Notes that the rule has to be asked again. */
  askedAround(): Around;
}

/** The facts of one task. A class, because there is one for every statement. */
class TaskFacts implements SqlFacts {
  constructor(
    private readonly task: Task,
    readonly catalog: TableCatalog,
    private readonly surroundings: Surroundings,
    private readonly all: readonly SqlTree[],
    private readonly outside: Outside,
  ) {}

  get source() {
    return this.task.part.source;
  }

  get tree() {
    return this.task.part.tree;
  }

  get place() {
    return this.task.text.place;
  }

  get form() {
    return this.task.text.form;
  }

  get target() {
    return this.surroundings.target;
  }

  get path() {
    return this.surroundings.document.path;
  }

  get around() {
    return this.outside.askedAround();
  }

  ask<T extends Answer>(question: (around: Around) => T): T {
    return this.outside.ask(question);
  }

  get confs() {
    const known = this.surroundings.confs?.();
    if (!known) this.outside.askedAround();
    return known;
  }

  get earlier() {
    this.outside.askedAround();
    return this.task.text.inFunction ? undefined : this.all.slice(0, this.task.start);
  }

  get before() {
    const { start, index } = this.task;
    return index === undefined ? undefined : this.slice(start, start + index);
  }

  get after() {
    const { text, start, index } = this.task;
    return index === undefined ? undefined : this.slice(start + index + 1, start + text.parts.length);
  }

  private slice(from: number, to: number): readonly SqlTree[] {
    this.outside.askedAround();
    return this.all.slice(from, to);
  }
}
