import type { PythonFacts } from '../../python/facts';
import type { DataFrameValue, Value } from '../../python/values';
import { defineRule } from '../../rule';
import { ColumnReader } from '../../sql/columns';
import type { SqlFacts } from '../../sql/facts';
import { holdsTemplate } from '../../sql/marks';
import type { Cte, QueryBody, SetOperation } from '../../sql/nodes';
import { crossingOf, reorder, type ColumnName, type Crossing } from '../../sql/positions';
import { isUnderstood, queriesOf, relationsOf, statementsOf, type QueryUse } from '../../sql/walk';
import type { Problem } from '../../types';

/** The names of what a SELECT reads: two that read the same tables swap columns on purpose, as for edges of a graph. */
function tablesOf(body: QueryBody): string | undefined {
  if (body.kind !== 'select') return undefined;
  return [...relationsOf(body.sources)].map((one) => (one.kind === 'table' ? one.name.text : '?')).join();
}

/** True for the parts of a recursive CTE: the step moves columns on from one round to the next. */
function isRecursive({ query, parent, role }: QueryUse, body: SetOperation): boolean {
  const cte = role === 'cte' ? parent?.query.ctes.find((one) => one.query === query) : undefined;
  const own = cte?.name.name.toLowerCase();
  const reads = (part: QueryBody) =>
    part.kind === 'select' &&
    [...relationsOf(part.sources)].some((one) => one.kind === 'table' && one.name.text === own);
  return own !== undefined && body.operands.some(reads);
}

function messageFor({ name, into }: Crossing): string {
  const column = into === undefined ? 'another column' : `\`${into}\``;
  return `\`${name}\` goes into ${column}: a union matches columns by position, not by name.`;
}

/** The columns of a query in lower case, in their order. */
function namesOf(body: QueryBody, ctes: readonly Cte[], reader: ColumnReader): ColumnName[] | undefined {
  return reader.ofBody(body, ctes)?.map(({ name }) => name.toLowerCase() || undefined);
}

function* crossingsOf(use: QueryUse, body: SetOperation, facts: SqlFacts): Generator<Problem> {
  const [head] = body.operands;
  const reader = new ColumnReader(facts.catalog);
  const first = namesOf(head!, use.ctes, reader);
  if (!first || isRecursive(use, body)) return;
  for (const [i, operand] of body.operands.entries()) {
    const operator = body.operators[i - 1];
    if (operator?.operator !== 'UNION' || operator.byName || holdsTemplate(facts.tree, operand)) continue;
    const names = namesOf(operand, use.ctes, reader);
    const crossing = names && crossingOf(first, names);
    if (!crossing?.reordered || (tablesOf(head!) === tablesOf(operand) && tablesOf(head!) !== undefined)) continue;
    const star = operand.kind === 'select' ? operand.items.find(({ expr }) => expr.kind === 'star') : operand;
    const span = star ?? (operand.kind === 'select' ? operand.items[crossing.at]! : operand);
    yield { span, message: messageFor(crossing), fix: reorder(operand, first, facts.tree) };
  }
}

/** The columns that the last step of a frame lists, as in `df.select("a", "b")`. */
function selected(frame: Value, facts: PythonFacts): string[] | undefined {
  const step = frame.kind === 'dataframe' && frame.step;
  if (!step || step.method !== 'select' || step.call.args.length === 0) return undefined;
  const names: string[] = [];
  for (const { value, keyword, star } of step.call.args) {
    const text = keyword || star ? undefined : facts.constantOf(value);
    if (text === undefined || !/^\w+$/.test(text)) return undefined;
    names.push(text.toLowerCase());
  }
  return names;
}

/** Where the rows of a frame come from: its table, or the frame that its chain begins with. */
function originOf(frame: DataFrameValue): DataFrameValue | string {
  let first = frame;
  while (first.parent) first = first.parent;
  return first.source?.table ?? first;
}

