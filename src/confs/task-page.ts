import { isLiteral } from './insert';
import { isOlder, sparkOfRuntime } from './runtimes';
import type { Conf, Confs, ConfTarget } from './types';

/** One line of a file that sets, or gives back, a setting. */
export interface SettingLine {
  /** Empty where all settings are given back. */
  readonly key: string;
  /** Absent where it is only known when the code runs or the bundle is deployed. */
  readonly value?: string;
  /** Beginning at 1. */
  readonly line: number;
  /** Who sets it: the compute when it starts, the builder of a session, or a session that runs. */
  readonly by: 'compute' | 'builder' | 'session';
  /** Taken back to what the session began with (`RESET`), or to the default (`spark.conf.unset`). */
  readonly reset?: 'initial' | 'default';
  /** False in branches, loops and functions, which may not run. */
  readonly isCertain: boolean;
}

/** All that sets something for one task, in the order in which it does. */
export interface TaskSettings {
  /** `orders_daily / clean_orders` */
  readonly name: string;
  /** What it runs on, as a sentence. */
  readonly compute: string;
  readonly target: ConfTarget;
  readonly sources: readonly {
    readonly title: string;
    readonly file: string;
    readonly lines: readonly SettingLine[];
  }[];
  /** What could not be read, as sentences. */
  readonly notes: readonly string[];
}

interface Held {
  readonly value?: string;
  readonly from: string;
  readonly isDefault?: true;
}

/** The settings of a task as Markdown: which value holds, what sets it in order, what has no effect. */
export function renderTask(given: TaskSettings, confs: Confs): string {
  const task = withoutSecrets(given, confs);
  const { held, maybe, refused } = effectOf(task, confs);
  const parts = [`# Settings of ${task.name}`, task.compute];
  const keys = [...new Set([...held.keys(), ...maybe.keys()])].sort();
  parts.push('## What holds');
  parts.push(
    keys.length === 0
      ? 'Nothing is set: the defaults hold.'
      : keys
          .map((key) => holds(key, held.get(key), maybe.get(key) ?? [], defaultOf(confs.find(key), task.target)))
          .join('\n'),
  );
  if (refused.length > 0) parts.push('## What has no effect or fails', refused.map((line) => `- ${line}`).join('\n'));
  for (const [i, { title, file, lines }] of task.sources.entries()) {
    const all = lines.map((line) => `- line ${line.line}: ${said(line)}`).join('\n');
    parts.push(`## ${i + 1}. ${title} (${file})`, all === '' ? 'Sets nothing.' : all);
  }
  if (task.notes.length > 0) parts.push('## Not known', task.notes.map((note) => `- ${note}`).join('\n'));
  return parts.join('\n\n') + '\n';
}

/** The same without the values of passwords, keys and tokens: pages and logs are read by others. */
export function withoutSecrets<T extends TaskSettings>(task: T, confs: Confs): T {
  const shown = (line: SettingLine): SettingLine =>
    line.value !== undefined && confs.find(line.key)?.secret ? { ...line, value: '(not shown)' } : line;
  return { ...task, sources: task.sources.map((source) => ({ ...source, lines: source.lines.map(shown) })) };
}

function effectOf(
  { sources, target }: TaskSettings,
  confs: Confs,
): { held: Map<string, Held>; maybe: Map<string, Held[]>; refused: string[] } {
  const compute = new Map<string, Held>();
  const session = new Map<string, Held>();
  const maybe = new Map<string, Held[]>();
  const refused: string[] = [];
  for (const { file, lines } of sources) {
    for (const line of lines) {
      const { key, value, reset, isCertain, by } = line;
      const from = `${file}:${line.line}`;
      const reason = refusalOf(line, confs.find(key), target);
      if (reason) refused.push(`\`${key}\` (${from}): ${reason}`);
      else if (!isCertain) {
        const back = reset && { from: `${from}, which takes it back` };
        maybe.set(key, [...(maybe.get(key) ?? []), back ?? { value, from }]);
      } else if (reset) {
        for (const one of key === '' ? [...session.keys(), ...maybe.keys()] : [key]) {
          session.delete(one);
          maybe.delete(one);
          if (reset === 'default') session.set(one, { from, isDefault: true });
        }
      } else {
        (by === 'compute' ? compute : session).set(key, { value, from });
        // What may have been set before is overwritten.
        maybe.delete(key);
      }
    }
  }
  return { held: new Map([...compute, ...session]), maybe, refused };
}

/** Why a line has no effect where the task runs; `undefined` where it has one, or nobody knows. */
function refusalOf({ by, reset }: SettingLine, conf: Conf | undefined, { compute }: ConfTarget): string | undefined {
  if (!conf || reset) return undefined;
  const instead = conf.replacement?.length ? ` Use ${conf.replacement.map((key) => `\`${key}\``).join(' or ')}.` : '';
  if (conf.removed) return `removed from Spark.${instead}`;
  if (conf.scope === 'read-only') return 'it is read only.';
  if (compute === 'serverless' && conf.serverless === false)
    return 'not available on serverless compute: setting it raises `CONFIG_NOT_AVAILABLE`.';
  const isFixed =
    (conf.scope === 'start' || conf.scope === 'static') && !conf.pattern && conf.key !== 'spark.default.parallelism';
  if (!isFixed || (conf.kind !== 'spark' && conf.kind !== 'delta')) return undefined;
  if (by === 'session') return 'fixed when the compute starts: `SET` and `spark.conf.set` fail.';
  return by === 'builder'
    ? 'fixed when the compute starts: the session is there already, and its builder does not change it.'
    : undefined;
}

/** The default that holds where the task runs; nothing where it is not known, or not said by a value. */
function defaultOf(conf: Conf | undefined, { runtime }: ConfTarget): string | undefined {
  if (!conf) return undefined;
  const spark = runtime === undefined ? undefined : sparkOfRuntime(runtime);
  const then = spark === undefined ? undefined : conf.history?.find(({ version }) => isOlder(spark, version))?.from;
  const value = conf.databricksDefault ?? then ?? conf.default ?? '';
  return value !== '' && isLiteral(value) ? value : undefined;
}

function holds(key: string, held: Held | undefined, maybe: readonly Held[], usually: string | undefined): string {
  const usual = usually === undefined ? '' : `, default \`${usually}\``;
  const sure = !held
    ? 'the default'
    : held.isDefault
      ? `the default, taken back in ${held.from}`
      : `${valueOf(held)} from ${held.from}`;
  const perhaps = maybe.map((one) =>
    one.value === undefined && one.from.endsWith('back') ? one.from : `${valueOf(one)} from ${one.from}`,
  );
  const rest = perhaps.length === 0 ? '' : `; perhaps ${perhaps.join(', or ')}, in a branch, loop or function`;
  return `- \`${key}\` = ${sure}${rest}${usual}`;
}

function valueOf({ value }: Held): string {
  return value === undefined ? 'a value that is only known later' : `\`${value}\``;
}

function said({ key, value, reset, by }: SettingLine): string {
  if (reset === 'initial')
    return key === '' ? 'takes back all that the session has set' : `takes back what the session set \`${key}\` to`;
  if (reset === 'default') return `\`${key}\` = the default`;
  return `\`${key}\` = ${valueOf({ value, from: '' })}${by === 'builder' ? ', in the builder of the session' : ''}`;
}
