import { lastPart } from './names';
import type { ColumnExpr, Expr, Select } from './nodes';
import { childrenOf, walkExpr } from './walk';

/** Without the brackets around it. */
export function unwrap(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}

/** The parts of a condition that AND joins, in the order of the text. */
export function conjuncts(expr: Expr): Expr[] {
  return flatten(expr, 'AND');
}

/** The parts of a condition that OR joins, in the order of the text. */
export function disjuncts(expr: Expr): Expr[] {
  return flatten(expr, 'OR');
}

function flatten(expr: Expr, operator: string): Expr[] {
  const list: Expr[] = [];
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const inner = unwrap(next);
    if (inner.kind === 'binary' && inner.operator === operator) pending.push(inner.right, inner.left);
    else list.push(inner);
  }
  return list;
}

/** The conditions that a row must pass before it is grouped: ON of each join, those in brackets too, then WHERE. */
export function rowFilters({ sources, where }: Select): Expr[] {
  const list: Expr[] = [];
  const add = (joined: Select['sources']): void => {
    for (const { relation, join } of joined) {
      if (join?.on) list.push(join.on);
      if (relation.kind === 'group') add(relation.sources);
    }
  };
  add(sources);
  if (where) list.push(where);
  return list;
}

/** `=` in its spellings. */
export function isEquality(operator: string): boolean {
  return operator === '=' || operator === '==' || operator === '<=>';
}

const comparisons = new Set(['=', '==', '<=>', '<>', '!=', '<', '<=', '>', '>=', '!<', '!>']);

/** `=`, `<>`, `<` and so on. */
export function isComparison(operator: string): boolean {
  return comparisons.has(operator);
}

/** The columns that an expression mentions. Parameters of its lambdas are left out; queries inside are not entered. */
export function columnsOf(expr: Expr): ColumnExpr[] {
  const list: ColumnExpr[] = [];
  const collect = (root: Expr, bound: ReadonlySet<string> | undefined) => {
    const pending: Expr[] = [root];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.kind === 'column' && !bound?.has(next.parts[0]!.name.toLowerCase())) list.push(next);
      if (next.kind === 'lambda') {
        collect(next.body, new Set([...(bound ?? []), ...next.params.map((param) => param.name.toLowerCase())]));
        continue;
      }
      const children = childrenOf(next);
      for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]!);
    }
  };
  collect(expr, undefined);
  return list;
}

/** True when an expression holds something that is only known at run time, or that was not understood. */
export function hasUnknown(expr: Expr): boolean {
  for (const node of walkExpr(expr)) if (node.kind === 'hole' || node.kind === 'opaque') return true;
  return false;
}

/** Name of a called function in lower case, without its schema; `''` for anything else. */
export function callName(expr: Expr): string {
  return expr.kind === 'call' ? lastPart(expr.name) : '';
}

/** True for TRUE, `1 = 1` and everything else that holds for every pair. */
export function isAlwaysTrue(expr: Expr, text: string): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'literal')
    return inner.type === 'boolean' && text.slice(inner.from, inner.to).toUpperCase() === 'TRUE';
  if (inner.kind !== 'binary' || !/^(==?|<=>)$/.test(inner.operator)) return false;
  const { left, right } = inner;
  return (
    left.kind === 'literal' &&
    right.kind === 'literal' &&
    text.slice(left.from, left.to) === text.slice(right.from, right.to)
  );
}
