import type { SqlFacts } from './facts';
import { aliasOf, hasKnownTail, lastPart, sameTable } from './names';
import type { ColumnExpr, Expr, Query, Relation } from './nodes';
import { columnsOf, conjuncts, isEquality, unwrap } from './predicates';
import type { CreateStatement, MergeStatement, Statement } from './tree';
import { statementsOf } from './walk';

/** Which side of a MERGE a column belongs to; `undefined` where its qualifier does not tell. */
export function sideOf(column: ColumnExpr, merge: MergeStatement): 'target' | 'source' | undefined {
  if (column.parts.length < 2) return undefined;
  const qualifiers = column.parts.slice(0, -1).map((part) => part.name.toLowerCase());
  const names = (relation: Relation | undefined): boolean => {
    if (!relation) return false;
    if (qualifiers.length === 1 && aliasOf(relation) === qualifiers[0]) return true;
    return relation.kind === 'table' && !relation.alias && sameTable(relation.name.text, qualifiers.join('.'));
  };
  const inTarget = names(merge.target.relation);
  const inSource = names(merge.source?.relation);
  return inTarget === inSource ? undefined : inTarget ? 'target' : 'source';
}

/** The columns of the source that the condition sets equal to the target; `undefined` when it says more, or cannot be read. */
export function sourceKeys(merge: MergeStatement): string[] | undefined {
  if (!merge.on) return undefined;
  const keys: string[] = [];
  for (const part of conjuncts(merge.on)) {
    const columns = columnsOf(part);
    const sides = columns.map((column) => sideOf(column, merge));
    if (sides.includes(undefined)) return undefined;
    if (sides.every((side) => side === 'target')) continue;
    if (part.kind !== 'binary' || !isEquality(part.operator)) return undefined;
    const [left, right] = [unwrap(part.left), unwrap(part.right)];
    if (left.kind !== 'column' || right.kind !== 'column' || sides[0] === sides[1]) return undefined;
    const own = sides[0] === 'source' ? left : right;
    if (own.parts.length > 2) return undefined;
    keys.push(lastPart(own));
  }
  return keys.length > 0 ? keys : undefined;
}

/** The query behind the source: the subquery itself, or that of a temporary view which the same text makes. */
export function sourceQuery(merge: MergeStatement, facts: SqlFacts): Query | undefined {
  const relation = merge.source?.relation;
  if (!relation || relation.modifiers.length > 0) return undefined;
  if (relation.kind === 'subquery') return relation.query;
  if (relation.kind !== 'table' || relation.name.parts.length !== 1 || !hasKnownTail(relation.name)) return undefined;
  const { text } = relation.name;
  const own = statementsOf(facts.tree);
  const makesView = (s: Statement): s is CreateStatement =>
    s.kind === 'create' && s.object === 'view' && s.temporary && s.name?.text === text;
  const near = own.slice(0, own.indexOf(merge)).findLast(makesView);
  if (near) return near.query;
  for (const tree of [...(facts.before ?? [])].reverse()) {
    const found = statementsOf(tree).findLast(makesView);
    if (found) return found.query;
  }
  return undefined;
}

/** Name of an expression that is a plain column, in lower case. */
export function columnName(expr: Expr): string | undefined {
  const inner = unwrap(expr);
  return inner.kind === 'column' ? lastPart(inner) : undefined;
}
