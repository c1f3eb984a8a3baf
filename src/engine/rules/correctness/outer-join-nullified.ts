import { perCell } from '../../python/per-cell';
import { columnFilters, demanded as demandedIn } from '../../python/frame-columns';
import { nullifierOf, type OuterJoin } from '../../python/outer-joins';
import { defineRule } from '../../rule';
import { andChain, withoutConjuncts } from '../../sql/conditions';
import { aliasOf } from '../../sql/names';
import type { Expr, JoinKind, Select, Source } from '../../sql/nodes';
import { columnsOf, conjuncts, isAlwaysTrue, isComparison, unwrap } from '../../sql/predicates';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Fix } from '../../types';

/** The outer join that fills a relation with NULL where there is no match. */
interface Nullifier {
  readonly kind: JoinKind;
  readonly source: Source;
}

function nullSupplied(select: Select, text: string): Map<string, Nullifier> {
  const found = new Map<string, Nullifier>();
  const { sources } = select;
  const add = (relation: Source['relation'], nullifier: Nullifier) => {
    const alias = aliasOf(relation);
    if (alias && relation.kind !== 'group') found.set(alias, nullifier);
  };
  for (const [i, source] of sources.entries()) {
    const { kind, on } = source.join ?? {};
    // Every row finds a partner, unless the other side is empty: a way to add what one row says.
    if (on && conjuncts(on).every((part) => isAlwaysTrue(part, text))) continue;
    if (kind === 'left' || kind === 'full') add(source.relation, { kind, source });
    if (kind === 'right' || kind === 'full')
      for (const { relation } of sources.slice(0, i)) add(relation, { kind, source });
  }
  return found;
}

/** The qualifier of a column, also inside a CAST. */
function qualifierOf(expr: Expr): string | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'cast') return qualifierOf(inner.expr);
  return inner.kind === 'column' && inner.parts.length > 1 ? inner.parts[0]!.name.toLowerCase() : undefined;
}

/** The qualifiers of the columns for whose NULL a condition is never true. */
function demanded(part: Expr): (string | undefined)[] {
  switch (part.kind) {
    case 'binary':
      if (!isComparison(part.operator) || part.operator === '<=>') return [];
      return [qualifierOf(part.left), qualifierOf(part.right)];
    case 'between':
    case 'like':
    case 'in':
      return [qualifierOf(part.expr)];
    case 'is':
      return part.not && part.what === 'NULL' ? [qualifierOf(part.expr)] : [];
    default:
      return [];
  }
}

/** Nobody joins more by hand; each fix writes the whole WHERE anew. */
const mostTables = 50;

/** Into the ON of a LEFT JOIN, when that can see all of its columns. */
function fixOf(select: Select, part: Expr, { kind, source }: Nullifier, tree: SqlTree): Fix | undefined {
  const on = source.join?.on;
  if (kind !== 'left' || !on || part.kind === 'is' || select.sources.length > mostTables) return undefined;
  for (const node of walkExpr(part))
    if (node.kind === 'subquery' || (node.kind === 'in' && node.query)) return undefined;
  const before = select.sources.slice(0, select.sources.indexOf(source) + 1).map(({ relation }) => aliasOf(relation));
  if (!columnsOf(part).every(({ parts }) => parts.length > 1 && before.includes(parts[0]!.name.toLowerCase())))
    return undefined;
  const edit = withoutConjuncts(select, new Set([part]), tree);
  if (!edit) return undefined;
  const wrap = andChain(on).some((one) => one.kind === 'binary' && one.operator === 'OR');
  const text = tree.text.slice(part.from, part.to);
  const edits = [
    ...(wrap ? [{ from: on.from, to: on.from, insert: '(' }] : []),
    { from: on.to, to: on.to, insert: `${wrap ? ')' : ''} AND ${text}` },
    edit,
  ];
  return { title: 'Move the condition to the join', safety: 'unsafe', edits };
}

/** `how="left"` becomes `how="inner"`, which is what the filter makes of it. */
function fixInPython({ how, kind }: OuterJoin): Fix | undefined {
  if (kind === 'full' || how.type !== 'Str' || how.parts.length !== 1) return undefined;
  return { title: 'Write an inner join', safety: 'unsafe', edits: [{ from: how.from, to: how.to, insert: '"inner"' }] };
}

/** Filters on columns that an outer join may have filled with NULL. */
const nullifiedIn = perCell((facts) =>
  [...columnFilters(facts)].flatMap(({ frame, parts }) =>
    parts.flatMap((part) =>
      demandedIn(part, facts).flatMap((column) => {
        const join = frame && nullifierOf(frame, column, facts);
        return join ? [{ join, part, column }] : [];
      }),
    ),
  ),
);

