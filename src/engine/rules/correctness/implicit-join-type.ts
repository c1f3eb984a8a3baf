import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

export default defineRule({
  id: 'implicit-join-type',
  family: 'correctness',
  severity: 'off',
  fix: 'safe',

  summary: 'A join without its type',
  why:
    'A bare JOIN, or `join()` without `how`, is an inner join. Among left and anti joins of a long query the reader has to know that, and has to trust that nobody forgot the `left`. ' +
    'INNER JOIN or `how="inner"` says what is meant.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.join (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/join',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o INNER JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders").join(spark.table("main.sales.customers"), "customer_id")\n',
      good: 'orders = spark.table("main.sales.orders").join(spark.table("main.sales.customers"), "customer_id", "inner")\n',
    },
  ],
  nearMisses: [
    { why: 'LEFT is written', code: 'SELECT x FROM a.b.t LEFT JOIN a.b.u USING (id);\n' },
    { why: 'INNER is written', code: 'select x from a.b.t inner join a.b.u using (id);\n' },
    { why: 'another rule speaks of commas', code: 'SELECT x FROM a.b.t, a.b.u WHERE t.id = u.id;\n' },
    { why: 'natural joins have a rule', code: 'SELECT x FROM a.b.t NATURAL JOIN a.b.u;\n' },
    { why: 'a comment', code: 'SELECT x /* JOIN */ FROM a.b.t CROSS JOIN a.b.u; -- JOIN\n' },
    {
      why: 'the type is written, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.t")\nx = a.join(a, "id", "left").join(a, on="id", how="inner").join(a, ["id"], how)\n',
    },
    {
      why: 'the arguments are handed on',
      kind: 'python',
      code: 'def f(*args, **kwargs):\n    a = spark.table("a.b.t")\n    return a.join(*args), a.join(a, "id", **kwargs)\n',
    },
    {
      why: 'texts and paths are joined',
      kind: 'python',
      code: 'import os\nx = ",".join(["a", "b"]) + os.path.join("a", "b")\n',
    },
    {
      why: 'another rule speaks of joins without a condition',
      kind: 'python',
      code: 'a = spark.table("a.b.t")\nx = a.join(a.limit(1))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, nameSpan } of facts.dataFrameCalls('join')) {
      const last = call.args[call.args.length - 1];
      if (!last || call.args.some(({ star }) => star) || argument(call, 2, 'how') || !argument(call, 1, 'on')) continue;
      const edits = [{ from: last.value.to, to: last.value.to, insert: ', how="inner"' }];
      const fix = { title: 'Write how="inner"', safety: 'safe' as const, edits };
      yield { span: nameSpan, message: 'Say which join this is: `how="inner"`.', fix };
    }
  },

  scope: 'statement',
  words: ['JOIN'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        if (!isUnderstood(statement, select)) continue;
        for (const { join } of select.sources) {
          if (join?.kind !== 'inner') continue;
          const word = tree.text.slice(join.from, join.to);
          if (word.toUpperCase() !== 'JOIN') continue;
          const insert = word === 'join' ? 'inner ' : 'INNER ';
          yield {
            span: join,
            message: 'Say which join this is: INNER JOIN.',
            fix: { title: 'Write INNER JOIN', safety: 'safe', edits: [{ from: join.from, to: join.from, insert }] },
          };
        }
      }
    }
  },
});
