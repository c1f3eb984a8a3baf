import { lastName, outputName, readColumns, walkColumn, type ColumnFact } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { columnFilters } from '../../python/frame-columns';
import { groupingOf } from '../../python/unique-rows';
import { isShared } from '../../python/uses';
import { recentFrames, type DataFrameValue } from '../../python/values';
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

/** The columns that an aggregated frame is grouped by, when they are columns of its input and nothing else has their names. */
function keysBehind(frame: DataFrameValue, facts: PythonFacts): string[] {
  let at: DataFrameValue | undefined;
  for (at of recentFrames(frame)) if (!at.step || !/^(filter|where|orderBy|sort)$/.test(at.step.method)) break;
  const grouping = at && groupingOf(at);
  const isPlain = grouping && /^group[Bb]y$/.test(grouping.method) && at?.parent?.step?.method !== 'pivot';
  const keys = isPlain ? readColumns(grouping.call.args, facts) : undefined;
  const made = at?.step && readColumns(at.step.call.args, facts)?.map((one) => outputName(one, facts)?.toLowerCase());
  return (keys ?? []).flatMap((key) => {
    const name = key.kind === 'column' ? lastName(key.name).toLowerCase() : undefined;
    return name === undefined || made?.includes(name) ? [] : [name];
  });
}

function asksKeysIn(part: ColumnFact, keys: readonly string[], facts: PythonFacts): boolean {
  let found = false;
  for (const node of walkColumn(part.node, facts)) {
    if (node.kind === 'unknown' || (node.kind === 'call' && /^(over|rand|randn|uuid)$/.test(node.name))) return false;
    if (node.kind !== 'column') continue;
    if (!keys.includes(node.name.toLowerCase())) return false;
    found = true;
  }
  return found;
}

const message = 'This looks only at the keys of the groups: filtered before, the rows go away before they are grouped.';

export default defineRule({
  id: 'filter-after-aggregation',
  family: 'performance',
  severity: 'info',
  fix: 'unsafe',
  summary: 'A filter of groups that looks only at their keys',
  why:
    'A condition on a key says which rows are grouped at all, so its place is before the grouping (WHERE, or `where()` in front of `groupBy()`): the rows go before they are shuffled and grouped, and the reader finds it among the other filters. ' +
    'Spark moves plain conditions there by itself; nobody should have to count on it. HAVING, or `where()` after `agg()`, is for conditions on sums and counts.',
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
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\n\ntotals = spark.table("main.sales.orders").groupBy("city").agg(F.sum("amount").alias("total")).where(F.col("city") == "Rome")\n',
      good: 'from pyspark.sql import functions as F\n\ntotals = spark.table("main.sales.orders").where(F.col("city") == "Rome").groupBy("city").agg(F.sum("amount").alias("total"))\n',
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
    {
      why: 'a count or a sum, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nt = spark.table("a.b.t")\ndf = t.groupBy("k").count().where(F.col("count") > 1)\ndf = t.groupBy("k").agg(F.sum("x").alias("s")).where((F.col("k") == 1) | (F.col("s") > 5))\n',
    },
    {
      why: 'the key is aggregated under its own name, or made from something else',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nt = spark.table("a.b.t")\ndf = t.groupBy(F.to_date("ts").alias("day")).count().where(F.col("day") > "2024-01-01")\n',
    },
    {
      why: 'all groups are needed as well',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndays = spark.table("a.b.t").groupBy("k").count()\ndays.write.mode("overwrite").saveAsTable("a.b.days")\none = days.where(F.col("k") == 1)\n',
    },
    {
      why: 'the total row is left out, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").rollup("k").agg(F.sum("x")).where(F.col("k").isNotNull())\n',
    },
    {
      why: 'the keys are handed in',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndef f(keys, cond):\n    t = spark.table("a.b.t")\n    return t.groupBy(*keys).count().where(F.col("k") == 1), t.groupBy("k").count().where(cond)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const filter of columnFilters(facts)) {
      const keys = filter.frame ? keysBehind(filter.frame, facts) : [];
      const parts = keys.length > 0 ? filter.parts.filter((part) => asksKeysIn(part, keys, facts)) : [];
      if (parts.length > 0 && !isShared(filter.frame!, facts))
        for (const { node } of parts) yield { span: node, message };
    }
  },

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
