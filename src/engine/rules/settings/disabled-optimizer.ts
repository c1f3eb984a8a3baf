import { defineRule } from '../../rule';
import { confsInPython, confsInSql, isSetAgain, setBackInSql, unsetInPython, type ConfUse } from '../../spark/confs';
import { confsInJobs } from '../../spark/job-confs';
import type { Problem } from '../../types';

const AQE = 'adaptive query execution: joins and partitions are not corrected by what is found while the query runs';
const BROADCAST = 'broadcast joins: small tables are shuffled and sorted, too';
const PUSHDOWN = 'filter pushdown: rows are read only to be thrown away';
const PRUNING = 'pruning by the other side of a join: files that cannot match are read';

/** What is lost when the setting is switched off, by key in lower case. */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ['spark.sql.adaptive.enabled', AQE],
  ['spark.databricks.optimizer.adaptive.enabled', AQE],
  ['spark.sql.adaptive.skewjoin.enabled', 'the splitting of skewed partitions: one task does most of the work'],
  ['spark.sql.adaptive.coalescepartitions.enabled', 'the merging of small partitions: many tiny tasks and files'],
  ['spark.sql.cbo.enabled', 'the cost-based optimiser: joins run in the order of the text'],
  ['spark.sql.cbo.joinreorder.enabled', 'the ordering of joins by cost'],
  ['spark.sql.parquet.filterpushdown', PUSHDOWN],
  ['spark.sql.orc.filterpushdown', PUSHDOWN],
  ['spark.sql.csv.filterpushdown.enabled', PUSHDOWN],
  ['spark.sql.json.filterpushdown.enabled', PUSHDOWN],
  ['spark.sql.optimizer.dynamicpartitionpruning.enabled', PRUNING],
  ['spark.databricks.optimizer.dynamicpartitionpruning', PRUNING],
  ['spark.databricks.optimizer.dynamicfilepruning', PRUNING],
  ['spark.databricks.delta.stats.skipping', 'data skipping: every file is read, whatever the filter'],
]);

const THRESHOLDS: ReadonlySet<string> = new Set([
  'spark.sql.autobroadcastjointhreshold',
  'spark.sql.adaptive.autobroadcastjointhreshold',
  'spark.databricks.adaptive.autobroadcastjointhreshold',
]);

/** What the use of a setting switches off, and the value that switches it on. */
function lossOf({ key, value }: ConfUse): { readonly loss: string; readonly on: string } | undefined {
  const name = key.toLowerCase();
  const text = value?.trim().toLowerCase();
  if (THRESHOLDS.has(name)) return /^(-\d+b?|0)$/.test(text ?? '') ? { loss: BROADCAST, on: '10485760' } : undefined;
  const loss = SWITCHES.get(name);
  return loss && text === 'false' ? { loss, on: 'true' } : undefined;
}

function* problems(uses: readonly ConfUse[], reset: ReadonlySet<string>, text: string): Generator<Problem> {
  for (const use of uses) {
    const found = lossOf(use);
    if (!found || isSetAgain(use, uses) || reset.has(use.key.toLowerCase())) continue;
    const { valueSpan } = use;
    const on = valueSpan && text.slice(valueSpan.from, valueSpan.to) === 'False' ? 'True' : found.on;
    yield {
      span: { from: use.span.from, to: use.span.to },
      message: `Switches off ${found.loss}.`,
      fix: valueSpan && { title: `Set it to ${on}`, safety: 'unsafe', edits: [{ ...valueSpan, insert: on }] },
    };
  }
}

export default defineRule({
  id: 'disabled-optimizer',
  family: 'settings',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'A part of the optimiser is switched off for the session',
  why:
    'Such a line was often written for one query on an old version, and slows down everything that runs after it. Adaptive execution, broadcast joins, pushdown and pruning are on by default because ' +
    'they pay; where one query does better without, use a hint in that query, or set the value back behind it.',
  docs: [
    {
      title: 'Adaptive query execution (Databricks)',
      url: 'https://docs.databricks.com/aws/en/optimizations/aqe',
      checked: '2026-11-21',
    },
    {
      title: 'Performance tuning (Spark SQL)',
      url: 'https://spark.apache.org/docs/latest/sql-performance-tuning.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SET spark.sql.adaptive.enabled = false;\nSELECT store_id, sum(amount) AS amount FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, sum(amount) AS amount FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.autoBroadcastJoinThreshold", -1)\n',
      good: 'orders = spark.table("main.sales.orders").hint("merge")\n',
    },
    {
      kind: 'python',
      bad: 'spark = SparkSession.builder.config("spark.sql.parquet.filterPushdown", "false").getOrCreate()\n',
      good: 'spark = SparkSession.builder.getOrCreate()\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    etl:\n      spark_version: 17.3.x-scala2.13\n      spark_conf:\n        spark.sql.adaptive.enabled: "false"\n',
      good: 'resources:\n  clusters:\n    etl:\n      spark_version: 17.3.x-scala2.13\n',
    },
  ],
  nearMisses: [
    {
      why: 'it is switched on',
      code: 'SET spark.sql.adaptive.enabled = true;\nSET spark.sql.autoBroadcastJoinThreshold = 100MB;\n',
    },
    { why: 'only asked', code: 'SET spark.sql.adaptive.enabled;\n' },
    {
      why: 'it is set back behind the query',
      code: 'SET spark.sql.adaptive.enabled = false;\nSELECT a FROM main.s.t;\nRESET spark.sql.adaptive.enabled;\n',
    },
    {
      why: 'it is set back in Python',
      kind: 'python',
      code:
        'key = "spark.sql.autoBroadcastJoinThreshold"\nbefore = spark.conf.get(key)\nspark.conf.set(key, "-1")\nrun()\nspark.conf.set(key, before)\n' +
        'spark.conf.set("spark.sql.cbo.enabled", False)\nspark.conf.unset("spark.sql.cbo.enabled")\n',
    },
    {
      why: 'the value comes from outside',
      code: 'SET spark.sql.adaptive.enabled = ${adaptive};\n',
    },
    {
      why: 'a variable says it for the cluster',
      kind: 'bundle',
      code: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.adaptive.enabled: ${var.adaptive}\n        spark.sql.cbo.enabled: true\n',
    },
    {
      why: 'another object, another key',
      kind: 'python',
      code: 'settings.set("adaptive.enabled", False)\nspark.conf.set("spark.sql.ansi.enabled", "false")\n',
    },
  ],

  scope: 'statement',
  words: ['SET'],

  *python(facts) {
    if (facts.isTest) return;
    yield* problems([...confsInPython(facts)], unsetInPython(facts), facts.document.text);
  },

  *sql(facts) {
    const uses = [...confsInSql(facts)];
    if (uses.some(lossOf)) yield* problems(uses, setBackInSql(facts), facts.tree.text);
  },

  *job(facts) {
    for (const use of confsInJobs(facts)) yield* problems([use], new Set(), facts.tree.text);
  },
});
