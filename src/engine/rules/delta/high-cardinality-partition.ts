import type { PythonFacts } from '../../python/facts';
import { namedColumns, tableLayouts, type TableLayout } from '../../python/layouts';
import { defineRule } from '../../rule';
import { columnName } from '../../sql/merges';
import { isPartitionedDelta, manyValues, manyValuesOf, partitionCount, partitionCountOf } from '../../sql/partitions';
import { statementsOf } from '../../sql/walk';
import type { Problem } from '../../types';

function aboutValues(name: string, why: string): string {
  return `\`${name}\` is ${why}: each partition gets a few rows. Use CLUSTER BY instead.`;
}

function* inLayout(layout: TableLayout, most: number, facts: PythonFacts): Generator<Problem> {
  const columns = layout.partitionedBy && namedColumns(layout.partitionedBy, facts);
  if (!columns || columns.length === 0) return;
  let found = false;
  for (const { name, node } of columns) {
    const why = manyValuesOf(name.toLowerCase(), layout.typeOf(name.toLowerCase()));
    if (!why) continue;
    found = true;
    yield { span: node, message: aboutValues(name, why) };
  }
  if (found || partitionCountOf(columns.map(({ name }) => name.toLowerCase())) <= most) return;
  const { args } = layout.partitionedBy!.call;
  yield {
    span: { from: args[0]!.value.from, to: args[args.length - 1]!.value.to },
    message: aboutNumber(columns.length),
  };
}

function aboutNumber(columns: number): string {
  return `${columns} partition columns multiply to many small partitions: use CLUSTER BY instead.`;
}

