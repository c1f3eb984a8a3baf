import { readColumns } from '../../python/column-expressions';
import { deltaChain } from '../../python/delta-tables';
import { defineRule } from '../../rule';
import { columnName } from '../../sql/merges';
import { isUnderstood, statementsOf } from '../../sql/walk';

function aboutPartition(name: string): string {
  return `The table is partitioned by \`${name}\`: Delta refuses to order by it. Leave it out.`;
}

function aboutNumber(found: number, most: number): string {
  return `${found} columns: each one weakens the others. Keep the ${most} that filters use most, or fewer.`;
}

export default defineRule({
  id: 'zorder-conflict',
  family: 'delta',
  severity: 'warning',

  summary: 'Z-order by a partition column, or by too many columns',
  why:
    'Inside one partition every row has the same value of the partition column, so Delta refuses to order by it. With each further column the files hold wider ' +
    'ranges of all of them, and data skipping gets worse: choose the few that queries filter on.',
  docs: [
    {
      title: 'Data skipping (Databricks)',
      url: 'https://docs.databricks.com/delta/data-skipping.html',
      checked: '2026-11-21',
    },
    {
      title: 'DeltaOptimizeBuilder (Delta Lake)',
      url: 'https://docs.delta.io/api/latest/java/spark/io/delta/tables/deltaoptimizebuilder',
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
    {
      kind: 'python',
      bad: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.sales.orders").optimize().executeZOrderBy("day", "id")\n',
      good: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.sales.orders").optimize().executeZOrderBy("id")\n',
      tables: { 'main.sales.orders': { partitionedBy: ['day'] } },
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
    {
      why: 'a filter on the partition column is right, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\nt = DeltaTable.forName(spark, "main.s.t")\nt.optimize().where("day = current_date()").executeZOrderBy("id")\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
    {
      why: 'nothing is known of the table or of the columns, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\ndef order(name, cols):\n    DeltaTable.forName(spark, name).optimize().executeZOrderBy("day")\n    DeltaTable.forName(spark, "main.s.t").optimize().executeZOrderBy(*cols)\n',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
    },
  ],

  options: { columns: { default: 4, description: 'How many columns ZORDER BY may name.' } },

  pythonScope: 'cell',
  *python(facts, { columns }) {
    for (const { call } of facts.callsNamed('executeZOrderBy')) {
      const chain = deltaChain(call, facts);
      const named = chain && readColumns(call.args, facts);
      if (!named) continue;
      const partitions = chain.table === undefined ? undefined : facts.catalog.find(chain.table)?.partitionedBy;
      for (const one of named) {
        if (one.kind !== 'column' || !partitions?.some((name) => name.toLowerCase() === one.name.toLowerCase()))
          continue;
        yield { span: one.node, message: aboutPartition(one.name) };
      }
      if (named.length > columns)
        yield {
          span: { from: call.argsSpan.from + 1, to: call.argsSpan.to - 1 },
          message: aboutNumber(named.length, columns),
        };
    }
  },

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
          message: aboutPartition(name ?? ''),
        };
      }
      if (zorderBy.length > columns) {
        const span = { from: zorderBy[0]!.from, to: zorderBy[zorderBy.length - 1]!.to };
        yield {
          span,
          message: aboutNumber(zorderBy.length, columns),
        };
      }
    }
  },
});
