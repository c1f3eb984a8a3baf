import type { Expr } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { pathUse } from '../../python/paths';
import { defineRule } from '../../rule';
import { confsInPython } from '../../spark/confs';
import { dbfsPart, isMountPath } from '../../spark/paths';
import { streamStarts } from '../../spark/streams';
import type { Problem } from '../../types';

const CONF = 'spark.sql.streaming.checkpointlocation';
const TEMPORARY = /^(dbfs:|file:)?\/*(dbfs\/)?tmp(\/|$)|^(file:)?\/*local_disk0(\/|$)/i;
const cure = 'Use a folder of its own in a volume.';

function placeOf(path: string): string | undefined {
  if (TEMPORARY.test(path)) return 'a folder for temporary files, which anybody may clean up';
  if (dbfsPart(path, 'spark') === undefined) return undefined;
  return isMountPath(path) ? 'a DBFS mount, which everybody on the workspace can write to' : 'DBFS, which everybody on the workspace can write to'; // prettier-ignore
}

function problemOf(expr: Expr, facts: PythonFacts): Problem | undefined {
  const path = pathUse(expr, 'spark', facts);
  const place = path && placeOf(path.known);
  return place ? { span: path.span, message: `The checkpoint lies in ${place}. ${cure}` } : undefined;
}

export default defineRule({
  id: 'volatile-checkpoint',
  family: 'streaming',
  severity: 'warning',

  summary: 'A checkpoint where it may be deleted',
  why:
    'The checkpoint is the memory of a stream: with it gone, the next start reads everything again and the target has its rows twice, or the query fails. `/tmp` is cleaned up by anybody; ' +
    'the DBFS root and mounts can be written and deleted by everybody on the workspace, and are deprecated. A folder in a volume has an owner and grants.',
  docs: [
    {
      title: 'Structured Streaming checkpoints (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/structured-streaming/checkpoints',
      checked: '2026-11-21',
    },
    {
      title: 'Recommendations for working with DBFS root',
      url: 'https://docs.databricks.com/gcp/dbfs/dbfs-root',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", "/tmp/checkpoints/orders")\n' +
        '  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
      good:
        '(spark.readStream.table("main.sales.orders_raw")\n  .writeStream\n  .option("checkpointLocation", "/Volumes/main/sales/checkpoints/orders")\n' +
        '  .trigger(availableNow=True)\n  .toTable("main.sales.orders"))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nroot = "/mnt/lake/checkpoints"\n\n# COMMAND ----------\n\n' +
        'writer = orders.writeStream.option("checkpointLocation", f"{root}/orders")\nwriter.toTable("main.sales.orders")\n',
      good:
        '# Databricks notebook source\nroot = "/Volumes/main/sales/checkpoints"\n\n# COMMAND ----------\n\n' +
        'writer = orders.writeStream.option("checkpointLocation", f"{root}/orders")\nwriter.toTable("main.sales.orders")\n',
    },
    {
      bad: 'spark.conf.set("spark.sql.streaming.checkpointLocation", "dbfs:/checkpoints")\n',
      good: 'spark.conf.set("spark.sql.streaming.checkpointLocation", "/Volumes/main/sales/checkpoints")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a volume, in both of its spellings',
      code: 'df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/x").toTable("a.b.c")\ndf.writeStream.option("checkpointLocation", "dbfs:/Volumes/a/b/tmp/y").toTable("a.b.d")\n',
    },
    {
      why: 'cloud storage',
      code: 'df.writeStream.option("checkpointLocation", "abfss://c@shop.dfs.core.windows.net/tmp/x").toTable("a.b.c")\n',
    },
    {
      why: 'nobody knows the root',
      code: 'df.writeStream.option("checkpointLocation", f"{root}/tmp/x").toTable("a.b.c")\ndf.writeStream.option("checkpointLocation", path).toTable("a.b.d")\n',
    },
    {
      why: 'output for the eye',
      code: 'df.writeStream.format("console").option("checkpointLocation", "/tmp/x").start()\n',
    },
    { why: 'other files', code: 'df.write.option("path", "/tmp/x").saveAsTable("a.b.c")\nx = "/tmp/checkpoint"\n' },
    {
      why: 'a test cleans up behind itself',
      code: 'def test_stream(tmp_path):\n    df.writeStream.option("checkpointLocation", str(tmp_path)).toTable("a.b.c")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    // A path in a variable that two queries share is one mistake.
    const seen = new Set<number>();
    for (const { checkpoint, isPassing } of streamStarts(facts)) {
      const problem = checkpoint && !isPassing ? problemOf(checkpoint, facts) : undefined;
      if (!problem || seen.has(problem.span.from)) continue;
      seen.add(problem.span.from);
      yield problem;
    }
    for (const { key, value, valueSpan, span } of confsInPython(facts)) {
      const place = key.toLowerCase() === CONF && value !== undefined ? placeOf(value) : undefined;
      if (place) yield { span: valueSpan ?? span, message: `The checkpoints lie in ${place}. ${cure}` };
    }
  },
});
