import { unwrap } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { ancestors, type DataFrameValue } from '../../python/values';
import { defineRule } from '../../rule';
import { aliasOf } from '../../sql/names';
import type { Relation } from '../../sql/nodes';
import { namesTime, streamState, timeKey } from '../../sql/streams';
import { isUnderstood, relationsOf, selectsOf, statementsOf } from '../../sql/walk';
import { treesAround } from '../../sql/history';

const AGGREGATES = ['agg', 'count', 'sum', 'avg', 'mean', 'min', 'max'];

const words = {
  groups: 'No watermark: Spark keeps the groups of every day that ever was, to add late rows to them.',
  distinct: 'No watermark: Spark keeps every row that it has ever seen, to know it again.',
  join: (name = 'one of the streams') =>
    `No watermark on ${name}: Spark keeps all of its rows, to join those that come later.`,
};

function named(relation: Relation): string | undefined {
  const alias = aliasOf(relation);
  return alias === undefined ? undefined : `\`${alias}\``;
}

function isOpen(frame: DataFrameValue): boolean {
  if (!frame.streaming) return false;
  for (const { step, source } of ancestors(frame)) {
    if (step && /^(withWatermark|transform|reduce)$/.test(step.method)) return false;
    if (source?.kind === 'unknown' || source?.kind === 'parameter') return false;
  }
  return true;
}

/** True when one of the keys of `groupBy` gives new groups as time goes by. */
function groupsByTime(frame: DataFrameValue, facts: PythonFacts): boolean {
  return (frame.step?.call.args ?? []).some(({ value }) => {
    const key = unwrap(value);
    if (key.type !== 'Call') return namesTime(facts.constantOf(key) ?? '');
    const called = key.func.type === 'Attribute' ? key.func.name : key.func.type === 'Name' ? key.func.id : '';
    if (/^(window|session_window|to_date|date_trunc)$/.test(called)) return true;
    return called === 'col' && namesTime(facts.constantOf(key.args[0]?.value) ?? '');
  });
}

function otherSide({ call }: CallFact, facts: PythonFacts): DataFrameValue | undefined {
  const first = call.args[0] && facts.valueOf(call.args[0].value);
  return first?.kind === 'dataframe' ? first : undefined;
}

