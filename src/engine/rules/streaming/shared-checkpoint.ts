import type { Expr } from '../../python/ast';
import { unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { isShortLoop } from '../../python/loops';
import { defineRule } from '../../rule';
import { areExclusive, streamStarts, type StreamStart } from '../../spark/streams';

const message = (other: string) =>
  `The same checkpoint as ${other}: each query needs one of its own, or it takes over what the other has read.`;

/** Text by which equal checkpoints are known; `undefined` where their values may differ. */
function keyOf(expr: Expr | undefined, facts: PythonFacts): string | undefined {
  if (!expr) return undefined;
  const value = facts.valueOf(expr);
  if (value.kind === 'string' && value.known) return value.text.text.replace(/\/+$/, '');
  const names = namesIn(unwrap(expr));
  if (!names?.every((name) => isBoundOnce(name, facts))) return undefined;
  return `= ${facts.document.text.slice(expr.from, expr.to)}`;
}

/** The names that a path is put together from; `undefined` where something else takes part. */
function namesIn(expr: Expr): string[] | undefined {
  const all = (parts: readonly (Expr | undefined)[]) => {
    const lists = parts.map((part) => part && namesIn(unwrap(part)));
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  };
  if (expr.type === 'Name') return [expr.id];
  if (expr.type === 'Binary' && expr.op === '+') return all([expr.left, expr.right]);
  if (expr.type === 'Str') return all(expr.parts.flatMap((part) => part.replacements.map((r) => r.expr)));
  return undefined;
}

/** True for a name of the module that is given a value once, outside of loops. */
function isBoundOnce(name: string, facts: PythonFacts): boolean {
  const [first, ...more] = facts.assignments.filter((a) => a.name === name);
  return first !== undefined && more.length === 0 && !first.place.loop && !first.place.func;
}

/** What tells the output of a query from that of others: its table, its path or its callback. */
function sinkOf({ write }: StreamStart): string | undefined {
  const { writer, target } = write;
  if (writer.foreachBatch) {
    const callback = unwrap(writer.foreachBatch);
    return callback.type === 'Name' ? `call ${callback.id}` : undefined;
  }
  if (!target) return undefined;
  // Between holes that may be filled with anything, other words still make another name.
  const name = target.text.text.toLowerCase().replace(/__hole_\d+__/g, '?');
  return `${target.kind} ${name.replace(/[`\s]|\/+$/g, '')}`;
}

/** One query for each turn of a loop, into another table each time, all with one checkpoint. */
function isRepeated(start: StreamStart, facts: PythonFacts): boolean {
  const { place, target } = start.write;
  const { loop } = place;
  if (loop?.node.type !== 'For' || isShortLoop(loop, facts, 1)) return false;
  if (target?.kind !== 'table' || target.known) return false;
  const { from, to } = loop.node.target;
  const turn = facts.document.text.slice(from, to);
  const { argsSpan } = start.write.end.call;
  const said = facts.document.text.slice(argsSpan.from, argsSpan.to);
  return /^\w+$/.test(turn) && new RegExp(`\\{\\s*${turn}\\b`).test(said);
}

export default defineRule({
  id: 'shared-checkpoint',
  family: 'streaming',
  severity: 'error',

  summary: 'Two streams with one checkpoint',
  why:
    'A checkpoint belongs to one query: it holds how far that query has read and which batches it has written. A second query of the same table believes that it has read what the other one read, ' +
    'and leaves those rows out; a query of another Delta table fails. Give each query a folder of its own.',
  docs: [
    {
      title: 'Structured Streaming checkpoints (Databricks)',
      url: 'https://docs.databricks.com/gcp/en/structured-streaming/checkpoints',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'checkpoint = "/Volumes/main/sales/checkpoints/shop"\n' +
        'orders.writeStream.option("checkpointLocation", checkpoint).toTable("main.sales.orders")\n' +
        'returns.writeStream.option("checkpointLocation", checkpoint).toTable("main.sales.returns")\n',
      good:
        'checkpoints = "/Volumes/main/sales/checkpoints"\n' +
        'orders.writeStream.option("checkpointLocation", f"{checkpoints}/orders").toTable("main.sales.orders")\n' +
        'returns.writeStream.option("checkpointLocation", f"{checkpoints}/returns").toTable("main.sales.returns")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nroot = dbutils.widgets.get("checkpoints")\n\n# COMMAND ----------\n\n' +
        '(orders.writeStream\n  .option("checkpointLocation", f"{root}/shop")\n  .toTable("main.sales.orders"))\n\n# COMMAND ----------\n\n' +
        '(returns.writeStream\n  .option("checkpointLocation", f"{root}/shop")\n  .toTable("main.sales.returns"))\n',
      good:
        '# Databricks notebook source\nroot = dbutils.widgets.get("checkpoints")\n\n# COMMAND ----------\n\n' +
        '(orders.writeStream\n  .option("checkpointLocation", f"{root}/orders")\n  .toTable("main.sales.orders"))\n\n# COMMAND ----------\n\n' +
        '(returns.writeStream\n  .option("checkpointLocation", f"{root}/returns")\n  .toTable("main.sales.returns"))\n',
    },
    {
      bad:
        'for name in names:\n    stream = spark.readStream.table(f"main.raw.{name}")\n' +
        '    stream.writeStream.option("checkpointLocation", "/Volumes/main/sales/checkpoints/all").toTable(f"main.sales.{name}")\n',
      good:
        'for name in names:\n    stream = spark.readStream.table(f"main.raw.{name}")\n' +
        '    stream.writeStream.option("checkpointLocation", f"/Volumes/main/sales/checkpoints/{name}").toTable(f"main.sales.{name}")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the same query is started again',
      code:
        'c = "/Volumes/a/b/c/x"\ndf.writeStream.option("checkpointLocation", c).trigger(availableNow=True).toTable("a.b.t")\n' +
        'df.writeStream.option("checkpointLocation", c).trigger(processingTime="1 minute").toTable("a.b.t")\n',
    },
    {
      why: 'only one of two branches runs',
      code:
        'if prod:\n    df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/x").toTable("a.prod.t")\n' +
        'else:\n    df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/x").toTable("a.dev.t")\n',
    },
    {
      why: 'the name means another folder by then',
      code:
        'c = get_path("orders")\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.t")\n' +
        'c = get_path("returns")\ndf.writeStream.option("checkpointLocation", c).toTable("a.b.u")\n',
    },
    {
      why: 'each call of a function may have another',
      code:
        'def load(df, c):\n    df.writeStream.option("checkpointLocation", c).toTable("a.b.t")\n\n' +
        'def load_more(df, c):\n    df.writeStream.option("checkpointLocation", c).toTable("a.b.u")\n',
    },
    {
      why: 'every turn of the loop has its own',
      code: 'for n in names:\n    c = f"/Volumes/a/b/c/{n}"\n    df.writeStream.option("checkpointLocation", c).toTable(f"a.b.{n}")\n',
    },
    {
      why: 'a loop that tries again',
      code: 'for attempt in range(3):\n    df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/x").toTable(f"{catalog}.b.t")\n',
    },
    {
      why: 'the folders differ',
      code:
        'df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/x").toTable("a.b.t")\n' +
        'df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/xy").toTable("a.b.u")\n',
    },
  ],

  *python(facts) {
    const first = new Map<string, StreamStart[]>();
    for (const start of streamStarts(facts)) {
      const key = start.isPassing || start.hasUnknownOptions ? undefined : keyOf(start.checkpoint, facts);
      if (key === undefined || !start.checkpoint) continue;
      const { from, to } = start.checkpoint;
      if (isRepeated(start, facts)) {
        yield { span: { from, to }, message: message('the queries of the other turns') };
        continue;
      }
      const sink = sinkOf(start);
      if (sink === undefined) continue;
      const earlier = first.get(key) ?? [];
      const other = earlier.find((one) => sinkOf(one) !== sink && mayBothRun(one, start, facts));
      if (other) yield { span: { from, to }, message: message('an earlier query') };
      first.set(key, [...earlier, start]);
    }
  },
});

/** Both stand on the top level or in one function, and not in different branches. */
function mayBothRun(a: StreamStart, b: StreamStart, facts: PythonFacts): boolean {
  if (a.write.place.func !== b.write.place.func) return false;
  return !areExclusive(a.write.end.call, b.write.end.call, facts);
}
