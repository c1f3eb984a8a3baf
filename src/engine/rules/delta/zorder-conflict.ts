import { defineRule } from '../../rule';
import { columnName } from '../../sql/merges';
import { isUnderstood, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'zorder-conflict',
  family: 'delta',
  severity: 'warning',

  summary: 'ZORDER BY on a partition column, or on too many columns',
  why:
    'Inside one partition every row has the same value of the partition column, so Delta refuses to order by it. With each further column the files hold wider ' +
    'ranges of all of them, and data skipping gets worse: choose the few that queries filter on.',
  docs: [
    {
      title: 'Data skipping (Databricks)',
      url: 'https://docs.databricks.com/delta/data-skipping.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.sales.orders (id INT, day DATE) USING delta PARTITIONED BY (day);\nOPTIMIZE main.sales.orders ZORDER BY (day, id);\n',
      good: 'CREATE TABLE main.sales.orders (id INT, day DATE) USING delta PARTITIONED BY (day);\nOPTIMIZE main.sales.orders ZORDER BY (id);\n',
    },
    {
      bad: 'OPTIMIZE main.sales.events ZORDER BY (a, b, c, d, e);\n',
      good: 'OPTIMIZE main.sales.events ZORDER BY (a, b);\n',
    },
  ],
  nearMisses: [
    {
      why: 'a filter on the partition column is right',
      code: "OPTIMIZE main.s.t WHERE day = DATE '2024-01-01' ZORDER BY (id);\n",
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    { why: 'nothing is known of the table', code: 'OPTIMIZE main.s.t ZORDER BY (day);\n' },
    { why: 'four columns', code: 'OPTIMIZE main.s.t ZORDER BY (a, b, c, d);\n' },
    {
      why: 'a field that is named like the partition column',
      code: 'OPTIMIZE main.s.t ZORDER BY (payload.day);\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    { why: 'the columns are filled in', code: 'OPTIMIZE main.s.t ZORDER BY (${columns});\n' },
    // A clustered table is what `cluster-conflict` speaks of.
    {
      why: 'a clustered table has a rule of its own',
      code: 'OPTIMIZE main.s.t ZORDER BY (id);\n',
      tables: { 'main.s.t': { clusteredBy: ['id'] } },
    },
  ],

  options: { columns: { default: 4, description: 'How many columns ZORDER BY may name.' } },

  scope: 'statement',
  words: ['ZORDER'],

  *sql(facts, { columns }) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'optimize' || !statement.zorderBy?.length) continue;
      if (!isUnderstood(statement) || !facts.source.isKnown(statement)) continue;
      const { target, zorderBy } = statement;
      const partitions = target?.known ? (facts.catalog.find(target.text)?.partitionedBy ?? []) : [];
      for (const expr of zorderBy) {
        if (expr.kind !== 'column' || expr.parts.length !== 1) continue;
        const name = columnName(expr);
        if (!partitions.some((partition) => partition.toLowerCase() === name)) continue;
        yield {
          span: expr,
          message: `The table is partitioned by \`${name}\`: Delta refuses to order by it. Leave it out.`,
        };
      }
      if (zorderBy.length > columns) {
        const span = { from: zorderBy[0]!.from, to: zorderBy[zorderBy.length - 1]!.to };
        yield {
          span,
          message: `${zorderBy.length} columns: each one weakens the others. Keep the ${columns} that filters use most, or fewer.`,
        };
      }
    }
  },
});
