import { createOptionSets } from './option-sets';
import { familyFinder, familyOf, type Family } from './pattern';
import { search } from './search';
import { isSecret } from './secrets';
import { createSuggest } from './suggest';
import type { Conf, ConfData, Confs } from './types';

/** Session settings with this prefix preset the table property of the same name. */
const PRESET = 'spark.databricks.delta.properties.defaults.';
/** Hadoop settings are given to Spark behind this prefix. */
const HADOOP = 'spark.hadoop.';

/** Look-up over the data of `dist/confs.json`. */
export function createConfs(data: ConfData): Confs {
  const all = later(() => [...data.confs, ...data.options]);
  const byKey = new Map<string, Conf>();
  for (const conf of data.confs) byKey.set(conf.key, conf);
  // Delta takes its table properties in any case.
  const properties = later(
    () =>
      new Map(data.confs.flatMap((conf) => (conf.kind === 'table property' ? [[conf.key.toLowerCase(), conf]] : []))),
  );
  const family = later(() => familyFinder(data.confs));
  const hadoopFamily = later(() => familyFinder(data.confs.filter((conf) => conf.key.startsWith('fs.'))));
  const options = later(() => optionsIn(data.options));

  const suggest = createSuggest(data.confs);

  function find(key: string): Conf | undefined {
    const exact = byKey.get(key) ?? (/^delta\./i.test(key) ? properties().get(key.toLowerCase()) : undefined);
    if (exact) return exact;
    const property = key.startsWith(PRESET) ? find(`delta.${key.slice(PRESET.length)}`) : undefined;
    if (property) return preset(key, property);
    // `fs.azure.account.key.<account>` is one setting, with the prefix and without.
    const bare = key.startsWith(HADOOP) ? key.slice(HADOOP.length) : `${HADOOP}${key}`;
    const hadoop = /^(?:spark\.hadoop\.)?fs\./.test(key);
    const found = (hadoop ? (byKey.get(bare) ?? hadoopFamily()(bare)) : undefined) ?? family()(key);
    return found && { ...found, asked: key, ...(isSecret(key) && { secret: true as const }) };
  }

  return {
    size: data.confs.length + data.options.length,
    settings: data.confs,
    options: data.options,
    find,
    findOption(name, format) {
      const found =
        options().byName.get(name.toLowerCase()) ??
        options()
          .families.filter((one) => one.matches(name))
          .map((one) => one.conf);
      return format === undefined
        ? found
        : found.filter((option) => option.format?.toLowerCase() === format.toLowerCase());
    },
    optionsOf: createOptionSets(data.options),
    search: (words, limit = 20) => search(all(), words, limit),
    suggest: (misspelt, limit = 3) => suggest(misspelt, limit),
  };
}

/** Options by their names in lower case, and the families among them. */
function optionsIn(options: readonly Conf[]): {
  readonly byName: ReadonlyMap<string, readonly Conf[]>;
  readonly families: readonly Family[];
} {
  const byName = new Map<string, Conf[]>();
  for (const option of options)
    for (const name of [option.key, ...(option.aliases ?? [])]) {
      const list = byName.get(name.toLowerCase());
      if (list) list.push(option);
      else byName.set(name.toLowerCase(), [option]);
    }
  return { byName, families: options.filter((option) => option.pattern).map(familyOf) };
}

/** Made when it is first asked for: who looks up one setting waits for nothing else. */
function later<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The session setting that gives new tables a property. */
function preset(key: string, property: Conf): Conf {
  const { databricksDefault: _, ...facts } = property;
  return {
    ...facts,
    key,
    kind: 'delta',
    asked: key,
    presets: property.key,
    scope: 'session',
    serverless: false,
    default: null,
  };
}
