import { holdsTemplate } from './marks';
import { piecesOf, type Piece } from './phrases';
import type { AlterStatement, SqlTree } from './tree';
import { isUnderstood } from './walk';
import type { Span } from '../types';

/** What an ALTER TABLE does to columns that are there. */
export interface ColumnChange {
  readonly kind: 'drop' | 'rename' | 'type';
  readonly span: Span;
  /** Name of the column, where one is named outside of brackets; in lower case. */
  readonly column?: string;
  /** The new type, in lower case, for a plain type without parameters in brackets. */
  readonly type?: string;
}

/** The change of a column that an ALTER TABLE asks for; `undefined` for every other ALTER. */
export function columnChangeOf(statement: AlterStatement, tree: SqlTree): ColumnChange | undefined {
  if (statement.object !== 'table' || !statement.name || !isUnderstood(statement)) return undefined;
  const pieces = piecesOf(tree, { from: statement.name.to, to: statement.to });
  const [verb, noun] = [pieces[0], pieces[1]];
  if (!verb || !noun || verb.quoted || noun.quoted) return undefined;
  if (holdsTemplate(tree, { from: verb.from, to: statement.to })) return undefined;
  const span = { from: verb.from, to: pieces[pieces.length - 1]!.to };
  if (verb.text === 'DROP' && /^COLUMNS?$/.test(noun.text))
    return { kind: 'drop', span: { from: verb.from, to: statement.to } };
  if (verb.text === 'RENAME' && noun.text === 'COLUMN')
    return { kind: 'rename', span, column: pieces[2]?.text.toLowerCase() };
  if (verb.text !== 'ALTER' && verb.text !== 'CHANGE') return undefined;
  const first = noun.text === 'COLUMN' ? 2 : 1;
  return typeChange(pieces, first, span);
}

/** `ALTER COLUMN a TYPE int`; of a field inside a column nothing is known. */
function typeChange(pieces: readonly Piece[], first: number, span: Span): ColumnChange | undefined {
  const [column, word, type] = [pieces[first], pieces[first + 1], pieces[first + 2]];
  if (!column || word?.text !== 'TYPE' || word.quoted || !type) return undefined;
  return { kind: 'type', span, column: column.text.toLowerCase(), type: type.text.toLowerCase() };
}
