import {
  isSameColumn,
  lastName,
  readColumn,
  type ColumnFact,
  type ColumnReference,
} from '../../python/column-expressions';
import type { Expr as PyExpr } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { columnFilters, demands, nullableColumn, type ColumnFilter } from '../../python/frame-columns';
import { nullifierOf } from '../../python/outer-joins';
import { defineRule } from '../../rule';
import type { ColumnExpr, Expr } from '../../sql/nodes';
import { mayBeSameColumn, nullable, outerAliases, relationOf } from '../../sql/nullability';
import { aliasOf } from '../../sql/names';
import { conjuncts, unwrap } from '../../sql/predicates';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';
import type { Fix, Problem } from '../../types';

/** So many columns of one filter are told of: a made-up filter of thousands would take its time squared. */
const mostColumns = 50;

/** A value that is written down; the empty string is left out: who excludes it wants no NULL either. */
function isValue(expr: Expr, text: string): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'parameter') return true;
  if (inner.kind !== 'literal' || inner.type === 'null') return false;
  return !/^(''|"")$/.test(text.slice(inner.from, inner.to));
}

/** `column <> value`, `column NOT IN (values)`, `column NOT LIKE pattern`. */
function excluded(part: Expr, text: string): ColumnExpr | undefined {
  let column: Expr | undefined;
  if (part.kind === 'binary' && /^(<>|!=)$/.test(part.operator)) {
    if (isValue(part.right, text)) column = unwrap(part.left);
    else if (isValue(part.left, text)) column = unwrap(part.right);
  } else if (part.kind === 'in' && part.not && !part.query && part.list.length > 0) {
    if (part.list.every((item) => isValue(item, text))) column = unwrap(part.expr);
  } else if (part.kind === 'like' && part.not && isValue(part.pattern, text)) column = unwrap(part.expr);
  return column?.kind === 'column' ? column : undefined;
}

function fixOf(part: Expr, column: ColumnExpr, text: string): Fix {
  if (part.kind === 'binary') {
    const edits = [{ ...part.operatorSpan, insert: 'IS DISTINCT FROM' }];
    return { title: 'Write IS DISTINCT FROM', safety: 'unsafe', edits };
  }
  const insert = ` OR ${text.slice(column.from, column.to)} IS NULL)`;
  const edits = [
    { from: part.from, to: part.from, insert: '(' },
    { from: part.to, to: part.to, insert },
  ];
  return { title: 'Keep the rows with NULL', safety: 'unsafe', edits };
}

/** A value that is written down in Python; the empty string is left out here as well. */
function isPythonValue(expr: PyExpr, facts: PythonFacts): boolean {
  const fact = readColumn(expr, facts);
  if (fact.kind !== 'literal') return false;
  const text = facts.constantOf(fact.value);
  return text !== undefined && text.trim() !== '' && text !== 'none';
}

function columnOf(expr: PyExpr, facts: PythonFacts): ColumnReference | undefined {
  const fact = readColumn(expr, facts);
  return fact.kind === 'column' ? fact : undefined;
}

/** `column != value`, `~column.isin(values)`, `~column.like(pattern)`. */
function excludedIn(part: ColumnFact, facts: PythonFacts): ColumnReference | undefined {
  if (part.kind === 'operator' && part.operator === '!=') {
    if (isPythonValue(part.right, facts)) return columnOf(part.left, facts);
    return isPythonValue(part.left, facts) ? columnOf(part.right, facts) : undefined;
  }
  const inner = part.kind === 'not' ? readColumn(part.operand, facts) : undefined;
  if (inner?.kind !== 'call' || !inner.on || !/^(isin|like|ilike|rlike|contains|startswith|endswith)$/.test(inner.name))
    return undefined;
  const values = inner.args.flatMap(({ value }) => listed(value));
  const all = values.length > 0 && inner.args.every(({ star }) => !star);
  return all && values.every((value) => isPythonValue(value, facts)) ? columnOf(inner.on, facts) : undefined;
}

function listed(expr: PyExpr): readonly PyExpr[] {
  return expr.type === 'List' || expr.type === 'Tuple' ? expr.items : [expr];
}

