import { constantPairs, selfComparisons } from '../../spark/constant-conditions';
import { defineRule } from '../../rule';
import { askedBy, comparesTexts, coverAll, excludeEachOther, stableText, type Asked } from '../../sql/constants';
import type { SqlFacts } from '../../sql/facts';
import { joinComplaints } from '../../sql/joins';
import { holdsTemplate } from '../../sql/marks';
import type { BinaryExpr, Expr, Query } from '../../sql/nodes';
import { callName, hasUnknown, isAlwaysTrue, isComparison, unwrap } from '../../sql/predicates';
import { isAggregate } from '../../sql/sizes';
import type { Statement } from '../../sql/tree';
import { isUnderstood, rootExpressions, selectsOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Problem } from '../../types';

/** Conditions on one column that are compared with each other; nobody writes more by hand. */
const mostOfColumn = 20;

/** The parts that AND or OR joins, and the nodes between them. */
function chainOf(root: BinaryExpr): { parts: Expr[]; between: Expr[] } {
  const parts: Expr[] = [];
  const between: Expr[] = [];
  const pending: Expr[] = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const inner = unwrap(next);
    if (inner.kind === 'binary' && inner.operator === root.operator) {
      between.push(inner);
      pending.push(inner.right, inner.left);
    } else parts.push(inner);
  }
  return { parts, between };
}

/** Two conditions of a chain that together are never, or always, true. */
function pairIn(
  parts: readonly Expr[],
  clash: (a: Asked, b: Asked) => boolean,
  text: string,
): [Asked, Asked] | undefined {
  const byColumn = new Map<string, Asked[]>();
  // BETWEEN asks two things at once: beside OR neither of them holds alone.
  const demands = parts.map((part) => askedBy(part, text)).filter((list) => list.length < 2 || clash !== coverAll);
  for (const asked of demands.flat()) {
    const others = byColumn.get(asked.key) ?? [];
    const other = others.find((one) => one.part !== asked.part && clash(one, asked));
    if (other) return [other, asked];
    if (others.length < mostOfColumn) byColumn.set(asked.key, [...others, asked]);
  }
  return undefined;
}

function chainProblem(root: BinaryExpr, parts: readonly Expr[], text: string): Problem | undefined {
  const any = root.operator === 'OR';
  const idiom = any ? parts.find((part) => isAlwaysTrue(part, text)) : undefined;
  if (idiom) return { span: idiom, message: 'This makes the whole condition true: nothing beside it counts.' };
  const pair = pairIn(parts, any ? coverAll : excludeEachOther, text);
  if (!pair) return undefined;
  const [first, second] = pair.map(({ part }) => text.slice(part.from, part.to).replace(/\s+/g, ' ').slice(0, 80));
  const sure = any && pair.every(({ kind }) => kind.startsWith('is '));
  const verdict = any ? `always true${sure ? '' : ', NULL aside'}` : 'never true';
  return { span: pair[1].part, message: `\`${first}\` ${root.operator} \`${second}\` is ${verdict}.` };
}

function comparisonProblem({ operator, left, right, from, to }: BinaryExpr, text: string): Problem | undefined {
  const name = unwrap(left).kind === unwrap(right).kind ? stableText(left, text) : undefined;
  if (name !== undefined && name === stableText(right, text)) {
    return { span: { from, to }, message: selfMessage(operator) };
  }
  if (comparesTexts(left, right, text))
    return { span: { from, to }, message: 'Two constants are compared: the answer is always the same.' };
  if ((operator !== '<' && operator !== '>=') || text.slice(right.from, right.to) !== '0') return undefined;
  if (!/^count(_if)?$/.test(callName(unwrap(left)))) return undefined;
  return {
    span: { from, to },
    message: `A count is never negative: this is ${operator === '<' ? 'never' : 'always'} true.`,
  };
}

/** `EXISTS (SELECT max(x) FROM t WHERE …)`: one row comes, whatever the table holds. */
function givesOneRow({ body, limit, offset, pipes }: Query): boolean {
  return (
    body.kind === 'select' &&
    isAggregate(body) &&
    !body.having &&
    !body.qualify &&
    !limit &&
    !offset &&
    pipes.length === 0
  );
}

