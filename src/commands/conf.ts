import { resolve } from 'node:path';
import { createConfs, renderTask, renderText, withoutSecrets, type Conf, type ConfData, type Confs } from '../confs';
import { didYouMean } from '../engine';
import { findBundle, taskConfs, taskNames } from '../project';
import { oneOf, print, readArguments, UsageError, type Command } from './command';
import { readConfData } from './confs-data';

/** `lakelint conf`: what Spark, Delta and Databricks settings do. */
export const command: Command = {
  help: `lakelint conf [KEY...] [--format text|json]
lakelint conf --task JOB/TASK [--bundle FILE]

What a Spark, Delta or Databricks setting, a table property or a reader or writer option does. KEY is a whole key
(spark.sql.shuffle.partitions), the name of an option (mergeSchema), or words to search for. Without KEY the list of all.

--task shows what sets something for a task of a bundle: its cluster or pipeline and its code, which value holds, and what
has no effect. The bundle is the databricks.yml of this folder or of one above it, or FILE.
`,
  async run(args) {
    const { values, positionals } = readArguments('conf', args, {
      format: { type: 'string' },
      task: { type: 'string' },
      bundle: { type: 'string' },
    });
    const format = oneOf('--format', values.format ?? 'text', ['text', 'json']);
    const data = load();
    if (values.task !== undefined) return showTask(values.task, values.bundle, format, createConfs(data));
    const key = positionals.length === 0 ? undefined : positionals.join(' ');
    if (key === undefined) {
      const all = [...data.confs, ...data.options];
      await print(format === 'json' ? json(all) : list(all));
      return 0;
    }
    const confs = createConfs(data);
    const exact = confs.find(key);
    const found = exact ? [exact] : confs.findOption(key);
    if (found.length > 0) {
      // The name of an option is often a word of other settings, too.
      const others = exact ? [] : confs.search(key, 8).filter((conf) => !found.includes(conf));
      const more = others.length === 0 ? '' : `\nAlso with this word:\n${list(others)}`;
      await print(format === 'json' ? json(found) : `${found.map((conf) => renderText(conf)).join('\n\n')}\n${more}`);
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

/** `orders_daily/clean_orders`: spaces around the stroke do not matter. */
async function showTask(wanted: string, file: string | undefined, format: string, confs: Confs): Promise<number> {
  const bundle = file === undefined ? findBundle(process.cwd()) : resolve(file);
  if (bundle === undefined)
    throw new UsageError('There is no databricks.yml in this folder or above it; name one with `--bundle`.');
  const names = taskNames(bundle);
  const plain = (name: string): string => name.replace(/\s*\/\s*/g, '/').trim();
  const name = names.find((one) => plain(one) === plain(wanted));
  const task = name === undefined ? undefined : taskConfs(bundle, name);
  if (!task) {
    const known = names.map(plain);
    const hint =
      didYouMean(plain(wanted), known) || (known.length > 0 ? `; it has: ${known.join(', ')}` : '; it has none.');
    throw new UsageError(`${bundle} has no task \`${wanted}\`${hint}`);
  }
  await print(
    format === 'json'
      ? json(withoutSecrets(task, confs))
      : renderTask(task, confs).replace(/[`]/g, '').replace(/^#+ /gm, ''),
  );
  return 0;
}

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
