import { beyondKeys, deltaMerges, isChangeFeed, sourceKeys, type DeltaMerge } from '../../spark/delta-merges';
import { defineRule } from '../../rule';
import { duplicatesIn, repeatedChanges, repeatedKeys, type Duplicates } from '../../spark/merge-duplicates';
import { sourceQuery } from '../../sql/merges';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Problem, Span } from '../../types';

function updatesIn({ clauses }: DeltaMerge): boolean {
  return clauses.some(
    ({ method, call }) =>
      /^whenMatchedUpdate(All)?$/.test(method) || (method === 'whenMatchedDelete' && call.args.length > 0),
  );
}

function problem({ from, to }: Span, { reason, cure }: Duplicates): Problem {
  return { span: { from, to }, message: `${reason}${cure}` };
}

export default defineRule({
  id: 'merge-duplicate-source',
  family: 'idempotency',
  severity: 'warning',

  summary: 'A MERGE whose source may hold a key more than once',
  why:
    'When two source rows match one row of the target, MERGE does not know which of them counts and fails; it works for as long as the data is kind. ' +
    'Reduce the source to one row for each key of the condition first: number the rows of each key, the latest first, and keep number 1.',
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
    {
      kind: 'python',
      bad:
        'from delta.tables import DeltaTable\n\nlatest = spark.table("main.raw.customers").dropDuplicates(["id", "city"]).alias("s")\n' +
        'DeltaTable.forName(spark, "main.sales.customers").alias("t").merge(latest, "t.id = s.id").whenMatchedUpdate(set={"city": "s.city"}).execute()\n',
      good:
        'from delta.tables import DeltaTable\nfrom pyspark.sql import functions as F\n\nlatest = spark.table("main.raw.customers").groupBy("id").agg(F.max_by("city", "changed_at").alias("city")).alias("s")\n' +
        'DeltaTable.forName(spark, "main.sales.customers").alias("t").merge(latest, "t.id = s.id").whenMatchedUpdate(set={"city": "s.city"}).execute()\n',
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
    {
      why: 'nothing is known of the source, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\ndef upsert(df, on):\n    t = DeltaTable.forName(spark, "a.b.t").alias("t")\n    t.merge(df.alias("s"), "t.id = s.id").whenMatchedUpdateAll().execute()\n    t.merge(spark.table("a.b.u").alias("s"), "t.id = s.id").whenMatchedUpdateAll().execute()\n    t.merge(df.dropDuplicates(["id", "day"]).alias("s"), on).whenMatchedUpdateAll().execute()\n',
    },
    {
      why: 'one row is left for each key, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nrows = spark.table("a.b.u").dropDuplicates(["id", "day"]).alias("s")\nt = DeltaTable.forName(spark, "a.b.t").alias("t")\nt.merge(rows, "t.id = s.id AND t.day = s.day").whenMatchedUpdateAll().execute()\n',
    },
    {
      why: 'matched rows are left alone, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nrows = spark.table("a.b.u").dropDuplicates(["id", "day"]).alias("s")\nDeltaTable.forName(spark, "a.b.t").alias("t").merge(rows, "t.id = s.id").whenNotMatchedInsertAll().execute()\n',
    },
    {
      why: 'the last change of each key is kept, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\nfrom pyspark.sql import functions as F\n\nfeed = spark.read.option("readChangeFeed", "true").option("startingVersion", 1).table("a.b.u")\nlast = feed.groupBy("id").agg(F.max_by("city", "_commit_version").alias("city")).alias("s")\nDeltaTable.forName(spark, "a.b.t").alias("t").merge(last, "t.id = s.id").whenMatchedUpdateAll().execute()\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const merge of deltaMerges(facts)) {
      const keys = updatesIn(merge) ? sourceKeys(merge, facts) : undefined;
      if (!keys) continue;
      const more = beyondKeys(merge, keys, facts) ?? [];
      if (isChangeFeed(merge.source)) yield problem(merge.sourceExpr, repeatedChanges(keys));
      else if (more.length > 0) yield problem(merge.sourceExpr, repeatedKeys(keys, more));
    }
  },

  scope: 'statement',
  words: ['MERGE'],

  *sql(facts) {
    for (const merge of statementsOf(facts.tree)) {
      if (merge.kind !== 'merge' || !merge.source || !isUnderstood(merge)) continue;
      if (!facts.source.isKnown(merge.source) || !merge.on || !facts.source.isKnown(merge.on)) continue;
      const found = duplicatesIn(merge, { query: sourceQuery(merge, facts), catalog: facts.catalog });
      if (found) yield problem(merge.source, found);
    }
  },
});
