import { defineRule } from '../../rule';
import { readsStoredRows } from '../../spark/appends';
import { unstableColumns } from '../../spark/unstable-keys';
import { pathWords } from '../../sql/file-words';
import { allNameWords, wordsOf } from '../../sql/names';
import type { Cte, Expr, Name, Select } from '../../sql/nodes';
import { outputName } from '../../sql/outputs';
import { conjuncts, isEquality, unwrap } from '../../sql/predicates';
import { expressionBehind, unstableCall, type Instability } from '../../sql/unstable';
import type { Statement } from '../../sql/tree';
import { isUnderstood, relationsOf, selectsOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Problem } from '../../types';

const keyName = /(^|_)(id|key|sk|pk|uid|uuid|guid)$|[a-z](Id|Key|Uuid)$/;
/** Ids of a run belong to the run, and are meant to be other ones each time. */
const runName = /^(etl|run|batch|load|job|task|execution|trace|audit|log|request)_?(id|key|uid|uuid)$/i;

function isKeyName(name: string): boolean {
  return keyName.test(name) && !runName.test(name);
}

/** What becomes of rows that are written again: added once more, replaced by new ones, or worked out at each look. */
type Storing = 'appended' | 'replaced' | 'viewed';

function storingOf(statement: Statement): { readonly target: Name; readonly storing: Storing } | undefined {
  if (statement.kind === 'insert') {
    const { target, overwrite, replace } = statement;
    return target && { target, storing: overwrite || replace ? 'replaced' : 'appended' };
  }
  if (statement.kind !== 'create' || !statement.name) return undefined;
  const { name, object, orReplace } = statement;
  if (object === 'view') return { target: name, storing: 'viewed' };
  if (object === 'materialized view') return { target: name, storing: 'replaced' };
  // A table that is made once keeps the keys that it got.
  return object === 'table' && orReplace ? { target: name, storing: 'replaced' } : undefined;
}

const own = new Set(['insert', 'table', 'view', 'temporary view']);

function readsTables(select: Select): boolean {
  for (const relation of relationsOf(select.sources)) if (relation.kind === 'table') return true;
  return false;
}

/** In what is only added, drawn keys are new ones, and a number behind the highest key of the table goes on counting. */
function startsOver(expr: Expr, kind: Instability): boolean {
  if (kind === 'random') return false;
  for (const node of walkExpr(expr)) if (/^(column|subquery|parameter|hole)$/.test(node.kind)) return false;
  return true;
}

function messageOf(name: string, kind: Instability, storing: Storing): string {
  const cure = 'make it from the columns that tell a row apart, or use an IDENTITY column.';
  if (storing === 'viewed') return `\`${name}\` is another one each time the view is read: ${cure}`;
  if (storing === 'appended')
    return `\`${name}\` starts over in each run, so the keys of two runs are the same: ${cure}`;
  return `After each run \`${name}\` is another one ${kind === 'random' ? 'for every row' : 'for many rows'}: ${cure}`;
}

/** Joins on a number that only says where a row happened to lie. */
function* joinProblems(select: Select, ctes: readonly Cte[]): Generator<Problem> {
  for (const { join } of select.sources) {
    for (const part of join?.on ? conjuncts(join.on) : []) {
      if (part.kind !== 'binary' || !isEquality(part.operator)) continue;
      const unstable = [part.left, part.right].some((side) => {
        const column: Expr = unwrap(side);
        const behind = column.kind === 'column' ? expressionBehind(column, select, ctes) : undefined;
        return behind && unstableCall(behind)?.kind === 'position';
      });
      if (unstable)
        yield {
          span: part,
          message: 'These numbers follow the place of the rows in their files: the join pairs rows by chance.',
        };
    }
  }
}