function problemOf(node: Expr, inChain: Set<Expr>, text: string): Problem | undefined {
  if (node.kind === 'exists' && givesOneRow(node.query))
    return { span: node, message: 'An aggregate without GROUP BY always gives a row: EXISTS is always true.' };
  if (node.kind === 'between') {
    const [low, high] = askedBy({ ...node, not: false }, text);
    if (low?.kind !== 'above' || high?.kind !== 'below' || !excludeEachOther(low, high)) return undefined;
    return {
      span: node,
      message: `The lower bound is above the upper one: this is ${node.not ? 'always' : 'never'} true.`,
    };
  }
  if (node.kind !== 'binary') return undefined;
  if (isComparison(node.operator)) return comparisonProblem(node, text);
  if ((node.operator !== 'AND' && node.operator !== 'OR') || inChain.has(node)) return undefined;
  const { parts, between } = chainOf(node);
  for (const inner of between) inChain.add(inner);
  return chainProblem(node, parts, text);
}

/** Join conditions of which `cartesian-join` says more. */
function badJoins(statement: Statement, { tree }: SqlFacts): Set<Expr> {
  const list = new Set<Expr>();
  for (const { select, ctes } of selectsOf(statement)) {
    for (const { join } of joinComplaints(select, ctes, tree.text)) if (join.on) list.add(join.on);
  }
  return list;
}

function selfMessage(operator: string): string {
  const verdict =
    operator === '<=>' ? 'always true' : /^(==?|[<>]=)$/.test(operator) ? 'true for all but NULL' : 'never true';
  return `Both sides are the same, so the comparison is ${verdict}.`;
}

