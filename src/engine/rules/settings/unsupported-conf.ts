import { defineRule } from '../../rule';
import { confsInPython, confsInSql, knownConfs, type KnownConf } from '../../spark/confs';
import { at, itemsOf, textOf } from '../../jobs/values';
import { confsInJobs } from '../../spark/job-confs';
import type { Problem, Target } from '../../types';

const REASONS: Readonly<Record<string, string>> = {
  automatic: ' Serverless tunes it by itself.',
  resources: ' Serverless has no machines to size.',
  credentials: ' Reach storage through Unity Catalog.',
};

function* problems(known: readonly KnownConf[], { compute }: Target): Generator<Problem> {
  if (compute !== 'serverless') return;
  for (const { use, conf } of known) {
    if (use.when !== 'session' || conf.serverless !== false) continue;
    yield {
      span: use.keySpan,
      message: `Serverless compute refuses to set \`${use.key}\` (CONFIG_NOT_AVAILABLE).${REASONS[conf.serverlessReason ?? ''] ?? ''}`,
    };
  }
}

export default defineRule({
  id: 'unsupported-conf',
  family: 'settings',
  severity: 'error',
  summary: 'A setting that serverless compute does not have',
  why:
    'Serverless notebooks and jobs let code set a handful of settings: session time zone, ANSI mode, shuffle partitions, size of read partitions, time parser and time limit. Any other one raises ' +
    'CONFIG_NOT_AVAILABLE. Most of them are tuned by the platform; those for credentials are the part of Unity Catalog. Speaks only when the target is serverless, and of clusters that a serverless pipeline cannot have.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/compute/serverless/limitations',
      checked: '2026-11-21',
    },
    {
      title: 'Configure compute for a pipeline',
      url: 'https://docs.databricks.com/delta-live-tables/configure-compute.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      target: { compute: 'serverless' },
      bad: 'SET spark.sql.adaptive.skewJoin.enabled = true;\n',
      good: "SET spark.sql.session.timeZone = 'UTC';\n",
    },
    {
      kind: 'python',
      target: { compute: 'serverless' },
      bad: 'spark.conf.set("spark.databricks.delta.optimizeWrite.enabled", "true")\n',
      good: 'spark.conf.set("spark.sql.shuffle.partitions", "auto")\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  pipelines:\n    orders:\n      serverless: true\n      clusters:\n        - label: default\n          spark_conf:\n            spark.sql.files.maxPartitionBytes: 64m\n',
      good: 'resources:\n  pipelines:\n    orders:\n      serverless: true\n',
    },
  ],
  nearMisses: [
    { why: 'the compute is not known', code: 'SET spark.sql.adaptive.skewJoin.enabled = true;\n' },
    {
      why: 'the compute has it',
      target: { compute: 'classic' },
      code: 'SET spark.sql.adaptive.skewJoin.enabled = true;\n',
    },
    {
      why: 'the handful that may be set',
      target: { compute: 'serverless' },
      code: 'SET spark.sql.ansi.enabled = true;\nSET spark.sql.files.maxPartitionBytes = 64m;\n',
    },
    {
      why: 'a variable',
      target: { compute: 'serverless' },
      code: "SET VAR day = DATE'2024-01-01';\nSET TIME ZONE 'UTC';\n",
    },
    {
      why: 'a pipeline on clusters',
      kind: 'bundle',
      code: 'resources:\n  pipelines:\n    orders:\n      clusters:\n        - label: default\n          spark_conf:\n            spark.sql.files.maxPartitionBytes: 64m\n',
    },
    {
      why: 'a session that is built elsewhere',
      kind: 'python',
      target: { compute: 'serverless' },
      code: 'spark = SparkSession.builder.config("spark.sql.adaptive.enabled", "true").getOrCreate()\n',
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
    const clusters = facts.pipelines
      .filter(({ value }) => textOf(at(value, 'serverless')) === 'true')
      .flatMap(({ value }) => itemsOf(at(value, 'clusters')));
    const confs = new Set(clusters.map((cluster) => at(cluster, 'spark_conf')));
    for (const { key, keySpan, holder } of confsInJobs(facts)) {
      if (confs.has(holder))
        yield {
          span: keySpan,
          message: `A serverless pipeline has no clusters to configure, so nothing takes \`${key}\`.`,
        };
    }
  },
});
