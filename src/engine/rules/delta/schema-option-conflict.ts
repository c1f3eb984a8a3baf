import type { PythonFacts, WriteFact } from '../../python/facts';
import { defineRule } from '../../rule';
import type { Level, Span } from '../../types';

interface Conflict {
  readonly option: string;
  readonly message: string;
  readonly severity: Level;
}

/** Options that are set to a value that is known. */
function isOn({ writer }: WriteFact, name: string): boolean {
  return writer.options.get(name)?.value?.toLowerCase() === 'true';
}

/** What cannot go together in one write; the first of several. */
function conflictOf(write: WriteFact): Conflict | undefined {
  const { writer, mode } = write;
  const slice = writer.options.has('replacewhere');
  const dynamic = writer.options.get('partitionoverwritemode')?.value?.toLowerCase() === 'dynamic';
  if (mode === 'overwrite' && slice && dynamic) {
    const message =
      '`replaceWhere` and dynamic partition overwrite both say what is replaced: Delta refuses the write.';
    return { option: 'partitionoverwritemode', message, severity: 'error' };
  }
  if (!isOn(write, 'overwriteschema')) return undefined;
  const option = 'overwriteschema';
  if (mode === 'overwrite' && dynamic) {
    const message =
      'Beside `overwriteSchema`, dynamic partition overwrite does not hold: the whole table is replaced, or the write refused.';
    return { option, message, severity: 'error' };
  }
  if (mode === 'overwrite' && slice) {
    const message = '`overwriteSchema` has no effect beside `replaceWhere`: rows of another schema are refused.';
    return { option, message, severity: 'warning' };
  }
  if (mode === 'append') {
    const message = '`overwriteSchema` has no effect on an append: use `mergeSchema` to add columns.';
    return { option, message, severity: 'warning' };
  }
  if (mode === 'overwrite' && isOn(write, 'mergeschema')) {
    const message =
      '`overwriteSchema` and `mergeSchema` at once: the schema is replaced, nothing is merged. Keep one of them.';
    return { option: 'mergeschema', message, severity: 'warning' };
  }
  return undefined;
}

/** The name of the option where it is written down. */
function spanOf({ steps, end }: WriteFact, option: string, facts: PythonFacts): Span {
  for (const { call, method } of [...steps].reverse()) {
    if (method === 'option' && facts.constantOf(call.args[0]?.value)?.toLowerCase() === option) return call.argsSpan;
    if (method === 'options' && call.args.some((a) => a.keyword?.toLowerCase() === option)) return call.argsSpan;
  }
  return end.nameSpan;
}

export default defineRule({
  id: 'schema-option-conflict',
  family: 'delta',
  severity: 'error',
  summary: 'Options of one write that contradict each other',
  why:
    '`overwriteSchema` replaces the schema of a table, so it needs an overwrite of the whole table: not an append, not a slice with `replaceWhere`, not the partitions that come in. ' +
    'Delta refuses some of these writes and quietly ignores the option in others. Add columns with `mergeSchema`; replace a schema in a full overwrite of its own.',
  docs: [
    {
      title: 'Update table schema (Databricks)',
      url: 'https://learn.microsoft.com/en-gb/azure/databricks/delta/update-schema',
      checked: '2026-11-21',
    },
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://docs.databricks.com/gcp/delta/selective-overwrite',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'spark.table("main.raw.orders").write.mode("append").option("overwriteSchema", "true").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("append").option("mergeSchema", "true").saveAsTable("main.sales.orders")\n',
    },
    {
      bad:
        '(spark.table("main.raw.orders")\n    .write.mode("overwrite")\n    .option("replaceWhere", "day = \'2026-11-20\'")\n' +
        '    .option("overwriteSchema", True)\n    .saveAsTable("main.sales.orders"))\n',
      good:
        '(spark.table("main.raw.orders")\n    .write.mode("overwrite")\n    .option("replaceWhere", "day = \'2026-11-20\'")\n' +
        '    .option("mergeSchema", True)\n    .saveAsTable("main.sales.orders"))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nwriter = spark.table("main.raw.orders").write.mode("overwrite").options(partitionOverwriteMode="dynamic", overwriteSchema="true")\n\n' +
        '# COMMAND ----------\n\nwriter.saveAsTable("main.sales.orders")\n',
      good:
        '# Databricks notebook source\nwriter = spark.table("main.raw.orders").write.mode("overwrite").options(partitionOverwriteMode="dynamic")\n\n' +
        '# COMMAND ----------\n\nwriter.saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the whole table is overwritten',
      code: 'spark.table("a.b.c").write.mode("overwrite").option("overwriteSchema", "true").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the option is switched off',
      code: 'spark.table("a.b.c").write.mode("append").option("overwriteSchema", "false").saveAsTable("a.b.t")\n',
    },
    {
      why: 'nobody knows the value',
      code: 'spark.table("a.b.c").write.mode("append").option("overwriteSchema", anew).saveAsTable("a.b.t")\n',
    },
    {
      why: 'nobody knows the mode',
      code: 'spark.table("a.b.c").write.mode(mode).option("overwriteSchema", "true").saveAsTable("a.b.t")\n',
    },
    {
      why: 'static partition overwrite is an overwrite of the whole table',
      code: 'spark.table("a.b.c").write.mode("overwrite").option("partitionOverwriteMode", "static").option("overwriteSchema", "true").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the later value counts',
      code: 'spark.table("a.b.c").write.mode("append").option("overwriteSchema", "true").option("overwriteSchema", "false").saveAsTable("a.b.t")\n',
    },
    {
      why: 'two writes have one option each',
      code:
        'df = spark.table("a.b.c")\ndf.write.mode("append").option("mergeSchema", "true").saveAsTable("a.b.t")\n' +
        'df.write.mode("overwrite").option("overwriteSchema", "true").saveAsTable("a.b.u")\n',
    },
    {
      why: 'plain files know no such options',
      code: 'spark.table("a.b.c").write.mode("append").option("overwriteSchema", "true").parquet("/Volumes/a/b/c")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const write of facts.writes) {
      const { end, format, writer } = write;
      if (writer.streaming || writer.table || writer.hasUnknownOptions) continue;
      const isFormatSet = format !== undefined || write.steps.some(({ method }) => method === 'format');
      const isDelta = isFormatSet ? format === 'delta' : /^save(AsTable)?$/.test(end.method);
      const conflict = isDelta ? conflictOf(write) : undefined;
      if (!conflict) continue;
      const { option, message, severity } = conflict;
      yield { span: spanOf(write, option, facts), message, severity };
    }
  },
});
