import { defineRule } from '../../rule';
import { noSchema, shortNames as shortNamesInPython } from '../../spark/short-names';
import { holdsTemplate } from '../../sql/marks';
import { cteOf } from '../../sql/names';
import { namesIn } from '../../sql/names-in';
import type { Name } from '../../sql/nodes';
import { oncePer } from '../../once';
import type { SqlTree, Statement } from '../../sql/tree';
import { isUnderstood, queriesOf, relationsOf, statementsOf } from '../../sql/walk';

/** True for a statement behind which names mean tables of a known catalog. */
function choosesCatalog(statement: Statement): boolean {
  if (statement.kind === 'use')
    return statement.object === 'catalog' || (statement.name?.parts.length ?? 0) > 1 || statement.name?.known === false;
  // SET CATALOG main
  return statement.kind === 'set' && /^catalog\b/i.test(statement.key?.text ?? '');
}

/** True for a file of a pipeline: its settings say to which catalog and schema the names belong. */
function isPipeline(tree: SqlTree): boolean {
  for (const statement of statementsOf(tree)) {
    if (statement.kind !== 'create') continue;
    if (/^(streaming table|materialized view|flow)$/.test(statement.object)) return true;
    if (/\bLIVE\b/i.test(tree.text.slice(statement.head.from, statement.head.to))) return true;
  }
  return false;
}

/** The temporary views that a text makes. */
function temporaryViews(tree: SqlTree): string[] {
  return statementsOf(tree).flatMap((statement) =>
    statement.kind === 'create' && statement.temporary && statement.name ? [statement.name.text] : [],
  );
}

/** The names of CTEs, wherever in a statement they stand. */
function ctesOf(statement: Statement): Set<Name> {
  const names = new Set<Name>();
  for (const { query, ctes } of queriesOf(statement)) {
    const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
    for (const body of bodies) {
      if (body.kind !== 'select') continue;
      for (const relation of relationsOf(body.sources))
        if (relation.kind === 'table' && cteOf(relation, ctes)) names.add(relation.name);
    }
  }
  return names;
}

/** What a statement speaks of is a table or a view, and not a schema, a volume or a temporary view. */
function namesTables(statement: Statement): boolean {
  switch (statement.kind) {
    case 'create':
      return /^(table|view)$/.test(statement.object) && !statement.temporary;
    case 'drop':
    case 'alter':
      return /^(table|view)$/.test(statement.object);
    default:
      return true;
  }
}

function message(levels: number): string {
  const missing = levels === 2 ? 'catalog' : 'catalog and schema';
  return `Which ${missing} this is depends on where it runs: write the name with three levels, or begin with USE CATALOG.`;
}

/** What a file says about its names as a whole. */
const settingOf = oncePer((file: readonly SqlTree[]) => ({
  isPipeline: file.some(isPipeline),
  views: new Set(file.flatMap(temporaryViews)),
  chosen: file.findIndex((tree) => statementsOf(tree).some(choosesCatalog)),
}));

/** Names without a catalog that the statements of a text use, before the first one that chooses a catalog. */
const shortNames = oncePer((tree: SqlTree): readonly Name[] => {
  const list: Name[] = [];
  for (const statement of statementsOf(tree)) {
    if (choosesCatalog(statement)) break;
    if (!isUnderstood(statement)) continue;
    const ctes = ctesOf(statement);
    for (const { name, role } of namesIn(statement)) {
      const levels = name.parts.length;
      if (levels === 0 || levels > 2 || !name.known || ctes.has(name) || noSchema.test(name.parts[0]!.name)) continue;
      if (role === 'read' || namesTables(statement)) list.push(name);
    }
  }
  return list;
});