export default defineRule({
  id: 'unstable-key',
  family: 'correctness',
  severity: 'warning',
  summary: 'A key that is made anew in each run',
  why:
    '`uuid()` and `rand()` draw by lot, and `monotonically_increasing_id()` counts rows by the partition that they happen to be in. When the table is built again, the same row ' +
    'gets another key: whoever stored the old one finds nothing, or another row. A hash of the business key or an IDENTITY column stays.',
  docs: [
    {
      title: 'pyspark.sql.functions.monotonically_increasing_id',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.monotonically_increasing_id.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REPLACE TABLE main.sales.customers AS SELECT uuid() AS customer_id, email FROM main.raw.customers;\n',
      good: 'CREATE OR REPLACE TABLE main.sales.customers AS SELECT sha2(email, 256) AS customer_id, email FROM main.raw.customers;\n',
    },
    {
      bad: 'INSERT INTO main.sales.customers BY NAME SELECT monotonically_increasing_id() AS customer_id, email FROM main.raw.customers;\n',
      good: 'INSERT INTO main.sales.customers BY NAME SELECT xxhash64(email) AS customer_id, email FROM main.raw.customers;\n',
    },
    {
      bad:
        'SELECT a.email, b.amount FROM (SELECT email, monotonically_increasing_id() AS n FROM main.raw.customers) a\n' +
        'JOIN (SELECT amount, monotonically_increasing_id() AS n FROM main.raw.orders) b ON a.n = b.n;\n',
      good: 'SELECT a.email, b.amount FROM main.raw.customers a JOIN main.raw.orders b ON a.email = b.email;\n',
    },
    {
      kind: 'python',
      bad:
        'import pyspark.sql.functions as F\n' +
        'customers = spark.table("main.raw.customers").withColumn("customer_id", F.monotonically_increasing_id())\n' +
        'customers.write.mode("overwrite").saveAsTable("main.sales.customers")\n',
      good:
        'import pyspark.sql.functions as F\n' +
        'customers = spark.table("main.raw.customers").withColumn("customer_id", F.xxhash64("email"))\n' +
        'customers.write.mode("overwrite").saveAsTable("main.sales.customers")\n',
    },
  ],
  nearMisses: [
    {
      why: 'new rows get a key once and keep it',
      code: 'INSERT INTO main.s.t BY NAME SELECT uuid() AS id, email FROM main.s.u WHERE day = :day;\n',
    },
    { why: 'a table that is made once', code: 'CREATE TABLE main.s.t AS SELECT uuid() AS id, email FROM main.s.u;\n' },
    { why: 'no key', code: 'CREATE OR REPLACE TABLE main.s.t AS SELECT rand() AS weight, email FROM main.s.u;\n' },
    {
      why: 'counting goes on behind the highest key',
      code: 'INSERT INTO main.s.t BY NAME SELECT m.last + monotonically_increasing_id() AS id, email FROM main.s.u CROSS JOIN main.s.m;\n',
    },
    {
      why: 'the id of the run',
      code: 'CREATE OR REPLACE TABLE main.s.t AS SELECT uuid() AS run_id, email FROM main.s.u;\n',
    },
    {
      why: 'a key only where there is none',
      code: 'CREATE OR REPLACE TABLE main.s.t AS SELECT coalesce(id, uuid()) AS id, email FROM main.s.u;\n',
    },
    {
      why: 'rows made up',
      code: 'CREATE OR REPLACE TABLE main.s.t AS SELECT uuid() AS id, rand() AS amount FROM range(100);\n',
    },
    {
      why: 'data for tests',
      code: 'CREATE OR REPLACE TABLE main.test.t AS SELECT uuid() AS id, email FROM main.s.u;\n',
    },
    { why: 'nothing stored', code: 'SELECT uuid() AS id, email FROM main.s.u;\n' },
    {
      why: 'a sample by lot',
      code: 'CREATE OR REPLACE TABLE main.s.t AS SELECT id, email FROM main.s.u WHERE rand() < 0.1;\n',
    },
    {
      why: 'the number is dropped before the write',
      kind: 'python',
      code: 'import pyspark.sql.functions as F\nspark.table("a.b.u").withColumn("row_id", F.monotonically_increasing_id()).orderBy("row_id").drop("row_id").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the number is not selected',
      kind: 'python',
      code: 'import pyspark.sql.functions as F\nspark.table("a.b.u").withColumn("row_id", F.monotonically_increasing_id()).select("name").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
    {
      why: 'new rows get a key once and keep it in PySpark',
      kind: 'python',
      code: 'import pyspark.sql.functions as F\nspark.table("a.b.u").withColumn("id", F.expr("uuid()")).write.mode("append").saveAsTable("a.b.t")\n',
    },
  ],

  options: {
    scratch: {
      default: ['test', 'tests', 'demo', 'demos', 'sample', 'samples', 'example', 'examples', 'synthetic', 'fake', 'mock', 'generator', 'tmp', 'temp', 'sandbox', 'scratch'], // prettier-ignore
      description: 'Words in a path or in a table name that mark data whose keys nobody keeps.',
    },
  },

  scope: 'statement',
  words: ['monotonically_increasing_id()', 'uuid()', 'rand()', 'randn()', 'random()'],

  pythonScope: 'cell',
  *python(facts, { scratch }) {
    if (facts.isTest || pathWords(facts.document.path).some((word) => scratch.includes(word))) return;
    for (const write of facts.writes) {
      const { mode, writer, frame, target } = write;
      if (writer.streaming || frame.streaming || !readsStoredRows(write)) continue;
      if (!/^(append|overwrite)$/.test(mode ?? '')) continue;
      if (wordsOf(target?.text.text ?? '').some((word) => scratch.includes(word))) continue;
      for (const { name, value, kind } of unstableColumns(write, facts)) {
        if (!isKeyName(name) || (kind === 'random' && mode === 'append')) continue;
        const storing = mode === 'append' ? 'appended' : 'replaced';
        yield { span: value, message: messageOf(name, kind, storing) };
      }
    }
  },

  *sql(facts, { scratch }) {
    const isScratch = pathWords(facts.path).some((word) => scratch.includes(word));
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement)) continue;
      const stored = storingOf(statement);
      const isKept = stored && !isScratch && !allNameWords(stored.target).some((word) => scratch.includes(word));
      for (const { select, role, ctes } of selectsOf(statement)) {
        yield* joinProblems(select, ctes);
        if (!isKept || !own.has(role) || !readsTables(select)) continue;
        for (const [i, item] of select.items.entries()) {
          const given = statement.kind === 'insert' ? statement.columns?.[i]?.name : undefined;
          const name = given ?? outputName(item) ?? '';
          const unstable = isKeyName(name) ? unstableCall(item.expr) : undefined;
          if (!unstable || (stored.storing === 'appended' && !startsOver(item.expr, unstable.kind))) continue;
          yield { span: unstable.call, message: messageOf(name, unstable.kind, stored.storing) };
        }
      }
    }
  },
});
