import type { Document } from './documents/document';
import type { JobsFacts } from './jobs/facts';
import type { PythonFacts } from './python/facts';
import type { SqlFacts } from './sql/facts';
import type { Family, OptionValue, Problem, Safety, Severity, TableFacts, Target } from './types';

/** A first-party page that says what the rule says, and the day on which somebody last read it there. */
export interface DocLink {
  readonly title: string;
  readonly url: string;
  readonly checked: string;
}

/** How an example is read: as a plain `.py` or `.sql` file, a Databricks source notebook, `databricks.yml`, or a job as JSON. */
export type ExampleKind = 'python' | 'sql' | 'python-notebook' | 'sql-notebook' | 'bundle' | 'job';

interface ExampleSetting {
  readonly kind?: ExampleKind;
  readonly tables?: Readonly<Record<string, TableFacts>>;
  readonly target?: Target;
  /** Files of the bundle, or beside the notebook, that are there; without them nobody knows. */
  readonly files?: readonly string[];
}

/** Code that the rule reports, and the same job done well. Run by the tests, shown on the rule's page. */
export interface Example extends ExampleSetting {
  readonly bad: string;
  readonly good: string;
}

/** Code that looks like a mistake and is none: the rule must stay silent on it. */
export interface NearMiss extends ExampleSetting {
  readonly why: string;
  readonly code: string;
}

export interface OptionSpec<V extends OptionValue = OptionValue> {
  readonly default: V;
  readonly description: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** `['collect']` as a default means any list of strings, `3` any number, and so on. */
type Widen<V> = V extends readonly string[]
  ? readonly string[]
  : V extends string
    ? string
    : V extends number
      ? number
      : V extends boolean
        ? boolean
        : never;

export type OptionsOf<T extends OptionTable> = { readonly [K in keyof T]: Widen<T[K]['default']> };

/**
 * One rule: identity, words, examples, options, checks, always in this order.
 *
 * A check yields problems. It never reports, never walks raw text and never looks at settings beyond its own options.
 * Spans count in `Document.text` for `python`, `job` and `document`, in the SQL text (`SqlFacts.source.text`) for `sql`.
 */
export interface Rule<T extends OptionTable = OptionTable> {
  readonly id: string;
  readonly family: Family;
  readonly severity: Severity;
  /** Present when the rule can offer a fix. */
  readonly fix?: Safety;

  readonly summary: string;
  readonly why: string;
  readonly docs: readonly DocLink[];

  readonly examples: readonly Example[];
  readonly nearMisses?: readonly NearMiss[];

  readonly options?: T;

  /**
   * `statement`: the SQL check takes the statements of a file or cell one by one, and sees the others only where it asks for
   * `before`, `after` or `earlier`. Then what it said of a statement holds for as long as that statement stays as it is. Without
   * this it sees a whole text at once, and all of it again after each keystroke.
   */
  readonly scope?: 'statement';
  /**
   * What a SQL text must hold for the rule to say anything about it: one of these keywords (in upper case), operators, kinds
   * of tokens (`string`) or functions (`count()`), or all parts of one of them (`JOIN WHERE`). About other texts the rule is not asked. Without this it
   * is asked about all.
   */
  readonly words?: readonly string[];

  /**
   * `cell`: the Python check takes the cells of a file one by one; `calls`, `writes` and the other lists of its facts hold what stands
   * in the cell. Then what it said of a cell holds for as long as nothing changes in the cell and in the values that it uses. What
   * more it needs of the file it finds in `facts.file`, and is asked again about that cell after every change. Without this it sees
   * the whole file, and all of it again after each keystroke.
   */
  readonly pythonScope?: 'cell';

  /** Once for a file, over all its Python cells; or once for each of these, see `pythonScope`. */
  python?(facts: PythonFacts, options: OptionsOf<T>): Iterable<Problem>;
  /** Once for each SQL text of a file: the file itself, a cell, a string in Python; or once for each statement, see `scope`. */
  sql?(facts: SqlFacts, options: OptionsOf<T>): Iterable<Problem>;
  /** Once for a file of a bundle, or for a job as JSON. Spans count in the file. */
  job?(facts: JobsFacts, options: OptionsOf<T>): Iterable<Problem>;
  /** Once for a file, over its cells. */
  document?(document: Document, options: OptionsOf<T>): Iterable<Problem>;
}

/** Gives a rule its types; adds nothing. */
export function defineRule<const T extends OptionTable = Record<never, never>>(rule: Rule<T>): Rule<T> {
  return rule;
}

/** The languages that the rule reads: `pyspark`, `sql`, `jobs`. Rules that the runner raises concern all. */
export function languageOf(rule: Rule): string {
  const python = rule.python !== undefined || rule.document !== undefined;
  const own = [python && 'pyspark', rule.sql && 'sql', rule.job && 'jobs'].filter((name) => typeof name === 'string');
  return (own.length > 0 ? own : ['pyspark', 'sql', 'jobs']).join(', ');
}
