import type { Call } from '../../python/ast';
import { unwrap as unwrapPython } from '../../python/ast';
import type { CallFact } from '../../python/facts';
import { defineRule } from '../../rule';
import { holdsComment } from '../../sql/marks';
import type { CallExpr, Expr } from '../../sql/nodes';
import { callName, unwrap } from '../../sql/predicates';
import type { SqlTree } from '../../sql/tree';
import { allExpressions, isUnderstood, statementsOf } from '../../sql/walk';
import type { Fix } from '../../types';

const sizes = /^(size|cardinality|array_size)$/;
const lists = /^(collect_list|array_agg)$/;

/** The aggregate that says the same as a function over a collected array. `distinct`: it counts each value once. */
interface Cure {
  readonly name: string;
  readonly distinct: boolean;
}

/** What to write for `outer(inner(x))`; `undefined` where the array is needed. */
function cureFor(outer: string, inner: string): Cure | undefined {
  const isList = lists.test(inner);
  if (!isList && inner !== 'collect_set') return undefined;
  if (outer === 'array_distinct') return { name: 'collect_set', distinct: false };
  if (outer === 'array_max' || outer === 'array_min') return { name: outer.slice('array_'.length), distinct: false };
  return sizes.test(outer) ? { name: 'count', distinct: !isList } : undefined;
}

function firstCall(call: CallExpr): CallExpr | undefined {
  const arg = call.args.length === 1 ? unwrap(call.args[0]!) : undefined;
  return arg?.kind === 'call' ? arg : undefined;
}

interface Found {
  readonly inner: CallExpr;
  readonly cure: Cure;
}

/** `size(array_distinct(collect_list(x)))` is one finding: the cure for the whole of it. */
function foundIn(outer: CallExpr): Found | undefined {
  const next = firstCall(outer);
  if (!next || outer.over || outer.distinct) return undefined;
  const nested = callName(next) === 'array_distinct' ? firstCall(next) : undefined;
  const inner = nested ?? next;
  const plain = cureFor(callName(outer), nested && sizes.test(callName(outer)) ? 'collect_set' : callName(inner));
  if (!plain || (nested && !cureFor('array_distinct', callName(nested))) || inner.args.length !== 1) return undefined;
  const cure = inner.distinct && plain.name !== 'collect_set' ? { ...plain, distinct: plain.name === 'count' } : plain;
  // No window counts distinct values: there the set is the way to do it.
  return cure.distinct && inner.over ? undefined : { inner, cure };
}

function textOf({ name, distinct }: Cure): string {
  return `${name}(${distinct ? 'DISTINCT …' : '…'})`;
}

function fixOf(outer: CallExpr, { inner, cure }: Found, tree: SqlTree): Fix | undefined {
  const arg = inner.args[0]!;
  if (holdsComment(tree, { from: outer.from, to: arg.from }) || holdsComment(tree, { from: inner.to, to: outer.to }))
    return undefined;
  const edits = [
    { from: outer.from, to: arg.from, insert: `${cure.name}(${cure.distinct ? 'DISTINCT ' : ''}` },
    { from: inner.to, to: outer.to, insert: '' },
  ];
  return { title: `Write ${textOf(cure)}`, safety: 'unsafe', edits };
}

/** The collecting call inside a Python call of these functions. */
function collected(fact: CallFact, inner: ReadonlyMap<Call, CallFact>): Cure | undefined {
  if (fact.qualified !== `pyspark.sql.functions.${fact.method}` || fact.call.args.length !== 1) return undefined;
  const arg = unwrapPython(fact.call.args[0]!.value);
  const call = arg.type === 'Call' ? inner.get(arg) : undefined;
  // `size(collect_set(x))` counts distinct values: another rule speaks of that.
  if (!call?.qualified || (call.method === 'collect_set' && sizes.test(fact.method))) return undefined;
  return cureFor(fact.method, call.method);
}

export default defineRule({
  id: 'redundant-collect',
  family: 'performance',
  severity: 'info',
  fix: 'unsafe',
  summary: 'An array collected only to be counted or made unique',
  why:
    '`size(collect_list(x))` gathers all values of a group in the memory of one task to learn how many there are; a large group ends it. `count`, `count(DISTINCT …)`, `max`, `min` and ' +
    '`collect_set` need no such array. The result is the same but for its type (BIGINT for INT) and, in arrays, the order.',
  docs: [
    {
      title: 'collect_list (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/functions/collect_list.html',
      checked: '2026-11-21',
    },
    {
      title: 'count (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/functions/count.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT store_id, size(collect_set(customer_id)) AS customers FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, count(DISTINCT customer_id) AS customers FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      bad: 'SELECT store_id, array_distinct(collect_list(city)) AS cities FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, collect_set(city) AS cities FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      bad: 'SELECT store_id, array_max(collect_list(amount)) AS largest FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, max(amount) AS largest FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\ncities = orders.groupBy("store_id").agg(F.array_distinct(F.collect_list("city")).alias("cities"))\n',
      good: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\ncities = orders.groupBy("store_id").agg(F.collect_set("city").alias("cities"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'no window counts distinct values',
      code: 'SELECT size(collect_set(c) OVER (PARTITION BY k)) AS n FROM a.b.t;\n',
    },
    {
      why: 'the list is wanted in order',
      code: 'SELECT k, array_sort(collect_list(x)) AS xs FROM a.b.t GROUP BY k;\n',
    },
    { why: 'the array is a column', code: 'SELECT size(items), array_distinct(items) FROM a.b.t;\n' },
    { why: 'the list is filtered first', code: 'SELECT size(filter(collect_list(x), y -> y > 1)) AS n FROM a.b.t;\n' },
    {
      why: 'the list is the result',
      code: 'SELECT k, collect_list(x) AS xs, collect_set(x) AS ys FROM a.b.t GROUP BY k;\n',
    },
    { why: 'a slice of it', code: 'SELECT k, size(slice(collect_set(x), 1, 10)) AS n FROM a.b.t GROUP BY k;\n' },
    {
      why: 'another rule speaks of it in Python, and a window needs it',
      kind: 'python',
      code: 'from pyspark.sql import functions as F, Window\nw = Window.partitionBy("k")\ndf = spark.table("a.b.t").withColumn("n", F.size(F.collect_set("x").over(w)))\n',
    },
  ],

  scope: 'statement',
  words: ['collect_list()', 'collect_set()', 'array_agg()'],

  pythonScope: 'cell',
  *python(facts) {
    const inner = new Map(
      facts.callsNamed('collect_list', 'array_agg', 'collect_set').map((fact) => [fact.call, fact]),
    );
    if (inner.size === 0) return;
    for (const fact of facts.callsNamed(
      'size',
      'cardinality',
      'array_size',
      'array_distinct',
      'array_max',
      'array_min',
    )) {
      const cure = collected(fact, inner);
      if (cure) yield { span: fact.call, message: `\`${cure.name}\` does this without collecting the values first.` };
    }
  },

  *sql({ tree, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      const told = new Set<Expr>();
      for (const node of allExpressions(statement)) {
        if (node.kind !== 'call' || told.has(node)) continue;
        const found = foundIn(node);
        if (!found || !isUnderstood(statement, node) || !source.isKnown(node)) continue;
        for (let part: CallExpr | undefined = firstCall(node); part && part !== found.inner; part = firstCall(part))
          told.add(part);
        yield {
          span: node,
          message: `\`${textOf(found.cure)}\` does this without collecting the values first.`,
          fix: fixOf(node, found, tree),
        };
      }
    }
  },
});
