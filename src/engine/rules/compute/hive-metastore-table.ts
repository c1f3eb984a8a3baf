import { oncePer } from '../../once';
import type { Expr } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { argument } from '../../python/strings-of';
import { sourcesOf } from '../../python/values';
import { defineRule } from '../../rule';
import { namesIn } from '../../sql/names-in';
import { isUnderstood, statementsOf } from '../../sql/walk';

const message = 'This is in the old Hive metastore: move it to Unity Catalog.';
const useMessage = 'The old Hive metastore: use a catalog of Unity Catalog.';

function isOld(expr: Expr | undefined, facts: PythonFacts): expr is Expr {
  return expr !== undefined && /^`?hive_metastore`?\./i.test(facts.constantOf(expr) ?? '');
}

/** The reads whose rows go into a table of another catalog: that is the way out. */
const movedFrom = oncePer((facts: PythonFacts): ReadonlySet<Expr> => {
  const moved = new Set<Expr>();
  for (const { target, frame } of facts.writes) {
    if (target?.kind !== 'table' || !target.known || /^`?hive_metastore`?\./i.test(target.text.text)) continue;
    for (const { expr } of sourcesOf(frame)) moved.add(expr);
  }
  return moved;
});

export default defineRule({
  id: 'hive-metastore-table',
  family: 'compute',
  severity: 'info',

  summary: 'A table in the old Hive metastore',
  why:
    'Tables in `hive_metastore` have no lineage, no fine-grained rights and no sharing between workspaces, and Databricks advises to move away from it. ' +
    'Keep the table in a catalog of Unity Catalog.',
  docs: [
    {
      title: 'Database objects in the legacy Hive metastore',
      url: 'https://docs.databricks.com/database-objects/hive-metastore.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT id, amount FROM hive_metastore.sales.orders;\n',
      good: 'SELECT id, amount FROM main.sales.orders;\n',
    },
    {
      bad: 'CREATE OR REPLACE TABLE hive_metastore.sales.orders AS SELECT id, amount FROM main.raw.orders;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.orders AS SELECT id, amount FROM main.raw.orders;\n',
    },
    { bad: 'USE CATALOG hive_metastore;\n', good: 'USE CATALOG main;\n' },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.mode("overwrite").saveAsTable("hive_metastore.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.read.table("hive_metastore.sales.orders")\n',
      good: 'orders = spark.read.table("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'the table is moved to Unity Catalog', code: 'CREATE TABLE main.s.t DEEP CLONE hive_metastore.s.t;\n' },
    { why: 'rows are copied to Unity Catalog', code: 'CREATE TABLE main.s.t AS SELECT id FROM hive_metastore.s.t;\n' },
    { why: 'the schema is moved', code: 'SYNC SCHEMA main.s FROM hive_metastore.s DRY RUN;\n' },
    { why: 'the old table is removed', code: 'DROP TABLE IF EXISTS hive_metastore.s.t;\n' },
    { why: 'a word in a string', code: "SELECT 'hive_metastore.s.t' AS name FROM main.s.t;\n" },
    { why: 'a table of that name', code: 'SELECT id FROM main.s.hive_metastore;\n' },
    {
      why: 'rows are copied to Unity Catalog, in Python',
      kind: 'python',
      code: 'old = spark.table("hive_metastore.s.t")\nold.where("id > 0").write.mode("overwrite").saveAsTable("main.s.t")\n',
    },
    {
      why: 'a word in a text, or a table of that name, in Python',
      kind: 'python',
      code: 'print("hive_metastore.s.t is gone")\ndf = spark.table("main.s.hive_metastore")\nname = "hive_metastore.s.t"\n',
    },
    { why: 'the catalog is filled in', kind: 'python', code: 'df = spark.table(f"{catalog}.s.t")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, receiver } of facts.callsNamed('table')) {
      const name = argument(call, 0, 'tableName');
      const isRead = receiver?.kind === 'session' || receiver?.kind === 'reader';
      if (isRead && isOld(name, facts) && !movedFrom(facts.file).has(call)) yield { span: name, message };
    }
    for (const { end, writer } of facts.writes) {
      const name = writer.table ?? argument(end.call, 0, 'name', 'tableName');
      if (isOld(name, facts)) yield { span: name, message };
    }
    for (const { call } of facts.callsNamed('forName')) {
      const name = argument(call, 1, 'tableOrViewName');
      if (facts.valueOf(call).kind === 'delta-table' && isOld(name, facts)) yield { span: name, message };
    }
    for (const { call, receiver } of facts.callsNamed('setCurrentCatalog')) {
      const name = argument(call, 0, 'catalogName');
      if (receiver?.kind === 'catalog-object' && name && facts.constantOf(name)?.toLowerCase() === 'hive_metastore')
        yield { span: name, message: useMessage };
    }
  },

  scope: 'statement',

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || statement.kind === 'drop') continue;
      if (statement.kind === 'use') {
        if (statement.name && /^hive_metastore(\.|$)/.test(statement.name.text)) {
          yield { span: statement.name, message: useMessage };
        }
        continue;
      }
      for (const { name, role } of namesIn(statement)) {
        if (name.parts.length < 2 || name.parts[0]!.name.toLowerCase() !== 'hive_metastore') continue;
        // A table or copy that is made from an old one is the way out.
        const moves =
          statement.kind === 'create' &&
          statement.object === 'table' &&
          !/^hive_metastore\./.test(statement.name?.text ?? '');
        if (moves && role === 'read') continue;
        yield { span: name, message };
      }
    }
  },
});