export default defineRule({
  id: 'unqualified-table',
  family: 'compute',
  severity: 'off',

  summary: 'A table without its catalog',
  why:
    'A name with fewer than three levels is looked up in the current catalog and schema. These are set by the workspace, the job or a cell that ran before: ' +
    'the same code reads the test data here and the real data there. Write all three levels, or say USE CATALOG at the beginning.',
  docs: [
    {
      title: 'USE CATALOG (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-ddl-use-catalog.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    { bad: 'SELECT order_id FROM sales.orders;\n', good: 'SELECT order_id FROM main.sales.orders;\n' },
    {
      bad: 'INSERT INTO orders BY NAME SELECT order_id FROM main.raw.orders;\n',
      good: 'USE CATALOG main;\nUSE SCHEMA sales;\nINSERT INTO orders BY NAME SELECT order_id FROM main.raw.orders;\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("raw.orders")\norders.write.mode("overwrite").saveAsTable("orders")\n',
      good: 'orders = spark.table("main.raw.orders")\norders.write.mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'the catalog is said first', code: 'USE CATALOG main;\nSELECT id FROM sales.orders;\n' },
    { why: 'catalog and schema are said first', code: 'USE main.sales;\nSELECT id FROM orders;\n' },
    { why: 'a CTE', code: 'WITH orders AS (SELECT id FROM main.s.t) SELECT id FROM orders;\n' },
    {
      why: 'a temporary view',
      code: 'CREATE TEMP VIEW paid AS SELECT id FROM main.s.t;\nSELECT id FROM paid;\nDROP VIEW main.s.old;\n',
    },
    { why: 'files', code: 'SELECT id FROM delta.`/Volumes/a/b/c`;\n' },
    { why: 'a table of the pipeline', code: 'CREATE OR REFRESH STREAMING TABLE a AS SELECT id FROM STREAM(main.s.t);\nCREATE MATERIALIZED VIEW b AS SELECT id FROM a;\nSELECT id FROM LIVE.a;\n' }, // prettier-ignore
    {
      why: 'a schema and a catalog are no tables',
      code: 'CREATE SCHEMA sales;\nDROP SCHEMA sales;\nCREATE CATALOG main;\n',
    },
    { why: 'the name is filled in', code: 'SELECT id FROM ${schema}.orders;\nSELECT id FROM IDENTIFIER(:t);\n' },
    {
      why: 'another cell may make the view',
      kind: 'sql-notebook',
      code: '-- Databricks notebook source\nSELECT id FROM features\n',
    },
    {
      why: 'the catalog is chosen, in Python',
      kind: 'python',
      code: 'spark.sql("USE CATALOG main")\norders = spark.table("raw.orders")\n',
    },
    {
      why: 'catalog and schema are chosen by names that are filled in, in Python',
      kind: 'python',
      code: 'spark.sql(f"USE {catalog}.{schema}")\norders = spark.table("orders")\norders.write.saveAsTable("copy")\n',
    },
    {
      why: 'a temporary view, in Python',
      kind: 'python',
      code: 'spark.table("main.s.t").where("id > 1").createOrReplaceTempView("paid")\npaid = spark.table("paid")\nother = spark.table("made_elsewhere")\n',
      tables: { 'main.s.paid': {} },
    },
    {
      why: 'another notebook may choose the catalog, in Python',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %run ./setup\n\n# COMMAND ----------\n\ndf = spark.table("raw.orders")\ndf.write.saveAsTable("sales.orders")\n',
    },
    {
      why: 'a dataset of a pipeline, in Python',
      kind: 'python',
      code: 'from pyspark import pipelines as dp\n\n@dp.table\ndef paid():\n    return spark.read.table("orders")\n',
    },
    {
      why: 'files, views of all sessions, names that are filled in, other libraries, in Python',
      kind: 'python',
      code: 'a = spark.read.table("delta.`/Volumes/a/b/c`")\nb = spark.table("global_temp.v")\nc = spark.table(f"{schema}.orders")\nd = spark.table(name)\ne = db.table("raw.orders")\n',
    },
    { why: 'columns have levels too', code: 'SELECT t.id, t.payload.a FROM main.s.t AS t;\n' },
  ],

  *python(facts) {
    for (const { node, levels } of shortNamesInPython(facts)) yield { span: node, message: message(levels) };
  },

  scope: 'statement',

  *sql(facts) {
    const { tree, source, place } = facts;
    const names = shortNames(tree);
    if (names.length === 0 || (!facts.earlier && place !== 'file')) return;
    const { file, at } = facts.around;
    const { isPipeline, views, chosen } = settingOf(file);
    if (isPipeline || (chosen >= 0 && chosen < at)) return;
    for (const name of names) {
      if (views.has(name.text) || !source.isKnown(name) || holdsTemplate(tree, name)) continue;
      // A single name in a notebook may be a view that another cell makes in Python.
      if (name.parts.length > 1 || place === 'file') yield { span: name, message: message(name.parts.length) };
    }
  },
});
