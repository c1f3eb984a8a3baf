import type { PythonFacts } from '../../python/facts';
import { groupingOf } from '../../python/unique-rows';
import { withoutStep } from '../../python/uses';
import type { DataFrameValue } from '../../python/values';
import { defineRule } from '../../rule';
import { groupsByItems, passesOn, withoutDistinct } from '../../sql/keys';
import { holdsTemplate } from '../../sql/marks';
import type { Select } from '../../sql/nodes';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';

/** Why the rows are unique without this DISTINCT; `undefined` when they are not. */
function reasonOf({ select, query }: SelectUse, tree: SqlTree): string | undefined {
  if (groupsByItems(select, tree)) return 'GROUP BY gives each row once already';
  const { body } = query;
  if (body.kind === 'set' && !body.operators.some(({ all }) => all)) {
    const word = body.operators[Math.max(0, body.operands.indexOf(select) - 1)]!.operator;
    return `${word} removes duplicates already`;
  }
  const inner = innerSelect(select);
  if (inner?.distinct && !holdsTemplate(tree, select) && passesOn(select, inner)) {
    return 'the subquery has removed the duplicates already';
  }
  return undefined;
}

function innerSelect({ sources }: Select): Select | undefined {
  const relation = sources[0]?.relation;
  if (relation?.kind !== 'subquery' || relation.columnAliases || relation.modifiers.length > 0) return undefined;
  const { body, pipes } = relation.query;
  return body.kind === 'select' && pipes.length === 0 ? body : undefined;
}

/** Steps that take rows away or leave them as they are. */
const keepsRows =
  /^(filter|where|orderBy|sort|sortWithinPartitions|limit|cache|persist|hint|alias|repartition|coalesce)$/;

/** Why the rows of a frame are unique already; `undefined` when they are not, or when nobody knows. */
function reasonIn(frame: DataFrameValue): string | undefined {
  for (let at: DataFrameValue | undefined = frame; at?.step; at = at.parent) {
    const { method } = at.step;
    const grouping = groupingOf(at)?.method;
    if (grouping) return /^group[Bb]y$/.test(grouping) ? '`groupBy` gives each row once already' : undefined;
    if (method === 'distinct' || /^drop_?duplicates$/i.test(method))
      return `\`${method}\` has removed the duplicates already`;
    if (method === 'intersect' || method === 'subtract') return `\`${method}\` removes duplicates already`;
    if (!keepsRows.test(method)) return undefined;
  }
  return undefined;
}

function distinctCalls(facts: PythonFacts) {
  return facts
    .dataFrameCalls('distinct', 'dropDuplicates', 'drop_duplicates')
    .filter(({ call, receiver }) => call.args.length === 0 && !receiver.streaming);
}

