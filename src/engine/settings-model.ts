import type { OptionValue, Severity, TableFacts, Target } from './types';

/** Something wrong in settings, and where: `['rules', 'select-star', 0]`. */
export interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What settings say about one rule. No severity means: the rule's own. Options hold only what was given. */
export interface RuleSetting {
  readonly severity?: Severity;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** Rule settings for some files. Without `files`: for every file. */
export interface Override {
  readonly files?: readonly string[];
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** What one settings file, or several of them in layers, say about a whole project. */
export interface ProjectSettings {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly overrides: readonly Override[];
  readonly target: Target;
  readonly tables: ReadonlyMap<string, TableFacts>;
  readonly exclude: readonly string[];
}

/** What holds for one file. A rule that is not in `rules` has its own severity and its default options. */
export interface Settings {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly target: Target;
  readonly tables: ReadonlyMap<string, TableFacts>;
}

/** Nothing set. */
export const emptyProjectSettings: ProjectSettings = {
  rules: new Map(),
  overrides: [],
  target: {},
  tables: new Map(),
  exclude: [],
};

/** What holds without any settings file. */
export const defaultSettings: Settings = { rules: new Map(), target: {}, tables: new Map() };

function mergeRules(
  base: ReadonlyMap<string, RuleSetting>,
  top: ReadonlyMap<string, RuleSetting>,
): ReadonlyMap<string, RuleSetting> {
  const merged = new Map(base);
  for (const [id, setting] of top) {
    const below = merged.get(id);
    merged.set(id, {
      severity: setting.severity ?? below?.severity,
      options: { ...below?.options, ...setting.options },
    });
  }
  return merged;
}

/** The settings of one file. `matches` compares a glob of the settings with the path, both relative to the settings' folder. */
export function settingsForFile(
  project: ProjectSettings,
  relativePath: string,
  matches: (glob: string, path: string) => boolean,
): Settings {
  let rules = project.rules;
  for (const override of project.overrides) {
    if (override.files && !override.files.some((glob) => matches(glob, relativePath))) continue;
    rules = mergeRules(rules, override.rules);
  }
  return { rules, target: project.target, tables: project.tables };
}

/** Lays settings over others: what `top` says wins, also over the overrides of `base`. */
export function layer(base: ProjectSettings, top: ProjectSettings): ProjectSettings {
  const general: Override[] = top.rules.size > 0 ? [{ rules: top.rules }] : [];
  return {
    rules: base.rules,
    overrides: [...base.overrides, ...general, ...top.overrides],
    target: { ...base.target, ...top.target },
    tables: new Map([...base.tables, ...top.tables]),
    exclude: [...base.exclude, ...top.exclude],
  };
}

/** Rules chosen for one call, over what the settings say. */
export interface Selection {
  /** Only these rules run, also when the settings switch them off. `ALL`: every rule, those included that are off by default. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
}

/** The settings with only the selected rules on. Ids are expected to exist. */
export function selectRules(
  settings: Settings,
  { select, ignore = [] }: Selection,
  known: Iterable<{ readonly id: string; readonly severity: Severity }>,
): Settings {
  if (!select && ignore.length === 0) return settings;
  const all = select?.includes('ALL') ?? false;
  const rules = new Map(settings.rules);
  for (const { id, severity } of known) {
    const setting = rules.get(id) ?? { options: {} };
    if (ignore.includes(id) || (select && !all && !select.includes(id))) {
      rules.set(id, { ...setting, severity: 'off' });
    } else if (select && (setting.severity ?? severity) === 'off') {
      // Asked for by name: the rule's own level, or `warning` for a rule that has none because it is off by default.
      rules.set(id, { ...setting, severity: severity === 'off' ? 'warning' : undefined });
    }
  }
  return { ...settings, rules };
}
