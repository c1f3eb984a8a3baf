import type { Edit } from '../types';
import { holdsComment } from './marks';
import type { Expr, Select } from './nodes';
import type { SqlTree } from './tree';

/** The parts that AND joins at the top of a condition, with the brackets around each of them. */
export function andChain(where: Expr): Expr[] {
  const parts: Expr[] = [];
  const pending: Expr[] = [where];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'binary' && next.operator === 'AND') pending.push(next.right, next.left);
    else parts.push(next);
  }
  return parts;
}

/**
 * Takes parts of `andChain` out of the WHERE of a SELECT, the word WHERE too when nothing is left. `undefined` where a
 * comment would be lost.
 */
export function withoutConjuncts(select: Select, gone: ReadonlySet<Expr>, tree: SqlTree): Edit | undefined {
  const { where, sources } = select;
  const last = sources[sources.length - 1];
  if (!where || !last || holdsComment(tree, { from: last.to, to: where.to })) return undefined;
  if (!/^\s*where\s*$/i.test(tree.text.slice(last.to, where.from))) return undefined;
  const parts = andChain(where);
  let insert = '';
  for (const [i, part] of parts.entries()) {
    if (gone.has(part)) continue;
    const text = tree.text.slice(part.from, part.to);
    insert += insert ? tree.text.slice(parts[i - 1]!.to, part.from) + text : text;
  }
  return insert ? { from: where.from, to: where.to, insert } : { from: last.to, to: where.to, insert: '' };
}
