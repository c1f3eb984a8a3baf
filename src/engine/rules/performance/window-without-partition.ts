import { sizeOf } from '../../python/bounded';
import type { PythonFacts } from '../../python/facts';
import { ancestors } from '../../python/values';
import { chainAfter } from '../../python/walk';
import { windowCalls as windowCallsIn, type WindowCall } from '../../python/windows';
import { defineRule } from '../../rule';
import { isSystemTable, tablesOfSelect } from '../../sql/names';
import type { Select } from '../../sql/nodes';
import { isReduced, readsStoredRows } from '../../sql/sizes';
import { isUnderstood, relationsOf, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';
import { resolvedWindow, windowCalls } from '../../sql/windows';

/** Only the first rows are kept: then Spark sorts out the others before the rows come together. */
function keepsFew({ query, select, parent }: SelectUse): boolean {
  if (query.limit || select.qualify) return true;
  const outer = parent?.query.body;
  // `WHERE rn <= 10` around the subquery.
  return outer?.kind === 'select' && outer.where !== undefined && [...relationsOf(outer.sources)].length === 1;
}

/** Steps behind which only a part of the rows is left. */
const takesPart = /^(filter|where|limit|head|take|first|show|display|sample)$/;

/** True when a step behind the window, in its chain or through a name, leaves a part of the rows. */
function keepsFewIn({ use }: WindowCall, facts: PythonFacts): boolean {
  if (chainAfter(use!.call).names.some((name) => takesPart.test(name))) return true;
  const ranked = facts.valueOf(use!.call);
  const cuts = facts.file.calls.filter(
    ({ method, receiver }) => receiver?.kind === 'dataframe' && takesPart.test(method),
  );
  return cuts.some(({ receiver }) => {
    for (const frame of receiver?.kind === 'dataframe' ? ancestors(receiver) : []) if (frame === ranked) return true;
    return false;
  });
}

const message = 'No PARTITION BY: all rows go through one task. Partition the window, or aggregate first.';
const messageInPython = 'No `partitionBy`: all rows go through one task. Partition the window, or aggregate first.';

export default defineRule({
  id: 'window-without-partition',
  family: 'performance',
  severity: 'warning',

  summary: 'A window over the whole table',
  why:
    'Without PARTITION BY (`partitionBy`) all rows form one group: Spark moves the whole table into a single task and sorts it there, while the rest of the cluster waits. ' +
    'Partition the window, or aggregate first. For unique numbers use an identity column, `uuid()` or `monotonically_increasing_id()`.',
  docs: [
    {
      title: 'Window functions (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-window-functions.html',
      checked: '2026-11-21',
    },
    {
      title: 'Window class (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/window',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id, sum(amount) OVER (ORDER BY order_date) AS running FROM main.sales.orders;\n',
      good: 'SELECT order_id, sum(amount) OVER (PARTITION BY shop_id ORDER BY order_date) AS running FROM main.sales.orders;\n',
    },
    {
      bad: 'CREATE TABLE main.sales.numbered AS SELECT row_number() OVER (ORDER BY order_id) AS nr, order_id FROM main.sales.orders;\n',
      good: 'CREATE TABLE main.sales.numbered AS SELECT monotonically_increasing_id() AS nr, order_id FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import Window, functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'orders = orders.withColumn("running", F.sum("amount").over(Window.orderBy("order_date")))\n',
      good:
        'from pyspark.sql import Window, functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'orders = orders.withColumn("running", F.sum("amount").over(Window.partitionBy("shop_id").orderBy("order_date")))\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import Window, functions as F\n\nby_id = Window.orderBy("order_id")\n' +
        'spark.table("main.sales.orders").withColumn("nr", F.row_number().over(by_id)).write.mode("overwrite").saveAsTable("main.sales.numbered")\n',
      good:
        'from pyspark.sql import functions as F\n\n' +
        'spark.table("main.sales.orders").withColumn("nr", F.monotonically_increasing_id()).write.mode("overwrite").saveAsTable("main.sales.numbered")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a few groups are ranked',
      code: 'SELECT shop_id, rank() OVER (ORDER BY sum(amount) DESC) AS place FROM main.s.orders GROUP BY shop_id;\n',
    },
    {
      why: 'the subquery groups',
      code: 'SELECT day, sum(n) OVER (ORDER BY day) AS total FROM (SELECT day, count(*) AS n FROM main.s.t GROUP BY day);\n',
    },
    {
      why: 'a CTE groups',
      code: 'WITH d AS (SELECT day, count(*) AS n FROM main.s.t GROUP BY day) SELECT day, lag(n) OVER (ORDER BY day) AS before FROM d;\n',
    },
    {
      why: 'the first rows only',
      code: 'SELECT id, row_number() OVER (ORDER BY amount DESC) AS nr FROM main.s.t LIMIT 10;\n',
    },
    {
      why: 'the best rows only',
      code: 'SELECT id FROM main.s.t QUALIFY row_number() OVER (ORDER BY amount DESC) <= 10;\n',
    },
    {
      why: 'the best rows only, filtered around it',
      code: 'SELECT id FROM (SELECT id, rank() OVER (ORDER BY amount DESC) AS r FROM main.s.t) WHERE r <= 10;\n',
    },
    {
      why: 'a named window with PARTITION BY',
      code: 'SELECT sum(a) OVER (w ORDER BY d) AS s FROM main.s.t WINDOW w AS (PARTITION BY shop_id);\n',
    },
    { why: 'rows made up', code: 'SELECT id, sum(id) OVER (ORDER BY id) AS s FROM range(10);\n' },
    { why: 'a filled-in window', code: 'SELECT sum(a) OVER (${window} ORDER BY d) AS s FROM main.s.t;\n' },
    {
      why: 'a list of tables',
      code: 'SELECT table_name, row_number() OVER (ORDER BY table_name) AS nr FROM main.information_schema.tables;\n',
    },
    {
      why: 'a filtered list',
      code: 'SELECT DISTINCT city, dense_rank() OVER (PARTITION BY land ORDER BY city) AS nr FROM main.s.t;\n',
    },
    {
      why: 'the groups are ranked, in Python',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nshops = spark.table("a.b.t").groupBy("shop_id").agg(F.sum("x").alias("s"))\nshops = shops.withColumn("r", F.rank().over(Window.orderBy(F.desc("s"))))\n',
    },
    {
      why: 'the best rows are filtered out in the same chain',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ntop = spark.table("a.b.t").withColumn("r", F.rank().over(Window.orderBy(F.desc("x")))).filter("r <= 10")\n',
    },
    {
      why: 'the best rows are filtered out later',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t").withColumn("r", F.rank().over(Window.orderBy(F.desc("x")))).drop("y")\ntop = df.where(df.r <= 10)\n',
    },
    {
      why: 'the window is partitioned where it is used',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.orderBy("d")\ndf = spark.table("a.b.t").withColumn("n", F.row_number().over(w.partitionBy("k")))\n',
    },
    {
      why: 'it is partitioned by a list of unknown columns',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndef number(keys):\n    return spark.table("a.b.t").withColumn("n", F.row_number().over(Window.partitionBy(*keys).orderBy("d")))\n',
    },
    {
      why: 'nobody knows how large the frame is',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndef number(df):\n    return df.withColumn("n", F.row_number().over(Window.orderBy("d")))\n',
    },
    {
      why: 'few rows that the driver made',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.createDataFrame(rows).withColumn("n", F.row_number().over(Window.orderBy("d")))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const found of windowCallsIn(facts)) {
      const { spec, use, window, over } = found;
      if (!spec.orderBy?.length || spec.partitionBy?.length !== 0 || !use || sizeOf(use.frame) !== 'many') continue;
      if (!keepsFewIn(found, facts))
        yield { span: { from: over.nameSpan.from, to: window.to + 1 }, message: messageInPython };
    }
  },

  scope: 'statement',
  words: ['OVER'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const use of selectsOf(statement)) {
        const { select, ctes } = use;
        if (select.groupBy || isReducedBefore(select) || keepsFew(use)) continue;
        for (const call of windowCalls(select)) {
          const over = call.over!;
          if (!isUnderstood(statement, call) || !facts.source.isKnown(over)) continue;
          const spec = resolvedWindow(over, select);
          if (!spec || spec.partitionBy.length > 0 || spec.orderBy.length === 0) continue;
          if (!readsStoredRows(select, ctes) || tablesOfSelect(select, ctes).some(isSystemTable)) break;
          yield { span: over, message };
        }
      }
    }
  },
});

/** DISTINCT runs after the window, so it alone reduces nothing before it. */
function isReducedBefore(select: Select): boolean {
  return isReduced({ ...select, distinct: false });
}