export default defineRule({
  id: 'high-cardinality-partition',
  family: 'delta',
  severity: 'warning',

  summary: 'Partitions of a few rows each',
  why:
    'Every value of a partition column gets a folder and files of its own. With an id, a timestamp or an e-mail address these are millions of tiny files: ' +
    'writing, listing and reading all get slow. A partition should hold a gigabyte at least. Use CLUSTER BY (`clusterBy`), which copes with many values.',
  docs: [
    {
      title: 'When to partition tables on Databricks',
      url: 'https://docs.databricks.com/tables/partitions.html',
      checked: '2026-11-21',
    },
    {
      title: 'Use liquid clustering for tables',
      url: 'https://docs.databricks.com/aws/en/delta/clustering?language=Scala',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.sales.orders PARTITIONED BY (customer_id) AS SELECT customer_id, amount FROM main.raw.orders;\n',
      good: 'CREATE TABLE main.sales.orders CLUSTER BY (customer_id) AS SELECT customer_id, amount FROM main.raw.orders;\n',
    },
    {
      bad: 'CREATE TABLE main.sales.orders PARTITIONED BY (created_at) AS SELECT created_at, amount FROM main.raw.orders;\n',
      good: 'CREATE TABLE main.sales.orders PARTITIONED BY (created_on) AS SELECT DATE(created_at) AS created_on, amount FROM main.raw.orders;\n',
    },
    {
      bad: 'CREATE TABLE main.sales.orders PARTITIONED BY (country, shop, channel) AS SELECT country, shop, channel, amount FROM main.raw.orders;\n',
      good: 'CREATE TABLE main.sales.orders CLUSTER BY (country, shop, channel) AS SELECT country, shop, channel, amount FROM main.raw.orders;\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.mode("overwrite").partitionBy("customer_id").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").clusterBy("customer_id").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'python',
      bad:
        'from delta.tables import DeltaTable\n\n' +
        'DeltaTable.createIfNotExists(spark).tableName("main.sales.orders").addColumn("created_at", "TIMESTAMP").partitionedBy("created_at").execute()\n',
      good:
        'from delta.tables import DeltaTable\n\n' +
        'DeltaTable.createIfNotExists(spark).tableName("main.sales.orders").addColumn("created_at", "TIMESTAMP").clusterBy("created_at").execute()\n',
    },
  ],
  nearMisses: [
    { why: 'a day', code: 'CREATE TABLE main.s.t (id INT, order_date DATE) PARTITIONED BY (order_date);\n' },
    {
      why: 'a moment by its name, a day by its type',
      code: 'CREATE TABLE main.s.t (id INT, loaded_at DATE) PARTITIONED BY (loaded_at);\n',
    },
    {
      why: 'an id of few things',
      code: 'CREATE TABLE main.s.t (id INT, country_id INT, store_id INT) PARTITIONED BY (country_id);\n',
    },
    {
      why: 'the parts of a date',
      code: 'CREATE TABLE main.s.t (id INT, year INT, month INT, day INT) PARTITIONED BY (year, month, day);\n',
    },
    { why: 'clustered', code: 'CREATE TABLE main.s.t (customer_id INT) CLUSTER BY (customer_id);\n' },
    {
      why: 'the folders are there already',
      code: "CREATE TABLE main.s.t (customer_id INT) USING parquet PARTITIONED BY (customer_id) LOCATION 's3://b/t';\n",
    },
    {
      why: 'the rows of a window',
      code: 'SELECT sum(a) OVER (PARTITION BY customer_id ORDER BY ts) AS s FROM main.s.t;\n',
    },
    { why: 'the column is filled in', code: 'CREATE TABLE main.s.t (customer_id INT) PARTITIONED BY (${column});\n' },
    {
      why: 'Iceberg reads partitions as clusters',
      code: 'CREATE TABLE main.s.t (customer_id INT) USING iceberg PARTITIONED BY (customer_id);\n',
    },
    {
      why: 'a day, an id of few things, the parts of a date, in Python',
      kind: 'python',
      code: 'w = spark.table("a.b.t").write.mode("append")\nw.partitionBy("order_date").saveAsTable("a.b.u")\nw.partitionBy("country_id").saveAsTable("a.b.v")\nw.partitionBy("year", "month", "day").saveAsTable("a.b.w")\n',
    },
    {
      why: 'a moment by its name, a day by its type, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\nfrom pyspark.sql.types import DateType\nDeltaTable.create(spark).tableName("a.b.t").addColumn("loaded_at", DateType()).partitionedBy("loaded_at").execute()\n',
    },
    {
      why: 'another format, whose readers know the folders',
      kind: 'python',
      code: 'spark.table("a.b.t").write.mode("append").partitionBy("customer_id").parquet(path)\nspark.table("a.b.t").write.format("json").partitionBy("customer_id").save(path)\n',
    },
    {
      why: 'the columns are handed in, and the rows of a window',
      kind: 'python',
      code: 'from pyspark.sql import Window\n\ndef save(df, keys):\n    w = Window.partitionBy("customer_id").orderBy("ts")\n    df.write.partitionBy(*keys).saveAsTable("a.b.t")\n    df.write.partitionBy(keys, "customer_id").saveAsTable("a.b.u")\n',
    },
    {
      why: 'the table is only read back',
      kind: 'python',
      code: 'df = spark.table("a.b.t").repartition("customer_id").sortWithinPartitions("customer_id")\n',
    },
  ],

  options: { columns: { default: 2, description: 'How many columns a table may be partitioned by.' } },

  pythonScope: 'cell',
  *python(facts, { columns }) {
    for (const layout of tableLayouts(facts)) yield* inLayout(layout, columns, facts);
  },

  scope: 'statement',
  words: ['PARTITIONED'],

  *sql(facts, { columns }) {
    for (const statement of statementsOf(facts.tree)) {
      if (!isPartitionedDelta(statement, facts)) continue;
      const { partitionedBy } = statement;
      let found = false;
      for (const expr of partitionedBy) {
        const why = manyValues(expr, statement);
        if (!why) continue;
        found = true;
        yield {
          span: expr,
          message: aboutValues(columnName(expr) ?? '', why),
        };
      }
      if (found || partitionCount(partitionedBy) <= columns) continue;
      const span = { from: partitionedBy[0].from, to: partitionedBy[partitionedBy.length - 1]!.to };
      yield {
        span,
        message: aboutNumber(partitionedBy.length),
      };
    }
  },
});
