import type { Span } from '../types';
import { Kind } from './reader/tokens';
import type { SqlTree } from './tree';

/** The comments of a text, in order. Optimizer hints and Jinja statements are no comments. */
export function sqlComments(tree: SqlTree): Span[] {
  const { tokens } = tree;
  const list: Span[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kinds[i] === Kind.comment) list.push({ from: tokens.from(i), to: tokens.to(i) });
  }
  return list;
}
