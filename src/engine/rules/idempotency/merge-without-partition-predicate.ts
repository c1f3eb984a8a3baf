import { layoutOf, type Layout } from '../../catalog/layout';
import { defineRule } from '../../rule';
import type { Call } from '../../python/ast';
import { unwrap } from '../../python/ast';
import { argument } from '../../python/strings-of';
import { sideOf } from '../../sql/merges';
import { columnsOf, hasUnknown } from '../../sql/predicates';
import type { ColumnExpr, Expr } from '../../sql/nodes';
import { readSql } from '../../sql/reader/read';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** True when one of the columns is one by which the files of the target are laid out. */
function namesLayout(columns: readonly ColumnExpr[], layout: Layout): boolean {
  const names = new Set(layout.columns.map((column) => column.split('.').pop()!.toLowerCase()));
  return columns.some(({ parts }) => parts.some((part) => names.has(part.name.toLowerCase())));
}

function messageOf(table: string, { columns, word }: Layout): string {
  const by = columns.map((column) => `\`${column}\``).join(', ');
  return `\`${table}\` is ${word} by ${by}, and ON names none of it: the MERGE looks into every file. Add the column, with the values of this load where you know them.`;
}

/** The name in `DeltaTable.forName(spark, "main.sales.orders").alias("t")`, from the call of `merge` back. */
function tableOf(merge: Call, constantOf: (call: Call) => string | undefined): string | undefined {
  let at = unwrap(merge.func);
  while (at.type === 'Attribute') {
    const object = unwrap(at.object);
    if (object.type !== 'Call') return undefined;
    const func = unwrap(object.func);
    if (func.type === 'Attribute' && func.name === 'forName') return constantOf(object);
    at = func;
  }
  return undefined;
}

function conditionIn(text: string): Expr | undefined {
  const [statement] = readSql(text, 'expression').statements;
  return statement?.kind === 'expressions' ? statement.items[0]?.expr : undefined;
}

export default defineRule({
  id: 'merge-without-partition-predicate',
  family: 'idempotency',
  severity: 'info',
  summary: 'A MERGE that has to look into every file of a partitioned table',
  why:
    'MERGE joins the source with the target on the ON condition. When that names a partition or clustering column, files without matching values are skipped; otherwise each run reads the whole table, ' +
    'and two MERGEs of different days get in each other’s way. Name the days that are loaded in ON, `t.day = :day`.',
  docs: [
    {
      title: 'How to improve performance of Delta Lake MERGE INTO queries using partition pruning',
      url: 'https://kb.databricks.com/delta/delta-merge-into.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      tables: { 'main.sales.orders': { partitionedBy: ['day'] } },
      bad: 'MERGE INTO main.sales.orders t USING main.raw.orders s ON t.order_id = s.order_id WHEN MATCHED THEN UPDATE SET amount = s.amount;\n',
      good: 'MERGE INTO main.sales.orders t USING main.raw.orders s ON t.order_id = s.order_id AND t.day = :day WHEN MATCHED THEN UPDATE SET amount = s.amount;\n',
    },
    {
      kind: 'python',
      tables: { 'main.sales.orders': { clusteredBy: ['day'] } },
      bad:
        'from delta.tables import DeltaTable\n' +
        'DeltaTable.forName(spark, "main.sales.orders").alias("t").merge(new.alias("s"), "t.order_id = s.order_id").whenNotMatchedInsertAll().execute()\n',
      good:
        'from delta.tables import DeltaTable\n' +
        'DeltaTable.forName(spark, "main.sales.orders").alias("t").merge(new.alias("s"), f"t.day = \'{day}\' AND t.order_id = s.order_id").whenNotMatchedInsertAll().execute()\n',
    },
  ],
  nearMisses: [
    {
      why: 'nothing is known of the table',
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'the table is not laid out by any column',
      tables: { 'main.s.t': { partitionedBy: [], clusteredBy: [] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'the key itself is a clustering column',
      tables: { 'main.s.t': { clusteredBy: ['id', 'day'] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'the days of the source: Databricks skips files by them while it runs',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id AND t.day = s.day WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'a fixed range of the partition column',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id AND t.day >= :first_day WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'the column stands in a function',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id AND to_date(t.day) = s.day WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'a part of the condition is filled in',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id AND ${partition} WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'everything is new',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
      code: 'MERGE INTO main.s.t t USING main.s.u s ON false WHEN NOT MATCHED THEN INSERT *;\n',
    },
    {
      why: 'the condition is not known in PySpark',
      kind: 'python',
      tables: { 'main.s.t': { partitionedBy: ['day'] } },
      code: 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "main.s.t").merge(new, condition).whenMatchedUpdateAll().execute()\n',
    },
  ],

  scope: 'statement',
  words: ['MERGE'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.catalog.size === 0 || facts.isTest) return;
    for (const { call, receiver, nameSpan } of facts.callsNamed('merge')) {
      if (receiver?.kind !== 'delta-table') continue;
      const table = tableOf(call, (made) => facts.constantOf(argument(made, 1, 'tableOrViewName')));
      const given = facts.constantOf(argument(call, 1, 'condition'));
      const layout = table && layoutOf(table, facts.catalog);
      const on = given === undefined ? undefined : conditionIn(given);
      if (!table || !layout || !on || hasUnknown(on)) continue;
      const columns = columnsOf(on);
      if (columns.length > 0 && !namesLayout(columns, layout))
        yield { span: nameSpan, message: messageOf(table, layout) };
    }
  },

  *sql(facts) {
    for (const merge of statementsOf(facts.tree)) {
      if (merge.kind !== 'merge' || !merge.on || !isUnderstood(merge) || hasUnknown(merge.on)) continue;
      const { relation } = merge.target;
      const layout =
        relation.kind === 'table' && relation.name.known ? layoutOf(relation.name.text, facts.catalog) : undefined;
      if (!layout || relation.kind !== 'table') continue;
      const columns = columnsOf(merge.on).filter((column) => sideOf(column, merge) !== 'source');
      if (columns.length > 0 && !namesLayout(columns, layout))
        yield { span: merge.on, message: messageOf(relation.name.text, layout) };
    }
  },
});
