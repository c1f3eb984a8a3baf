import type { PythonFacts } from '../../python/facts';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { allNameWords, wordsOf } from '../../sql/names';
import type { Name } from '../../sql/nodes';
import type { SetStatement, Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Span } from '../../types';

const key = 'spark.databricks.delta.schema.automerge.enabled';

const sessionMessage =
  'Every write of the session may now change its table: ask for schema evolution in the one write that needs it.';

function layerMessage(layer: string): string {
  return `Any new column of the source gets into this ${layer} table unseen: add it with ALTER TABLE, or select the columns.`;
}

function setTo(value: RegExp, statement: Statement): statement is SetStatement {
  if (statement.kind !== 'set' || statement.key?.text.toLowerCase() !== key) return false;
  return value.test(statement.reset ? 'false' : (statement.value?.text ?? ''));
}

/** Where a file switches schema evolution on for the session and never off again. */
function switchedOn(facts: PythonFacts): Span[] {
  const places: Span[] = [];
  let off = 0;
  for (const { call, method } of facts.callsNamed('set', 'config', 'unset')) {
    if (facts.constantOf(argument(call, 0, 'key'))?.toLowerCase() !== key) continue;
    const value = method === 'unset' ? 'false' : facts.constantOf(argument(call, 1, 'value'))?.toLowerCase();
    if (value === 'true') places.push(call.argsSpan);
    else off = Math.max(off, call.from);
  }
  return places.filter(({ from }) => from > off);
}

/** The table that a statement WITH SCHEMA EVOLUTION writes to. */
function evolved(statement: Statement, text: string): Name | undefined {
  if (statement.kind !== 'merge' && statement.kind !== 'insert') return undefined;
  if (!/\bWITH\s+SCHEMA\s+EVOLUTION\b/i.test(text.slice(statement.head.from, statement.head.to))) return undefined;
  if (statement.kind === 'insert') return statement.target;
  return statement.target.relation.kind === 'table' ? statement.target.relation.name : undefined;
}

export default defineRule({
  id: 'schema-evolution-everywhere',
  family: 'delta',
  severity: 'info',
  summary: 'Schema evolution for a whole session, or on a table that others rely on',
  why:
    'Schema enforcement stops a write whose columns are not those of the table. With `autoMerge` no write of the session is stopped any more: a typing error in an alias becomes a new column, ' +
    'and the old one is filled with NULL. Raw tables may follow their source; silver and gold tables are a promise to their readers, and a column comes in by decision.',
  docs: [
    {
      title: 'Update Delta Lake table schema',
      url: 'https://learn.microsoft.com/en-gb/azure/databricks/delta/update-schema',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SET spark.databricks.delta.schema.autoMerge.enabled = true;\nINSERT INTO main.raw.orders BY NAME SELECT order_id, amount FROM main.landing.orders;\n',
      good: 'INSERT INTO main.raw.orders BY NAME SELECT order_id, amount FROM main.landing.orders;\n',
    },
    {
      bad: 'MERGE WITH SCHEMA EVOLUTION INTO main.silver.orders t USING main.raw.orders s ON t.order_id = s.order_id WHEN NOT MATCHED THEN INSERT *;\n',
      good: 'MERGE INTO main.silver.orders t USING main.raw.orders s ON t.order_id = s.order_id WHEN NOT MATCHED THEN INSERT (order_id) VALUES (s.order_id);\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.databricks.delta.schema.autoMerge.enabled", "true")\n',
      good: 'orders.write.option("mergeSchema", "true").mode("append").saveAsTable("main.raw.orders")\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.option("mergeSchema", "true").mode("append").saveAsTable("main.gold.orders")\n',
      good: 'spark.table("main.raw.orders").select("order_id").write.mode("append").saveAsTable("main.gold.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'switched off', code: 'SET spark.databricks.delta.schema.autoMerge.enabled = false;\n' },
    { why: 'only asked', code: 'SET spark.databricks.delta.schema.autoMerge.enabled;\n' },
    {
      why: 'switched off again behind the one statement',
      code: 'SET spark.databricks.delta.schema.autoMerge.enabled = true;\nINSERT INTO main.raw.t SELECT id FROM main.raw.u;\nRESET spark.databricks.delta.schema.autoMerge.enabled;\n',
    },
    {
      why: 'a raw table follows its source',
      code: 'MERGE WITH SCHEMA EVOLUTION INTO main.bronze.t t USING main.landing.u s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *;\n',
    },
    {
      why: 'a raw table follows its source in PySpark too',
      kind: 'python',
      code: 'df = spark.read.json("/Volumes/a/b/c")\ndf.write.option("mergeSchema", "true").mode("append").saveAsTable("main.bronze.t")\n',
    },
    {
      why: 'not on',
      kind: 'python',
      code: 'spark.table("a.b.c").write.option("mergeSchema", "false").mode("append").saveAsTable("main.gold.t")\n',
    },
    {
      why: 'switched on for one write and off again',
      kind: 'python',
      code: 'k = "spark.databricks.delta.schema.autoMerge.enabled"\nspark.conf.set(k, "true")\nload()\nspark.conf.set(k, "false")\n',
    },
    {
      why: 'files of different age are read together',
      kind: 'python',
      code: 'spark.read.option("mergeSchema", "true").parquet("/Volumes/main/gold/files")\n',
    },
    {
      why: 'a name that only contains the word',
      kind: 'python',
      code: 'spark.table("a.b.c").write.option("mergeSchema", "true").mode("append").saveAsTable("main.shop.goldfish")\n',
    },
  ],

  options: {
    layers: {
      default: ['silver', 'gold'],
      description: 'Words in the name of a table whose columns are decided on, and not taken from the source.',
    },
  },

  scope: 'statement',
  words: ['SET', 'EVOLUTION'],

  *python(facts, { layers }) {
    if (facts.isTest) return;
    for (const span of switchedOn(facts)) yield { span, message: sessionMessage };
    for (const { writer, target, steps } of facts.writes) {
      if (writer.options.get('mergeschema')?.value?.toLowerCase() !== 'true' || !target) continue;
      const layer = wordsOf(target.text.text).find((word) => layers.includes(word));
      const option = steps.find(({ call }) => {
        const names = [facts.constantOf(argument(call, 0, 'key')), ...call.args.map(({ keyword }) => keyword)];
        return names.some((name) => name?.toLowerCase() === 'mergeschema');
      });
      if (layer && option) yield { span: option.call.argsSpan, message: layerMessage(layer) };
    }
  },

  *sql(facts, { layers }) {
    const statements = statementsOf(facts.tree).filter((s) => isUnderstood(s) && facts.source.isKnown(s.head));
    const isOff = (statement: Statement) => setTo(/^["']?false["']?$/i, statement);
    const off = statements.findLastIndex(isOff);
    const isOffLater = () => (facts.after ?? []).some((tree) => statementsOf(tree).some(isOff));
    for (const [i, statement] of statements.entries()) {
      if (setTo(/^["']?true["']?$/i, statement) && i > off && !isOffLater())
        yield { span: statement, message: sessionMessage };
      const name = evolved(statement, facts.tree.text);
      const layer = name && allNameWords(name).find((word) => layers.includes(word));
      if (layer) yield { span: statement.head, message: layerMessage(layer) };
    }
  },
});
