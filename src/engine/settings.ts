import { didYouMean } from './nearest';
import type { OptionSpec, OptionTable } from './rule';
import {
  emptyProjectSettings,
  type Complaint,
  type Override,
  type ProjectSettings,
  type RuleSetting,
} from './settings-model';
import { computes, isRuntime } from './target';
import type { ColumnFacts, OptionValue, Severity, TableFacts, Target } from './types';

export * from './settings-model';
export { parseTarget } from './target';

/** As much of a rule as settings are checked against. */
export interface KnownRule {
  readonly id: string;
  readonly options?: OptionTable;
}

type Path = readonly (string | number)[];
type Tree = Readonly<Record<string, unknown>>;

const severities: readonly Severity[] = ['error', 'warning', 'info', 'off'];

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf<T extends string>(value: unknown, words: readonly T[]): value is T {
  return (words as readonly unknown[]).includes(value);
}

function list(words: readonly string[]): string {
  const quoted = words.map((w) => `\`${w}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isTree(value)) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``;
}

/** Reads settings once, top to bottom, and collects what is wrong with them. */
class SettingsReader {
  readonly complaints: Complaint[] = [];
  private readonly known: ReadonlyMap<string, KnownRule>;

  constructor(known: readonly KnownRule[]) {
    this.known = new Map(known.map((rule) => [rule.id, rule]));
  }

  private complain(path: Path, message: string): undefined {
    this.complaints.push({ path, message });
    return undefined;
  }

  /** Calls the reader of each key. A key without a reader is a complaint. */
  private eachKey(
    value: unknown,
    path: Path,
    what: string,
    readers: Readonly<Record<string, (value: unknown, path: Path) => void>>,
  ): void {
    if (!isTree(value)) {
      this.complain(path, `${what} must be an object, not ${show(value)}.`);
      return;
    }
    const names = Object.keys(readers).filter((name) => !name.startsWith('$'));
    for (const [key, entry] of Object.entries(value)) {
      const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
      if (read) read(entry, [...path, key]);
      else
        this.complain(
          [...path, key],
          `Unknown key \`${key}\`${didYouMean(key, names) || `; ${what} may hold ${list(names)}.`}`,
        );
    }
  }

  private strings(value: unknown, path: Path, what: string): string[] {
    if (!Array.isArray(value)) {
      this.complain(path, `${what} must be a list of strings, not ${show(value)}.`);
      return [];
    }
    const good: string[] = [];
    value.forEach((entry: unknown, i) => {
      if (typeof entry === 'string' && entry.trim() !== '') good.push(entry);
      else this.complain([...path, i], `${what} must hold strings that are not empty, not ${show(entry)}.`);
    });
    return good;
  }

  /** What was read, or nothing when there was a complaint on the way: half a list would say something else than was meant. */
  private whole<T>(read: () => T): T | undefined {
    const before = this.complaints.length;
    const result = read();
    return this.complaints.length === before ? result : undefined;
  }

  project(value: unknown): ProjectSettings {
    const settings = { ...emptyProjectSettings };
    this.eachKey(value, [], 'The settings', {
      $schema: () => undefined,
      rules: (entry, path) => (settings.rules = this.rules(entry, path)),
      overrides: (entry, path) => (settings.overrides = this.overrides(entry, path)),
      target: (entry, path) => (settings.target = this.target(entry, path)),
      tables: (entry, path) => (settings.tables = this.tables(entry, path)),
      exclude: (entry, path) => (settings.exclude = this.strings(entry, path, '`exclude`')),
    });
    return settings;
  }

  private rules(value: unknown, path: Path): Map<string, RuleSetting> {
    const rules = new Map<string, RuleSetting>();
    if (!isTree(value)) {
      this.complain(path, `\`rules\` must be an object from rule id to severity, not ${show(value)}.`);
      return rules;
    }
    for (const [id, entry] of Object.entries(value)) {
      const rule = this.known.get(id);
      const at = [...path, id];
      if (!rule) {
        const hint = didYouMean(id, this.known.keys()) || '; `lakelint rule` lists them all.';
        this.complain(at, `Unknown rule \`${id}\`${hint}`);
        continue;
      }
      const setting = this.rule(rule, entry, at);
      if (setting) rules.set(id, setting);
    }
    return rules;
  }

  private rule(rule: KnownRule, value: unknown, path: Path): RuleSetting | undefined {
    if (!Array.isArray(value)) {
      const severity = this.severity(value, path);
      return severity && { severity, options: {} };
    }
    const parts: readonly unknown[] = value;
    if (parts.length === 0 || parts.length > 2) {
      return this.complain(path, 'A rule is set by a severity, or by `[severity, { options }]`.');
    }
    const severity = this.severity(parts[0], [...path, 0]);
    const options = parts.length === 2 ? this.options(rule, parts[1], [...path, 1]) : {};
    return severity || Object.keys(options).length > 0 ? { severity, options } : undefined;
  }

  private severity(value: unknown, path: Path): Severity | undefined {
    if (isOneOf(value, severities)) return value;
    const hint = typeof value === 'string' ? didYouMean(value, severities) : '';
    return this.complain(path, `Severity must be ${list(severities)}, not ${show(value)}${hint || '.'}`);
  }

  private options(rule: KnownRule, value: unknown, path: Path): Record<string, OptionValue> {
    const options: Record<string, OptionValue> = {};
    if (!isTree(value)) {
      this.complain(path, `The options of \`${rule.id}\` must be an object, not ${show(value)}.`);
      return options;
    }
    const table = rule.options ?? {};
    for (const [name, entry] of Object.entries(value)) {
      const spec = Object.hasOwn(table, name) ? table[name] : undefined;
      if (!spec) {
        const names = Object.keys(table);
        const has = names.length === 0 ? '; it has none.' : `; it has ${names.map((n) => `\`${n}\``).join(', ')}.`;
        this.complain([...path, name], `Unknown option \`${name}\` of \`${rule.id}\`${didYouMean(name, names) || has}`);
        continue;
      }
      const option = this.option(name, spec, entry, [...path, name]);
      if (option !== undefined) options[name] = option;
    }
    return options;
  }

  private option(name: string, spec: OptionSpec, value: unknown, path: Path): OptionValue | undefined {
    if (typeof spec.default === 'object') {
      return this.whole(() => this.strings(value, path, `Option \`${name}\``));
    }
    const type = typeof spec.default;
    if (typeof value === type && (typeof value !== 'number' || Number.isFinite(value))) return value as OptionValue;
    const wanted = type === 'boolean' ? '`true` or `false`' : `a ${type}`;
    return this.complain(path, `Option \`${name}\` must be ${wanted}, not ${show(value)}.`);
  }

  private overrides(value: unknown, path: Path): Override[] {
    if (!Array.isArray(value)) {
      this.complain(path, `\`overrides\` must be a list of \`{ files, rules }\`, not ${show(value)}.`);
      return [];
    }
    const overrides: Override[] = [];
    value.forEach((entry: unknown, i) => {
      const at = [...path, i];
      let files: string[] | undefined;
      let rules: ReadonlyMap<string, RuleSetting> = new Map();
      this.eachKey(entry, at, 'An override', {
        files: (globs, p) => (files = this.strings(globs, p, '`files`')),
        rules: (table, p) => (rules = this.rules(table, p)),
      });
      if (!isTree(entry)) return;
      // Without `files` the override would hold for every file: nobody means that.
      if (files === undefined) this.complain(at, 'An override needs `files`: a list of globs.');
      else overrides.push({ files, rules });
    });
    return overrides;
  }

  private target(value: unknown, path: Path): Target {
    const target: { runtime?: string; compute?: Target['compute'] } = {};
    this.eachKey(value, path, '`target`', {
      runtime: (entry, p) => {
        if (typeof entry === 'string' && isRuntime(entry)) target.runtime = entry;
        else
          this.complain(
            p,
            `\`runtime\` must be a Databricks Runtime version in quotes such as \`"16.4"\`, not ${show(entry)}.`,
          );
      },
      compute: (entry, p) => {
        const hint = typeof entry === 'string' ? didYouMean(entry, computes) : '';
        if (isOneOf(entry, computes)) target.compute = entry;
        else this.complain(p, `\`compute\` must be ${list(computes)}, not ${show(entry)}${hint || '.'}`);
      },
    });
    return target;
  }

  private tables(value: unknown, path: Path): Map<string, TableFacts> {
    const tables = new Map<string, TableFacts>();
    if (!isTree(value)) {
      this.complain(path, `\`tables\` must be an object from table name to facts, not ${show(value)}.`);
      return tables;
    }
    for (const [name, entry] of Object.entries(value)) {
      const facts: { -readonly [K in keyof TableFacts]: TableFacts[K] } = {};
      const names = (key: 'partitionedBy' | 'clusteredBy' | 'primaryKey') => (columns: unknown, p: Path) => {
        facts[key] = this.whole(() => this.strings(columns, p, `\`${key}\``));
      };
      this.eachKey(entry, [...path, name], 'A table', {
        columns: (columns, p) => (facts.columns = this.whole(() => this.columns(columns, p))),
        partitionedBy: names('partitionedBy'),
        clusteredBy: names('clusteredBy'),
        primaryKey: names('primaryKey'),
      });
      if (isTree(entry)) tables.set(name, facts);
    }
    return tables;
  }

  private columns(value: unknown, path: Path): ColumnFacts[] {
    const columns: ColumnFacts[] = [];
    if (!Array.isArray(value)) {
      this.complain(path, `\`columns\` must be a list, not ${show(value)}.`);
      return columns;
    }
    value.forEach((entry: unknown, i) => {
      const at = [...path, i];
      if (typeof entry === 'string' && entry !== '') {
        columns.push({ name: entry });
        return;
      }
      const column: { name?: string; type?: string; nullable?: boolean } = {};
      const text = (key: 'name' | 'type') => (word: unknown, p: Path) => {
        if (typeof word === 'string' && word !== '') column[key] = word;
        else this.complain(p, `\`${key}\` of a column must be a string, not ${show(word)}.`);
      };
      this.eachKey(entry, at, 'A column', {
        name: text('name'),
        type: text('type'),
        nullable: (flag, p) => {
          if (typeof flag === 'boolean') column.nullable = flag;
          else this.complain(p, `\`nullable\` must be \`true\` or \`false\`, not ${show(flag)}.`);
        },
      });
      if (column.name !== undefined) columns.push({ ...column, name: column.name });
      else if (isTree(entry) && !Object.hasOwn(entry, 'name')) this.complain(at, 'A column needs a `name`.');
    });
    return columns;
  }
}

/** Checks settings of whatever origin. Never throws: what is wrong is a complaint, what is right is kept. */
export function parseSettings(
  value: unknown,
  known: readonly KnownRule[],
): { settings: ProjectSettings; complaints: Complaint[] } {
  const reader = new SettingsReader(known);
  const settings = reader.project(value);
  return { settings, complaints: reader.complaints };
}
