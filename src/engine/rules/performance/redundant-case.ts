import { defineRule } from '../../rule';
import { holdsComment, holdsTemplate } from '../../sql/marks';
import type { CaseExpr, Expr } from '../../sql/nodes';
import { unwrap } from '../../sql/predicates';
import type { SqlTree, Statement } from '../../sql/tree';
import { isUnderstood, rootExpressions, selectsOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Fix, Span } from '../../types';

/** TRUE or FALSE written down. */
function booleanOf(expr: Expr | undefined, text: string): boolean | undefined {
  const inner = expr && unwrap(expr);
  if (inner?.kind !== 'literal' || inner.type !== 'boolean') return undefined;
  return text.slice(inner.from, inner.to).toUpperCase() === 'TRUE';
}

/** True when a condition is never NULL, because each of its parts asks for NULL. */
function isCertain(condition: Expr): boolean {
  const pending: Expr[] = [condition];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const inner = unwrap(next);
    if (inner.kind === 'binary' && (inner.operator === 'AND' || inner.operator === 'OR'))
      pending.push(inner.right, inner.left);
    else if (inner.kind === 'unary' && inner.operator === 'NOT') pending.push(inner.expr);
    else if (inner.kind !== 'is' && !(inner.kind === 'binary' && inner.operator === '<=>')) return false;
  }
  return true;
}

/** The condition that a CASE of TRUE and FALSE puts into more words; CASE makes FALSE of NULL, and so must it. */
function conditionFor({ branches }: CaseExpr, positive: boolean, text: string): string {
  const { when } = branches[0]!;
  const own = text.slice(when.from, when.to);
  const wrapped = /^(column|call|paren)$/.test(when.kind) ? own : `(${own})`;
  if (when.kind === 'is' && !positive)
    return `${text.slice(when.expr.from, when.expr.to)} IS ${when.not ? '' : 'NOT '}${when.what}`;
  if (isCertain(when)) return positive ? own : `NOT ${wrapped}`;
  return `${wrapped} IS ${positive ? '' : 'NOT '}TRUE`;
}

