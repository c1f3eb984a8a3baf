import { argument } from '../../python/strings-of';
import type { PythonFacts, WriteFact } from '../../python/facts';
import { defineRule } from '../../rule';
import { pieceAfter, piecesOf } from '../../sql/phrases';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Span } from '../../types';

const plain = /^(parquet|csv|json|orc|avro|text)$/i;

function messageFor(format: string): string {
  return `Plain ${format.toLowerCase()} files have no transactions: store the table as Delta.`;
}

/** Where a write to a table says its format; `undefined` for files at a place of their own. */
function formatOf({ steps, end, target, writer }: WriteFact, facts: PythonFacts): Span | undefined {
  if (target?.kind !== 'table' || end.method === 'insertInto' || writer.options.has('path')) return undefined;
  if (writer.hasUnknownOptions || argument(end.call, 99, 'path')) return undefined;
  const given = argument(end.call, 99, 'format');
  if (given) return plain.test(facts.constantOf(given) ?? '') ? given : undefined;
  return steps.findLast(({ method }) => method === 'format' || method === 'using')?.call.args[0]?.value;
}

export default defineRule({
  id: 'non-delta-table',
  family: 'delta',
  severity: 'info',

  summary: 'A table that is stored as plain files',
  why:
    'A table of parquet, csv, json or orc files has no transactions: readers see half-written data, there is no UPDATE, DELETE or MERGE, no time travel and no data skipping ' +
    'by statistics. Leave out USING, or `format()`, and the table is a Delta table.',
  docs: [
    {
      title: 'CREATE TABLE [USING] (Databricks SQL)',
      url: 'https://learn.microsoft.com/ro-ro/azure/databricks/sql/language-manual/sql-ref-syntax-ddl-create-table-using',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.sales.orders USING parquet AS SELECT id, amount FROM main.raw.orders;\n',
      good: 'CREATE TABLE main.sales.orders AS SELECT id, amount FROM main.raw.orders;\n',
    },
    {
      bad: 'CREATE TABLE main.sales.orders (id INT, amount INT) USING orc;\n',
      good: 'CREATE TABLE main.sales.orders (id INT, amount INT);\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.mode("overwrite").format("parquet").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'files that are there are read',
      code: "CREATE TABLE main.s.t (id INT) USING csv OPTIONS (path '/Volumes/a/b/c');\n",
    },
    { why: 'files at a place of their own', code: "CREATE TABLE main.s.t USING parquet LOCATION 's3://bucket/t';\n" },
    { why: 'a view over files', code: "CREATE TEMPORARY VIEW v USING json OPTIONS (path '/Volumes/a/b/c');\n" },
    { why: 'a Delta table', code: 'CREATE TABLE main.s.t (id INT) USING delta;\nCREATE TABLE main.s.u (id INT);\n' },
    { why: 'Iceberg is a table format too', code: 'CREATE TABLE main.s.t (id INT) USING iceberg;\n' },
    { why: 'another system', code: "CREATE TABLE main.s.t USING jdbc OPTIONS (url 'jdbc:x', dbtable 'y');\n" },
    { why: 'the format is filled in', code: 'CREATE TABLE main.s.t (id INT) USING ${format};\n' },
    {
      why: 'a column of that name',
      code: 'CREATE TABLE main.s.t AS SELECT parquet FROM main.s.u JOIN main.s.v USING (csv);\n',
    },
    {
      why: 'files are written for somebody else',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\ndf.write.mode("overwrite").parquet(path)\ndf.write.format("csv").save("/Volumes/a/b/c")\ndf.write.format("parquet").option("path", path).saveAsTable("a.b.u")\n',
    },
    {
      why: 'Delta, Iceberg, or whatever is handed in',
      kind: 'python',
      code: 'def save(df, format):\n    df.write.format("delta").saveAsTable("a.b.t")\n    df.writeTo("a.b.u").using("iceberg").create()\n    df.write.format(format).saveAsTable("a.b.v")\n',
    },
    {
      why: 'files are read',
      kind: 'python',
      code: 'spark.read.format("parquet").load(path).write.saveAsTable("a.b.t")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const write of facts.writes) {
      const span = plain.test(write.format ?? '') ? formatOf(write, facts) : undefined;
      if (span) yield { span, message: messageFor(write.format!) };
    }
  },

  scope: 'statement',
  words: ['CREATE USING', 'CREATE STORED'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'create' || statement.object !== 'table' || statement.temporary) continue;
      if (!isUnderstood(statement) || !statement.name) continue;
      const to = statement.query ? statement.query.from : statement.to;
      const pieces = piecesOf(facts.tree, { from: statement.name.to, to });
      // Without a query the table mostly lies over files that something else wrote.
      const isExternal = statement.location !== undefined || pieces.some(({ text }) => text === 'OPTIONS');
      if (isExternal && !statement.query) continue;
      const format = pieceAfter(pieces, 'USING') ?? pieceAfter(pieces, 'STORED', 'AS');
      if (!format || !plain.test(format.text) || !facts.source.isKnown(format)) continue;
      yield { span: { from: format.from, to: format.to }, message: messageFor(format.text) };
    }
  },
});
