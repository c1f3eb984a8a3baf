import { defineRule } from '../../rule';
import { columnName } from '../../sql/merges';
import { isPartitionedDelta, manyValues, partitionCount } from '../../sql/partitions';
import { statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'high-cardinality-partition',
  family: 'delta',
  severity: 'warning',

  summary: 'Partitions of a few rows each',
  why:
    'Every value of a partition column gets a folder and files of its own. With an id, a timestamp or an e-mail address these are millions of tiny files: ' +
    'writing, listing and reading all get slow. A partition should hold a gigabyte at least. Use CLUSTER BY, which copes with many values.',
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
  ],

  options: { columns: { default: 2, description: 'How many columns a table may be partitioned by.' } },

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
          message: `\`${columnName(expr)}\` is ${why}: each partition gets a few rows. Use CLUSTER BY instead.`,
        };
      }
      if (found || partitionCount(partitionedBy) <= columns) continue;
      const span = { from: partitionedBy[0].from, to: partitionedBy[partitionedBy.length - 1]!.to };
      yield {
        span,
        message: `${partitionedBy.length} partition columns multiply to many small partitions: use CLUSTER BY instead.`,
      };
    }
  },
});