interface Found {
  readonly span: Span;
  readonly message: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

function redundancyOf(expr: CaseExpr, isRoot: boolean, text: string): Found | undefined {
  const { branches, operand, otherwise, from, to } = expr;
  const last = branches[branches.length - 1];
  if (!last || !otherwise) return undefined;
  const rest = unwrap(otherwise);
  if (rest.kind === 'literal' && rest.type === 'null') {
    const gap = /^\s*(?=else\s)/i.exec(text.slice(last.then.to, otherwise.from));
    const span = { from: gap ? last.then.to + gap[0].length : otherwise.from, to: otherwise.to };
    const edit = { from: last.then.to, to: otherwise.to, insert: '' };
    return { span, message: 'CASE without ELSE gives NULL anyway.', title: 'Leave ELSE NULL out', ...edit };
  }
  const [positive, negative] = [booleanOf(last.then, text), booleanOf(otherwise, text)];
  if (operand || branches.length > 1 || positive === undefined || negative === undefined || positive === negative)
    return undefined;
  const condition = conditionFor(expr, positive, text);
  const insert = isRoot ? condition : `(${condition})`;
  return {
    span: expr,
    message: 'This CASE gives back its condition: the condition alone says it.',
    title: 'Write the condition',
    from,
    to,
    insert,
  };
}

/** Select items without a name of their own: Spark names the column after the text, so that a change of it is a change of the schema. */
function namelessItems(statement: Statement): Set<Expr> {
  const list = new Set<Expr>();
  if (statement.kind === 'expressions') for (const { expr, alias } of statement.items) if (!alias) list.add(expr);
  for (const { select } of selectsOf(statement)) for (const { expr, alias } of select.items) if (!alias) list.add(expr);
  return list;
}

/** How often each CASE is written: two that must stay equal (SELECT and GROUP BY) are left to people. */
function timesWritten(cases: readonly { node: CaseExpr }[], text: string): Map<string, number> {
  const times = new Map<string, number>();
  for (const { node } of cases) {
    const own = keyOf(node, text);
    times.set(own, (times.get(own) ?? 0) + 1);
  }
  return times;
}

function keyOf(node: CaseExpr, text: string): string {
  return text.slice(node.from, node.to).replace(/\s+/g, ' ').toLowerCase();
}

function fixOf(found: Found, node: CaseExpr, tree: SqlTree): Fix | undefined {
  const { title, from, to, insert } = found;
  if (holdsComment(tree, found) || holdsTemplate(tree, node)) return undefined;
  return { title, safety: 'safe', edits: [{ from, to, insert }] };
}

export default defineRule({
  id: 'redundant-case',
  family: 'performance',
  severity: 'off',
  fix: 'safe',
  summary: 'A CASE that says nothing more than its parts',
  why:
    '`ELSE NULL` is what CASE does by itself, and `CASE WHEN paid THEN TRUE ELSE FALSE END` is the condition `paid IS TRUE`. The longer form takes longer to read and ' +
    'hides that NULL becomes FALSE there.',
  docs: [
    {
      title: 'case expression (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/functions/case.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id, CASE WHEN amount > 10 THEN 'large' ELSE NULL END AS size FROM main.sales.orders;\n",
      good: "SELECT order_id, CASE WHEN amount > 10 THEN 'large' END AS size FROM main.sales.orders;\n",
    },
    {
      bad: 'SELECT order_id, CASE WHEN coupon IS NULL THEN FALSE ELSE TRUE END AS has_coupon FROM main.sales.orders;\n',
      good: 'SELECT order_id, coupon IS NOT NULL AS has_coupon FROM main.sales.orders;\n',
    },
    {
      bad: "SELECT order_id, CASE WHEN status = 'open' THEN TRUE ELSE FALSE END AS is_open FROM main.sales.orders;\n",
      good: "SELECT order_id, (status = 'open') IS TRUE AS is_open FROM main.sales.orders;\n",
    },
  ],
  nearMisses: [
    { why: 'another value for the rest', code: "SELECT CASE WHEN a THEN 'x' ELSE 'y' END AS s FROM a.b.t;\n" },
    { why: 'no value for the rest', code: 'SELECT CASE WHEN a > 1 THEN TRUE END AS s FROM a.b.t;\n' },
    {
      why: 'NULL is one of three answers',
      code: 'SELECT CASE WHEN a > 1 THEN TRUE WHEN a < 0 THEN FALSE ELSE TRUE END AS s FROM a.b.t;\n',
    },
    { why: 'numbers for a sum', code: 'SELECT sum(CASE WHEN a > 1 THEN 1 ELSE 0 END) AS n FROM a.b.t;\n' },
    { why: 'NULL in a branch', code: "SELECT CASE WHEN a = '' THEN NULL ELSE a END AS a FROM a.b.t;\n" },
    { why: 'the same answer twice', code: 'SELECT CASE WHEN a > 1 THEN TRUE ELSE TRUE END AS s FROM a.b.t;\n' },
    { why: 'a text, not a boolean', code: "SELECT CASE WHEN a > 1 THEN 'true' ELSE 'false' END AS s FROM a.b.t;\n" },
  ],

  scope: 'statement',
  words: ['CASE'],

  *sql({ tree, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      const cases: { node: CaseExpr; root: Expr }[] = [];
      for (const root of rootExpressions(statement))
        for (const node of walkExpr(root)) if (node.kind === 'case') cases.push({ node, root });
      if (cases.length === 0) continue;
      const times = timesWritten(cases, tree.text);
      const nameless = namelessItems(statement);
      for (const { node, root } of cases) {
        const found = redundancyOf(node, node === root, tree.text);
        if (!found || !isUnderstood(statement, node) || !source.isKnown(node)) continue;
        const single = !nameless.has(root) && times.get(keyOf(node, tree.text)) === 1;
        yield { span: found.span, message: found.message, fix: single ? fixOf(found, node, tree) : undefined };
      }
    }
  },
});
