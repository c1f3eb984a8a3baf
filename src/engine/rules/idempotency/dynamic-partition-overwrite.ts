import { defineRule } from '../../rule';
import { argument } from '../../python/strings-of';
import { statementsOf } from '../../sql/walk';

const conf = /^spark\.sql\.sources\.partitionoverwritemode$/i;

const message =
  'Legacy: which days are replaced depends on the rows that happen to come. Name them with REPLACE WHERE or REPLACE USING (`replaceWhere` in PySpark).';

/** Formats of files, which know no other way to replace a part. */
const files = /^(parquet|csv|json|orc|avro|text|xml)$/;

export default defineRule({
  id: 'dynamic-partition-overwrite',
  family: 'idempotency',
  severity: 'info',
  summary: 'Partitions overwritten by the legacy dynamic mode',
  why:
    'In dynamic mode an overwrite replaces the partitions for which rows come, and leaves the others. A late row of last year replaces all of its day; a day without rows keeps its old ones; ' +
    'and the mode is a setting of the session, far from the write that relies on it. Databricks calls it legacy, and SQL warehouses do not have it. `REPLACE WHERE` and `REPLACE USING` say what is replaced.',
  docs: [
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://learn.microsoft.com/en-nz/azure/databricks/delta/selective-overwrite',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'SET spark.sql.sources.partitionOverwriteMode = dynamic;\n' +
        'INSERT OVERWRITE main.sales.orders SELECT order_id, day FROM main.raw.orders WHERE day = :day;\n',
      good: 'INSERT INTO main.sales.orders REPLACE WHERE day = :day SELECT order_id, day FROM main.raw.orders WHERE day = :day;\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.mode("overwrite").option("partitionOverwriteMode", "dynamic").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").option("replaceWhere", f"day = \'{day}\'").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")\n',
      good: 'spark.conf.set("spark.sql.session.timeZone", "UTC")\n',
    },
  ],
  nearMisses: [
    { why: 'the static mode', code: 'SET spark.sql.sources.partitionOverwriteMode = static;\n' },
    { why: 'the setting is only shown', code: 'SET spark.sql.sources.partitionOverwriteMode;\n' },
    { why: 'the setting is taken back', code: 'RESET spark.sql.sources.partitionOverwriteMode;\n' },
    { why: 'the mode is not known', code: 'SET spark.sql.sources.partitionOverwriteMode = ${mode};\n' },
    { why: 'a comment', code: '-- SET spark.sql.sources.partitionOverwriteMode = dynamic\nSELECT 1;\n' },
    {
      why: 'files have no other way',
      kind: 'python',
      code: 'spark.table("a.b.c").write.mode("overwrite").option("partitionOverwriteMode", "dynamic").parquet("/Volumes/a/b/t")\n',
    },
    {
      why: 'the static mode in PySpark',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.sources.partitionOverwriteMode", "static")\n',
    },
    {
      why: 'the session only writes files',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")\nspark.table("a.b.c").write.mode("overwrite").partitionBy("day").parquet("/Volumes/a/b/t")\n',
    },
  ],

  scope: 'statement',
  words: ['SET'],

  *python(facts) {
    if (facts.isTest) return;
    const onlyFiles = facts.writes.length > 0 && facts.writes.every(({ format }) => files.test(format ?? ''));
    for (const { call, method } of onlyFiles ? [] : facts.callsNamed('set', 'config')) {
      const key = facts.constantOf(argument(call, 0, 'key')) ?? '';
      const value = facts.constantOf(argument(call, 1, 'value')) ?? '';
      if (conf.test(key) && /^dynamic$/i.test(value) && method !== '') yield { span: call.argsSpan, message };
    }
    for (const { writer, format } of facts.writes) {
      const mode = writer.options.get('partitionoverwritemode');
      if (mode?.expr && /^dynamic$/i.test(mode.value ?? '') && !files.test(format ?? ''))
        yield { span: mode.expr, message };
    }
  },

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'set' || statement.reset || !conf.test(statement.key?.text ?? '')) continue;
      if (/^["']?dynamic["']?$/i.test(statement.value?.text.trim() ?? '')) yield { span: statement, message };
    }
  },
});
