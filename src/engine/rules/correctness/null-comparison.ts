import type { Expr as PyExpr } from '../../python/ast';
import { unwrap as unwrapPython } from '../../python/ast';
import { defineRule } from '../../rule';
import type { BinaryExpr, Expr } from '../../sql/nodes';
import { isComparison, unwrap } from '../../sql/predicates';
import { allExpressions, statementsOf } from '../../sql/walk';
import type { Fix } from '../../types';

function isNone(expr: PyExpr): boolean {
  return expr.type === 'Constant' && expr.value === 'None';
}

function isNull(expr: Expr): boolean {
  const inner = unwrap(expr);
  return inner.kind === 'literal' && inner.type === 'null';
}

/** `x = NULL` becomes `x IS NULL`; for `<` and its like nobody knows what was meant. */
function fixOf(expr: BinaryExpr): Fix | undefined {
  const test = /^==?$/.test(expr.operator) ? 'IS NULL' : /^(<>|!=)$/.test(expr.operator) ? 'IS NOT NULL' : undefined;
  if (!test) return undefined;
  const title = `Write ${test}`;
  if (isNull(expr.right)) {
    return { title, safety: 'unsafe', edits: [{ from: expr.left.to, to: expr.right.to, insert: ` ${test}` }] };
  }
  const drop = { from: expr.left.from, to: expr.right.from, insert: '' };
  return { title, safety: 'unsafe', edits: [drop, { from: expr.right.to, to: expr.right.to, insert: ` ${test}` }] };
}

export default defineRule({
  id: 'null-comparison',
  family: 'correctness',
  severity: 'error',
  fix: 'unsafe',

  summary: 'Comparison with NULL, which is never true',
  why:
    'A comparison with NULL gives NULL, whatever stands on the other side, and a filter drops such rows: `x = NULL` keeps no row at all, ' +
    '`x <> NULL` neither. Ask with `IS NULL` and `IS NOT NULL`, or compare with `<=>`, which treats two NULLs as equal.',
  docs: [
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id FROM main.sales.orders WHERE shipped_at = NULL;\n',
      good: 'SELECT order_id FROM main.sales.orders WHERE shipped_at IS NULL;\n',
    },
    {
      bad: 'SELECT order_id FROM main.sales.orders WHERE coupon != NULL;\n',
      good: 'SELECT order_id FROM main.sales.orders WHERE coupon IS NOT NULL;\n',
    },
    {
      bad: "SELECT CASE status WHEN NULL THEN 'open' ELSE status END AS status FROM main.sales.orders;\n",
      good: "SELECT CASE WHEN status IS NULL THEN 'open' ELSE status END AS status FROM main.sales.orders;\n",
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\nopen_orders = spark.table("main.sales.orders").where(F.col("shipped_at") == None)\n',
      good: 'from pyspark.sql import functions as F\nopen_orders = spark.table("main.sales.orders").where(F.col("shipped_at").isNull())\n',
    },
  ],
  nearMisses: [
    {
      why: 'an assignment, not a comparison',
      code: 'UPDATE main.sales.orders SET coupon = NULL WHERE order_id = 7;\n',
    },
    {
      why: 'assignments of a MERGE',
      code: 'MERGE INTO a.b.t USING a.b.s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.note = NULL, t.v = s.v;\n',
    },
    { why: 'the null-safe comparison', code: 'SELECT order_id FROM main.sales.orders WHERE coupon <=> NULL;\n' },
    { why: 'an argument by name', code: 'SELECT mask(name, upperChar => NULL) AS name FROM main.sales.customers;\n' },
    { why: 'a default', code: 'CREATE TABLE a.b.t (id BIGINT, note STRING DEFAULT NULL);\n' },
    { why: 'a setting', code: 'SET spark.sql.session.timeZone = NULL;\n' },
    { why: 'text that talks of NULL', code: "SELECT 'x = NULL' AS hint -- x = NULL\nFROM main.sales.orders;\n" },
    { why: 'DISTINCT FROM knows NULL', code: 'SELECT id FROM a.b.t WHERE x IS DISTINCT FROM NULL;\n' },
    {
      why: 'Python values compare with None as Python does',
      kind: 'python',
      code: 'def f(df, limit=None):\n    if limit == None:\n        return df\n    return df.select("a").columns != None\n',
    },
    {
      why: 'the null-safe comparison of a Column',
      kind: 'python',
      code: 'spark.table("a.b.c").where(F.col("x").eqNullSafe(None))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { node } of facts.comparisons) {
      if (node.op !== '==' && node.op !== '!=') continue;
      const [left, right] = [unwrapPython(node.left), unwrapPython(node.right)];
      const flipped = isNone(left);
      const column = flipped ? right : left;
      if (!(flipped || isNone(right)) || facts.valueOf(column).kind !== 'column') continue;
      const method = node.op === '==' ? 'isNull' : 'isNotNull';
      const isChain =
        column.type === 'Call' || column.type === 'Attribute' || column.type === 'Subscript' || column.type === 'Name';
      const text = facts.document.text.slice(column.from, column.to);
      const edits = [{ from: node.from, to: node.to, insert: `${text}.${method}()` }];
      yield {
        span: node,
        message: `A Column compared with None is never true: use \`.${method}()\`.`,
        fix: isChain ? { title: `Use .${method}()`, safety: 'unsafe', edits } : undefined,
      };
    }
  },

  scope: 'statement',
  words: ['NULL'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const expr of allExpressions(statement)) {
        if (expr.kind === 'case' && expr.operand) {
          for (const { when } of expr.branches) {
            if (isNull(when))
              yield { span: when, message: '`CASE x WHEN NULL` never matches: write `CASE WHEN x IS NULL`.' };
          }
        }
        if (expr.kind !== 'binary' || expr.operator === '<=>' || !isComparison(expr.operator)) continue;
        if (!isNull(expr.left) && !isNull(expr.right)) continue;
        const span = { from: expr.operatorSpan.from, to: isNull(expr.right) ? expr.right.to : expr.operatorSpan.to };
        yield {
          span,
          message: `\`${expr.operator} NULL\` is never true: use \`IS NULL\` or \`IS NOT NULL\`.`,
          fix: fixOf(expr),
        };
      }
    }
  },
});
