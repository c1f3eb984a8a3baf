import type { PythonFacts } from '../../python/facts';
import { sourcesOf } from '../../python/values';
import { deltaMerges, partIn, targetOnly as targetOnlyIn, type DeltaMerge } from '../../spark/delta-merges';
import { stepSpan } from '../../python/uses';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { sideOf, sourceQuery } from '../../sql/merges';
import { lastPart, nameWords } from '../../sql/names';
import type { Query } from '../../sql/nodes';
import { columnsOf, conjuncts, hasUnknown } from '../../sql/predicates';
import { dateName, sliceOf } from '../../sql/slices';
import type { MergeStatement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** Why the source holds a part of the rows only; `undefined` where nothing says so. */
function partOf(query: Query, text: string): string | undefined {
  if (query.limit) return 'LIMIT';
  if (query.body.kind !== 'select') return undefined;
  const { where, sources } = query.body;
  for (const { relation } of sources) {
    if (relation.kind === 'function' && /(^|\.)table_changes$/.test(relation.name.text)) return 'the change feed';
    if (relation.kind === 'subquery' && sources.length === 1) return partOf(relation.query, text);
  }
  if (!where || hasUnknown(where)) return undefined;
  const slice = sliceOf(where, text) ?? conjuncts(where).find(isRecent);
  return slice && `\`${text.slice(slice.from, slice.to).replace(/\s+/g, ' ')}\``;
}

/** `updated_at > …`: what came after some moment. */
function isRecent(part: ReturnType<typeof conjuncts>[number]): boolean {
  if (part.kind !== 'binary' || !/^>=?$/.test(part.operator) || part.left.kind !== 'column') return false;
  // A date that is compared with a number or a column of the row is no window.
  const other = columnsOf(part.right).filter((column) => column.parts.length > 1);
  return other.length === 0 && dateName.test(lastPart(part.left));
}

/** The part of ON that speaks of the target alone: every row outside of it counts as unmatched. */
function targetOnly(merge: MergeStatement, text: string): string | undefined {
  if (!merge.on || hasUnknown(merge.on)) return undefined;
  const found = conjuncts(merge.on).find((part) => {
    const columns = columnsOf(part);
    return columns.length > 0 && columns.every((column) => sideOf(column, merge) === 'target');
  });
  return found && `\`${text.slice(found.from, found.to).replace(/\s+/g, ' ')}\``;
}

const causes = {
  target: (part: string) => `ON asks for ${part}, so every row outside of it counts as unmatched and is deleted`,
  part: (part: string) => `the source holds a part of the rows (${part}), and all others are deleted from the target`,
  word: (word: string) => `the source seems to hold ${word} only, and all other rows are deleted from the target`,
};

function causeOf(merge: MergeStatement, facts: SqlFacts, partial: readonly string[]): string | undefined {
  const { text } = facts.tree;
  const only = targetOnly(merge, text);
  if (only) return causes.target(only);
  const query = sourceQuery(merge, facts);
  const part = query && partOf(query, text);
  if (part) return causes.part(part);
  const relation = merge.source?.relation;
  if (relation?.kind !== 'table' || !relation.name.known) return undefined;
  const word = nameWords(relation.name).find((w) => partial.includes(w));
  return word && causes.word(word);
}

function causeIn(merge: DeltaMerge, facts: PythonFacts, partial: readonly string[]): string | undefined {
  const only = targetOnlyIn(merge, facts);
  if (only) return causes.target(only);
  const part = partIn(merge.source, facts);
  if (part) return causes.part(part);
  const [source, second] = sourcesOf(merge.source);
  const words = second
    ? []
    : (source?.table ?? '')
        .split('.')
        .pop()!
        .toLowerCase()
        .split(/[^a-z0-9]+|_/);
  const word = words.find((one) => partial.includes(one));
  return word && causes.word(word);
}

function messageFor(cause: string): string {
  return `${cause[0]!.toUpperCase()}${cause.slice(1)}: add a condition to this clause.`;
}

export default defineRule({
  id: 'merge-deletes-unmatched',
  family: 'idempotency',
  severity: 'warning',

  summary: 'A MERGE that deletes what a partial source does not have',
  why:
    '`WHEN NOT MATCHED BY SOURCE THEN DELETE` (`whenNotMatchedBySourceDelete()`) removes every row of the target that no source row matches. With a source that holds one day or only what changed, ' +
    'that is nearly the whole table. Repeat the limits of the source in a condition on the target: `WHEN NOT MATCHED BY SOURCE AND t.day = :day THEN DELETE`.',
  docs: [
    {
      title: 'MERGE INTO (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/delta-merge-into.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        "MERGE INTO main.sales.orders t USING (SELECT * FROM main.raw.orders WHERE day = DATE '2024-01-02') s ON t.id = s.id\n" +
        'WHEN MATCHED THEN UPDATE SET amount = s.amount\nWHEN NOT MATCHED BY SOURCE THEN DELETE;\n',
      good:
        "MERGE INTO main.sales.orders t USING (SELECT * FROM main.raw.orders WHERE day = DATE '2024-01-02') s ON t.id = s.id\n" +
        "WHEN MATCHED THEN UPDATE SET amount = s.amount\nWHEN NOT MATCHED BY SOURCE AND t.day = DATE '2024-01-02' THEN DELETE;\n",
    },
    {
      bad:
        "MERGE INTO main.sales.orders t USING main.raw.orders s ON t.id = s.id AND t.day = DATE '2024-01-02'\n" +
        'WHEN MATCHED THEN UPDATE SET amount = s.amount\nWHEN NOT MATCHED BY SOURCE THEN DELETE;\n',
      good:
        'MERGE INTO main.sales.orders t USING main.raw.orders s ON t.id = s.id\n' +
        "WHEN MATCHED THEN UPDATE SET amount = s.amount\nWHEN NOT MATCHED BY SOURCE AND t.day = DATE '2024-01-02' THEN DELETE;\n",
    },
    {
      kind: 'python',
      bad:
        'from delta.tables import DeltaTable\n\nday = spark.table("main.raw.orders").where("day = DATE\'2024-01-02\'").alias("s")\n' +
        'DeltaTable.forName(spark, "main.sales.orders").alias("t").merge(day, "t.id = s.id").whenMatchedUpdate(set={"amount": "s.amount"}).whenNotMatchedBySourceDelete().execute()\n',
      good:
        'from delta.tables import DeltaTable\n\nday = spark.table("main.raw.orders").where("day = DATE\'2024-01-02\'").alias("s")\n' +
        'DeltaTable.forName(spark, "main.sales.orders").alias("t").merge(day, "t.id = s.id").whenMatchedUpdate(set={"amount": "s.amount"}).whenNotMatchedBySourceDelete("t.day = DATE\'2024-01-02\'").execute()\n',
    },
  ],
  nearMisses: [
    {
      why: 'the source is the whole table',
      code: 'MERGE INTO main.s.t t USING main.s.u s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;\n',
    },
    {
      why: 'rows that do not count any more are left out on purpose',
      code: 'MERGE INTO main.s.t t USING (SELECT id FROM main.s.u WHERE is_active) s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;\n',
    },
    {
      why: 'the deletion has a condition',
      code: "MERGE INTO main.s.t t USING main.s.updates s ON t.id = s.id WHEN NOT MATCHED BY SOURCE AND t.day = DATE '2024-01-02' THEN DELETE;\n",
    },
    {
      why: 'unmatched rows are marked, not deleted',
      code: 'MERGE INTO main.s.t t USING main.s.updates s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN UPDATE SET gone = true;\n',
    },
    {
      why: 'only matched rows are deleted',
      code: 'MERGE INTO main.s.t t USING main.s.updates s ON t.id = s.id WHEN MATCHED AND s.deleted THEN DELETE;\n',
    },
    {
      why: 'the source is filled in',
      code: 'MERGE INTO main.s.t t USING ${updates} s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;\n',
    },
    {
      why: 'a filter is filled in',
      code: 'MERGE INTO main.s.t t USING (SELECT id FROM main.s.u WHERE ${filter}) s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;\n',
    },
    {
      why: 'the source is the whole table, or nobody knows it, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\ndef sync(df):\n    t = DeltaTable.forName(spark, "a.b.t").alias("t")\n    t.merge(spark.table("a.b.u").alias("s"), "t.id = s.id").whenNotMatchedBySourceDelete().execute()\n    t.merge(df.alias("s"), "t.id = s.id").whenNotMatchedBySourceDelete().execute()\n',
    },
    {
      why: 'rows that do not count any more are left out on purpose, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nfrom pyspark.sql import functions as F\nrows = spark.table("a.b.u").where(F.col("is_active") & (F.col("valid_from") <= F.col("day"))).alias("s")\nDeltaTable.forName(spark, "a.b.t").alias("t").merge(rows, "t.id = s.id").whenNotMatchedBySourceDelete().execute()\n',
    },
    {
      why: 'unmatched rows are marked, in Python',
      kind: 'python',
      code: 'from delta.tables import DeltaTable\n\nrows = spark.table("a.b.updates").alias("s")\nDeltaTable.forName(spark, "a.b.t").alias("t").merge(rows, "t.id = s.id").whenNotMatchedBySourceUpdate(set={"gone": "true"}).execute()\n',
    },
  ],

  options: {
    partial: {
      default: [
        'update',
        'updates',
        'upserts',
        'change',
        'changes',
        'cdc',
        'increment',
        'incremental',
        'delta',
        'deltas',
        'diff',
      ],
      description: 'Words in the name of a source that mark it as holding changed rows only.',
    },
  },

  pythonScope: 'cell',
  *python(facts, { partial }) {
    for (const merge of deltaMerges(facts)) {
      for (const { method, call } of merge.clauses) {
        if (method !== 'whenNotMatchedBySourceDelete' || call.args.length > 0) continue;
        const cause = causeIn(merge, facts, partial);
        const span = stepSpan(call);
        if (cause) yield { span, message: messageFor(cause) };
      }
    }
  },

  scope: 'statement',
  words: ['MERGE'],

  *sql(facts, { partial }) {
    for (const merge of statementsOf(facts.tree)) {
      if (merge.kind !== 'merge' || !isUnderstood(merge)) continue;
      for (const clause of merge.clauses) {
        if (clause.when !== 'not matched by source' || clause.action !== 'delete' || clause.condition) continue;
        if (!facts.source.isKnown(clause)) continue;
        const cause = causeOf(merge, facts, partial);
        if (cause) yield { span: clause, message: messageFor(cause) };
      }
    }
  },
});
