import { deltaChain } from '../../python/delta-tables';
import { tableLayouts } from '../../python/layouts';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { treesUpTo } from '../../sql/history';
import { sameTable } from '../../sql/names';
import type { Name } from '../../sql/nodes';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** An ALTER or a second CREATE in the same text may have taken the clustering away. */
function isChangedBefore(table: Name, at: number, facts: SqlFacts): boolean {
  for (const tree of treesUpTo(facts)) {
    for (const statement of statementsOf(tree)) {
      if (tree === facts.tree && statement.from >= at) break;
      if (statement.kind === 'alter' && statement.name && sameTable(statement.name.text, table.text)) return true;
    }
  }
  return false;
}

const bothMessage =
  'A table with CLUSTER BY cannot have partitions too: cluster by these columns as well, or drop CLUSTER BY.';
const bothInPython =
  'A table with `clusterBy` cannot have partitions too: cluster by these columns as well, or drop `clusterBy`.';

function clusteredMessage(columns: readonly string[], without: string): string {
  return `The table is clustered by ${columns.map((c) => `\`${c}\``).join(', ')}: ${without}.`;
}

export default defineRule({
  id: 'cluster-conflict',
  family: 'delta',
  severity: 'error',

  summary: 'Liquid clustering together with partitions or ZORDER',
  why:
    'Liquid clustering takes the place of partitions and of Z-ordering; a table cannot have both. CREATE TABLE with CLUSTER BY and PARTITIONED BY is refused, ' +
    'and so is OPTIMIZE … ZORDER BY on a clustered table, where OPTIMIZE alone does the clustering. In Python these are `clusterBy`, `partitionBy` and `executeZOrderBy`.',
  docs: [
    {
      title: 'Use liquid clustering for tables',
      url: 'https://docs.databricks.com/aws/en/delta/clustering?language=Scala',
      checked: '2026-11-21',
    },
    {
      title: 'Use liquid clustering for Delta tables (Delta Lake)',
      url: 'https://docs.delta.io/3.2.1/delta-clustering.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.sales.orders (id INT, day DATE) USING delta PARTITIONED BY (day) CLUSTER BY (id);\n',
      good: 'CREATE TABLE main.sales.orders (id INT, day DATE) USING delta CLUSTER BY (day, id);\n',
    },
    {
      bad: 'CREATE TABLE main.sales.orders (id INT, day DATE) USING delta CLUSTER BY (id);\nOPTIMIZE main.sales.orders ZORDER BY (day);\n',
      good: 'CREATE TABLE main.sales.orders (id INT, day DATE) USING delta CLUSTER BY (id, day);\nOPTIMIZE main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.mode("overwrite").partitionBy("day").clusterBy("id").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").clusterBy("day", "id").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'python',
      bad: 'from delta.tables import DeltaTable\n\norders = DeltaTable.forName(spark, "main.sales.orders")\norders.optimize().executeZOrderBy("day")\n',
      good: 'from delta.tables import DeltaTable\n\norders = DeltaTable.forName(spark, "main.sales.orders")\norders.optimize().executeCompaction()\n',
      tables: { 'main.sales.orders': { clusteredBy: ['id'] } },
    },
  ],
  nearMisses: [
    {
      why: 'clustered by nothing',
      code: 'CREATE TABLE main.s.t (id INT, day DATE) PARTITIONED BY (day) CLUSTER BY NONE;\n',
    },
    {
      why: 'buckets, not clusters',
      code: 'CREATE TABLE main.s.t (id INT, day DATE) USING parquet PARTITIONED BY (day) CLUSTERED BY (id) INTO 4 BUCKETS;\n',
    },
    {
      why: 'a table that is not clustered',
      code: 'OPTIMIZE main.s.t ZORDER BY (id);\n',
      tables: { 'main.s.t': { clusteredBy: [] } },
    },
    { why: 'nothing is known of the table', code: 'OPTIMIZE main.s.t ZORDER BY (id);\n' },
    {
      why: 'clustering was switched off',
      code: 'CREATE TABLE main.s.t (id INT) CLUSTER BY (id);\nALTER TABLE main.s.t CLUSTER BY NONE;\nOPTIMIZE main.s.t ZORDER BY (id);\n',
    },
    {
      why: 'rows of a query are clustered',
      code: 'CREATE TABLE main.s.t PARTITIONED BY (day) AS SELECT id, day FROM main.s.u CLUSTER BY id;\n',
    },
    {
      why: 'Iceberg reads partitions as clusters',
      code: 'CREATE TABLE main.s.t (id INT) USING iceberg PARTITIONED BY (id) CLUSTER BY (id);\n',
    },
    {
      why: 'either of the two, each for its table',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\ndf.write.mode("append").partitionBy("day").saveAsTable("a.b.u")\ndf.write.mode("append").clusterBy("id").saveAsTable("a.b.v")\n',
    },
    {
      why: 'a table that is not clustered, or of which nothing is known, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "main.s.t").optimize().executeZOrderBy("id")\nDeltaTable.forName(spark, "main.s.u").optimize().executeZOrderBy("id")\nDeltaTable.forPath(spark, path).optimize().executeZOrderBy("id")\n',
      tables: { 'main.s.t': { clusteredBy: [] } },
    },
    {
      why: 'clustering was switched off in the same file',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\nspark.sql("ALTER TABLE main.s.t CLUSTER BY NONE")\nDeltaTable.forName(spark, "main.s.t").optimize().executeZOrderBy("id")\n',
      tables: { 'main.s.t': { clusteredBy: ['id'] } },
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { partitionedBy, clusteredBy } of tableLayouts(facts)) {
      if (!partitionedBy || !clusteredBy) continue;
      const { args } = partitionedBy.call;
      yield { span: { from: args[0]!.value.from, to: args[args.length - 1]!.value.to }, message: bothInPython };
    }
    for (const { call, nameSpan } of facts.callsNamed('executeZOrderBy')) {
      const table = deltaChain(call, facts)?.table;
      const clustered = table === undefined ? undefined : facts.catalog.find(table)?.clusteredBy;
      if (!clustered?.length || facts.file.sqlStrings.some(({ text }) => /\balter\s+table\b/i.test(text.text)))
        continue;
      yield { span: nameSpan, message: clusteredMessage(clustered, 'use `executeCompaction()`') };
    }
  },

  scope: 'statement',
  words: ['CLUSTER', 'CLUSTERED', 'ZORDER'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || !facts.source.isKnown(statement)) continue;
      if (statement.kind === 'create' && statement.format !== 'iceberg') {
        const { partitionedBy, clusterBy } = statement;
        if (!partitionedBy || partitionedBy.length === 0 || !clusterBy || clusterBy.length === 0) continue;
        const first = partitionedBy[0]!;
        const span = { from: first.from, to: partitionedBy[partitionedBy.length - 1]!.to };
        yield { span, message: bothMessage };
      }
      if (statement.kind !== 'optimize' || !statement.target?.known || !statement.zorderBy?.length) continue;
      const clustered = facts.catalog.find(statement.target.text)?.clusteredBy;
      if (!clustered || clustered.length === 0 || isChangedBefore(statement.target, statement.from, facts)) continue;
      const span = { from: statement.zorderBy[0]!.from, to: statement.zorderBy[statement.zorderBy.length - 1]!.to };
      yield {
        span,
        message: clusteredMessage(clustered, 'OPTIMIZE it without ZORDER BY'),
      };
    }
  },
});