export default defineRule({
  id: 'outer-join-nullified',
  family: 'correctness',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'A filter that turns an outer join into an inner one',
  why:
    'An outer join keeps the rows without a match and fills the columns of the other side with NULL. A filter on such a column is not true for NULL, so these rows ' +
    'are dropped again. Move the condition into the join, allow for NULL, or write an inner join.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
    {
      title: 'NULL semantics (Databricks SQL)',
      url: 'https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-null-semantics',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.join (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/join',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT c.name, o.amount FROM main.sales.customers c LEFT JOIN main.sales.orders o ON o.customer_id = c.customer_id WHERE o.status = 'paid';\n",
      good: "SELECT c.name, o.amount FROM main.sales.customers c LEFT JOIN main.sales.orders o ON o.customer_id = c.customer_id AND o.status = 'paid';\n",
    },
    {
      bad: 'SELECT c.name, o.amount FROM main.sales.orders o RIGHT JOIN main.sales.customers c ON o.customer_id = c.customer_id WHERE o.amount > 10;\n',
      good: 'SELECT c.name, o.amount FROM main.sales.orders o INNER JOIN main.sales.customers c ON o.customer_id = c.customer_id WHERE o.amount > 10;\n',
    },
    {
      kind: 'python',
      bad:
        'customers = spark.table("main.sales.customers")\norders = spark.table("main.sales.orders")\n' +
        'paid = customers.join(orders, "customer_id", "left").where(orders.status == "paid")\n',
      good:
        'customers = spark.table("main.sales.customers")\norders = spark.table("main.sales.orders")\n' +
        'paid = customers.join(orders.where(orders.status == "paid"), "customer_id", "left")\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\nc = spark.table("main.sales.customers").alias("c")\no = spark.table("main.sales.orders").alias("o")\n' +
        'large = c.join(o, F.col("c.customer_id") == F.col("o.customer_id"), how="left_outer").filter(F.col("o.amount") > 10)\n',
      good:
        'from pyspark.sql import functions as F\n\nc = spark.table("main.sales.customers").alias("c")\no = spark.table("main.sales.orders").alias("o")\n' +
        'large = c.join(o, F.col("c.customer_id") == F.col("o.customer_id"), how="inner").filter(F.col("o.amount") > 10)\n',
    },
  ],
  nearMisses: [
    {
      why: 'one row that every row meets',
      code: 'SELECT o.id FROM main.s.orders o LEFT JOIN main.s.last_day d ON 1 = 1 WHERE o.day <= d.day;\n',
    },
    {
      why: 'the rows without a match are asked for',
      code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id WHERE b.id IS NULL;\n',
    },
    {
      why: 'NULL is allowed',
      code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id WHERE b.y = 1 OR b.y IS NULL;\n',
    },
    {
      why: 'NULL has a value',
      code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id WHERE coalesce(b.y, 0) = 0;\n',
    },
    {
      why: 'the null-safe comparison',
      code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id WHERE b.y <=> a.y;\n',
    },
    { why: 'the other side', code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id WHERE a.y = 1;\n' },
    { why: 'it may be either side', code: 'SELECT x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id WHERE y = 1;\n' },
    { why: 'an inner join', code: 'SELECT a.x FROM a.b.a JOIN a.b.b ON a.id = b.id WHERE b.y = 1;\n' },
    { why: 'the condition is in ON', code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b ON a.id = b.id AND b.y = 1;\n' },
    {
      why: 'a struct of the same name',
      code: 'SELECT a.x FROM a.b.a LEFT JOIN a.b.b c ON a.id = c.id WHERE a.c.y = 1;\n',
    },
    {
      why: 'an anti join supplies no NULL',
      code: 'SELECT a.x FROM a.b.a LEFT ANTI JOIN a.b.b ON a.id = b.id WHERE a.y = 1;\n',
    },
    {
      why: 'the rows without a match are asked for, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, "id", "left").where(b.y.isNull())\n',
    },
    {
      why: 'NULL is allowed or has a value, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, "id", "left").where((b.y == 1) | b.y.isNull()).where(F.coalesce(b.y, F.lit(0)) == 0).where(b.z.eqNullSafe(1))\n',
    },
    {
      why: 'the other side, or nobody knows which',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, "id", "left").where(a.y == 1).where(F.col("y") == 1)\n',
    },
    {
      why: 'an inner join, a semi join, and one whose kind is handed in',
      kind: 'python',
      code: 'def f(how):\n    a = spark.table("a.b.a")\n    b = spark.table("a.b.b")\n    x = a.join(b, "id").where(b.y == 1)\n    y = a.join(b, "id", "left_semi").where(a.y == 1)\n    return a.join(b, "id", how).where(b.y == 1)\n',
    },
    {
      why: 'a frame that is joined with itself',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\ndf = a.join(a.where(a.x > 1), "id", "left").where(a.x == 2)\n',
    },
    {
      why: 'the column was filled in after the join',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, "id", "left").withColumn("y", F.coalesce(b.y, F.lit(0))).where(b.y == 1)\n',
    },
    {
      why: 'the frame was filtered before the join',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b.where(b.y == 1), "id", "left")\n',
    },
  ],

  *python(facts) {
    const told = new Set<OuterJoin['call']>();
    for (const { join, part, column } of nullifiedIn(facts)) {
      if (told.has(join.call)) continue;
      told.add(join.call);
      yield {
        span: part.node,
        message: `This drops the rows that the ${join.kind} join kept, because \`${column.name}\` is NULL there: filter before the join, or write an inner join.`,
        fix: fixInPython(join),
      };
    }
  },

  scope: 'statement',
  words: ['JOIN WHERE'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        if (!select.where || !isUnderstood(statement, select)) continue;
        const supplied = nullSupplied(select, tree.text);
        if (supplied.size === 0) continue;
        const told = new Set<Nullifier>();
        for (const part of andChain(select.where)) {
          const alias = demanded(unwrap(part)).find((one) => one !== undefined && supplied.has(one));
          const nullifier = alias === undefined ? undefined : supplied.get(alias)!;
          if (!nullifier || told.has(nullifier)) continue;
          told.add(nullifier);
          const word = nullifier.kind.toUpperCase();
          yield {
            span: part,
            message: `This drops the rows that the ${word} JOIN kept, because \`${alias}\` is NULL there: move it into ON, or write INNER JOIN.`,
            fix: fixOf(select, part, nullifier, tree),
          };
        }
      }
    }
  },
});
