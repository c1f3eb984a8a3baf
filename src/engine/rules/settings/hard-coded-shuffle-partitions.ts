import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { confsInPython, confsInSql, type ConfUse } from '../../spark/confs';
import { readsStream } from '../../sql/streams';
import { confsInJobs } from '../../spark/job-confs';
import type { Problem } from '../../types';
import { treesAround } from '../../sql/history';

function* problems(uses: Iterable<ConfUse>): Generator<Problem> {
  for (const { key, value, valueSpan, span } of uses) {
    if (key.toLowerCase() !== 'spark.sql.shuffle.partitions' || !/^\s*\d+\s*$/.test(value ?? '')) continue;
    yield {
      span: { from: span.from, to: span.to },
      message:
        'One number of partitions for every shuffle, whatever the size of the data: `auto` lets each query choose.',
      fix: valueSpan && { title: 'Set it to auto', safety: 'unsafe', edits: [{ ...valueSpan, insert: 'auto' }] },
    };
  }
}

/** Stateful streams keep the number that they began with; there is nothing for `auto` to choose. */
function streams(facts: PythonFacts): boolean {
  return facts.calls.some(
    ({ receiver }) => (receiver?.kind === 'reader' || receiver?.kind === 'writer') && receiver.streaming,
  );
}

export default defineRule({
  id: 'hard-coded-shuffle-partitions',
  family: 'settings',
  severity: 'info',
  fix: 'unsafe',
  summary: 'A fixed number of shuffle partitions',
  why:
    "The number that suits today's data is wrong for next year's, and for the small tables of the same job. Databricks takes `auto`, which chooses by the size of the data; adaptive execution merges what is " +
    'too small. Silent beside streams: a stateful query keeps the number of its checkpoint.',
  docs: [
    {
      title: 'Adaptive query execution (Databricks)',
      url: 'https://docs.databricks.com/aws/en/optimizations/aqe',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SET spark.sql.shuffle.partitions = 400;\nSELECT store_id, sum(amount) AS amount FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SET spark.sql.shuffle.partitions = auto;\nSELECT store_id, sum(amount) AS amount FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.shuffle.partitions", "12")\n',
      good: 'spark.conf.set("spark.sql.shuffle.partitions", "auto")\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.shuffle.partitions: 400\n',
      good: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.shuffle.partitions: auto\n',
    },
  ],
  nearMisses: [
    {
      why: 'only asked, or set back',
      code: 'SET spark.sql.shuffle.partitions;\nRESET spark.sql.shuffle.partitions;\n',
    },
    { why: 'the number comes from outside', code: 'SET spark.sql.shuffle.partitions = ${partitions};\n' },
    {
      why: 'it is computed from the cluster',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.shuffle.partitions", sc.defaultParallelism * 3)\n',
    },
    {
      why: 'a stream keeps the number of its checkpoint',
      kind: 'python',
      code:
        'spark.conf.set("spark.sql.shuffle.partitions", 8)\n' +
        'spark.readStream.table("main.s.e").writeStream.option("checkpointLocation", c).toTable("main.s.t")\n',
    },
    {
      why: 'a session that is built outside of Databricks',
      kind: 'python',
      code: 'spark = SparkSession.builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()\n',
    },
    {
      why: 'a pipeline keeps the state of its streams',
      kind: 'bundle',
      code: 'resources:\n  pipelines:\n    orders:\n      configuration:\n        spark.sql.shuffle.partitions: "8"\n',
    },
    {
      why: 'the partitions of a frame',
      kind: 'python',
      code: 'df = spark.table("main.s.t").repartition(12)\nconfig.set("shuffle.partitions", 12)\n',
    },
  ],

  scope: 'statement',
  words: ['SET'],

  *python(facts) {
    if (facts.isTest) return;
    // Who builds a session does so outside of Databricks, where there is no `auto`.
    const uses = [...confsInPython(facts)].filter(({ when }) => when === 'session');
    for (const problem of problems(uses)) if (!streams(facts)) yield problem;
  },

  *sql(facts) {
    const found = [...problems(confsInSql(facts))];
    if (found.length > 0 && !treesAround(facts).some(readsStream)) yield* found;
  },

  *job(facts) {
    yield* problems(confsInJobs(facts).filter(({ isStreaming }) => !isStreaming));
  },
});
