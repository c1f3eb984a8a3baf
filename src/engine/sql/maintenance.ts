import { holdsTemplate } from './marks';
import { piecesOf } from './phrases';
import type { SqlTree, Statement } from './tree';
import { isUnderstood } from './walk';
import type { Span } from '../types';

/** OPTIMIZE, VACUUM or ANALYZE of one table. */
export interface Maintenance {
  readonly command: 'OPTIMIZE' | 'VACUUM' | 'ANALYZE';
  /** Name of the table, in lower case. */
  readonly table: string;
  readonly levels: number;
  /** The command and its table. */
  readonly span: Span;
}

/**
 * What predictive optimisation would do by itself. ZORDER, FULL, RETAIN and DRY RUN are not among it, nor
 * is a table that is given as a path, or one whose name is only known at run time.
 */
export function maintenanceOf(statement: Statement, tree: SqlTree): Maintenance | undefined {
  const isAnalyze = statement.kind === 'other' && statement.words[0] === 'ANALYZE';
  if (statement.kind !== 'optimize' && statement.kind !== 'vacuum' && !isAnalyze) return undefined;
  if (!isUnderstood(statement)) return undefined;
  const pieces = piecesOf(tree, statement);
  const command = pieces[0]?.text;
  if (command !== 'OPTIMIZE' && command !== 'VACUUM' && command !== 'ANALYZE') return undefined;
  if (command === 'ANALYZE' && pieces[1]?.text !== 'TABLE') return undefined;
  const first = command === 'ANALYZE' ? 2 : 1;
  let end = first;
  while (pieces[end + 1]?.text === '.' && pieces[end + 2]) end += 2;
  const name = pieces.slice(first, end + 1);
  const rest = pieces.slice(end + 1).map(({ text }) => text);
  if (name.length === 0 || rest.some((word) => /^(ZORDER|FULL|RETAIN|DRY|WHERE|PARTITION)$/.test(word)))
    return undefined;
  const span = { from: pieces[0]!.from, to: name[name.length - 1]!.to };
  const table = name.map(({ text }) => text.toLowerCase()).join('');
  if (/[/'"]|^identifier$/.test(table) || holdsTemplate(tree, span)) return undefined;
  return { command, table, levels: (name.length + 1) / 2, span };
}
