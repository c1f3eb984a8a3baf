import type { FunctionDef, Lambda, PyNode } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import type { Place } from '../../python/place';
import { defineRule } from '../../rule';
import { maintenanceOf, type Maintenance } from '../../sql/maintenance';
import { readSql } from '../../sql/reader/read';
import { oncePer } from '../../once';
import type { SqlTree } from '../../sql/tree';
import { statementsOf } from '../../sql/walk';

/** Catalogs without managed tables of one's own. */
const unmanaged = /^(hive_metastore|spark_catalog|system|samples|delta|parquet|iceberg)\./;

function managedMessage({ command, table }: Maintenance): string {
  return `If \`${table}\` is a managed table, predictive optimization runs ${command} when it pays: leave this to it.`;
}

/** Names of the tables that are made with a LOCATION: they are external. */
const externalTables = oncePer((tree: SqlTree): readonly string[] =>
  statementsOf(tree).flatMap((one) => (one.kind === 'create' && one.location && one.name ? [one.name.text] : [])),
);

const allExternal = oncePer((file: readonly SqlTree[]) => new Set(file.flatMap(externalTables)));

/** True for a table of Unity Catalog that may be a managed one. */
function mayBeManaged({ table, levels }: Maintenance): boolean {
  return levels === 3 && !unmanaged.test(table);
}

function isExternal({ table }: Maintenance, file: readonly SqlTree[]): boolean {
  const external = allExternal(file);
  const [, schema, name] = table.split('.');
  return external.has(table) || external.has(`${schema}.${name}`) || external.has(name!);
}

/** The functions that streams call for each micro-batch. */
function batchFunctions(facts: PythonFacts): Set<FunctionDef | Lambda> {
  const functions = new Set<FunctionDef | Lambda>();
  for (const { writer } of facts.writes) {
    const value = writer.foreachBatch && facts.valueOf(writer.foreachBatch);
    if (value?.kind === 'function') functions.add(value.node);
  }
  return functions;
}

/** Behind an `if`, such as one for every hundredth micro-batch. */
function isConditional(node: PyNode): boolean {
  for (let at = node.parent; at && at.type !== 'FunctionDef' && at.type !== 'Lambda'; at = at.parent)
    if (at.type === 'If' || at.type === 'Conditional') return true;
  return false;
}

