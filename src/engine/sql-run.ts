import { TableCatalog } from './catalog/catalog';
import type { Document } from './documents/document';
import type { OptionsOf, OptionTable, Rule } from './rule';
import type { SqlFacts } from './sql/facts';
import type { SqlTree } from './sql/tree';
import type { Said, SqlMemory } from './sql-memory';
import type { SqlPart, SqlText } from './sql-texts';
import { toHost } from './to-host';
import type { ConfLookup, Problem, TableFacts, Target } from './types';

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
}

/** The catalog of one task: remembers what it was asked, because what a rule says then follows from the answers too. */
class AskedCatalog extends TableCatalog {
  readonly asked = new Map<string, TableFacts | undefined>();
  readonly askedOwn = new Map<string, TableFacts | undefined>();
  askedEmpty: boolean | undefined;

  constructor(private readonly known: TableCatalog) {
    super([], known);
  }

  override find(name: string): TableFacts | undefined {
    const facts = this.known.find(name);
    this.asked.set(name, facts);
    return facts;
  }

  override findOwn(name: string): TableFacts | undefined {
    const facts = this.known.findOwn(name);
    this.askedOwn.set(name, facts);
    return facts;
  }

  override get isEmpty(): boolean {
    return (this.askedEmpty = this.known.isEmpty);
  }
}

/** Asks the SQL rules about all texts of a file. */
export class SqlRun {
  private readonly all: SqlTree[] = [];
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
      if (parts.length === 1) this.ask(parts[0]!, text, start, undefined, this.rules, `all ${place}`);
      else {
        const key = `statement ${place}`;
        for (let i = 0; i < parts.length; i++) this.ask(parts[i]!, text, start, i, byStatement, key);
        if (byText.length > 0) this.ask(text, text, start, undefined, byText, `text ${place}`);
      }
      start += parts.length;
    }
  }

  /** @param key which rules they are, and where the text stands. */
  private ask(
    part: SqlPart,
    text: SqlText,
    start: number,
    index: number | undefined,
    rules: readonly ActiveRule[],
    key: string,
  ): void {
    const { memory, catalog } = this.surroundings;
    const said = memory.recall(part.tree, key, catalog);
    if (!said) {
      const asked = new AskedCatalog(catalog);
      const answers = this.answers({ text, part, start, index }, rules, asked);
      memory.keep(part.tree, key, {
        ...answers,
        tables: asked.asked,
        ownTables: asked.askedOwn,
        noTables: asked.askedEmpty,
      });
      return;
    }
    for (const { rule, problem } of said.problems) this.report.problem(rule, toHost(problem, part.source));
    if (said.again.length === 0) return;
    const again = rules.filter(({ rule }) => said.again.includes(rule));
    this.answers({ text, part, start, index }, again, catalog);
  }

  /** Asks the rules, reports what they say, and gives back what of it can be kept. */
  private answers(task: Task, rules: readonly ActiveRule[], catalog: TableCatalog): Pick<Said, 'problems' | 'again'> {
    const facts = this.facts(task, catalog);
    const kept: { rule: string; problem: Problem }[] = [];
    const again: Rule[] = [];
    for (const { rule, options } of rules) {
      this.askedAround = false;
      let found: readonly Problem[] = [];
      try {
        found = [...rule.sql!(facts, options)];
      } catch (error) {
        this.askedAround = true;
        this.report.failure(rule.id, error);
      }
      for (const problem of found) this.report.problem(rule.id, toHost(problem, task.part.source));
      if (this.askedAround) again.push(rule);
      else for (const problem of found) kept.push({ rule: rule.id, problem });
    }
    return { problems: kept, again };
  }

  private facts({ text, part, start, index }: Task, catalog: TableCatalog): SqlFacts {
    const { place, form, inFunction, parts } = text;
    const around = (from: number, to: number): readonly SqlTree[] => {
      this.askedAround = true;
      return this.all.slice(from, to);
    };
    const { source, tree } = part;
    const { target, document, confs } = this.surroundings;
    const facts = { source, place, form, tree, catalog, target, path: document.path };
    const askAround = (): void => void (this.askedAround = true);
    return {
      ...facts,
      get fileText() {
        askAround();
        return document.text;
      },
      get confs() {
        const known = confs?.();
        if (!known) askAround();
        return known;
      },
      get earlier() {
        const trees = around(0, start);
        return inFunction ? undefined : trees;
      },
      get before() {
        return index === undefined ? undefined : around(start, start + index);
      },
      get after() {
        return index === undefined ? undefined : around(start + index + 1, start + parts.length);
      },
    };
  }
}
