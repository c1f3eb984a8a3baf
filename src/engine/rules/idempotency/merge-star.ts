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

  summary: '`UPDATE SET *` or `INSERT *` takes whatever columns the source has',
  why:
    'The star sets every column of the target from the source column of the same name. A column that is missing in the source breaks the job; with schema evolution, ' +
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
  ],

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
