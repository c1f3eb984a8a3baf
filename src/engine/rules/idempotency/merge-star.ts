import { columnsOf } from '../../python/frame-columns';
import { deltaMerges } from '../../spark/delta-merges';
import { stepSpan } from '../../python/uses';
import { defineRule } from '../../rule';
import type { Query, QueryBody } from '../../sql/nodes';
import type { SqlFacts } from '../../sql/facts';
import { sourceQuery } from '../../sql/merges';
import type { MergeStatement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** True when the columns of the source are written down in the same text. */
function isListed(merge: MergeStatement, facts: SqlFacts): boolean {
  const relation = merge.source?.relation;
  if (!relation || relation.kind === 'values' || (relation.columnAliases?.length ?? 0) > 0) return true;
  const query = sourceQuery(merge, facts);
  return query !== undefined && listsColumns(query);
}

function listsColumns(query: Query): boolean {
  const lists = (body: QueryBody): boolean => {
    if (body.kind === 'set') return lists(body.operands[0]!);
    return body.kind === 'select' ? body.items.every(({ expr }) => expr.kind !== 'star') : body.kind === 'values';
  };
  return lists(query.body);
}

export default defineRule({
  id: 'merge-star',
  family: 'idempotency',
  // Off: with a source whose columns are made for the target the star is the shortest true form.
  severity: 'off',

  summary: 'A MERGE that takes whatever columns the source has',
  why:
    'The star (`UPDATE SET *`, `INSERT *`, `whenMatchedUpdateAll`, `whenNotMatchedInsertAll`) sets every column of the target from the source column of the same name. A column that is missing in the source breaks the job; with schema evolution, ' +
    'a new column of the source becomes a column of the target. List the columns, here or in the source of the MERGE.',
  docs: [
    {
      title: 'MERGE INTO (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/delta-merge-into.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'MERGE INTO main.sales.orders t USING main.raw.orders s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;\n',
      good: 'MERGE INTO main.sales.orders t USING main.raw.orders s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, amount) VALUES (s.id, s.amount);\n',
    },
    {
      kind: 'python',
      bad: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.sales.orders").alias("t").merge(spark.table("main.raw.orders").alias("s"), "t.id = s.id").whenNotMatchedInsertAll().execute()\n',
      good: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "main.sales.orders").alias("t").merge(spark.table("main.raw.orders").alias("s"), "t.id = s.id").whenNotMatchedInsert(values={"id": "s.id", "amount": "s.amount"}).execute()\n',
    },
  ],
  nearMisses: [
    {
      why: 'the source lists its columns',
      code: 'MERGE INTO main.s.t t USING (SELECT id, a FROM main.s.u) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;\n',
    },
    {
      why: 'a temporary view above lists them',
      code: 'CREATE OR REPLACE TEMP VIEW latest AS SELECT id, a FROM main.s.u;\nMERGE INTO main.s.t t USING latest s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;\n',
    },
    {
      why: 'the columns are listed',
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
    { why: 'another star', code: 'INSERT INTO main.s.t BY NAME SELECT * FROM main.s.u;\n' },
    {
      why: 'the source lists its columns, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nrows = spark.table("a.b.t").select("id", "a").alias("s")\nDeltaTable.forName(spark, "a.b.u").alias("t").merge(rows, "t.id = s.id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()\n',
    },
    {
      why: 'the columns are listed, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nDeltaTable.forName(spark, "a.b.u").alias("t").merge(df.alias("s"), "t.id = s.id").whenMatchedUpdate(set={"a": "s.a"}).execute()\n',
    },
    { why: 'another builder', kind: 'python', code: 'client.merge(a, b).whenMatchedUpdateAll().execute()\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { clauses, source } of deltaMerges(facts)) {
      if (columnsOf(source, facts)) continue;
      for (const { method, call } of clauses) {
        if (!/^(whenMatchedUpdateAll|whenNotMatchedInsertAll)$/.test(method)) continue;
        yield {
          span: stepSpan(call),
          message: `\`${method}\` follows whatever columns the source has: list them.`,
        };
      }
    }
  },

  scope: 'statement',
  words: ['MERGE *'],

  *sql(facts) {
    for (const merge of statementsOf(facts.tree)) {
      if (merge.kind !== 'merge' || !isUnderstood(merge) || isListed(merge, facts)) continue;
      for (const clause of merge.clauses) {
        if (clause.action !== 'update *' && clause.action !== 'insert *') continue;
        const what = clause.action === 'update *' ? 'UPDATE SET *' : 'INSERT *';
        yield { span: clause, message: `\`${what}\` follows whatever columns the source has: list them.` };
      }
    }
  },
});
