import { defineRule } from '../../rule';
import { modeOf, repetition } from '../../spark/second-run';

export default defineRule({
  id: 'write-without-mode',
  family: 'idempotency',
  severity: 'info',
  summary: 'A write without a mode, which fails when it runs again',
  why:
    'Without a mode Spark refuses to write where something is already: the first run succeeds, every later one fails. Jobs are repeated, so say what shall happen then: ' +
    '`overwrite`, best with a slice that is replaced, `append` with a guard, `ignore`, or `errorifexists` where the failure is meant.',
  docs: [
    {
      title: 'DataFrameWriter.mode (PySpark)',
      url: 'https://spark.apache.org/docs/3.2.0/api/python/reference/api/pyspark.sql.DataFrameWriter.mode.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrameWriter.saveAsTable (PySpark)',
      url: 'https://spark.apache.org/docs/3.4.1/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.saveAsTable.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'spark.table("main.raw.orders").write.saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\norders = spark.table("main.raw.orders")\nwriter = orders.write.format("delta")\n\n# COMMAND ----------\n\n' +
        '(writer\n    .option("mergeSchema", "true")\n    .save("/Volumes/main/sales/orders"))\n',
      good:
        '# Databricks notebook source\norders = spark.table("main.raw.orders")\nwriter = orders.write.format("delta")\n\n# COMMAND ----------\n\n' +
        '(writer\n    .mode("overwrite")\n    .save("/Volumes/main/sales/orders"))\n',
    },
  ],
  nearMisses: [
    { why: 'the mode is an argument', code: 'spark.table("a.b.c").write.saveAsTable("a.b.t", mode="overwrite")\n' },
    {
      why: 'the mode is the second argument',
      code: 'spark.table("a.b.c").write.parquet("/Volumes/a/b/c", "overwrite")\n',
    },
    { why: 'the mode is a variable', code: 'spark.table("a.b.c").write.mode(mode).saveAsTable("a.b.t")\n' },
    {
      why: 'the failure is asked for',
      code: 'spark.table("a.b.c").write.mode("errorifexists").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the table is dropped first',
      code: 'spark.sql("DROP TABLE IF EXISTS a.b.t")\nspark.table("a.b.c").write.saveAsTable("a.b.t")\n',
    },
    {
      why: 'it is checked whether the table exists',
      code: 'if not spark.catalog.tableExists("a.b.t"):\n    spark.table("a.b.c").write.saveAsTable("a.b.t")\n',
    },
    {
      why: 'messages are always added',
      code: 'spark.table("a.b.c").write.format("kafka").option("topic", "t").save()\n',
    },
    { why: 'the format is not known', code: 'spark.table("a.b.c").write.format(sink).save()\n' },
    {
      why: 'a stream has no mode of this kind',
      code: 'spark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).toTable("a.b.t")\n',
    },
    { why: 'the arguments are filled in', code: 'spark.table("a.b.c").write.saveAsTable("a.b.t", **how)\n' },
    {
      why: 'the files of nobody known to be a DataFrame',
      code: 'class Report:\n    def dump(self, path):\n        self.out.write.json(path)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const write of facts.writes) {
      if (write.writer.streaming || modeOf(write, facts) !== 'none') continue;
      const run = repetition(write, facts.file);
      if (run.verdict !== 'fails' || run.cause !== 'no mode') continue;
      yield { span: write.end.nameSpan, message: `${run.reason}: at the second run.` };
    }
  },
});
