import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { isPipelineSource, isPipelineStatement, oldPipelineImport } from '../../spark/pipelines';
import { treesAround } from '../../sql/history';
import { namesIn } from '../../sql/names-in';
import type { CreateStatement, SqlTree } from '../../sql/tree';
import { statementsOf } from '../../sql/walk';
import type { Problem } from '../../types';

/** `CREATE LIVE TABLE` in the words of today; `undefined` when it is written in them. */
function headNow({ head, object, orRefresh, temporary }: CreateStatement, text: string): string | undefined {
  const words = text.slice(head.from, head.to);
  if (!/\bLIVE\b/i.test(words)) return undefined;
  // Views of a pipeline were never stored: that is what TEMPORARY says today.
  if (object === 'view') return 'CREATE TEMPORARY VIEW';
  if (object !== 'table' && object !== 'streaming table') return undefined;
  const streams = object === 'streaming table' || /\bINCREMENTAL\b/i.test(words);
  const kind = streams ? 'STREAMING TABLE' : 'MATERIALIZED VIEW';
  return `CREATE ${orRefresh ? 'OR REFRESH ' : ''}${temporary ? 'PRIVATE ' : ''}${kind}`;
}

function isOfPipeline(tree: SqlTree): boolean {
  if (tree.statements.some(isPipelineStatement)) return true;
  return statementsOf(tree).some((one) => one.kind === 'create' && headNow(one, tree.text) !== undefined);
}

export default defineRule({
  id: 'legacy-pipeline-api',
  family: 'streaming',
  severity: 'info',
  fix: 'unsafe',
  summary: 'A pipeline in the words of Delta Live Tables',
  why:
    'Delta Live Tables became declarative pipelines: `CREATE LIVE TABLE` is now `CREATE MATERIALIZED VIEW` or `CREATE STREAMING TABLE`, `APPLY CHANGES` is `AUTO CDC`, ' +
    'the module `dlt` is `pyspark.pipelines`. The schema `LIVE` belongs to the old publishing mode, which will be removed; in the new mode `LIVE.` is passed over without a word.',
  docs: [
    {
      title: 'LIVE schema (legacy)',
      url: 'https://docs.databricks.com/en/delta-live-tables/live-schema.html',
      checked: '2026-11-21',
    },
    {
      title: 'Apache Spark declarative pipelines (Databricks)',
      url: 'https://docs.databricks.com/aws/en/ldp/concepts/spark-declarative-pipelines',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REFRESH STREAMING LIVE TABLE orders AS\nSELECT order_id, amount FROM STREAM(LIVE.orders_raw);\n',
      good: 'CREATE OR REFRESH STREAMING TABLE orders AS\nSELECT order_id, amount FROM STREAM(orders_raw);\n',
    },
    {
      bad: 'CREATE LIVE TABLE sales_by_day AS\nSELECT order_date, sum(amount) AS amount FROM live.orders GROUP BY order_date;\n',
      good: 'CREATE MATERIALIZED VIEW sales_by_day AS\nSELECT order_date, sum(amount) AS amount FROM orders GROUP BY order_date;\n',
    },
    {
      bad: 'APPLY CHANGES INTO customers FROM STREAM(customers_cdc)\nKEYS (customer_id) SEQUENCE BY changed_at;\n',
      good: 'CREATE FLOW customers_cdc_flow AS AUTO CDC INTO customers FROM STREAM(customers_cdc)\nKEYS (customer_id) SEQUENCE BY changed_at;\n',
    },
    {
      kind: 'python',
      bad: 'import dlt\n\n@dlt.table\ndef orders():\n    return spark.readStream.table("orders_raw")\n',
      good: 'from pyspark import pipelines as dp\n\n@dp.table\ndef orders():\n    return spark.readStream.table("orders_raw")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a schema of that name, outside of a pipeline',
      code: 'SELECT order_id FROM live.orders;\nCREATE TABLE live.orders AS SELECT order_id FROM live.raw;\n',
    },
    {
      why: 'a catalog has such a schema',
      code: 'CREATE OR REFRESH MATERIALIZED VIEW mv AS SELECT order_id FROM main.live.orders;\n',
    },
    {
      why: 'a table or alias of that name',
      code: 'CREATE MATERIALIZED VIEW mv AS SELECT live.id FROM main.s.events AS live;\n',
    },
    { why: 'the words of today', code: 'CREATE FLOW f AS AUTO CDC INTO t FROM STREAM(u) KEYS (id) SEQUENCE BY ts;\n' },
    {
      why: 'the loader of another maker has the same name',
      kind: 'python',
      code: 'import dlt\n\npipeline = dlt.pipeline(pipeline_name="shop", destination="databricks")\npipeline.run(rows)\n',
    },
    {
      why: 'only a word in a text',
      kind: 'python',
      code: 'from pyspark import pipelines as dp\nprint("formerly: import dlt, LIVE.orders")\n',
    },
  ],

  scope: 'statement',
  words: ['LIVE', 'CREATE', 'APPLY'],

  *python(facts) {
    const old = oldPipelineImport(facts);
    if (!old) return;
    yield {
      span: old,
      message: '`dlt` is the old name of the pipelines module: `from pyspark import pipelines as dp`.',
    };
    for (const { call, receiver } of facts.callsNamed('table')) {
      const name = argument(call, 0, 'tableName');
      if (!name || (receiver?.kind !== 'session' && receiver?.kind !== 'reader')) continue;
      if (/^live\.\w/i.test(facts.constantOf(name) ?? '')) {
        yield { span: name, message: '`LIVE.` belongs to the old publishing mode: name the table alone.' };
      }
    }
  },

  *sql(facts) {
    if (!isPipelineSource(facts) && !/\blive\b/i.test(facts.tree.text)) return;
    const later: Problem[] = [];
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind === 'create') {
        const now = headNow(statement, facts.tree.text);
        if (now) {
          const { head } = statement;
          const ifNotExists = statement.ifNotExists ? `${now} IF NOT EXISTS` : now;
          yield {
            span: head,
            message: `The words of Delta Live Tables: today \`${now}\`.`,
            fix: { title: `Write ${now}`, safety: 'unsafe', edits: [{ ...head, insert: ifNotExists }] },
          };
        }
      }
      if (statement.kind === 'other' && statement.words[0] === 'APPLY' && statement.words[1] === 'CHANGES') {
        yield {
          span: statement.head,
          message: 'The words of Delta Live Tables: today `CREATE FLOW … AS AUTO CDC INTO`.',
        };
      }
      for (const { name, role } of namesIn(statement)) {
        const [first, second] = name.parts;
        if (role !== 'read' || name.parts.length !== 2 || first!.name.toLowerCase() !== 'live') continue;
        const span = { from: name.from, to: name.to };
        const remove = { from: first!.from, to: second!.from, insert: '' };
        later.push({
          span,
          message: '`LIVE.` belongs to the old publishing mode: name the table alone.',
          fix: { title: 'Remove LIVE.', safety: 'unsafe', edits: [remove] },
        });
      }
    }
    // Elsewhere, `live` is a schema like any other.
    if (later.length > 0 && treesAround(facts).some(isOfPipeline)) yield* later;
  },
});
