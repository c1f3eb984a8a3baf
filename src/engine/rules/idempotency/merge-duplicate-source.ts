import { defineRule } from '../../rule';
import { duplicatesIn } from '../../spark/merge-duplicates';
import { sourceQuery } from '../../sql/merges';
import { isUnderstood, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'merge-duplicate-source',
  family: 'idempotency',
  severity: 'warning',

  summary: 'A MERGE whose source may hold a key more than once',
  why:
    'When two source rows match one row of the target, MERGE does not know which of them counts and fails; it works for as long as the data is kind. ' +
    'Reduce the source to one row for each key of the ON clause first: `QUALIFY row_number() OVER (PARTITION BY key ORDER BY changed_at DESC) = 1`.',
  docs: [
    {
      title: 'MERGE INTO (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/delta-merge-into.html',
      checked: '2026-11-21',
    },
    {
      title: 'Upsert into a Delta Lake table using merge',
      url: 'https://docs.databricks.com/delta/merge.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'MERGE INTO main.sales.customers t USING (SELECT DISTINCT id, city FROM main.raw.customers) s ON t.id = s.id\n' +
        'WHEN MATCHED THEN UPDATE SET city = s.city;\n',
      good:
        'MERGE INTO main.sales.customers t USING (SELECT id, max_by(city, changed_at) AS city FROM main.raw.customers GROUP BY id) s ON t.id = s.id\n' +
        'WHEN MATCHED THEN UPDATE SET city = s.city;\n',
    },
    {
      bad:
        'MERGE INTO main.sales.customers t USING (SELECT id, city FROM main.raw.customers GROUP BY id, city) s ON t.id = s.id\n' +
        'WHEN MATCHED THEN UPDATE SET city = s.city;\n',
      good:
        'MERGE INTO main.sales.customers t USING (SELECT id, max(city) AS city FROM main.raw.customers GROUP BY id) s ON t.id = s.id\n' +
        'WHEN MATCHED THEN UPDATE SET city = s.city;\n',
    },
  ],
  nearMisses: [
    {
      why: 'nothing is known of the source',
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
    {
      why: 'the key of the source is the key of the MERGE',
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;\n',
      tables: { 'main.s.u': { primaryKey: ['id'] } },
    },
    {
      why: 'one row is picked for each key',
      code: 'MERGE INTO main.s.t t USING (SELECT DISTINCT id, a FROM main.s.u QUALIFY row_number() OVER (PARTITION BY id ORDER BY ts) = 1) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
    {
      why: 'grouped by all keys of the MERGE',
      code: 'MERGE INTO main.s.t t USING (SELECT id AS key, day, sum(a) AS a FROM main.s.u GROUP BY id, day) s ON t.id = s.key AND t.day = s.day WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
    {
      why: 'the other column is the same in all rows',
      code: "MERGE INTO main.s.t t USING (SELECT DISTINCT id, 'x' AS origin FROM main.s.u) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET origin = s.origin;\n",
    },
    {
      why: 'matched rows are left alone',
      code: 'MERGE INTO main.s.t t USING (SELECT DISTINCT id, a FROM main.s.u) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, s.a);\n',
    },
    {
      why: 'two deletions of one row are one',
      code: 'MERGE INTO main.s.t t USING (SELECT DISTINCT id, a FROM main.s.u) s ON t.id = s.id WHEN MATCHED THEN DELETE;\n',
    },
    {
      why: 'a row that keeps its history is joined by an empty key',
      code: 'MERGE INTO main.s.t t USING (SELECT id AS merge_key, a FROM main.s.u UNION ALL SELECT NULL AS merge_key, a FROM main.s.u) s ON t.id = s.merge_key WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
    {
      why: 'the condition says more than equality',
      code: 'MERGE INTO main.s.t t USING (SELECT DISTINCT id, a FROM main.s.u) s ON t.id = s.id AND s.a > 1 WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
    {
      why: 'the columns are filled in',
      code: 'MERGE INTO main.s.t t USING (SELECT DISTINCT ${columns} FROM main.s.u) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;\n',
    },
  ],

  scope: 'statement',
  words: ['MERGE'],

  *sql(facts) {
    for (const merge of statementsOf(facts.tree)) {
      if (merge.kind !== 'merge' || !merge.source || !isUnderstood(merge)) continue;
      if (!facts.source.isKnown(merge.source) || !merge.on || !facts.source.isKnown(merge.on)) continue;
      const found = duplicatesIn(merge, { query: sourceQuery(merge, facts), catalog: facts.catalog });
      if (found) yield { span: merge.source, message: `${found.reason}${found.cure}` };
    }
  },
});
