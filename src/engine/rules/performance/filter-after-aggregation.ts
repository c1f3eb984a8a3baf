import { defineRule } from '../../rule';
import { andChain } from '../../sql/conditions';
import { isPlainFunction } from '../../sql/constants';
import { ordinal } from '../../sql/keys';
import { holdsComment, holdsTemplate } from '../../sql/marks';
import type { Expr, Select } from '../../sql/nodes';
import { unwrap } from '../../sql/predicates';
import type { SqlTree } from '../../sql/tree';
import { childrenOf, isUnderstood, selectsOf, statementsOf } from '../../sql/walk';
import { uniqueKeys, written } from '../../sql/windows';
import type { TableCatalog } from '../../catalog/catalog';
import type { Edit, Fix } from '../../types';

/** True when a condition can be answered from the keys of a group alone. */
function asksKeys(part: Expr, keys: ReadonlySet<string>, text: string): boolean {
  let found = false;
  const pending: Expr[] = [part];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'column' || next.kind === 'call') {
      if (keys.has(written(next, text))) {
        found = true;
        continue;
      }
      if (next.kind === 'column' || !isPlainFunction(next)) return false;
    }
    if (/^(hole|opaque|subquery|exists|lambda|star)$/.test(next.kind) || (next.kind === 'in' && next.query))
      return false;
    for (const child of childrenOf(next)) pending.push(child);
  }
  return found;
}

/** Keys that WHERE knows too: not those that have their name from the SELECT list. */
function keysOfInput({ groupBy, items }: Select, text: string): Set<string> {
  const keys = new Set<string>();
  for (const key of groupBy!.items) {
    const position = ordinal(unwrap(key), text);
    const expr = position === undefined ? key : items[position - 1]?.expr;
    if (!expr) continue;
    const name = written(expr, text);
    const renamed = items.some((item) => item.alias?.name.toLowerCase() === name && written(item.expr, text) !== name);
    if (!renamed) keys.add(name);
  }
  return keys;
}

function inBrackets(expr: Expr, text: string): string {
  const own = text.slice(expr.from, expr.to);
  return expr.kind === 'binary' && expr.operator === 'OR' ? `(${own})` : own;
}

/** Moves the parts from HAVING to WHERE; `undefined` where a comment or a template would be lost. */
function fixOf(select: Select, moved: ReadonlySet<Expr>, tree: SqlTree): Fix | undefined {
  const { having, where, groupBy, sources, head } = select;
  const { text } = tree;
  const last = sources[sources.length - 1];
  if (!having || !groupBy || !last || last.to < head.to || holdsTemplate(tree, select)) return undefined;
  if (holdsComment(tree, { from: groupBy.to, to: having.to })) return undefined;
  if (!/^\s*having\s*$/i.test(text.slice(groupBy.to, having.from))) return undefined;
  const parts = andChain(having);
  const kept = parts.filter((part) => !moved.has(part)).map((part) => text.slice(part.from, part.to));
  const added = parts.filter((part) => moved.has(part)).map((part) => inBrackets(part, text));
  const edits: Edit[] = [];
  if (!where) edits.push({ from: last.to, to: last.to, insert: ` WHERE ${added.join(' AND ')}` });
  else {
    const wrapped = inBrackets(where, text) !== text.slice(where.from, where.to);
    if (wrapped) edits.push({ from: where.from, to: where.from, insert: '(' });
    edits.push({ from: where.to, to: where.to, insert: `${wrapped ? ')' : ''} AND ${added.join(' AND ')}` });
  }
  edits.push(
    kept.length > 0
      ? { from: having.from, to: having.to, insert: kept.join(' AND ') }
      : { from: groupBy.to, to: having.to, insert: '' },
  );
  return { title: 'Filter in WHERE', safety: 'unsafe', edits };
}

