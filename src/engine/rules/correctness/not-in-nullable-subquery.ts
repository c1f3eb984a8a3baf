import { defineRule } from '../../rule';
import { andChain } from '../../sql/conditions';
import { holdsTemplate } from '../../sql/marks';
import type { Cte, Expr, InExpr, Query, Select } from '../../sql/nodes';
import { nullable } from '../../sql/nullability';
import { callName, columnsOf, unwrap } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, queriesOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Fix } from '../../types';

/** Conditions that decide which rows stay. */
function* filters(statement: Statement): Generator<[Expr, readonly Cte[]]> {
  if ((statement.kind === 'delete' || statement.kind === 'update') && statement.where) yield [statement.where, []];
  for (const { query, ctes } of queriesOf(statement)) {
    const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
    for (const body of bodies) {
      if (body.kind !== 'select') continue;
      for (const filter of [body.where, body.having, body.qualify]) if (filter) yield [filter, ctes];
    }
  }
}

/** `x NOT IN (SELECT …)` and `NOT x IN (SELECT …)`, at the top of a filter or below AND and OR. */
function* notIns(filter: Expr): Generator<InExpr & { query: Query }> {
  for (const node of walkExpr(filter)) {
    const negated = node.kind === 'unary' && node.operator === 'NOT' ? unwrap(node.expr) : undefined;
    const test = node.kind === 'in' && node.not ? node : negated?.kind === 'in' && !negated.not ? negated : undefined;
    if (test?.query) yield test as InExpr & { query: Query };
  }
}

/** `coalesce(x, …)`: somebody thought of NULL. */
function hasDefault(expr: Expr): boolean {
  return /^(coalesce|ifnull|nvl)$/.test(callName(unwrap(expr)));
}

function fixOf(select: Select, value: Expr, text: string): Fix | undefined {
  const last = select.sources[select.sources.length - 1];
  if (select.groupBy || select.having || select.qualify || !last || unwrap(value).kind !== 'column') return undefined;
  const test = `${text.slice(value.from, value.to)} IS NOT NULL`;
  const title = 'Leave NULL out of the subquery';
  const { where } = select;
  if (!where) return { title, safety: 'unsafe', edits: [{ from: last.to, to: last.to, insert: ` WHERE ${test}` }] };
  const edits = [{ from: where.to, to: where.to, insert: ` AND ${test}` }];
  const [only, ...more] = andChain(where);
  if (more.length === 0 && only!.kind === 'binary' && only!.operator === 'OR') {
    edits.unshift({ from: where.from, to: where.from, insert: '(' });
    edits[1] = { ...edits[1]!, insert: `) AND ${test}` };
  }
  return { title, safety: 'unsafe', edits };
}

export default defineRule({
  id: 'not-in-nullable-subquery',
  family: 'correctness',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'NOT IN over a subquery that may give NULL',
  why:
    'One NULL in the subquery empties the result: `x NOT IN (1, NULL)` is never true, because nobody knows whether x equals the unknown value. ' +
    'Use NOT EXISTS or LEFT ANTI JOIN, or leave NULL out of the subquery.',
  docs: [
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT customer_id FROM main.sales.customers WHERE customer_id NOT IN (SELECT customer_id FROM main.sales.orders);\n',
      good: 'SELECT c.customer_id FROM main.sales.customers c LEFT ANTI JOIN main.sales.orders o ON o.customer_id = c.customer_id;\n',
    },
    {
      bad: 'SELECT customer_id FROM main.sales.customers WHERE NOT (customer_id IN (SELECT customer_id FROM main.sales.orders WHERE open OR late));\n',
      good: 'SELECT c.customer_id FROM main.sales.customers c WHERE NOT EXISTS (SELECT 1 FROM main.sales.orders o WHERE o.customer_id = c.customer_id AND (o.open OR o.late));\n',
    },
  ],
  nearMisses: [
    {
      why: 'NULL is left out',
      code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT b FROM a.b.u WHERE b IS NOT NULL);\n',
    },
    {
      why: 'a condition leaves NULL out',
      code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT b FROM a.b.u WHERE b > 5);\n',
    },
    { why: 'NULL has a value', code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT coalesce(b, 0) FROM a.b.u);\n' },
    {
      why: 'the column is a key',
      code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT id FROM a.b.u);\n',
      tables: { 'a.b.u': { columns: [{ name: 'id' }], primaryKey: ['id'] } },
    },
    {
      why: 'the column is NOT NULL one step before',
      code: 'WITH k AS (SELECT id FROM a.b.u WHERE id IS NOT NULL) SELECT a FROM a.b.t WHERE a NOT IN (SELECT id FROM k);\n',
    },
    { why: 'a list of values', code: 'SELECT a FROM a.b.t WHERE a NOT IN (1, 2);\n' },
    { why: 'IN does not mind', code: 'SELECT a FROM a.b.t WHERE a IN (SELECT b FROM a.b.u);\n' },
    { why: 'the subquery is filled in', code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT ${column} FROM a.b.u);\n' },
    { why: 'the column is unknown', code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT * FROM a.b.u);\n' },
    { why: 'values are written down', code: 'SELECT a FROM a.b.t WHERE a NOT IN (SELECT 1);\n' },
  ],

  scope: 'statement',
  words: ['NOT IN'],

  *sql({ tree, catalog }) {
    for (const statement of statementsOf(tree)) {
      for (const [filter, ctes] of filters(statement)) {
        for (const test of notIns(filter)) {
          const { query } = test;
          const { body } = query;
          if (body.kind !== 'select' || query.pipes.length > 0 || !isUnderstood(statement, test)) continue;
          if (holdsTemplate(tree, query) || body.sources.length === 0) continue;
          const inner = [...ctes, ...query.ctes];
          const value = body.items.find(
            ({ expr }) =>
              unwrap(expr).kind !== 'star' &&
              columnsOf(expr).length > 0 &&
              !hasDefault(expr) &&
              nullable(expr, body, inner, catalog) !== false,
          )?.expr;
          if (!value || body.sources.some(({ relation }) => relation.kind === 'values')) continue;
          const shown = unwrap(value);
          const name = tree.text.slice(shown.from, shown.to);
          yield {
            span: test,
            message: `One NULL in \`${name}\` and this keeps no row: use NOT EXISTS, or leave NULL out of the subquery.`,
            fix: fixOf(body, value, tree.text),
          };
        }
      }
    }
  },
});
