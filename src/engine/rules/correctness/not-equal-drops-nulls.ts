import { defineRule } from '../../rule';
import type { ColumnExpr, Expr } from '../../sql/nodes';
import { mayBeSameColumn, nullable, outerAliases, relationOf } from '../../sql/nullability';
import { aliasOf } from '../../sql/names';
import { conjuncts, unwrap } from '../../sql/predicates';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';
import type { Fix } from '../../types';

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

export default defineRule({
  id: 'not-equal-drops-nulls',
  family: 'correctness',
  severity: 'info',
  fix: 'unsafe',

  summary: 'A filter that excludes a value and loses the NULL rows with it',
  why:
    "`status <> 'closed'` reads like “everything that is not closed”, but for a NULL status the answer is NULL and the row is dropped. The same holds for NOT IN and " +
    'NOT LIKE. `IS DISTINCT FROM` keeps such rows; where they shall go, `AND status IS NOT NULL` says so.',
  docs: [
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
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
  ],

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
