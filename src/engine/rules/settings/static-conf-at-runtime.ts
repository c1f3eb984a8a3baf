import { defineRule } from '../../rule';
import { confsInPython, confsInSql, isFixedAtStart, knownConfs, type KnownConf } from '../../spark/confs';
import type { Problem } from '../../types';

function* problems(known: readonly KnownConf[]): Generator<Problem> {
  for (const { use, conf } of known) {
    if (use.when !== 'session' || !isFixedAtStart(conf)) continue;
    yield {
      span: use.keySpan,
      message: `\`${conf.key}\` is fixed when the ${conf.scope === 'static' ? 'application' : 'compute'} starts: here it is refused. Set it in the Spark config of the compute.`,
    };
  }
}

export default defineRule({
  id: 'static-conf-at-runtime',
  family: 'settings',
  severity: 'error',
  summary: 'A setting of the start is changed in a running session',
  why:
    'Memory, cores, the catalog and the warehouse directory are read once, when the compute or the application starts. `SET` and `spark.conf.set` refuse such a key with ' +
    'CANNOT_MODIFY_CONFIG or CANNOT_MODIFY_STATIC_CONFIG. The place for it is the Spark config of the cluster or job.',
  docs: [
    {
      title: 'Configuration (Spark)',
      url: 'https://spark.apache.org/docs/latest/configuration.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SET spark.executor.memory = 16g;\n',
      good: 'SET spark.sql.files.maxPartitionBytes = 64m;\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.warehouse.dir", "/Volumes/main/sales/warehouse")\n',
      good: 'spark.conf.set("spark.sql.session.timeZone", "UTC")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the session is being built',
      kind: 'python',
      code: 'spark = SparkSession.builder.config("spark.executor.memory", "16g").getOrCreate()\n',
    },
    { why: 'only asked', code: 'SET spark.executor.memory;\n' },
    {
      why: 'it is read',
      kind: 'python',
      code: 'memory = spark.conf.get("spark.executor.memory")\n',
    },
    {
      why: 'this one may be set, though Spark lists it with the others',
      kind: 'python',
      code: 'spark.conf.set("spark.default.parallelism", 8)\n',
    },
    { why: 'a setting of our own', code: 'SET shop.executor.memory = 16g;\n' },
    {
      why: 'another object',
      kind: 'python',
      code: 'conf = SparkConf()\nconf.set("spark.executor.memory", "16g")\n',
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
});
