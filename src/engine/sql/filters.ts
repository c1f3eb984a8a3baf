import type { Expr } from './nodes';
import type { Statement } from './tree';
import { selectsOf, type QueryUse } from './walk';

/** Queries in conditions and in place of one value decide on rows only from afar. */
const aside = new Set<QueryUse['role']>(['exists', 'in', 'scalar']);

/** True for a query whose rows reach the rows of the statement: itself, its CTEs, its subqueries in FROM. */
function reaches(use: QueryUse): boolean {
  for (let at: QueryUse | undefined = use; at; at = at.parent) if (aside.has(at.role)) return false;
  return true;
}

/** The WHERE and HAVING conditions that decide which rows a statement reads, in the order in which its queries nest. */
export function* rowConditions(statement: Statement): Generator<Expr> {
  for (const use of selectsOf(statement)) {
    if (!reaches(use)) continue;
    if (use.select.where) yield use.select.where;
    if (use.select.having) yield use.select.having;
  }
}

/** Every condition that decides which rows a statement brings or replaces: of its queries, of REPLACE WHERE, behind ON of a MERGE. */
export function* loadConditions(statement: Statement): Generator<Expr> {
  yield* rowConditions(statement);
  if (statement.kind === 'merge' && statement.on) yield statement.on;
  if (statement.kind === 'insert' && statement.replace?.kind === 'where') yield statement.replace.expr;
}
