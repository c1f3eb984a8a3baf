import { createConfs, renderText, type Conf, type ConfData } from '../confs';
import { oneOf, print, readArguments, UsageError, type Command } from './command';
import { readConfData } from './confs-data';

/** `lakelint conf`: what Spark, Delta and Databricks settings do. */
export const command: Command = {
  help: `lakelint conf [KEY] [--format text|json]

What a Spark, Delta or Databricks setting, a table property or a reader or writer option does. KEY is a whole key
(spark.sql.shuffle.partitions), the name of an option (mergeSchema), or a word to search for. Without KEY the list of all.
`,
  async run(args) {
    const { values, positionals } = readArguments('conf', args, { format: { type: 'string' } }, 1);
    const format = oneOf('--format', values.format ?? 'text', ['text', 'json']);
    const data = load();
    const key = positionals[0];
    if (key === undefined) {
      const all = [...data.confs, ...data.options];
      await print(format === 'json' ? json(all) : list(all));
      return 0;
    }
    const confs = createConfs(data);
    const exact = confs.find(key);
    const found = exact ? [exact] : confs.findOption(key);
    if (found.length > 0) {
      await print(format === 'json' ? json(found) : `${found.map((conf) => renderText(conf)).join('\n\n')}\n`);
      return 0;
    }
    const near = confs.suggest(key, 1)[0];
    // A misspelt key is wrong use; a word, or the beginning of a key, is a search.
    const isKey = /^[\w-]+(\.[\w-]+){2,}$/.test(key) && ![...data.confs].some((conf) => conf.key.startsWith(key));
    const others = isKey && near ? [] : confs.search(key);
    if (others.length === 0) {
      const hint = near ? `; did you mean \`${near.key}\`?` : '; give a part of its name to search.';
      throw new UsageError(`Unknown setting \`${key}\`${hint}`);
    }
    await print(format === 'json' ? json(others) : list(others));
    return 0;
  },
};

function load(): ConfData {
  const data = readConfData();
  if (data) return data;
  throw new UsageError(
    'The facts about settings (confs.json) are missing beside the program; build or install it again.',
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function list(confs: readonly Conf[]): string {
  const lines = confs.map((conf) => {
    const name = conf.kind === 'option' ? `${conf.key} (${conf.format ?? 'any'} option)` : conf.key;
    const value = typeof conf.default === 'string' && conf.default !== '' ? ` = ${conf.default}` : '';
    return `${name}${value.replace(/\s+/g, ' ')}`;
  });
  return `${lines.join('\n')}\n`;
}
