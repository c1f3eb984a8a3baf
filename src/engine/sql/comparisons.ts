import type { Expr, Relation, Source } from './nodes';
import { isComparison, isEquality, rowFilters, unwrap } from './predicates';
import type { SqlFacts } from './facts';
import type { Statement } from './tree';
import type { TypeScope } from './types';
import { childrenOf, selectsOf } from './walk';

/** Two values that are compared with each other. */
export interface Comparison {
  /** The whole condition. */
  readonly whole: Expr;
  readonly left: Expr;
  readonly right: Expr;
  /** `=`, `<>`, membership in a list: everything but an order. */
  readonly asksEqual: boolean;
}

/** What is compared in an expression. Bodies of lambdas and queries are not entered: their names mean other things. */
export function comparisonsIn(expr: Expr): Comparison[] {
  const list: Comparison[] = [];
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'lambda') continue;
    addCompared(list, next);
    const children = childrenOf(next);
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]!);
  }
  return list;
}

function addCompared(list: Comparison[], whole: Expr): void {
  if (whole.kind === 'binary' && isComparison(whole.operator)) {
    const asksEqual = isEquality(whole.operator) || whole.operator === '<>' || whole.operator === '!=';
    list.push({ whole, left: unwrap(whole.left), right: unwrap(whole.right), asksEqual });
  } else if (whole.kind === 'between') {
    for (const bound of [whole.low, whole.high])
      list.push({ whole, left: unwrap(whole.expr), right: unwrap(bound), asksEqual: false });
  } else if (whole.kind === 'in') {
    for (const item of whole.list) list.push({ whole, left: unwrap(whole.expr), right: unwrap(item), asksEqual: true });
  } else if (whole.kind === 'case' && whole.operand) {
    for (const { when } of whole.branches)
      list.push({ whole: when, left: unwrap(whole.operand), right: unwrap(when), asksEqual: true });
  }
}

/** Expressions over one set of relations. */
export interface Scoped {
  readonly scope: TypeScope;
  readonly exprs: readonly Expr[];
  /** The FROM list of a SELECT; empty elsewhere. */
  readonly sources: readonly Source[];
}

/** The expressions of a statement with the relations whose columns they name; what reads groups (HAVING) is left out. */
export function* scopesOf(statement: Statement, { catalog }: SqlFacts): Generator<Scoped> {
  for (const { select, ctes } of selectsOf(statement)) {
    const { sources } = select;
    yield {
      scope: { sources, ctes, catalog },
      exprs: [...select.items.map(({ expr }) => expr), ...rowFilters(select)],
      sources,
    };
  }
  const own = (relations: readonly (Relation | undefined)[], exprs: readonly (Expr | undefined)[]): Scoped => ({
    scope: { sources: relations.flatMap((relation) => (relation ? [{ relation }] : [])), ctes: [], catalog },
    exprs: exprs.filter((expr) => expr !== undefined),
    sources: [],
  });
  if (statement.kind === 'merge') {
    const conditions = statement.clauses.map(({ condition }) => condition);
    yield own([statement.target.relation, statement.source?.relation], [statement.on, ...conditions]);
  } else if (statement.kind === 'update' || statement.kind === 'delete') {
    yield own([statement.target.relation], [statement.where]);
  }
}
