import { defineRule } from '../../rule';
import { confsInPython, confsInSql, knownConfs, type KnownConf } from '../../spark/confs';
import { confsInJobs } from '../../spark/job-confs';
import type { Fix, Problem } from '../../types';

const BOOLEAN = /^(true|false)$/i;
const WHOLE = /^[+-]?\d+$/;

/** What the setting wants; `undefined` when the value fits, or when that cannot be told. */
function wantedBy({ use, conf }: KnownConf): string | undefined {
  const value = use.value?.trim();
  if (value === undefined || value === '' || conf.pattern || (conf.kind !== 'spark' && conf.kind !== 'delta'))
    return undefined;
  // Databricks takes `auto` where Spark wants a number.
  if (/^auto$/i.test(value)) return undefined;
  if (conf.type === 'boolean') return BOOLEAN.test(value) ? undefined : '`true` or `false`';
  if (conf.type === 'int' || conf.type === 'long') return WHOLE.test(value) ? undefined : 'a whole number';
  const choice = conf.values;
  if (conf.type !== 'enum' || !choice?.length || choice.some((one) => one.toLowerCase() === value.toLowerCase()))
    return undefined;
  return `one of ${choice.map((one) => `\`${one}\``).join(', ')}`;
}

/** Takes quotes away that Spark would read as a part of the value. */
function unquoted({ use, conf }: KnownConf): Fix | undefined {
  const inner = /^(["'])(.*)\1$/.exec(use.value ?? '')?.[2];
  if (inner === undefined || !use.valueSpan || wantedBy({ use: { ...use, value: inner }, conf })) return undefined;
  return { title: 'Remove the quotes', safety: 'unsafe', edits: [{ ...use.valueSpan, insert: inner }] };
}

function* problems(known: readonly KnownConf[]): Generator<Problem> {
  for (const found of known) {
    const wanted = wantedBy(found);
    const { use, conf } = found;
    if (!wanted) continue;
    const fix = unquoted(found);
    const quotes = fix && use.when === 'session' ? ' In `SET` quotes are a part of the value.' : '';
    yield {
      span: use.valueSpan ?? use.span,
      message: `\`${conf.key}\` wants ${wanted}: this is refused.${quotes}`,
      fix,
    };
  }
}

export default defineRule({
  id: 'invalid-conf-value',
  family: 'settings',
  severity: 'error',
  fix: 'unsafe',
  summary: 'A value that the setting cannot take',
  why: 'Spark checks the type and the choice of a setting when it is set, and stops with INVALID_CONF_VALUE; at the start of an application it does not start. In SQL all that stands behind `=` is the value, quotes included.',
  docs: [
    {
      title: 'Configuration (Spark)',
      url: 'https://spark.apache.org/docs/latest/configuration.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    { bad: "SET spark.sql.ansi.enabled = 'true';\n", good: 'SET spark.sql.ansi.enabled = true;\n' },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.adaptive.enabled", "on")\n',
      good: 'spark.conf.set("spark.sql.adaptive.enabled", "true")\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.ansi.enabled: "yes"\n',
      good: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.ansi.enabled: true\n',
    },
  ],
  nearMisses: [
    { why: 'Databricks chooses the number', code: 'SET spark.sql.shuffle.partitions = auto;\n' },
    {
      why: 'case does not matter',
      code: 'SET spark.sql.ansi.enabled = TRUE;\nSET spark.sql.sources.partitionOverwriteMode = dynamic;\n',
    },
    {
      why: 'a size has a unit',
      code: 'SET spark.sql.autoBroadcastJoinThreshold = 100MB;\nSET spark.sql.autoBroadcastJoinThreshold = -1;\n',
    },
    { why: 'a text may have quotes', code: "SET spark.sql.session.timeZone = 'UTC';\n" },
    {
      why: 'the value comes from outside',
      code: 'SET spark.sql.ansi.enabled = ${ansi};\nSET spark.sql.ansi.enabled = :ansi;\n',
    },
    {
      why: 'Python values become text',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.ansi.enabled", True)\nspark.conf.set("spark.sql.shuffle.partitions", 12)\nspark.conf.set("spark.sql.ansi.enabled", flag)\n',
    },
    { why: 'a setting of our own', code: 'SET shop.ansi.enabled = yes;\n' },
    {
      why: 'a secret or a variable holds the value',
      kind: 'bundle',
      code: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.ansi.enabled: "{{secrets/shop/ansi}}"\n        spark.sql.adaptive.enabled: ${var.adaptive}\n',
    },
  ],

  scope: 'statement',
  words: ['SET'],

  pythonScope: 'cell',
  *python(facts) {
    yield* problems(knownConfs([...confsInPython(facts)], facts));
  },

  *sql(facts) {
    yield* problems(knownConfs([...confsInSql(facts)], facts));
  },

  *job(facts) {
    yield* problems(knownConfs(confsInJobs(facts), facts));
  },
});
