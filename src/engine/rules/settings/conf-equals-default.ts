import { defineRule } from '../../rule';
import { confsInPython, confsInSql, isSetAgain, knownConfs, type KnownConf } from '../../spark/confs';
import { confsInJobs } from '../../spark/job-confs';
import { oncePer } from '../../once';
import type { SqlTree } from '../../sql/tree';
import { statementsOf } from '../../sql/walk';
import type { Fix, Problem, Span } from '../../types';

/** A value without what may differ between two ways of writing it. */
function plain(value: string): string {
  const text = value.trim().toLowerCase();
  return /^-?\d+(\.\d+)?$/.test(text) ? String(Number(text)) : text;
}

/**
 * True when the value is what holds anyway. A default that has changed, or that Databricks sets otherwise, is none to count on:
 * the line may stand there for the sake of another version.
 */
function isDefault({ use, conf }: KnownConf): boolean {
  if (use.value === undefined || conf.default === undefined || conf.default === null || conf.pattern) return false;
  // Memory and cores follow from the machines.
  if (conf.serverlessReason === 'resources') return false;
  if (conf.databricksDefault !== undefined || conf.removed || (conf.history?.length ?? 0) > 0) return false;
  return plain(use.value) === plain(conf.default);
}

/** Takes the line away, where nothing else stands on it; an indented one may be all that its block has. */
function removal(span: Span, text: string): Fix | undefined {
  const [end] = /^[ \t]*;?[ \t]*(?:\r?\n|$)/.exec(text.slice(span.to, span.to + 80)) ?? [];
  const isAlone = span.from === 0 || text[span.from - 1] === '\n';
  if (end === undefined || !isAlone) return undefined;
  return {
    title: 'Remove it',
    safety: 'unsafe',
    edits: [{ from: span.from, to: span.to + end.length, insert: '' }],
  };
}

/** `text`: where whole lines may be taken away. */
function* problems(known: readonly KnownConf[], text?: string): Generator<Problem> {
  const uses = known.map(({ use }) => use);
  for (const found of known) {
    // What is set to something else before or behind this is set back here.
    const others = uses.filter((use) => use !== found.use && use.key.toLowerCase() === found.use.key.toLowerCase());
    if (!isDefault(found) || others.length > 0 || isSetAgain(found.use, uses)) continue;
    const { span, key, value } = found.use;
    yield {
      span: { from: span.from, to: span.to },
      message: `\`${key}\` is ${value!.trim()} by default.`,
      fix: text === undefined || found.use.when === 'start' ? undefined : removal(span, text),
    };
  }
}

/** How often a text sets each key, by the key in lower case. */
const timesSet = oncePer((text: readonly SqlTree[]) => {
  const times = new Map<string, number>();
  for (const statement of text.flatMap(statementsOf)) {
    if (statement.kind !== 'set' || statement.reset || !statement.key) continue;
    const key = statement.key.text.toLowerCase();
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
});

export default defineRule({
  id: 'conf-equals-default',
  family: 'settings',
  severity: 'off',
  fix: 'unsafe',

  summary: 'A setting that is set to its default',
  why:
    'The line changes nothing, and it stays when a later version of Spark or Databricks chooses a better default. Off, because the compute may set another value that ' +
    'the line takes back. Settings whose default has changed between versions, or differs on Databricks, are left alone.',
  docs: [
    {
      title: 'Spark configuration',
      url: 'https://spark.apache.org/docs/latest/configuration.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SET spark.sql.files.ignoreCorruptFiles = false;\nSELECT id FROM main.sales.orders;\n',
      good: 'SELECT id FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.files.ignoreCorruptFiles", "false")\n',
      good: 'spark.conf.set("spark.sql.files.ignoreCorruptFiles", strictness)\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    dev:\n      spark_conf:\n        spark.sql.files.ignoreCorruptFiles: "false"\n',
      good: 'resources:\n  clusters:\n    dev:\n      spark_version: 17.3.x-scala2.13\n',
    },
  ],
  nearMisses: [
    { why: 'another value', code: 'SET spark.sql.files.ignoreCorruptFiles = true;\n' },
    { why: 'only asked', code: 'SET spark.sql.files.ignoreCorruptFiles;\n' },
    { why: 'the value comes from outside', code: 'SET spark.sql.files.ignoreCorruptFiles = ${strict};\n' },
    {
      why: 'set back after something else',
      code: 'SET spark.sql.files.ignoreCorruptFiles = true;\nSELECT id FROM main.s.t;\nSET spark.sql.files.ignoreCorruptFiles = false;\n',
    },
    { why: 'a default that has changed between versions', code: 'SET spark.sql.ansi.enabled = true;\n' },
    { why: 'a setting of our own', code: 'SET shop.retries = 3;\n' },
    {
      why: 'the size of the machines decides',
      kind: 'bundle',
      code: 'resources:\n  clusters:\n    dev:\n      spark_conf:\n        spark.executor.memory: 1g\n',
    },
    {
      why: 'a target takes back what the job sets',
      kind: 'bundle',
      code:
        'resources: { clusters: { a: { spark_conf: { spark.speculation: true } } } }\n' +
        'targets: { prod: { resources: { clusters: { a: { spark_conf: { spark.speculation: false } } } } } }\n',
    },
    {
      why: 'a cluster with another value',
      kind: 'bundle',
      code: 'resources:\n  clusters:\n    dev:\n      spark_conf:\n        spark.sql.files.ignoreCorruptFiles: true\n',
    },
    {
      why: 'set back after something else',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.files.ignoreCorruptFiles", "true")\nload()\nspark.conf.set("spark.sql.files.ignoreCorruptFiles", "false")\n',
    },
  ],

  scope: 'statement',
  words: ['SET'],

  *python(facts) {
    yield* problems(knownConfs([...confsInPython(facts)], facts), facts.document.text);
  },

  *sql(facts) {
    const known = knownConfs([...confsInSql(facts)], facts);
    yield* problems(known.filter(({ use }) => timesSet(facts.around.text).get(use.key.toLowerCase()) === 1));
  },

  *job(facts) {
    const uses = confsInJobs(facts);
    for (const use of uses) {
      // A target may take back what the job sets.
      const isOther = uses.some(({ key, value }) => key === use.key && value !== use.value);
      if (!isOther) yield* problems(knownConfs([use], facts));
    }
  },
});
