import { parentOf } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { streamStarts, type StreamStart } from '../../spark/streams';

/** Whatever keeps the script alive, or looks after its queries. */
const WAITS = [
  'awaitTermination', 'awaitAnyTermination', 'processAllAvailable', 'stop', 'sleep', 'isActive', 'addListener', 'join', 'exception',
]; // prettier-ignore

/** A query that nobody keeps: the call that starts it is a statement. */
function isDropped({ write }: StreamStart): boolean {
  return parentOf(write.end.call)?.type === 'ExprStmt';
}

/** True where code runs when the script does: on the top level, or in `main`, which the top level calls. */
function isOfScript({ write }: StreamStart, facts: PythonFacts): boolean {
  const { func } = write.place;
  if (!func) return true;
  if (func.type !== 'FunctionDef' || func.name !== 'main') return false;
  return facts.callsNamed('main').some(({ place }) => place.func === undefined);
}

export default defineRule({
  id: 'unawaited-stream',
  family: 'streaming',
  severity: 'warning',

  summary: 'A script ends while its stream is still running',
  why:
    '`start()` and `toTable()` return at once and the stream runs on in the background. A notebook stays; a script that has come to its last line ends, and its queries end with it, often before the first batch is written. ' +
    'The job is green all the same. Wait: `query.awaitTermination()`.',
  docs: [
    {
      title: 'StreamingQuery.awaitTermination (PySpark)',
      url: 'https://spark.apache.org/docs/3.2.1/api/python/reference/api/pyspark.sql.streaming.StreamingQuery.awaitTermination.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\n(spark.readStream.table("main.raw.orders")\n  .writeStream\n' +
        '  .option("checkpointLocation", checkpoint)\n  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
      good:
        'from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\nquery = (spark.readStream.table("main.raw.orders")\n  .writeStream\n' +
        '  .option("checkpointLocation", checkpoint)\n  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\nquery.awaitTermination()\n',
    },
    {
      bad:
        'def main():\n    writer = spark.readStream.table("main.raw.orders").writeStream\n    writer.foreachBatch(save).option("checkpointLocation", checkpoint).start()\n\n' +
        'if __name__ == "__main__":\n    main()\n',
      good:
        'def main():\n    writer = spark.readStream.table("main.raw.orders").writeStream\n    writer.foreachBatch(save).option("checkpointLocation", checkpoint).start()\n' +
        '    spark.streams.awaitAnyTermination()\n\nif __name__ == "__main__":\n    main()\n',
    },
  ],
  nearMisses: [
    {
      why: 'a notebook stays',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nspark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    {
      why: 'the query is waited for in the same chain',
      code: 'df.writeStream.option("checkpointLocation", c).trigger(availableNow=True).toTable("a.b.d").awaitTermination()\n',
    },
    {
      why: 'a library gives the query back',
      code: 'def load(df):\n    return df.writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    {
      why: 'a function that somebody else calls',
      code: 'def load(df):\n    df.writeStream.option("checkpointLocation", c).toTable("a.b.d")\n',
    },
    {
      why: 'somebody keeps the queries',
      code: 'queries = []\nfor df in frames:\n    queries.append(df.writeStream.option("checkpointLocation", c).toTable("a.b.d"))\nwait_for(queries)\n',
    },
    {
      why: 'the script waits in its own way',
      code: 'import time\nspark.readStream.table("a.b.c").writeStream.option("checkpointLocation", c).toTable("a.b.d")\nwhile spark.streams.active:\n    time.sleep(5)\n',
    },
    { why: 'a thread', code: 'worker.start()\n' },
  ],

  *python(facts) {
    if (facts.isNotebook || facts.isTest) return;
    const starts = streamStarts(facts).filter((start) => isDropped(start) && isOfScript(start, facts));
    if (starts.length === 0 || facts.callsNamed(...WAITS).length > 0) return;
    // A function of the project, called later, may wait.
    const isLast = ({ write }: StreamStart) =>
      !facts.calls.some(({ call, place, method }) => {
        return (
          call.from > write.end.call.to && place.func === write.place.func && !/^(print|info|debug|main)$/.test(method)
        );
      });
    const last = starts[starts.length - 1]!;
    if (!isLast(last)) return;
    const message = 'The script ends here, and the stream with it: keep the query and call `awaitTermination()`.';
    yield { span: last.write.end.nameSpan, message };
  },
});
