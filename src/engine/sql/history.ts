import type { SqlFacts } from './facts';
import type { Name } from './nodes';
import { sameTable } from './names';
import type { SqlTree, Statement } from './tree';
import { statementsOf } from './walk';

/** What runs before a statement in the same file; `undefined` where that is not known. */
export function statementsBefore(facts: SqlFacts, statement: Statement): Statement[] | undefined {
  const { earlier, before } = facts;
  if (!earlier && facts.place !== 'file') return undefined;
  const list: Statement[] = [];
  for (const tree of [...(earlier ?? []), ...(before ?? [])])
    for (const statement of statementsOf(tree)) list.push(statement);
  for (const own of statementsOf(facts.tree)) {
    if (own.from >= statement.from) break;
    list.push(own);
  }
  return list;
}

/** All SQL that runs before the text or the statement of these facts, and what they hold themselves, in order. */
export function treesUpTo({ earlier, before, tree }: SqlFacts): SqlTree[] {
  return [...(earlier ?? []), ...(before ?? []), tree];
}

/** The SQL of the same text, and all that runs before it: where a rule looks for what is said somewhere else. */
export function treesAround(facts: SqlFacts): SqlTree[] {
  return [...treesUpTo(facts), ...(facts.after ?? [])];
}

/** True when the statement makes a table new or takes rows out of it. */
export function clears(statement: Statement, table: Name): boolean {
  switch (statement.kind) {
    case 'delete':
      return statement.target.relation.kind === 'table' && sameTable(statement.target.relation.name.text, table.text);
    case 'truncate':
      return statement.target !== undefined && sameTable(statement.target.text, table.text);
    case 'drop':
      return statement.name !== undefined && sameTable(statement.name.text, table.text);
    case 'create':
      return creates(statement, table) && !(statement.kind === 'create' && statement.ifNotExists);
    default:
      return false;
  }
}

/** True when the statement creates the table, even if it may be there already. */
export function creates(statement: Statement, table: Name): boolean {
  return statement.kind === 'create' && statement.name !== undefined && sameTable(statement.name.text, table.text);
}
