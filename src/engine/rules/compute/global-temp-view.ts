import { defineRule } from '../../rule';
import { namesIn } from '../../sql/names-in';
import { statementsOf } from '../../sql/walk';

const makesIt = 'Serverless compute has no global temporary views: use a temporary view of the session, or a table.';
const readsIt = '`global_temp` does not exist on serverless compute: read a temporary view of the session, or a table.';

export default defineRule({
  id: 'global-temp-view',
  family: 'compute',
  severity: 'error',
  summary: 'A global temporary view on serverless compute',
  why:
    'A global temporary view is shared by the sessions of one cluster. Serverless compute has no cluster that sessions share, and refuses such views. ' +
    'Inside a session a plain temporary view does the same; what several sessions need belongs into a table.',
  docs: [
    {
      title: 'Serverless compute limitations',
      url: 'https://docs.databricks.com/en/compute/serverless/limitations.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'sql',
      target: { compute: 'serverless' },
      bad: 'CREATE OR REPLACE GLOBAL TEMP VIEW paid AS SELECT order_id FROM main.sales.orders WHERE paid;\n',
      good: 'CREATE OR REPLACE TEMP VIEW paid AS SELECT order_id FROM main.sales.orders WHERE paid;\n',
    },
    {
      kind: 'sql',
      target: { compute: 'serverless' },
      bad: 'SELECT order_id FROM global_temp.paid;\n',
      good: 'SELECT order_id FROM paid;\n',
    },
    {
      kind: 'python',
      target: { compute: 'serverless' },
      bad: 'spark.table("main.sales.orders").where("paid").createOrReplaceGlobalTempView("paid")\n',
      good: 'spark.table("main.sales.orders").where("paid").createOrReplaceTempView("paid")\n',
    },
  ],
  nearMisses: [
    { why: 'nobody knows the compute', kind: 'sql', code: 'CREATE GLOBAL TEMP VIEW v AS SELECT 1 AS a;\nSELECT a FROM global_temp.v;\n' }, // prettier-ignore
    {
      why: 'classic compute has them',
      kind: 'python',
      target: { compute: 'classic' },
      code: 'spark.table("a.b.c").createGlobalTempView("v")\n',
    },
    {
      why: 'a view of the session',
      kind: 'sql',
      target: { compute: 'serverless' },
      code: 'CREATE TEMP VIEW global_view AS SELECT 1 AS a;\n',
    },
    {
      why: 'a schema of that name in a catalog',
      kind: 'sql',
      target: { compute: 'serverless' },
      code: 'SELECT a FROM main.global_temp.v;\n',
    },
    {
      why: 'a table of that name',
      kind: 'sql',
      target: { compute: 'serverless' },
      code: 'SELECT a FROM global_temp;\n',
    },
    {
      why: 'the name is filled in',
      kind: 'python',
      target: { compute: 'serverless' },
      code: 'spark.table(f"{schema}.v")\nthing.createGlobal("v")\n',
    },
  ],

  scope: 'statement',
  words: ['GLOBAL', '.'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.target.compute !== 'serverless') return;
    for (const { nameSpan } of facts.callsNamed('createGlobalTempView', 'createOrReplaceGlobalTempView'))
      yield { span: nameSpan, message: makesIt };
    for (const { call, result } of facts.callsNamed('table')) {
      if (result.kind !== 'dataframe' || !/^`?global_temp`?\./i.test(result.source?.tableText ?? '')) continue;
      yield { span: call.argsSpan, message: readsIt };
    }
  },

  *sql(facts) {
    if (facts.target.compute !== 'serverless') return;
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind === 'create' && statement.object === 'view' && statement.temporary) {
        const { from, to } = statement.head;
        if (/\bGLOBAL\s+TEMP/i.test(facts.tree.text.slice(from, to))) yield { span: statement.head, message: makesIt };
      }
      for (const { name } of namesIn(statement)) {
        if (name.parts.length !== 2 || name.parts[0]!.name.toLowerCase() !== 'global_temp') continue;
        if (facts.source.isKnown(name)) yield { span: name, message: readsIt };
      }
    }
  },
});
