import { familyOf } from './pattern';
import { search } from './search';
import { createSuggest } from './suggest';
import type { Conf, ConfData, Confs } from './types';

/** Session settings with this prefix preset the table property of the same name. */
const PRESET = 'spark.databricks.delta.properties.defaults.';
/** Hadoop settings are given to Spark behind this prefix. */
const HADOOP = 'spark.hadoop.';

/** Look-up over the data of `dist/confs.json`. */
export function createConfs(data: ConfData): Confs {
  const all = [...data.confs, ...data.options];
  const byKey = new Map(data.confs.map((conf) => [conf.key, conf]));
  const families = data.confs
    .filter((conf) => conf.pattern)
    .map(familyOf)
    .sort((a, b) => b.fixed - a.fixed);
  const optionsByName = new Map<string, Conf[]>();
  for (const option of data.options) {
    for (const name of [option.key, ...(option.aliases ?? [])]) {
      const list = optionsByName.get(name.toLowerCase()) ?? [];
      optionsByName.set(name.toLowerCase(), [...list, option]);
    }
  }
  const optionFamilies = data.options.filter((option) => option.pattern).map(familyOf);

  const suggest = createSuggest(data.confs);

  function family(key: string): Conf | undefined {
    return families.find((one) => one.matches.test(key))?.conf;
  }

  function find(key: string): Conf | undefined {
    const exact = byKey.get(key);
    if (exact) return exact;
    const property = key.startsWith(PRESET) ? find(`delta.${key.slice(PRESET.length)}`) : undefined;
    if (property) return preset(key, property);
    // `fs.azure.account.key.<account>` is one setting, with the prefix and without.
    const bare = key.startsWith(HADOOP) ? key.slice(HADOOP.length) : `${HADOOP}${key}`;
    const hadoop = /^(?:spark\.hadoop\.)?fs\./.test(key);
    const found =
      (hadoop
        ? (byKey.get(bare) ?? families.find((one) => one.conf.key.startsWith('fs.') && one.matches.test(bare))?.conf)
        : undefined) ?? family(key);
    return found && { ...found, asked: key };
  }

  return {
    size: all.length,
    settings: data.confs,
    options: data.options,
    find,
    findOption(name, format) {
      const found =
        optionsByName.get(name.toLowerCase()) ??
        optionFamilies.filter((one) => one.matches.test(name)).map((one) => one.conf);
      return format === undefined
        ? found
        : found.filter((option) => option.format?.toLowerCase() === format.toLowerCase());
    },
    search: (words, limit = 20) => search(all, words, limit),
    suggest: (misspelt, limit = 3) => suggest(misspelt, limit),
  };
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
