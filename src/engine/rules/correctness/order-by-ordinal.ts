import { defineRule } from '../../rule';
import { ordinal } from '../../sql/keys';
import type { Expr, Select } from '../../sql/nodes';
import { unwrap } from '../../sql/predicates';
import { isUnderstood, queriesOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Fix } from '../../types';

/** What may stand in place of a position: the alias in ORDER BY, the expression itself in GROUP BY. */
function textOf(select: Select, position: number, clause: string, text: string): string | undefined {
  const items = select.items.slice(0, position);
  const item = items[position - 1];
  if (!item || items.some(({ expr }) => expr.kind === 'star' || expr.kind === 'hole')) return undefined;
  if (clause === 'ORDER BY' && item.alias) return text.slice(item.alias.from, item.alias.to);
  const inner = unwrap(item.expr);
  if (clause === 'ORDER BY' && inner.kind !== 'column') return undefined;
  for (const node of walkExpr(inner)) if (node.kind === 'subquery' || node.kind === 'exists') return undefined;
  return text.slice(item.expr.from, item.expr.to);
}

export default defineRule({
  id: 'order-by-ordinal',
  family: 'correctness',
  severity: 'off',
  fix: 'unsafe',

  summary: 'GROUP BY or ORDER BY a position instead of a column',
  why:
    '`ORDER BY 2` means the second column of the list. A column that is added in front of it, or a list that is sorted anew, changes the order or the grouping, and ' +
    'nothing says so.',
  docs: [
    {
      title: 'ORDER BY clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-orderby.html',
      checked: '2026-11-21',
    },
    {
      title: 'GROUP BY clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-groupby.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY 1 ORDER BY 2 DESC;\n',
      good: 'SELECT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id ORDER BY total DESC;\n',
    },
  ],
  nearMisses: [
    { why: 'columns are named', code: 'SELECT a, b FROM a.b.t ORDER BY b, a;\n' },
    { why: 'all columns', code: 'SELECT a, count(*) AS n FROM a.b.t GROUP BY ALL ORDER BY ALL;\n' },
    { why: 'an expression is no position', code: 'SELECT a FROM a.b.t ORDER BY a + 1, -1;\n' },
    { why: 'a number of rows', code: 'SELECT a FROM a.b.t ORDER BY a LIMIT 1;\n' },
    { why: 'a window has no list', code: 'SELECT row_number() OVER (PARTITION BY a ORDER BY 1) AS n FROM a.b.t;\n' },
    { why: 'text is no position', code: "SELECT a FROM a.b.t ORDER BY '1';\n" },
  ],

  scope: 'statement',
  words: ['number'],

  *sql({ tree }) {
    const { text } = tree;
    const fixOf = (select: Select | undefined, expr: Expr, position: number, clause: string): Fix | undefined => {
      const insert = select && textOf(select, position, clause, text);
      if (!insert) return undefined;
      return { title: `Write ${insert}`, safety: 'unsafe', edits: [{ from: expr.from, to: expr.to, insert }] };
    };
    for (const statement of statementsOf(tree)) {
      for (const { query } of queriesOf(statement)) {
        if (!isUnderstood(statement, query)) continue;
        const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
        const clauses: [Select | undefined, Expr, string][] = [];
        for (const body of bodies)
          if (body.kind === 'select')
            for (const key of body.groupBy?.items ?? []) clauses.push([body, key, 'GROUP BY']);
        const own = query.body.kind === 'select' ? query.body : undefined;
        for (const { expr } of query.orderBy) clauses.push([own, expr, 'ORDER BY']);
        for (const [select, expr, clause] of clauses) {
          const position = ordinal(expr, text);
          if (position === undefined) continue;
          const message = `\`${clause} ${position}\` depends on the order of the columns: name the column.`;
          yield { span: expr, message, fix: fixOf(select, expr, position, clause) };
        }
      }
    }
  },
});
