import { defineRule } from '../../rule';
import { joinedRelations, meetsOnce } from '../../sql/fan-out';
import { holdsTemplate } from '../../sql/marks';
import { aliasOf, lastPart } from '../../sql/names';
import type { Expr, SelectItem, Source } from '../../sql/nodes';
import { Kind } from '../../sql/reader/tokens';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectExpressions, selectsOf, statementsOf, walkExpr, type SelectUse } from '../../sql/walk';
import type { Span } from '../../types';

/** How often each name stands in a text, in lower case. */
function namesIn(spans: readonly Span[], { tokens }: SqlTree): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { from, to } of spans) {
    for (let i = tokens.at(from); i < tokens.count && tokens.from(i) < to; i++) {
      const kind = tokens.kinds[i];
      if (kind !== Kind.word && kind !== Kind.quoted) continue;
      const text = tokens.textOf(i).toLowerCase();
      const name = kind === Kind.quoted ? text.slice(1, -1) : text;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

/** True when a column says which relation it comes from, and nothing in it may read another one unseen. */
function saysWhose(root: Expr, shown: ReadonlySet<string>): boolean {
  for (const expr of walkExpr(root)) {
    if (expr.kind === 'subquery' || expr.kind === 'exists' || (expr.kind === 'in' && expr.query)) return false;
    if (expr.kind === 'hole' || expr.kind === 'opaque') return false;
    if (expr.kind === 'column' && expr.parts.length === 1 && !shown.has(lastPart(expr))) return false;
  }
  return true;
}

function isBareStar({ expr }: SelectItem): boolean {
  return expr.kind === 'star' && expr.qualifier.length === 0;
}

/** The outer joins of a SELECT whose relation is named nowhere but in the join itself. */
function* unread({ select, query }: SelectUse, tree: SqlTree): Generator<Source & { readonly alias: string }> {
  const outer = select.sources.filter(({ join }) => join?.kind === 'left' && join.on);
  if (outer.length === 0) return;
  const sorted = query.body === select ? query.orderBy.map(({ expr }) => expr) : [];
  if (select.items.some(isBareStar)) return;
  for (const expr of selectExpressions(select)) if (!saysWhose(expr, new Set())) return;
  // Only ORDER BY asks for the name of a result before it asks for a column.
  const shown = new Set(select.items.flatMap(({ alias }) => (alias ? [alias.name.toLowerCase()] : [])));
  if (!sorted.every((expr) => saysWhose(expr, shown))) return;
  const all = namesIn([select, ...sorted], tree);
  for (const source of outer) {
    const alias = aliasOf(source.relation);
    const { kind, columnAliases } = source.relation;
    if (alias === undefined || columnAliases || (kind !== 'table' && kind !== 'subquery')) continue;
    const own = namesIn([source.join!.from < source.from ? { from: source.join!.from, to: source.to } : source], tree);
    if (all.get(alias) === own.get(alias)) yield { ...source, alias };
  }
}

export default defineRule({
  id: 'unused-join',
  family: 'performance',
  severity: 'off',
  summary: 'An outer join whose columns nobody reads',
  why:
    'A LEFT JOIN keeps every row of the left side, so a table that gives no column cannot filter anything: at best it costs a shuffle and changes nothing, at worst it doubles rows ' +
    'without anybody wanting it. Remove it, or say with EXISTS what it was to ask.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, o.amount FROM main.sales.orders o LEFT JOIN main.sales.stores s ON s.store_id = o.store_id;\n',
      good: 'SELECT o.order_id, o.amount FROM main.sales.orders o;\n',
    },
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o LEFT JOIN main.sales.customers c ON c.customer_id = o.customer_id LEFT JOIN main.sales.stores s ON s.store_id = o.store_id;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o LEFT JOIN main.sales.customers c ON c.customer_id = o.customer_id;\n',
    },
  ],
  nearMisses: [
    {
      why: 'an inner join filters',
      code: 'SELECT o.id FROM a.b.orders o JOIN a.b.stores s ON s.store_id = o.store_id;\n',
    },
    {
      why: 'an anti join filters',
      code: 'SELECT o.id FROM a.b.orders o LEFT ANTI JOIN a.b.stores s ON s.store_id = o.store_id;\n',
    },
    {
      why: 'read in WHERE',
      code: 'SELECT o.id FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id WHERE s.store_id IS NULL;\n',
    },
    {
      why: 'another join reads it',
      code: 'SELECT o.id, c.name FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id LEFT JOIN a.b.cities c ON c.city_id = s.city_id;\n',
    },
    {
      why: 'read by ORDER BY alone',
      code: 'SELECT o.id FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id ORDER BY s.city;\n',
    },
    {
      why: 'a star takes it all',
      code: 'SELECT * FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id;\n',
    },
    {
      why: 'whose column it is cannot be told',
      code: 'SELECT o.id, city FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id;\n',
    },
    {
      why: 'an alias of the name of a column',
      code: 'SELECT o.id, sum(amount) AS amount FROM a.b.stores o LEFT JOIN a.b.orders s ON s.store_id = o.id GROUP BY o.id;\n',
    },
    {
      why: 'a subquery may ask it',
      code: 'SELECT o.id FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id WHERE EXISTS (SELECT 1 FROM a.b.cities WHERE id = city_id);\n',
    },
    {
      why: 'columns are filled in',
      code: 'SELECT o.id, ${columns} FROM a.b.orders o LEFT JOIN a.b.stores s ON s.store_id = o.store_id;\n',
    },
    { why: 'rows of an array', code: 'SELECT o.id FROM a.b.orders o LATERAL VIEW OUTER explode(o.items) i AS item;\n' },
  ],

  scope: 'statement',
  words: ['JOIN'],

  *sql({ tree, catalog }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const use of selectsOf(statement)) {
        const { select, ctes } = use;
        if (!isUnderstood(statement, select) || holdsTemplate(tree, use.query)) continue;
        let relations: ReturnType<typeof joinedRelations>;
        for (const { alias, join } of unread(use, tree)) {
          relations ??= joinedRelations(select);
          const joined = relations?.get(alias);
          const once = joined !== undefined && meetsOnce(joined, ctes, catalog);
          const message = once
            ? `Nobody reads a column of \`${alias}\`, and the join keeps every row: it changes nothing.`
            : `Nobody reads a column of \`${alias}\`: all that this join can do is double rows.`;
          yield { span: join!, message };
        }
      }
    }
  },
});
