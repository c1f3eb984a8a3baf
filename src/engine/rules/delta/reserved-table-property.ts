import { defineRule } from '../../rule';
import { propertiesIn } from '../../sql/properties';
import type { Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';

/** What to write in place of each property; keys are case-sensitive. */
const ofTables: Readonly<Record<string, string | undefined>> = {
  provider: 'name the format behind USING',
  location: 'name the place behind LOCATION',
  owner: 'use ALTER TABLE … SET OWNER TO',
  external: 'a table with a LOCATION is external',
  is_managed_location: 'leave it out',
};
const ofSchemas: Readonly<Record<string, string | undefined>> = {
  location: 'name the place behind LOCATION',
  owner: 'use ALTER SCHEMA … SET OWNER TO',
};

/** The properties that a statement may not set; views may have any. */
function reservedIn(statement: Statement): Readonly<Record<string, string | undefined>> | undefined {
  if (statement.kind !== 'create' && statement.kind !== 'alter') return undefined;
  if (statement.object === 'table') return ofTables;
  return statement.object === 'schema' || statement.object === 'database' ? ofSchemas : undefined;
}

export default defineRule({
  id: 'reserved-table-property',
  family: 'delta',
  severity: 'warning',
  summary: 'A property that Spark keeps for itself',
  why:
    'Spark 3 and later refuse `location`, `provider`, `owner`, `external` and `is_managed_location` among the properties of a table, and `location` and `owner` among those of a schema, ' +
    'because a clause of its own sets each of them. The statement fails; before Spark 3 the property was stored and had no effect.',
  docs: [
    {
      title: 'Reserved properties in the migration guide of Spark SQL',
      url: 'https://github.com/apache/spark/pull/32155',
      checked: '2026-11-21',
    },
    {
      title: 'Table properties and table options (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-ddl-tblproperties.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "CREATE TABLE main.sales.orders (order_id INT) USING delta TBLPROPERTIES ('owner' = 'sales');\n",
      good: "CREATE TABLE main.sales.orders (order_id INT) USING delta TBLPROPERTIES ('data.owner' = 'sales');\n",
    },
    {
      bad: "CREATE TABLE main.sales.orders (order_id INT) TBLPROPERTIES (provider = 'delta');\n",
      good: 'CREATE TABLE main.sales.orders (order_id INT) USING delta;\n',
    },
    {
      bad: "CREATE SCHEMA sales WITH DBPROPERTIES ('location' = '/Volumes/main/raw');\n",
      good: "CREATE SCHEMA sales LOCATION '/Volumes/main/raw';\n",
    },
  ],
  nearMisses: [
    {
      why: 'a comment may be a property, and other keys are free',
      code: "CREATE TABLE main.s.t (id INT) TBLPROPERTIES ('comment' = 'x', 'data.owner' = 'x', 'quality' = 'gold');\n",
    },
    { why: 'keys are case-sensitive', code: "CREATE TABLE main.s.t (id INT) TBLPROPERTIES ('Owner' = 'x');\n" },
    {
      why: 'values are free',
      code: "ALTER TABLE main.s.t SET TBLPROPERTIES ('kind' = 'external', 'set.by' = 'owner');\n",
    },
    { why: 'a view may have any', code: "CREATE VIEW main.s.v TBLPROPERTIES ('owner' = 'x') AS SELECT 1 AS a;\n" },
    { why: 'a schema has no format', code: "CREATE SCHEMA s WITH DBPROPERTIES ('provider' = 'x');\n" },
    { why: 'columns of that name', code: 'CREATE TABLE main.s.t (owner STRING, location STRING, provider STRING);\n' },
    { why: 'the clause itself', code: 'ALTER TABLE main.s.t SET OWNER TO `sales`;\n' },
    { why: 'the key is filled in', code: "CREATE TABLE main.s.t (id INT) TBLPROPERTIES (${key} = 'owner');\n" },
  ],

  scope: 'statement',
  words: ['CREATE (', 'ALTER ('],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      const reserved = reservedIn(statement);
      if (!reserved || !isUnderstood(statement)) continue;
      for (const { key, span } of propertiesIn(facts.tree, statement)) {
        const cure = Object.hasOwn(reserved, key) ? reserved[key] : undefined;
        if (!cure || !facts.source.isKnown(span)) continue;
        yield { span, message: `Spark keeps \`${key}\` for itself and refuses the statement: ${cure}.` };
      }
    }
  },
});
