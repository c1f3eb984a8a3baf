import type { Expr, Source } from './nodes';
import type { Statement } from './tree';

/** Expressions that a statement holds outside its queries. */
export function expressionsOf(statement: Statement): Expr[] {
  switch (statement.kind) {
    case 'insert':
      return statement.replace ? [statement.replace.expr] : [];
    case 'merge':
      return present([
        statement.on,
        ...statement.clauses.flatMap((c) => [c.condition, ...c.assignments.map((a) => a.value), ...(c.values ?? [])]),
      ]);
    case 'update':
      return present([...statement.assignments.map((a) => a.value), statement.where]);
    case 'delete':
    case 'optimize':
      return present([statement.where]);
    case 'set':
      return present([statement.expr]);
    case 'create':
      return present([statement.returns]);
    case 'other':
      return present([statement.value]);
    case 'expressions':
      return statement.items.map((item) => item.expr);
    default:
      return [];
  }
}

/** The items that are there. */
export function present<T>(list: readonly (T | undefined)[]): T[] {
  return list.filter((item): item is T => item !== undefined);
}

/** What a statement reads from outside its queries. */
export function sourcesOf(statement: Statement): readonly Source[] {
  if (statement.kind === 'merge') return present([statement.source]);
  return statement.kind === 'multi-insert' ? statement.sources : [];
}
