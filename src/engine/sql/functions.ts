import type { Span } from '../types';
import { pieceAfter, piecesOf } from './phrases';
import type { SqlTree, Statement } from './tree';

/** What a CREATE FUNCTION holds: an expression of SQL, code of Python, or the name of a class. */
export type FunctionBody = 'sql' | 'python' | 'class' | 'unknown';

/** What the statement makes a function from; `undefined` for any other statement. */
export function functionBody(tree: SqlTree, statement: Statement): FunctionBody | undefined {
  if (statement.kind !== 'create' || statement.object !== 'function') return undefined;
  const pieces = piecesOf(tree, statement);
  const language = pieceAfter(pieces, 'LANGUAGE')?.text.toUpperCase();
  if (language === 'PYTHON') return 'python';
  if (language !== undefined && language !== 'SQL') return 'unknown';
  const body = pieceAfter(pieces, 'AS');
  if (body && /^['"][\w.$]+['"]$/.test(body.text) && !pieces.some(({ text }) => text === 'RETURN')) return 'class';
  return pieces.some(({ text }) => text === 'RETURN') ? 'sql' : 'unknown';
}

/** The first words of a statement up to the end of the name, for a mark. */
export function headWithName(statement: Statement): Span {
  const name = statement.kind === 'create' ? statement.name : undefined;
  return { from: statement.head.from, to: name?.to ?? statement.head.to };
}
