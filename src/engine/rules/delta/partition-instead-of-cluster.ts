import type { WriteFact } from '../../python/facts';
import { defineRule } from '../../rule';
import { isPartitionedDelta, manyValues, partitionCount } from '../../sql/partitions';
import { statementsOf } from '../../sql/walk';
import type { Target } from '../../types';

/** More columns than these are too many for partitions as well: `high-cardinality-partition` says so. */
const mostColumns = 2;

/** Databricks Runtime reads clustered tables since 13.3, and clustering is fit for production since 15.2. */
function canCluster({ runtime }: Target): boolean {
  const [major, minor] = (runtime ?? '99.0').split('.').map(Number);
  return major! > 15 || (major === 15 && minor! >= 2);
}

/** True for a write that makes a Delta table; an append has to name the partitions that the table has. */
function makesDeltaTable({ end, mode, format, writer }: WriteFact): boolean {
  if (writer.streaming || (mode !== undefined && mode !== 'overwrite')) return false;
  if (writer.options.has('replacewhere') || writer.options.has('partitionoverwritemode')) return false;
  if (end.method === 'save') return format === 'delta';
  return /^(saveAsTable|create|createOrReplace|replace)$/.test(end.method) && (format ?? 'delta') === 'delta';
}

export default defineRule({
  id: 'partition-instead-of-cluster',
  family: 'delta',
  severity: 'info',
  summary: 'A new Delta table with partitions',
  why:
    'Partitions are fixed when the table is made: a value with few rows gets tiny files, one with many gets them all, and another column means writing the table again. ' +
    'Databricks advises liquid clustering for every new table: CLUSTER BY the columns that queries filter on, or CLUSTER BY AUTO. ' +
    'Partitions remain right for a very large table whose jobs replace one partition at a time.',
  docs: [
    {
      title: 'When to partition tables on Databricks',
      url: 'https://docs.databricks.com/tables/partitions.html',
      checked: '2026-11-21',
    },
    {
      title: 'Use liquid clustering for tables',
      url: 'https://docs.databricks.com/delta/clustering.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.sales.orders (order_id INT, order_date DATE) PARTITIONED BY (order_date);\n',
      good: 'CREATE TABLE main.sales.orders (order_id INT, order_date DATE) CLUSTER BY (order_date);\n',
    },
    {
      bad: 'CREATE OR REPLACE TABLE main.sales.orders PARTITIONED BY (country) AS SELECT order_id, country FROM main.raw.orders;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.orders CLUSTER BY (country) AS SELECT order_id, country FROM main.raw.orders;\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.partitionBy("order_date").mode("overwrite").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.clusterBy("order_date").mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'clustered', code: 'CREATE TABLE main.s.t (id INT, day DATE) CLUSTER BY (day);\n' },
    {
      why: 'both is a conflict, and has a rule of its own',
      code: 'CREATE TABLE main.s.t (id INT, day DATE) PARTITIONED BY (day) CLUSTER BY (id);\n',
    },
    { why: 'an id as partition is worse, and has a rule of its own', code: 'CREATE TABLE main.s.t (customer_id INT) PARTITIONED BY (customer_id);\n' }, // prettier-ignore
    {
      why: 'plain files have nothing but partitions',
      code: "CREATE TABLE main.s.t (id INT, day DATE) USING parquet PARTITIONED BY (day) LOCATION 's3://b/t';\n",
    },
    {
      why: 'the table is there already and is only registered',
      code: "CREATE TABLE main.s.t (id INT, day DATE) USING delta PARTITIONED BY (day) LOCATION '/Volumes/a/b/t';\n",
    },
    { why: 'Iceberg reads partitions as clusters', code: 'CREATE TABLE main.s.t (id INT, day DATE) USING iceberg PARTITIONED BY (day);\n' }, // prettier-ignore
    { why: 'rows of a window', code: 'SELECT sum(a) OVER (PARTITION BY day ORDER BY id) AS s FROM main.s.t;\n' },
    {
      why: 'the runtime has no clustering yet',
      target: { runtime: '12.2' },
      code: 'CREATE TABLE main.s.t (id INT, day DATE) PARTITIONED BY (day);\n',
    },
    {
      why: 'an append names the partitions that the table has',
      kind: 'python',
      code: 'spark.table("a.b.c").write.partitionBy("day").mode("append").saveAsTable("a.b.t")\n',
    },
    {
      why: 'partitions are replaced one at a time',
      kind: 'python',
      code: 'spark.table("a.b.c").write.partitionBy("day").mode("overwrite").option("replaceWhere", w).saveAsTable("a.b.t")\n',
    },
    {
      why: 'files for somebody else',
      kind: 'python',
      code: 'spark.table("a.b.c").write.partitionBy("day").parquet("/Volumes/a/b/c")\nspark.table("a.b.c").write.partitionBy("day").save(path)\n',
    },
    {
      why: 'a window',
      kind: 'python',
      code: 'from pyspark.sql import Window\nw = Window.partitionBy("day").orderBy("id")\n',
    },
  ],

  scope: 'statement',
  words: ['PARTITIONED'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest || !canCluster(facts.target)) return;
    for (const write of facts.writes) {
      const step = write.steps.find(({ method }) => method === 'partitionBy' || method === 'partitionedBy');
      if (!step || step.call.args.length === 0 || !makesDeltaTable(write)) continue;
      const message = 'Partitions of a new table are fixed for good: use `clusterBy`, which can be changed later.';
      yield { span: step.call.argsSpan, message };
    }
  },

  *sql(facts) {
    if (!canCluster(facts.target)) return;
    for (const statement of statementsOf(facts.tree)) {
      if (!isPartitionedDelta(statement, facts) || (statement.location && !statement.query)) continue;
      const { partitionedBy, clusterBy } = statement;
      if (clusterBy && clusterBy.length > 0) continue;
      if (partitionedBy.some((column) => manyValues(column, statement)) || partitionCount(partitionedBy) > mostColumns)
        continue;
      const span = { from: partitionedBy[0].from, to: partitionedBy[partitionedBy.length - 1]!.to };
      const message = 'Partitions of a new table are fixed for good: use CLUSTER BY, which can be changed later.';
      yield { span, message };
    }
  },
});