function fixInPython(part: ColumnFact, column: ColumnReference, { document: { text } }: PythonFacts): Fix | undefined {
  const { from, to } = part.node;
  const name = text.slice(column.node.from, column.node.to);
  const edits =
    part.kind !== 'operator'
      ? [
          { from, to: from, insert: '(' },
          { from: to, to, insert: ` | ${name}.isNull())` },
        ]
      : part.left.from === column.node.from
        ? [
            { from, to: from, insert: '~' },
            { from: column.node.to, to: part.right.from, insert: '.eqNullSafe(' },
            { from: to, to, insert: ')' },
          ]
        : undefined;
  return edits && { title: 'Keep the rows with NULL', safety: 'unsafe', edits };
}

function* inFilter({ parts, frame }: ColumnFilter, facts: PythonFacts): Generator<Problem> {
  const seen: ColumnReference[] = [];
  for (const part of parts) {
    const column = excludedIn(part, facts);
    if (!column || seen.length > mostColumns || seen.some((one) => isSameColumn(one, column, facts))) continue;
    seen.push(column);
    const name = lastName(column.name);
    const isDemanded = parts.some((one) => !excludedIn(one, facts) && demands(one, name.toLowerCase(), facts));
    if (isDemanded || (frame && nullifierOf(frame, column, facts))) continue;
    const known = frame && nullableColumn(frame, name, facts);
    if (known === false) continue;
    const remedy = part.kind === 'operator' ? '`~column.eqNullSafe(…)`' : '`| column.isNull()`';
    yield {
      span: part.node,
      severity: known ? 'warning' : 'info',
      message: `Rows whose \`${column.name}\` is NULL are dropped too: ${remedy} keeps them.`,
      fix: fixInPython(part, column, facts),
    };
  }
}

