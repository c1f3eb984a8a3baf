import { defineRule } from '../../rule';
import { namesIn } from '../../sql/names-in';
import { isUnderstood, statementsOf } from '../../sql/walk';

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
  ],
  nearMisses: [
    { why: 'the table is moved to Unity Catalog', code: 'CREATE TABLE main.s.t DEEP CLONE hive_metastore.s.t;\n' },
    { why: 'rows are copied to Unity Catalog', code: 'CREATE TABLE main.s.t AS SELECT id FROM hive_metastore.s.t;\n' },
    { why: 'the schema is moved', code: 'SYNC SCHEMA main.s FROM hive_metastore.s DRY RUN;\n' },
    { why: 'the old table is removed', code: 'DROP TABLE IF EXISTS hive_metastore.s.t;\n' },
    { why: 'a word in a string', code: "SELECT 'hive_metastore.s.t' AS name FROM main.s.t;\n" },
    { why: 'a table of that name', code: 'SELECT id FROM main.s.hive_metastore;\n' },
  ],

  scope: 'statement',

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || statement.kind === 'drop') continue;
      if (statement.kind === 'use') {
        if (statement.name && /^hive_metastore(\.|$)/.test(statement.name.text)) {
          yield { span: statement.name, message: 'The old Hive metastore: use a catalog of Unity Catalog.' };
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
        yield { span: name, message: 'This is in the old Hive metastore: move it to Unity Catalog.' };
      }
    }
  },
});