/** The parts of HAVING that look at keys alone. */
function partsOnKeys(select: Select, catalog: TableCatalog, text: string): Expr[] {
  const keys = uniqueKeys(select, [], catalog, text);
  if (!keys || !select.having) return [];
  const names = new Set(keys.flat());
  return andChain(select.having).filter((part) => asksKeys(part, names, text));
}

export default defineRule({
  id: 'filter-after-aggregation',
  family: 'performance',
  severity: 'info',
  fix: 'unsafe',
  summary: 'HAVING that looks only at the keys of the groups',
  why:
    'A condition on a key says which rows are grouped at all, so its place is WHERE: the rows go before they are shuffled and grouped, and the reader finds it among the other filters. ' +
    'Spark moves plain conditions there by itself; nobody should have to count on it. HAVING is for conditions on sums and counts.',
  docs: [
    {
      title: 'HAVING clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-having.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT city, sum(amount) AS total FROM main.sales.orders GROUP BY city HAVING city = 'Rome';\n",
      good: "SELECT city, sum(amount) AS total FROM main.sales.orders WHERE city = 'Rome' GROUP BY city;\n",
    },
    {
      bad: "SELECT city, sum(amount) AS total FROM main.sales.orders WHERE paid GROUP BY city HAVING city IN ('Rome', 'Oslo') AND sum(amount) > 10;\n",
      good: "SELECT city, sum(amount) AS total FROM main.sales.orders WHERE paid AND city IN ('Rome', 'Oslo') GROUP BY city HAVING sum(amount) > 10;\n",
    },
  ],
  nearMisses: [
    { why: 'a count', code: 'SELECT k FROM a.b.t GROUP BY k HAVING count(*) > 1;\n' },
    { why: 'the name of a sum', code: 'SELECT k, sum(x) AS total FROM a.b.t GROUP BY k HAVING total > 1;\n' },
    { why: 'a key and a sum in one condition', code: 'SELECT k FROM a.b.t GROUP BY k HAVING k = 1 OR sum(x) > 5;\n' },
    { why: 'the largest key', code: 'SELECT k FROM a.b.t GROUP BY k HAVING max(k) > 1;\n' },
    {
      why: 'the total row is left out',
      code: 'SELECT k, sum(x) FROM a.b.t GROUP BY ROLLUP (k) HAVING k IS NOT NULL;\n',
    },
    { why: 'the same with its older words', code: 'SELECT k, sum(x) FROM a.b.t GROUP BY k WITH CUBE HAVING k > 1;\n' },
    { why: 'a function that may aggregate', code: 'SELECT k FROM a.b.t GROUP BY k HAVING main.tools.spread(k) > 1;\n' },
    { why: 'nothing is grouped', code: 'SELECT sum(x) AS s FROM a.b.t HAVING s > 1;\n' },
    { why: 'a condition that is filled in', code: 'SELECT k FROM a.b.t GROUP BY k HAVING ${condition};\n' },
    {
      why: 'a key against the other groups',
      code: 'SELECT k FROM a.b.t GROUP BY k HAVING k IN (SELECT k FROM a.b.u);\n',
    },
  ],

  scope: 'statement',
  words: ['HAVING'],

  *sql({ tree, catalog, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const { select } of selectsOf(statement)) {
        if (!select.having || !select.groupBy || !isUnderstood(statement, select)) continue;
        const parts = partsOnKeys(select, catalog, tree.text).filter((part) => source.isKnown(part));
        if (parts.length === 0) continue;
        const direct = keysOfInput(select, tree.text);
        const movable = new Set(parts.filter((part) => asksKeys(part, direct, tree.text)));
        const fix = movable.size > 0 ? fixOf(select, movable, tree) : undefined;
        for (const part of parts) {
          const first = part === [...movable][0];
          const message =
            'This looks only at the keys of the groups: WHERE takes the rows away before they are grouped.';
          yield { span: part, message, fix: first ? fix : undefined };
        }
      }
    }
  },
});
