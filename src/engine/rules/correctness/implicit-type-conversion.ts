import { defineRule } from '../../rule';
import { columnConversions } from '../../spark/column-conversions';
import { comparisonsIn, scopesOf, type Comparison, type Scoped } from '../../sql/comparisons';
import { comparedWithBoth, numberText, textOnOneSide, typeConflict, type ComparedSide } from '../../sql/conversions';
import type { SqlFacts } from '../../sql/facts';
import { joinParts } from '../../sql/names';
import type { Expr } from '../../sql/nodes';
import { typeInRelation, typeOf, type KnownType } from '../../sql/types';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Fix, Problem } from '../../types';

/** What a string literal says; `undefined` when a part of it is filled in, or escapes need reading. */
function textOf(expr: Expr, { tree, source }: SqlFacts): string | undefined {
  const raw = tree.text.slice(expr.from, expr.to);
  return source.isKnown(expr) && /^(['"])[^\\${}]*\1$/s.test(raw) ? raw.slice(1, -1) : undefined;
}

function isText(expr: Expr): boolean {
  return expr.kind === 'literal' && expr.type === 'string';
}

function isNumber(expr: Expr): boolean {
  const inner = expr.kind === 'unary' ? expr.expr : expr;
  return inner.kind === 'literal' && inner.type === 'number';
}

/** True for a string literal that is no number: no column of numbers is compared with it. */
function isWord(expr: Expr, facts: SqlFacts): boolean {
  const text = isText(expr) ? textOf(expr, facts) : undefined;
  return text !== undefined && !numberText.test(text);
}

function sideOf(expr: Expr, scoped: Scoped, facts: SqlFacts): ComparedSide {
  return { type: typeOf(expr, scoped.scope), isLiteral: expr.kind === 'literal', isWord: isWord(expr, facts) };
}

/** The conversion, written down. */
function fixOf(
  comparison: Comparison,
  converted: Expr,
  other: KnownType | undefined,
  facts: SqlFacts,
): Fix | undefined {
  const { text } = facts.tree;
  const value = converted === comparison.left ? comparison.right : comparison.left;
  const kept = text.slice(converted.from, converted.to);
  if (comparison.asksEqual && isNumber(value) && (converted.kind === 'column' || converted.kind === 'cast')) {
    const insert = `'${text.slice(value.from, value.to)}'`;
    return { title: 'Compare it with text', safety: 'unsafe', edits: [{ from: value.from, to: value.to, insert }] };
  }
  const literal = isNumber(value)
    ? /^-?\d+$/.test(text.slice(value.from, value.to))
      ? 'bigint'
      : 'double'
    : undefined;
  const type = other?.name ?? (other?.kind === 'number' ? literal : other?.kind);
  if (!type) return undefined;
  const edits = [{ from: converted.from, to: converted.to, insert: `CAST(${kept} AS ${type.toUpperCase()})` }];
  return { title: 'Write the CAST', safety: 'unsafe', edits };
}

/** Columns of one name that a join makes equal, where one is text and the other is not. */
function* usingProblems({ sources, scope }: Scoped): Generator<Problem> {
  const [first, second] = sources;
  if (!first || !second?.join?.using) return;
  for (const column of second.join.using) {
    const name = column.name.toLowerCase();
    const kinds = [first, second].map(({ relation }) => typeInRelation(relation, name, scope)?.kind);
    if (kinds[0] && kinds[1] && kinds[0] !== kinds[1] && kinds.includes('text'))
      yield { span: column, message: textOnOneSide(column.name) };
  }
}

function* problemsIn(scoped: Scoped, facts: SqlFacts): Generator<Problem> {
  const told = new Set<Expr>();
  const numbers = new Map<string, Comparison>();
  const words = new Set<string>();
  for (const expr of scoped.exprs) {
    for (const comparison of comparisonsIn(expr)) {
      const { whole, left, right } = comparison;
      const found = typeConflict(sideOf(left, scoped, facts), sideOf(right, scoped, facts));
      if (found && !told.has(whole)) {
        told.add(whole);
        const [converted, kept] = found.converted === 'left' ? [left, right] : [right, left];
        const fix =
          found.converted && whole.kind !== 'in' && fixOf(comparison, converted, typeOf(kept, scoped.scope), facts);
        yield { span: whole, message: found.message, ...(fix && { fix }) };
      }
      const [column, value] = left.kind === 'column' ? [left, right] : [right, left];
      if (column.kind !== 'column' || typeOf(column, scoped.scope)) continue;
      const key = joinParts(column.parts);
      if (isWord(value, facts)) words.add(key);
      else if (isNumber(value) && !numbers.has(key)) numbers.set(key, comparison);
    }
  }
  for (const [key, { whole }] of numbers) {
    if (words.has(key))
      yield {
        span: whole,
        message: comparedWithBoth(key),
      };
  }
  yield* usingProblems(scoped);
}

export default defineRule({
  id: 'implicit-type-conversion',
  family: 'correctness',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'Text compared with a number or a date',
  why:
    "Spark converts the text before it compares: '007' and '7.0' equal 7, so rows match that should not, and text that is no number stops the query (ANSI mode) or silently matches " +
    'nothing. A converted column also skips no files. Give both sides one type, with a CAST that everybody sees.',
  docs: [
    {
      title: 'SQL data type rules (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-datatype-rules.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id FROM main.sales.orders WHERE CAST(store_code AS STRING) = 7;\n',
      good: "SELECT order_id FROM main.sales.orders WHERE CAST(store_code AS STRING) = '7';\n",
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE store_code IN (7, 'online');\n",
      good: "SELECT order_id FROM main.sales.orders WHERE store_code IN ('7', 'online');\n",
    },
    {
      bad: 'SELECT o.order_id, s.city FROM main.sales.orders o JOIN main.sales.stores s ON o.store_code = s.store_id;\n',
      good: 'SELECT o.order_id, s.city FROM main.sales.orders o JOIN main.sales.stores s ON CAST(o.store_code AS INT) = s.store_id;\n',
      tables: {
        'main.sales.orders': { columns: [{ name: 'order_id', type: 'int' }, { name: 'store_code', type: 'string' }] }, // prettier-ignore
        'main.sales.stores': { columns: [{ name: 'store_id', type: 'int' }, { name: 'city', type: 'string' }] }, // prettier-ignore
      },
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders")\nshop = orders.where(orders.store_code == 7)\n',
      good: 'orders = spark.table("main.sales.orders")\nshop = orders.where(orders.store_code == "7")\n',
      tables: {
        'main.sales.orders': { columns: [{ name: 'order_id', type: 'int' }, { name: 'store_code', type: 'string' }] }, // prettier-ignore
      },
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\n\nshop = spark.table("main.sales.orders").where(F.col("store_code").isin(7, "online"))\n',
      good: 'from pyspark.sql import functions as F\n\nshop = spark.table("main.sales.orders").where(F.col("store_code").isin("7", "online"))\n',
    },
  ],
  nearMisses: [
    { why: 'nobody knows the type', code: "SELECT a FROM a.b.t WHERE a = 5 AND b = '5' AND c = d;\n" },
    { why: 'numbers written as text', code: "SELECT a FROM a.b.t WHERE a = 5 OR a = '6' OR a IN (7, '8');\n" },
    { why: 'one literal is converted once', code: "SELECT a FROM a.b.t WHERE year(d) = '2024' AND length(a) > '5';\n" },
    {
      why: 'a day as text is the custom',
      code: "SELECT a FROM a.b.t WHERE d >= '2024-01-01' AND to_date(s) < '2024-02-01';\n",
      tables: { 'a.b.t': { columns: [{ name: 'd', type: 'date' }] } },
    },
    { why: 'two columns of one name', code: "SELECT a.id FROM a.b.a a JOIN a.b.b b ON a.id = 5 AND b.id = 'x';\n" },
    {
      why: 'each lambda has its own names',
      code: "SELECT filter(a, x -> x = 1) AS n, filter(b, x -> x = 'one') AS s FROM a.b.t;\n",
    },
    {
      why: 'a value that is filled in may be a number',
      code: "SELECT a FROM a.b.t WHERE a = 1 OR a = '${x}' OR a = :y;\n",
    },
    {
      why: 'an alias of another query',
      code: 'SELECT a FROM (SELECT CAST(a AS INT) AS a FROM a.b.t) WHERE a = 5;\n',
      tables: { 'a.b.t': { columns: [{ name: 'a', type: 'string' }] } },
    },
    {
      why: 'a field of a struct that bears the name of a column',
      code: 'SELECT s.a FROM a.b.t WHERE s.a = 5;\n',
      tables: { 'a.b.t': { columns: [{ name: 'a', type: 'string' }, { name: 's', type: 'struct<a:int>' }] } }, // prettier-ignore
    },
    { why: 'a wider number', code: 'SELECT a FROM a.b.t WHERE CAST(a AS INT) = 5.5 AND CAST(b AS DOUBLE) = 5;\n' },
    {
      why: 'nobody knows the type, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").where((F.col("a") == 5) & (F.col("b") == "5") & (F.col("c") == F.col("d")))\n',
    },
    {
      why: 'numbers written as text, and values that are handed in, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").where((F.col("a") == 5) | (F.col("a") == "6") | (F.col("a") == day))\n',
      tables: { 'a.b.t': { columns: [{ name: 'a', type: 'int' }] } },
    },
    {
      why: 'a day as text is the custom, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").where((F.col("d") >= "2024-01-01") & (F.to_date("s") < "2024-02-01"))\n',
      tables: { 'a.b.t': { columns: [{ name: 'd', type: 'date' }, { name: 's', type: 'string' }] } }, // prettier-ignore
    },
    {
      why: 'the column has been converted before, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").withColumn("a", F.col("a").cast("int")).where(F.col("a") == 5)\ne = df.where(F.col("a").cast("double") == 5)\n',
      tables: { 'a.b.t': { columns: [{ name: 'a', type: 'string' }] } },
    },
    {
      why: 'columns of one name on both sides of a join, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, a.id == b.ref).where((F.col("x") == 5) & (a.x == 5) & (b.x == "five"))\n',
      tables: {
        'a.b.a': { columns: [{ name: 'id', type: 'int' }, { name: 'x', type: 'int' }] }, // prettier-ignore
        'a.b.b': { columns: [{ name: 'ref', type: 'int' }, { name: 'x', type: 'string' }] }, // prettier-ignore
      },
    },
    {
      why: 'two steps about two columns of one name, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a").where(F.col("id") == 5)\nb = spark.table("a.b.b").where(F.col("id") == "x")\n',
    },
    { why: 'day and moment', code: 'SELECT a FROM a.b.t WHERE CAST(a AS TIMESTAMP) >= current_date();\n' },
  ],

  *python(facts) {
    yield* columnConversions(facts);
  },

  scope: 'statement',
  words: ['=', '==', '<=>', '<>', '!=', '<', '>', '<=', '>=', 'IN', 'BETWEEN', 'CASE', 'USING'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const scoped of scopesOf(statement, facts)) {
        for (const problem of problemsIn(scoped, facts)) if (isUnderstood(statement, problem.span)) yield problem;
      }
    }
  },
});