export default defineRule({
  id: 'union-by-position',
  family: 'correctness',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'Columns in another order on the two sides of a union',
  why:
    'UNION and `union()` put the first column below the first and the second below the second, whatever they are called; the names of the first query win. Types that fit, or ' +
    'that Spark makes fit, hide that values stand in the wrong column. List the columns in one order, or use `unionByName()`.',
  docs: [
    {
      title: 'Set operators (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-setops.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.unionByName (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unionByName.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT store_id, amount FROM main.sales.orders_eu UNION ALL SELECT amount, store_id FROM main.sales.orders_us;\n',
      good: 'SELECT store_id, amount FROM main.sales.orders_eu UNION ALL SELECT store_id, amount FROM main.sales.orders_us;\n',
    },
    {
      bad: 'SELECT * FROM main.sales.orders_eu UNION ALL SELECT * FROM main.sales.orders_us;\n',
      good: 'SELECT store_id, amount FROM main.sales.orders_eu UNION ALL SELECT store_id, amount FROM main.sales.orders_us;\n',
      tables: {
        'main.sales.orders_eu': { columns: [{ name: 'store_id' }, { name: 'amount' }] },
        'main.sales.orders_us': { columns: [{ name: 'amount' }, { name: 'store_id' }] },
      },
    },
    {
      kind: 'python',
      bad:
        'eu = spark.table("main.sales.orders_eu").select("store_id", "amount")\n' +
        'us = spark.table("main.sales.orders_us").select("amount", "store_id")\norders = eu.union(us)\n',
      good:
        'eu = spark.table("main.sales.orders_eu").select("store_id", "amount")\n' +
        'us = spark.table("main.sales.orders_us").select("amount", "store_id")\norders = eu.unionByName(us)\n',
    },
  ],
  nearMisses: [
    { why: 'the first query names the columns', code: "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y';\n" },
    {
      why: 'other names for the same things',
      code: 'SELECT id, name FROM a.b.t UNION ALL SELECT customer_id, full_name FROM a.b.u;\n',
    },
    {
      why: 'both directions of an edge',
      code: 'SELECT src, dst FROM a.b.edges UNION ALL SELECT dst, src FROM a.b.edges;\n',
    },
    {
      why: 'the aliases say what is meant',
      code: 'SELECT src, dst FROM a.b.sent UNION ALL SELECT dst AS src, src AS dst FROM a.b.received;\n',
    },
    {
      why: 'one column takes the place of another, and nothing takes its own',
      code: 'SELECT id, name, note FROM a.b.t UNION ALL SELECT id, code, name FROM a.b.u;\n',
    },
    { why: 'matched by name', code: 'SELECT a, b FROM a.b.t UNION ALL BY NAME SELECT b, a FROM a.b.u;\n' },
    { why: 'nobody knows the columns', code: 'SELECT * FROM a.b.t UNION ALL SELECT b, a FROM a.b.u;\n' },
    {
      why: 'a step of a recursive query moves on',
      code: 'WITH RECURSIVE r AS (SELECT id, up FROM a.b.t UNION ALL SELECT t.up, r.id FROM r JOIN a.b.t ON t.id = r.up) SELECT id FROM r;\n',
    },
    { why: 'a column is filled in', code: 'SELECT a, b FROM a.b.t UNION ALL SELECT ${first}, b, a FROM a.b.u;\n' },
    { why: 'lists that are not to be united', code: 'SELECT a, b FROM a.b.t EXCEPT SELECT b, a FROM a.b.u;\n' },
    {
      why: 'one list for both',
      kind: 'python',
      code: 'a = spark.table("a.b.t")\nb = spark.table("a.b.u").select(a.columns)\nx = a.union(b)\n',
    },
    {
      why: 'by name already',
      kind: 'python',
      code: 'x = spark.table("a.b.t").select("a", "b").unionByName(spark.table("a.b.u").select("b", "a"))\n',
    },
    {
      why: 'both directions of an edge',
      kind: 'python',
      code: 'e = spark.table("a.b.edges")\nx = e.select("src", "dst").union(e.select("dst", "src"))\n',
    },
    { why: 'sets have a union too', kind: 'python', code: 'x = set(["a", "b"]).union(["b", "a"])\n' },
  ],

  scope: 'statement',
  words: ['UNION'],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, receiver, nameSpan } of facts.dataFrameCalls('union', 'unionAll')) {
      const other = call.args[0] && facts.valueOf(call.args[0].value);
      const first = selected(receiver, facts);
      const names = other && first && selected(other, facts);
      const crossing = names && crossingOf(first, names);
      if (!crossing?.reordered || other?.kind !== 'dataframe' || originOf(receiver) === originOf(other)) continue;
      const edits = [{ ...nameSpan, insert: 'unionByName' }];
      const fix = { title: 'Match the columns by name', safety: 'unsafe' as const, edits };
      yield { span: nameSpan, message: messageFor(crossing), fix };
    }
  },

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const use of queriesOf(statement)) {
        const { body } = use.query;
        if (body.kind === 'set' && isUnderstood(statement, body)) yield* crossingsOf(use, body, facts);
      }
    }
  },
});
