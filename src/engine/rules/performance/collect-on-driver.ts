import { pullsOf } from '../../python/pulls';
import { defineRule } from '../../rule';
import { rowLoops } from '../../spark/row-loops';

export default defineRule({
  id: 'collect-on-driver',
  family: 'performance',
  severity: 'warning',

  summary: 'A whole DataFrame is pulled into the memory of the driver',
  why:
    '`collect()` copies every row into one Python process. It works on the sample and fails on the day the table has grown: ' +
    'the driver runs out of memory, or Spark stops the job at `spark.driver.maxResultSize`. Keep the work on the executors, ' +
    'take a bounded number of rows, or write the result to a table.',
  docs: [
    {
      title: 'DataFrame.collect (Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/collect',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders")\nfor row in orders.collect():\n    print(row.order_id)\n',
      good: 'orders = spark.table("main.sales.orders")\nfor row in orders.limit(20).collect():\n    print(row.order_id)\n',
    },
    {
      bad: 'rows = spark.read.format("delta").load(path).where("amount > 0").collect()\n',
      good: 'spark.read.format("delta").load(path).where("amount > 0").write.mode("overwrite").saveAsTable("main.sales.paid")\n',
    },
  ],
  nearMisses: [
    { why: 'a list of names has no rows of data', code: 'tables = spark.sql("SHOW TABLES IN main.sales").collect()\n' },
    {
      why: 'an aggregate over everything is one row',
      code: 'from pyspark.sql import functions as F\nlast = spark.table("a.b.c").agg(F.max("ts")).collect()[0][0]\n',
    },
    {
      why: 'an aggregate of each column is one row, too',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.c")\nrow = df.select([F.mean(c).alias(c) for c in names] + [F.max("ts")]).collect()[0]\nrow = df.select(*[F.sum(c) for c in names]).collect()[0]\n',
    },
    {
      why: 'groups are few',
      code: 'for r in spark.table("a.b.c").groupBy("country").count().collect():\n    print(r)\n',
    },
    { why: 'one looked-up row', code: 'name = spark.table("a.b.c").where("id = 7").collect()[0]["name"]\n' },
    { why: 'rows that the driver made itself', code: 'spark.createDataFrame([(1, "a")]).collect()\n' },
    {
      why: 'a rule of its own speaks of one job for each row',
      code: 'for row in spark.table("a.b.c").collect():\n    spark.sql(f"DELETE FROM a.b.d WHERE id = {row.id}")\n',
    },
    { why: 'no DataFrame', code: 'import gc\ngc.collect()\ngarbage = thing.collect()\n' },
  ],

  options: {
    methods: { default: ['collect'], description: 'The methods that count as pulling all rows to the driver.' },
  },

  pythonScope: 'cell',
  *python(facts, { methods }) {
    if (facts.isTest) return;
    for (const { fact, takesOneRow, severity } of pullsOf(facts, ...methods)) {
      // A rule of its own speaks of Spark work for each of the rows.
      if (rowLoops(facts.file).some(({ pull }) => pull.call === fact.call)) continue;
      const advice = takesOneRow ? 'for one of them: `first()` fetches just that one' : 'to the driver';
      yield { span: fact.nameSpan, message: `\`${fact.method}()\` brings every row ${advice}.`, severity };
    }
  },
});