export default defineRule({
  id: 'manual-maintenance',
  family: 'delta',
  severity: 'info',
  summary: 'OPTIMIZE, VACUUM or ANALYZE by hand',
  why:
    'For managed tables of Unity Catalog predictive optimization runs OPTIMIZE, VACUUM and ANALYZE when they pay; doing it in the job as well costs compute twice. ' +
    'In a loop or in each micro-batch it rewrites the same files again and again, and the stream waits for it.',
  docs: [
    {
      title: 'Predictive optimization for Unity Catalog managed tables',
      url: 'https://docs.databricks.com/aws/optimizations/predictive-optimization',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'INSERT INTO main.sales.orders BY NAME SELECT order_id FROM main.raw.orders;\nOPTIMIZE main.sales.orders;\n',
      good: 'INSERT INTO main.sales.orders BY NAME SELECT order_id FROM main.raw.orders;\n',
    },
    {
      bad: 'ANALYZE TABLE main.sales.orders COMPUTE STATISTICS;\n',
      good: 'SELECT count(*) AS n FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad: 'def save(batch, batch_id):\n    batch.write.mode("append").saveAsTable("sales.orders")\n    spark.sql("OPTIMIZE sales.orders")\n\nspark.readStream.table("raw.orders").writeStream.option("checkpointLocation", c).foreachBatch(save).start()\n',
      good: 'def save(batch, batch_id):\n    batch.write.mode("append").saveAsTable("sales.orders")\n\nspark.readStream.table("raw.orders").writeStream.option("checkpointLocation", c).foreachBatch(save).start()\n',
    },
    {
      kind: 'python',
      bad: 'for day in days:\n    load(day)\n    spark.sql("VACUUM sales.orders")\n',
      good: 'for day in days:\n    load(day)\nspark.sql("VACUUM sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'predictive optimization does not order by columns', code: 'OPTIMIZE main.s.t ZORDER BY (id);\n' },
    { why: 'all files are clustered anew, once', code: 'OPTIMIZE main.s.t FULL;\n' },
    { why: 'another retention than that of the table', code: 'VACUUM main.s.t RETAIN 720 HOURS;\n' },
    { why: 'nothing is deleted', code: 'VACUUM main.s.t DRY RUN;\n' },
    {
      why: 'the old metastore has no predictive optimization',
      code: 'OPTIMIZE hive_metastore.s.t;\nVACUUM hive_metastore.s.t;\n',
    },
    {
      why: 'nobody knows which catalog it is',
      code: 'OPTIMIZE s.t;\nVACUUM t;\nANALYZE TABLE s.t COMPUTE STATISTICS;\n',
    },
    { why: 'an external table', code: "CREATE TABLE main.s.t (id INT) LOCATION 's3://b/t';\nOPTIMIZE main.s.t;\n" },
    { why: 'files without a table', code: "OPTIMIZE delta.`/Volumes/a/b/c`;\nVACUUM '/Volumes/a/b/c';\n" },
    { why: 'the name is filled in', code: 'OPTIMIZE main.${schema}.t;\nVACUUM IDENTIFIER(:t);\n' },
    {
      why: 'one table after the other, each of them once',
      kind: 'python',
      code: 'for t in tables:\n    spark.sql(f"OPTIMIZE sales.{t}")\n    DeltaTable.forName(spark, t).vacuum()\n',
    },
    {
      why: 'now and then only',
      kind: 'python',
      code: 'def save(batch, batch_id):\n    if batch_id % 100 == 0:\n        spark.sql("OPTIMIZE sales.orders")\n\nspark.readStream.table("raw.orders").writeStream.foreachBatch(save).start()\n',
    },
    { why: 'a word in a text', kind: 'python', code: 'print("OPTIMIZE main.sales.orders")\n' },
  ],

  scope: 'statement',
  words: ['OPTIMIZE', 'VACUUM', 'ANALYZE'],

  *python(facts) {
    if (facts.isTest) return;
    const batches = batchFunctions(facts);
    const inBatch = (place: Place, node: PyNode) =>
      place.func !== undefined && batches.has(place.func) && !isConditional(node);
    const again = (place: Place, node: PyNode) =>
      inBatch(place, node) ? 'micro-batch' : place.loop && !isConditional(node) ? 'turn of the loop' : undefined;
    for (const { text, form, place, call } of facts.sqlStrings) {
      if (form !== 'statements' || !/^\s*(optimize|vacuum|analyze)\b/i.test(text.text)) continue;
      const tree = readSql(text.text, 'statements');
      const found = tree.statements[0] && maintenanceOf(tree.statements[0], tree);
      if (!found || !text.isKnown(found.span)) continue;
      const turn = again(place, call.call);
      if (!turn && !mayBeManaged(found)) continue;
      const message = turn
        ? `Each ${turn} runs ${found.command} on the same table: run it once, apart from the load.`
        : managedMessage(found);
      yield { span: text.spanToHost(found.span), message };
    }
    for (const { receiver, place, nameSpan, call, method } of facts.callsNamed('optimize', 'vacuum')) {
      if (receiver?.kind !== 'delta-table' || !inBatch(place, call)) continue;
      yield {
        span: nameSpan,
        message: `Each micro-batch runs \`${method}()\` on the same table: run it once, apart from the load.`,
      };
    }
  },

  *sql(facts) {
    // What stands in a string of Python may stand in a loop: the other check knows.
    if (facts.place === 'string') return;
    for (const statement of statementsOf(facts.tree)) {
      const found = maintenanceOf(statement, facts.tree);
      if (!found || !facts.source.isKnown(found.span)) continue;
      if (mayBeManaged(found) && !facts.ask(({ file }) => isExternal(found, file)))
        yield { span: found.span, message: managedMessage(found) };
    }
  },
});
