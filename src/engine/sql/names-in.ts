import { oncePer } from '../once';
import type { Name, Source } from './nodes';
import type { Statement } from './tree';
import { queriesOf, relationsOf } from './walk';

/** The name of a table as a statement uses it. */
export interface NameUse {
  readonly name: Name;
  readonly role: 'read' | 'written';
}

/** Every table name in a statement, those in its queries included. Names of CTEs are among them. */
export const namesIn = oncePer((statement: Statement): readonly NameUse[] => {
  const list: NameUse[] = written(statement).map((name) => ({ name, role: 'written' }));
  const addTables = (sources: readonly Source[]): void => {
    for (const relation of relationsOf(sources))
      if (relation.kind === 'table') list.push({ name: relation.name, role: 'read' });
  };
  if (statement.kind === 'merge' && statement.source) addTables([statement.source]);
  if (statement.kind === 'multi-insert') addTables(statement.sources);
  if (statement.kind === 'create' && statement.clone) list.push({ name: statement.clone, role: 'read' });
  for (const { query } of queriesOf(statement)) {
    const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
    for (const body of bodies) {
      if (body.kind === 'select') addTables(body.sources);
      if (body.kind === 'table') list.push({ name: body.name, role: 'read' });
    }
    for (const pipe of query.pipes) addTables(pipe.sources);
  }
  return list;
});

function written(statement: Statement): Name[] {
  switch (statement.kind) {
    case 'merge':
    case 'update':
    case 'delete':
      return statement.target.relation.kind === 'table' ? [statement.target.relation.name] : [];
    case 'insert':
    case 'copy':
    case 'truncate':
    case 'optimize':
    case 'vacuum':
      return statement.target ? [statement.target] : [];
    case 'create':
    case 'alter':
    case 'drop':
      return statement.name ? [statement.name] : [];
    default:
      return [];
  }
}
