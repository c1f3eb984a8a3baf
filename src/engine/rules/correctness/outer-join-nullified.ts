import { defineRule } from '../../rule';
import { andChain, withoutConjuncts } from '../../sql/conditions';
import { aliasOf } from '../../sql/names';
import type { Expr, JoinKind, Select, Source } from '../../sql/nodes';
import { columnsOf, isComparison, unwrap } from '../../sql/predicates';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf, walkExpr } from '../../sql/walk';
import type { Fix } from '../../types';

/** The outer join that fills a relation with NULL where there is no match. */
interface Nullifier {
  readonly kind: JoinKind;
  readonly source: Source;
}

function nullSupplied(select: Select): Map<string, Nullifier> {
  const found = new Map<string, Nullifier>();
  const { sources } = select;
  const add = (relation: Source['relation'], nullifier: Nullifier) => {
    const alias = aliasOf(relation);
    if (alias && relation.kind !== 'group') found.set(alias, nullifier);
  };
  for (const [i, source] of sources.entries()) {
    const kind = source.join?.kind;
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

export default defineRule({
  id: 'outer-join-nullified',
  family: 'correctness',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'A WHERE that turns an outer join into an inner one',
  why:
    'An outer join keeps the rows without a match and fills the columns of the other side with NULL. A condition on such a column in WHERE is not true for NULL, so these rows ' +
    'are dropped again. Move the condition into ON, allow for NULL, or write INNER JOIN.',
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
  ],
  nearMisses: [
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
  ],

  scope: 'statement',
  words: ['JOIN WHERE'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const { select } of selectsOf(statement)) {
        if (!select.where || !isUnderstood(statement, select)) continue;
        const supplied = nullSupplied(select);
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