export default defineRule({
  id: 'unbounded-state',
  family: 'streaming',
  severity: 'warning',
  summary: 'A stream is grouped, deduplicated or joined without a watermark',
  why:
    'To group by time, to drop duplicates and to join two streams, Spark keeps rows or groups as state. Only a watermark says when they are too old to matter: without one the ' +
    'state grows until checkpoints take minutes and executors run out of memory, weeks after the release.',
  docs: [
    {
      title: 'Apply watermarks to control data processing thresholds',
      url: 'https://docs.databricks.com/aws/en/structured-streaming/watermarks',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        "CREATE OR REFRESH STREAMING TABLE clicks_by_minute AS\nSELECT date_trunc('MINUTE', clicked_at) AS minute, count(*) AS clicks\n" +
        "FROM STREAM(main.web.clicks)\nGROUP BY date_trunc('MINUTE', clicked_at);\n",
      good:
        "CREATE OR REFRESH STREAMING TABLE clicks_by_minute AS\nSELECT date_trunc('MINUTE', clicked_at) AS minute, count(*) AS clicks\n" +
        "FROM STREAM(main.web.clicks) WATERMARK clicked_at DELAY OF INTERVAL 10 MINUTES\nGROUP BY date_trunc('MINUTE', clicked_at);\n",
    },
    {
      bad:
        'CREATE OR REFRESH STREAMING TABLE conversions AS\nSELECT v.view_id, o.order_id\n' +
        'FROM STREAM(main.web.views) AS v\nINNER JOIN STREAM(main.web.orders) AS o ON v.view_id = o.view_id;\n',
      good:
        'CREATE OR REFRESH STREAMING TABLE conversions AS\nSELECT v.view_id, o.order_id\n' +
        'FROM STREAM(main.web.views) WATERMARK viewed_at DELAY OF INTERVAL 1 HOUR AS v\n' +
        'INNER JOIN STREAM(main.web.orders) WATERMARK ordered_at DELAY OF INTERVAL 1 HOUR AS o\n' +
        '  ON v.view_id = o.view_id AND o.ordered_at BETWEEN v.viewed_at AND v.viewed_at + INTERVAL 1 DAY;\n',
    },
    {
      kind: 'python',
      bad: 'clicks = spark.readStream.table("main.web.clicks").dropDuplicates(["click_id"])\n',
      good:
        'clicks = (spark.readStream.table("main.web.clicks")\n  .withWatermark("clicked_at", "1 hour")\n' +
        '  .dropDuplicatesWithinWatermark(["click_id"]))\n',
    },
  ],
  nearMisses: [
    {
      why: 'a total for each country stays as small as the world',
      code: 'CREATE STREAMING TABLE t AS SELECT country, count(*) AS n FROM STREAM(main.s.orders) GROUP BY country;\n',
    },
    { why: 'one row of state', code: 'CREATE STREAMING TABLE t AS SELECT max(ts) AS ts FROM STREAM(main.s.orders);\n' },
    {
      why: 'the other side of the join is a table',
      code: 'CREATE STREAMING TABLE t AS SELECT o.id FROM STREAM(main.s.orders) AS o JOIN main.s.customers AS c ON o.cid = c.cid;\n',
    },
    {
      why: 'nothing is streamed',
      code: 'CREATE MATERIALIZED VIEW t AS SELECT DISTINCT order_date FROM main.s.orders;\nSELECT order_date, count(*) FROM main.s.orders GROUP BY order_date;\n',
    },
    {
      why: 'the view that it reads has the watermark',
      code:
        'CREATE TEMPORARY VIEW v AS SELECT ts, a FROM STREAM(main.s.e) WATERMARK ts DELAY OF INTERVAL 1 HOUR;\n' +
        'CREATE STREAMING TABLE t AS SELECT ts, count(*) AS n FROM STREAM(v) GROUP BY ts;\n',
    },
    {
      why: 'the watermark comes earlier in the chain',
      kind: 'python',
      code:
        'e = spark.readStream.table("main.s.e").withWatermark("ts", "1 hour")\n' +
        'n = e.filter("a > 0").groupBy(F.window("ts", "5 minutes")).count()\n',
    },
    {
      why: 'a micro-batch is no stream, and neither is a table',
      kind: 'python',
      code:
        'def upsert(batch, batch_id):\n    batch.dropDuplicates(["id"]).write.mode("append").saveAsTable("main.s.t")\n\n' +
        'spark.readStream.table("main.s.e").writeStream.foreachBatch(upsert).option("checkpointLocation", c).start()\n' +
        'spark.table("main.s.e").groupBy("order_date").count()\n',
    },
    {
      why: 'somebody else made the frame',
      kind: 'python',
      code: 'def clean(df):\n    return df.dropDuplicates(["id"])\n\nclean(load_stream())\n',
    },
  ],

  scope: 'statement',
  words: ['STREAM'],

  pythonScope: 'cell',
  *python(facts) {
    for (const { receiver, nameSpan } of facts.dataFrameCalls('dropDuplicates', 'drop_duplicates', 'distinct')) {
      if (isOpen(receiver)) yield { span: nameSpan, message: words.distinct };
    }
    for (const { receiver, nameSpan } of facts.callsNamed(...AGGREGATES)) {
      if (receiver?.kind !== 'grouped' || !receiver.frame || !isOpen(receiver.frame)) continue;
      if (groupsByTime(receiver.frame, facts)) yield { span: nameSpan, message: words.groups };
    }
    for (const fact of facts.dataFrameCalls('join')) {
      const other = otherSide(fact, facts);
      if (!other?.streaming || !fact.receiver.streaming) continue;
      if (isOpen(fact.receiver)) yield { span: fact.nameSpan, message: words.join('the left stream') };
      else if (isOpen(other)) yield { span: fact.nameSpan, message: words.join('the right stream') };
    }
  },

  *sql(facts) {
    if (!/\bstream\b/i.test(facts.tree.text)) return;
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement)) continue;
      for (const { select, ctes } of selectsOf(statement)) {
        const trees = treesAround(facts);
        const relations = [...relationsOf(select.sources)];
        const states = relations.map((relation) => streamState(relation, ctes, trees));
        const open = relations[states.indexOf('open')];
        if (!open || states.includes('unknown')) continue;
        if (states.filter((state) => state !== 'none').length > 1) {
          yield { span: { from: open.from, to: open.to }, message: words.join(named(open)) };
          continue;
        }
        const key = select.groupBy && timeKey(select.groupBy, select);
        if (key) yield { span: { from: key.from, to: key.to }, message: words.groups };
        else if (select.distinct) yield { span: select.head, message: words.distinct };
      }
    }
  },
});
