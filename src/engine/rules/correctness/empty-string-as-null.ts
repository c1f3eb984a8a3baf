import type { Call } from '../../python/ast';
import { parentOf, unwrap as unwrapPython } from '../../python/ast';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import type { Expr } from '../../sql/nodes';
import { callName, unwrap } from '../../sql/predicates';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';
import type { Edit, Fix } from '../../types';

/** What to write instead of the empty text. */
interface Found {
  readonly at: Expr;
  readonly edit: Edit;
}

function isEmpty(expr: Expr | undefined, text: string): boolean {
  const inner = expr && unwrap(expr);
  return inner?.kind === 'literal' && /^(''|"")$/.test(text.slice(inner.from, inner.to));
}

function becomesNull(at: Expr): Found {
  return { at, edit: { from: at.from, to: at.to, insert: 'NULL' } };
}

/** The empty texts that are the value of a column, on their own or as one answer of a CASE. `coalesce(x, '')` says that it wants no NULL. */
function emptyValues(expr: Expr, text: string): Found[] {
  const inner = unwrap(expr);
  if (isEmpty(inner, text))
    return [{ at: inner, edit: { from: inner.from, to: inner.to, insert: 'CAST(NULL AS STRING)' } }];
  if (inner.kind === 'case') {
    const answers = [...inner.branches.map(({ then }) => then), ...(inner.otherwise ? [inner.otherwise] : [])];
    // NULL as the only answer would have no type.
    return answers.every((answer) => isEmpty(answer, text))
      ? []
      : answers.filter((answer) => isEmpty(answer, text)).map(becomesNull);
  }
  if (inner.kind !== 'call') return [];
  const [, second, third] = inner.args;
  if (/^(if|iff)$/.test(callName(inner)) && second && third && isEmpty(second, text) !== isEmpty(third, text)) {
    return [becomesNull(isEmpty(second, text) ? second : third)];
  }
  return [];
}

/** `F.lit("").alias("x")`: the empty text is the whole column. */
function isNamed(call: Call): boolean {
  const around = parentOf(call);
  return around?.type === 'Attribute' && (around.name === 'alias' || around.name === 'name');
}

const message =
  'The empty text stands for a missing value here: NULL is what counts, joins and checks know as missing.';
const title = 'Write NULL';

export default defineRule({
  id: 'empty-string-as-null',
  family: 'correctness',
  severity: 'off',
  fix: 'unsafe',
  summary: 'An empty text that stands for a missing value',
  why:
    "`''` is a value like any other: `count(email)` counts it, two missing keys join with each other, `IS NULL` and NOT NULL constraints pass over it, and each reader has to ask for both. " +
    'NULL is made for what is missing.',
  docs: [
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id, '' AS note FROM main.sales.orders;\n",
      good: 'SELECT order_id, CAST(NULL AS STRING) AS note FROM main.sales.orders;\n',
    },
    {
      bad: "SELECT order_id, CASE WHEN paid THEN coupon ELSE '' END AS used_coupon FROM main.sales.orders;\n",
      good: 'SELECT order_id, CASE WHEN paid THEN coupon END AS used_coupon FROM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").withColumn("note", F.lit(""))\n',
      good: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").withColumn("note", F.lit(None).cast("string"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'a text is put together',
      code: "SELECT concat(coalesce(first_name, ''), ' ', last_name) AS name FROM a.b.t;\n",
    },
    { why: 'NULL is made a text on purpose', code: "SELECT coalesce(coupon, '') AS coupon FROM a.b.t;\n" },
    { why: 'an empty text becomes NULL', code: "SELECT nullif(s, '') AS s FROM a.b.t WHERE s <> '';\n" },
    { why: 'a letter is taken out', code: "SELECT replace(s, '-', '') AS s FROM a.b.t;\n" },
    { why: 'a word for what is missing', code: "SELECT coalesce(s, 'unknown') AS s FROM a.b.t;\n" },
    {
      why: 'two values are compared',
      code: "SELECT a FROM a.b.t JOIN a.b.u ON coalesce(t.k, '') = coalesce(u.k, '');\n",
    },
    { why: 'a blank is a blank', code: "SELECT ' ' AS s FROM a.b.t;\n" },
    {
      why: 'a text is put together in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").withColumn("n", F.concat_ws("", F.col("a"), F.coalesce(F.col("b"), F.lit(""))))\n',
    },
    {
      why: 'an empty text becomes NULL in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").withColumn("n", F.when(F.col("n") != F.lit(""), F.col("n")))\n',
    },
  ],

  scope: 'statement',
  words: ['SELECT string'],

  pythonScope: 'cell',
  *python(facts) {
    const added = new Set(facts.callsNamed('withColumn').map(({ call }) => argument(call, 1, 'col')));
    for (const { call, qualified } of facts.callsNamed('lit')) {
      if (qualified !== 'pyspark.sql.functions.lit' || call.args.length !== 1) continue;
      const arg = call.args[0]!;
      const value = unwrapPython(arg.value);
      if (value.type !== 'Str' || facts.constantOf(value) !== '' || !(isNamed(call) || added.has(call))) continue;
      const edits = [
        { from: value.from, to: value.to, insert: 'None' },
        { from: call.to, to: call.to, insert: '.cast("string")' },
      ];
      yield { span: call, message, fix: { title, safety: 'unsafe', edits } };
    }
  },

  *sql({ tree, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const { select } of selectsOf(statement)) {
        if (select.sources.length === 0) continue;
        for (const item of select.items) {
          if (!item.alias) continue;
          for (const { at, edit } of emptyValues(item.expr, tree.text)) {
            if (!isUnderstood(statement, item) || !source.isKnown(item)) continue;
            const fix: Fix = { title, safety: 'unsafe', edits: [edit] };
            yield { span: at, message, fix };
          }
        }
      }
    }
  },
});
