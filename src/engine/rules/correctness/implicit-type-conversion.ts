import { defineRule } from '../../rule';
import { comparisonsIn, scopesOf, type Comparison, type Scoped } from '../../sql/comparisons';
import type { SqlFacts } from '../../sql/facts';
import { joinParts } from '../../sql/names';
import type { Expr } from '../../sql/nodes';
import { typeInRelation, typeOf, type KnownType } from '../../sql/types';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Fix, Problem } from '../../types';

const numberText = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$|^\s*[+-]?(nan|inf|infinity)\s*$/i;

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

interface Complaint {
  readonly message: string;
  /** The side that is converted for each row. */
  readonly converted?: Expr;
}

const textAndNumber = "Text is compared with a number: each value is converted, so '007' equals 7, and text that is no number is an error or lost."; // prettier-ignore

function complaint({ left, right }: Comparison, scoped: Scoped, facts: SqlFacts): Complaint | undefined {
  const types = [typeOf(left, scoped.scope), typeOf(right, scoped.scope)] as const;
  const [a, b] = types;
  if (!a || !b || a.kind === b.kind) return undefined;
  const [text, other, otherExpr] = a.kind === 'text' ? [left, b, right] : [right, a, left];
  if (a.kind !== 'text' && b.kind !== 'text') {
    if (a.kind !== 'number' && b.kind !== 'number') return undefined;
    return { message: 'A date is compared with a number: Spark refuses that.' };
  }
  if (isText(text)) {
    // One literal is converted once, and a day is often written as text.
    if (other.kind !== 'number' || otherExpr.kind === 'literal' || !isWord(text, facts)) return undefined;
    return { message: 'A number is compared with text that is no number: it fails, or is never true.' };
  }
  if (other.kind === 'number') return { message: textAndNumber, converted: text };
  return {
    message: `Text is compared with a ${other.kind}: each value is converted, and text that is no ${other.kind} is an error or lost.`,
    converted: text,
  };
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
      yield { span: column, message: `\`${column.name}\` is text on one side only: each value is converted.` };
  }
}

function* problemsIn(scoped: Scoped, facts: SqlFacts): Generator<Problem> {
  const told = new Set<Expr>();
  const numbers = new Map<string, Comparison>();
  const words = new Set<string>();
  for (const expr of scoped.exprs) {
    for (const comparison of comparisonsIn(expr)) {
      const { whole, left, right } = comparison;
      const found = complaint(comparison, scoped, facts);
      if (found && !told.has(whole)) {
        told.add(whole);
        const other = typeOf(found.converted === left ? right : left, scoped.scope);
        const fix = found.converted && whole.kind !== 'in' && fixOf(comparison, found.converted, other, facts);
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
        message: `\`${key}\` is compared with words here and with a number: one of them is converted.`,
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
    { why: 'day and moment', code: 'SELECT a FROM a.b.t WHERE CAST(a AS TIMESTAMP) >= current_date();\n' },
  ],

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