export default defineRule({
  id: 'constant-condition',
  family: 'correctness',
  severity: 'warning',
  summary: 'A condition that is always or never true',
  why:
    "`status <> 'lost' OR status <> 'open'` lets everything through, `x > 10 AND x < 5` nothing, and `a.id = a.id` compares a column with itself. Spark runs them without a word; " +
    'mostly AND and OR (`&` and `|`) are mixed up, or an alias is wrong. `1 = 1` and `1 = 0` on their own are left alone: templates use them.',
  docs: [
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE status <> 'lost' OR status <> 'open';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE status <> 'lost' AND status <> 'open';\n",
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE city = 'Rome' AND city = 'Oslo';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE city IN ('Rome', 'Oslo');\n",
    },
    {
      bad: 'SELECT order_id FROM main.sales.orders WHERE amount BETWEEN 100 AND 10;\n',
      good: 'SELECT order_id FROM main.sales.orders WHERE amount BETWEEN 10 AND 100;\n',
    },
    {
      bad: 'SELECT order_id FROM main.sales.orders o WHERE EXISTS (SELECT count(*) FROM main.sales.stores s WHERE s.store_id = o.store_id);\n',
      good: 'SELECT order_id FROM main.sales.orders o WHERE EXISTS (SELECT 1 FROM main.sales.stores s WHERE s.store_id = o.store_id);\n',
    },
    {
      bad: 'SELECT o.order_id FROM main.sales.orders o WHERE o.customer_id = o.customer_id AND o.amount > 5;\n',
      good: 'SELECT o.order_id FROM main.sales.orders o WHERE o.customer_id = o.buyer AND o.amount > 5;\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\norders = spark.table("main.sales.orders").where((F.col("status") != "lost") | (F.col("status") != "open"))\n',
      good: 'from pyspark.sql import functions as F\norders = spark.table("main.sales.orders").where((F.col("status") != "lost") & (F.col("status") != "open"))\n',
    },
    {
      kind: 'python',
      bad: 'orders = spark.table("main.sales.orders")\norders = orders.where((orders.city == "Rome") & (orders.city == "Oslo"))\n',
      good: 'orders = spark.table("main.sales.orders")\norders = orders.where(orders.city.isin("Rome", "Oslo"))\n',
    },
  ],
  nearMisses: [
    { why: 'templates begin like that', code: 'SELECT a FROM a.b.t WHERE 1 = 1 AND a > 0;\n' },
    { why: 'only the columns are wanted', code: 'SELECT a FROM a.b.t WHERE 1 = 0;\n' },
    { why: 'an OR chain begins like that', code: 'SELECT a FROM a.b.t WHERE 1 = 0 OR a = 2;\n' },
    { why: 'a range', code: 'SELECT a FROM a.b.t WHERE x > 5 AND x < 10;\n' },
    { why: 'the rest of a range', code: "SELECT a FROM a.b.t WHERE d < '2024-01-01' OR d > '2024-12-31';\n" },
    { why: 'two ranges', code: 'SELECT a FROM a.b.t WHERE x BETWEEN 11 AND 14 OR x BETWEEN 18 AND 21;\n' },
    { why: 'two exclusions', code: "SELECT a FROM a.b.t WHERE s <> 'x' AND s <> 'y';\n" },
    { why: 'two values', code: "SELECT a FROM a.b.t WHERE s = 'x' OR s = 'y';\n" },
    {
      why: 'two columns of one name',
      code: 'SELECT l.a FROM a.b.l l INNER JOIN a.b.r r ON l.id = r.id AND l.x <> r.x;\n',
    },
    { why: 'NULL has its own branch', code: 'SELECT a FROM a.b.t WHERE s IS NULL OR s <> 5;\n' },
    { why: 'two random numbers', code: 'SELECT a FROM a.b.t WHERE rand() < rand();\n' },
    {
      why: 'the same number in two spellings',
      code: "SELECT a FROM a.b.t WHERE s = '01' AND s = '1' AND n = 1 AND n = 1.0;\n",
    },
    { why: 'a placeholder in a text', code: "SELECT a FROM a.b.t WHERE '${env}' = 'prod' OR '{{ env }}' = 'dev';\n" },
    {
      why: 'one of two branches of a template',
      code: 'SELECT a FROM a.b.t WHERE x = 1 {% if y %} AND x = 2 {% endif %};\n',
    },
    { why: 'a parameter may be anything', code: 'SELECT a FROM a.b.t WHERE :x IS NULL OR a = :x;\n' },
    { why: 'EXISTS of groups', code: 'SELECT a FROM a.b.t WHERE EXISTS (SELECT count(*) FROM a.b.u GROUP BY k);\n' },
    {
      why: 'another rule speaks of the join',
      code: 'SELECT o.a FROM a.b.o o INNER JOIN a.b.c c ON o.id = o.id;\n',
    },
    {
      why: 'a range, its rest, two exclusions, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nx = F.col("x")\nb = x.between(11, 14) | x.between(18, 21)\nc = ((x > 5) & (x < 10)) | (x == 20) | (x == 30)\nd = (x != 1) & (x != 2)\ne = (x < 5) | (x > 10)\n',
    },
    {
      why: 'NULL has its own branch, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nc = F.col("s").isNull() | (F.col("s") != 5)\n',
    },
    {
      why: 'two columns of one name, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, (a.id == b.id) & (a.x == 1) & (b.x == 2) & (a.x != b.x))\n',
    },
    {
      why: 'values that are handed in, and numbers of Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndef f(v, w):\n    n = 4\n    return ((F.col("x") == v) & (F.col("x") == w)) | (n != 1 or n != 2)\n',
    },
    {
      why: 'another rule speaks of the join, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\ndf = a.join(spark.table("a.b.b"), a.id == a.id)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const { text } = facts.document;
    for (const { node, operator } of selfComparisons(facts)) yield { span: node, message: selfMessage(operator) };
    for (const { operator, first, second } of constantPairs(facts)) {
      const [one, other] = [first, second].map(({ node }) =>
        text.slice(node.from, node.to).replace(/\s+/g, ' ').slice(0, 80),
      );
      const verdict = operator === '|' ? 'always true, NULL aside' : 'never true';
      yield { span: second.node, message: `\`${one}\` ${operator} \`${other}\` is ${verdict}.` };
    }
  },

  scope: 'statement',
  words: ['=', '==', '<=>', '<>', '!=', '<', '>', '<=', '>=', 'AND', 'OR', 'EXISTS'],

  *sql(facts) {
    const { tree, source } = facts;
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      const inChain = new Set<Expr>();
      let skipped: Set<Expr> | undefined;
      for (const root of rootExpressions(statement)) {
        for (const node of walkExpr(root)) {
          const problem = problemOf(node, inChain, tree.text);
          if (!problem || !isUnderstood(statement, node) || !source.isKnown(node) || holdsTemplate(tree, node))
            continue;
          if (hasUnknown(node)) continue;
          skipped ??= badJoins(statement, facts);
          if (!skipped.has(root)) yield problem;
        }
      }
    }
  },
});
