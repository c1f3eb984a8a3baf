import { isOlder, sparkOfRuntime } from '../../../confs/runtimes';
import { defineRule } from '../../rule';
import { confsInPython, confsInSql, knownConfs, type KnownConf } from '../../spark/confs';
import { confsInJobs } from '../../spark/job-confs';
import type { ConfFacts, Fix, Level, Problem, Target } from '../../types';

/** What happens to a key that is gone; `undefined` when nothing does. */
function wordsOn(
  { use, conf }: KnownConf,
  target: Target,
): { readonly text: string; readonly severity?: Level } | undefined {
  const instead = conf.replacement?.length ? ` Use ${conf.replacement.map((key) => `\`${key}\``).join(' or ')}.` : '';
  if (conf.renamed && !conf.removed) {
    return { text: `An old name, which is still read.${instead}`, severity: 'info' };
  }
  if (!conf.removed) return undefined;
  const { since, onlyValue } = conf.removed;
  const spark = target.runtime === undefined ? undefined : sparkOfRuntime(target.runtime);
  if (since !== undefined && spark !== undefined && isOlder(spark, since)) return undefined;
  if (onlyValue !== undefined) {
    if (use.value === undefined || use.value.trim().toLowerCase() === onlyValue.toLowerCase()) return undefined;
    return {
      text: `Spark has given this up: any value but \`${onlyValue}\` is an error.${instead}`,
      severity: 'error',
    };
  }
  return { text: `Spark does not read this any more${since ? ` since ${since}` : ''}.${instead}` };
}

function fixFor({ use, conf }: { use: KnownConf['use']; conf: ConfFacts }): Fix | undefined {
  const [key, ...others] = conf.replacement ?? [];
  if (!key || others.length > 0 || !use.keyWritten || !/^[\w.]+$/.test(key)) return undefined;
  return { title: `Write ${key}`, safety: 'unsafe', edits: [{ ...use.keySpan, insert: key }] };
}

function* problems(known: readonly KnownConf[], target: Target): Generator<Problem> {
  for (const found of known) {
    const words = wordsOn(found, target);
    if (!words) continue;
    const { keySpan: span } = found.use;
    yield { span, message: words.text, severity: words.severity, fix: fixFor(found) };
  }
}

export default defineRule({
  id: 'removed-conf',
  family: 'settings',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'A setting that Spark has removed or renamed',
  why:
    'Spark takes an unknown key without a word: a setting that was removed does nothing, and who reads the code believes that it does. Some removed ones raise an error when they get another value than the one that is left. ' +
    'Old names are still read, until they are not.',
  docs: [
    {
      title: 'Migration guide of Spark SQL',
      url: 'https://spark.apache.org/docs/latest/sql-migration-guide.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'spark = SparkSession.builder.config("spark.shuffle.memoryFraction", "0.4").getOrCreate()\n',
      good: 'spark = SparkSession.builder.config("spark.memory.fraction", "0.6").getOrCreate()\n',
    },
    {
      bad: 'SET spark.sql.fromJsonForceNullableSchema = false;\n',
      good: 'SET spark.sql.ansi.enabled = false;\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    etl:\n      spark_version: 17.3.x-scala2.13\n      spark_conf:\n        spark.shuffle.memoryFraction: "0.4"\n',
      good: 'resources:\n  clusters:\n    etl:\n      spark_version: 17.3.x-scala2.13\n      spark_conf:\n        spark.memory.fraction: "0.6"\n',
    },
  ],
  nearMisses: [
    { why: 'the one value that is left', code: 'SET spark.sql.fromJsonForceNullableSchema = true;\n' },
    { why: 'only asked', code: 'SET spark.sql.fromJsonForceNullableSchema;\n' },
    { why: 'the value comes from outside', code: 'SET spark.sql.fromJsonForceNullableSchema = ${force};\n' },
    {
      why: 'settings of our own for a pipeline',
      kind: 'bundle',
      code: 'resources:\n  pipelines:\n    orders:\n      configuration:\n        shop.shuffle.memoryFraction: "0.4"\n',
    },
    { why: 'a setting of our own', code: 'SET shop.shuffle.memoryFraction = 0.4;\n' },
    {
      why: 'settings of today',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.adaptive.enabled", True)\nspark.conf.set("spark.sql.execution.arrow.pyspark.enabled", True)\n',
    },
  ],

  scope: 'statement',
  words: ['SET'],

  pythonScope: 'cell',
  *python(facts) {
    yield* problems(knownConfs([...confsInPython(facts)], facts), facts.target);
  },

  *sql(facts) {
    yield* problems(knownConfs([...confsInSql(facts)], facts), facts.target);
  },

  *job(facts) {
    for (const use of confsInJobs(facts)) yield* problems(knownConfs([use], facts), use.target);
  },
});