export default defineRule({
  id: 'not-equal-drops-nulls',
  family: 'correctness',
  severity: 'info',
  fix: 'unsafe',

  summary: 'A filter that excludes a value and loses the NULL rows with it',
  why:
    "`status <> 'closed'` reads like “everything that is not closed”, but for a NULL status the answer is NULL and the row is dropped. The same holds for NOT IN and " +
    'NOT LIKE, for `!=` and `~isin(…)`. `IS DISTINCT FROM` (`~eqNullSafe`) keeps such rows; where they shall go, `AND status IS NOT NULL` says so.',
  docs: [
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
      checked: '2026-11-21',
    },
    {
      title: 'Column.eqNullSafe (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Column.eqNullSafe.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE status <> 'closed';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE status IS DISTINCT FROM 'closed';\n",
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE status NOT IN ('closed', 'lost');\n",
      good: "SELECT order_id FROM main.sales.orders WHERE (status NOT IN ('closed', 'lost') OR status IS NULL);\n",
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE coupon NOT LIKE 'TEST%';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE coupon NOT LIKE 'TEST%' AND coupon IS NOT NULL;\n",
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\nopen_orders = spark.table("main.sales.orders").where(F.col("status") != "closed")\n',
      good: 'from pyspark.sql import functions as F\nopen_orders = spark.table("main.sales.orders").where(~F.col("status").eqNullSafe("closed"))\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\norders = spark.table("main.sales.orders")\nopen_orders = orders.filter((orders.amount > 0) & ~orders["status"].isin("closed", "lost"))\n',
      good: 'from pyspark.sql import functions as F\norders = spark.table("main.sales.orders")\nopen_orders = orders.filter((orders.amount > 0) & (~orders["status"].isin("closed", "lost") | orders["status"].isNull()))\n',
    },
  ],
  nearMisses: [
    {
      why: 'the column is never NULL',
      code: "SELECT id FROM main.s.t WHERE status <> 'x';\n",
      tables: { 'main.s.t': { columns: [{ name: 'status', nullable: false }] } },
    },
    { why: 'the file says so', code: "CREATE TABLE t (s STRING NOT NULL);\nSELECT s FROM t WHERE s <> 'x';\n" },
    { why: 'NULL is thought of', code: "SELECT id FROM a.b.t WHERE s <> 'x' OR s IS NULL;\n" },
    { why: 'NULL has a value', code: "SELECT id FROM a.b.t WHERE coalesce(s, '') <> 'x';\n" },
    { why: 'nobody misses NULL beside the empty text', code: "SELECT id FROM a.b.t WHERE s <> '';\n" },
    { why: 'another condition drops NULL first', code: 'SELECT id FROM a.b.t WHERE n > 0 AND n <> 5;\n' },
    { why: 'two columns are compared', code: 'SELECT id FROM a.b.t WHERE a <> b;\n' },
    {
      why: 'a row number is never NULL',
      code: 'WITH r AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM a.b.t) SELECT id FROM r WHERE n <> 1;\n',
    },
    { why: 'nothing is filtered', code: "SELECT CASE WHEN s <> 'x' THEN 1 ELSE 0 END AS other FROM a.b.t;\n" },
    { why: 'the value is a hole', code: 'SELECT id FROM a.b.t WHERE s <> ${value};\n' },
    {
      why: 'another rule speaks of the outer join',
      code: "SELECT l.id FROM a.b.l LEFT JOIN a.b.r ON l.id = r.id WHERE r.s <> 'x';\n",
    },
    {
      why: 'the column is never NULL, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("main.s.t").orderBy("id").where(F.col("status") != "x")\n',
      tables: { 'main.s.t': { columns: [{ name: 'status', nullable: false }] } },
    },
    {
      why: 'NULL is thought of, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ns = F.col("s")\ndf = spark.table("a.b.t").where((s != "x") | s.isNull()).where(F.coalesce(s, F.lit("")) != "x")\n',
    },
    {
      why: 'NULL is dropped on purpose, here or before',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t")\na = df.where(F.col("s").isNotNull() & (F.col("s") != "x"))\nb = df.dropna(subset=["s"]).where(F.col("s") != "x")\nc = df.where(df.n > 0).where(df.n != 5)\n',
    },
    {
      why: 'a row number is never NULL, in Python',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("k").orderBy("d")\ndf = spark.table("a.b.t").withColumn("n", F.row_number().over(w)).where(F.col("n") != 1)\ndf = df.groupBy("k").count().where(F.col("count") != 1)\n',
    },
    {
      why: 'it is compared with a column, a parameter, or the empty text',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndef f(df, value):\n    return df.withColumn("a", F.lit(1)).where(F.col("s") != F.col("t")).where(F.col("s") != value).where(F.col("s") != "")\n',
    },
    {
      why: 'nothing is filtered, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").withColumn("other", F.col("s") != "x").select(F.when(F.col("s") != "x", 1))\n',
    },
    {
      why: 'a frame of pandas',
      kind: 'python',
      code: 'import pandas as pd\npdf = spark.table("a.b.t").toPandas()\npdf = pdf[pdf["s"] != "x"]\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const filter of columnFilters(facts)) yield* inFilter(filter, facts);
  },

  scope: 'statement',
  words: ['<>', '!=', 'NOT'],

  *sql({ tree, catalog }) {
    for (const statement of statementsOf(tree)) {
      for (const { select, ctes } of selectsOf(statement)) {
        if (!select.where || select.sources.length === 0 || !isUnderstood(statement, select)) continue;
        const seen: ColumnExpr[] = [];
        for (const part of conjuncts(select.where)) {
          const column = excluded(part, tree.text);
          if (!column || seen.some((one) => mayBeSameColumn(one, column))) continue;
          if (seen.push(column) > mostColumns) break;
          const relation = relationOf(column, select);
          if (relation && outerAliases(select).has(aliasOf(relation) ?? '')) continue;
          const known = nullable(column, select, ctes, catalog);
          if (known === false) continue;
          const name = tree.text.slice(column.from, column.to);
          const remedy = part.kind === 'binary' ? '`IS DISTINCT FROM`' : `\`OR ${name} IS NULL\``;
          yield {
            span: part,
            severity: known ? 'warning' : 'info',
            message: `Rows whose \`${name}\` is NULL are dropped too: ${remedy} keeps them.`,
            fix: fixOf(part, column, tree.text),
          };
        }
      }
    }
  },
});