export default defineRule({
  id: 'redundant-distinct',
  family: 'correctness',
  severity: 'info',
  fix: 'safe',

  summary: 'Duplicates removed from rows that are unique already',
  why:
    'Where GROUP BY (`groupBy`), a set operator or a step before has made the rows unique, DISTINCT (`distinct()`) changes nothing; it tells the reader that duplicates were feared, and may ' +
    'cost a shuffle.',
  docs: [
    {
      title: 'SELECT clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-column-list.html',
      checked: '2026-11-21',
    },
    {
      title: 'Set operators (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-setops.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT DISTINCT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      bad: 'SELECT DISTINCT store_id FROM main.sales.orders UNION SELECT DISTINCT store_id FROM main.sales.returns;\n',
      good: 'SELECT store_id FROM main.sales.orders UNION DISTINCT SELECT store_id FROM main.sales.returns;\n',
    },
    {
      bad: 'SELECT DISTINCT store_id, city FROM (SELECT DISTINCT city, store_id FROM main.sales.orders) WHERE city IS NOT NULL;\n',
      good: 'SELECT store_id, city FROM (SELECT DISTINCT city, store_id FROM main.sales.orders) WHERE city IS NOT NULL;\n',
    },
    {
      kind: 'python',
      bad: 'totals = spark.table("main.sales.orders").groupBy("store_id").sum("amount").distinct()\n',
      good: 'totals = spark.table("main.sales.orders").groupBy("store_id").sum("amount")\n',
    },
    {
      kind: 'python',
      bad: 'keys = spark.table("main.sales.orders").dropDuplicates(["order_id"]).where("amount > 0").distinct()\n',
      good: 'keys = spark.table("main.sales.orders").dropDuplicates(["order_id"]).where("amount > 0")\n',
    },
  ],
  nearMisses: [
    { why: 'a key is not shown', code: 'SELECT DISTINCT a FROM a.b.t GROUP BY a, b;\n' },
    { why: 'ROLLUP gives NULL keys of its own', code: 'SELECT DISTINCT a, b FROM a.b.t GROUP BY ROLLUP (a, b);\n' },
    { why: 'the same with its older words', code: 'SELECT DISTINCT a, b FROM a.b.t GROUP BY a, b WITH CUBE;\n' },
    { why: 'an alias hides the key', code: 'SELECT DISTINCT upper(a) AS a FROM a.b.t GROUP BY a;\n' },
    {
      why: 'a generator multiplies the rows',
      code: 'SELECT DISTINCT a, explode(array(1, 1)) AS x FROM a.b.t GROUP BY a;\n',
    },
    {
      why: 'UNION ALL keeps duplicates',
      code: 'SELECT DISTINCT a FROM a.b.t UNION ALL SELECT DISTINCT a FROM a.b.u;\n',
    },
    { why: 'fewer columns than the subquery', code: 'SELECT DISTINCT a FROM (SELECT DISTINCT a, b FROM a.b.t);\n' },
    {
      why: 'an expression may make two rows equal',
      code: 'SELECT DISTINCT upper(a) FROM (SELECT DISTINCT a FROM a.b.t);\n',
    },
    {
      why: 'a join multiplies the rows',
      code: 'SELECT DISTINCT s.a FROM (SELECT DISTINCT a FROM a.b.t) s JOIN a.b.u USING (a);\n',
    },
    { why: 'DISTINCT of an aggregate', code: 'SELECT a, count(DISTINCT b) AS n FROM a.b.t GROUP BY a;\n' },
    { why: 'columns are filled in', code: 'SELECT DISTINCT ${columns} FROM a.b.t GROUP BY ALL;\n' },
    {
      why: 'fewer columns than before, in Python',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\nx = df.groupBy("a", "b").count().select("a").distinct()\ny = df.distinct().select("a").distinct()\nz = df.distinct().drop("b").distinct()\n',
    },
    {
      why: 'a union and a join make new duplicates',
      kind: 'python',
      code: 'a = spark.table("a.b.t").distinct()\nb = spark.table("a.b.u").distinct()\nx = a.union(b).distinct()\ny = a.join(b, "k").distinct()\n',
    },
    {
      why: 'one row for each key is kept of unique rows',
      kind: 'python',
      code: 'df = spark.table("a.b.t").distinct().dropDuplicates(["k"])\n',
    },
    {
      why: 'rollup and a function for each group may repeat rows',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\nx = df.rollup("a").count().distinct()\ny = df.groupBy("a").applyInPandas(f, schema).distinct()\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, receiver, nameSpan, method } of distinctCalls(facts)) {
      const reason = reasonIn(receiver);
      const edit = reason && withoutStep(call, facts);
      if (!edit) continue;
      const fix = { title: `Leave ${method}() out`, safety: 'safe' as const, edits: [edit] };
      yield { span: nameSpan, message: `\`${method}()\` changes nothing: ${reason}.`, fix };
    }
  },

  scope: 'statement',
  words: ['DISTINCT'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const use of selectsOf(statement)) {
        const { select } = use;
        if (!select.distinct || !isUnderstood(statement, select)) continue;
        const reason = reasonOf(use, tree);
        const edit = reason && withoutDistinct(select, tree);
        if (!edit) continue;
        const span = { from: edit.from, to: edit.from + 'DISTINCT'.length };
        const fix = { title: 'Leave DISTINCT out', safety: 'safe' as const, edits: [edit] };
        yield { span, message: `DISTINCT changes nothing: ${reason}.`, fix };
      }
    }
  },
});
