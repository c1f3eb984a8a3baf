import type { Span } from '../types';
import type { Stmt } from './ast';
import { nodesIn } from './walk';

/**
 * Moves statements by a number of characters: their cell stands somewhere else in the file now, but is the same.
 * The nodes are changed in place, the spans that they hold too: facts about them move along.
 */
export function moveStatements(body: readonly Stmt[], by: number): void {
  const move = (span: Span): void => {
    const place: { from: number; to: number } = span;
    place.from += by;
    place.to += by;
  };
  for (const nodes of nodesIn(body).values()) {
    for (const node of nodes) {
      node.from += by;
      node.to += by;
      if ('nameSpan' in node) move(node.nameSpan);
      if ('argsSpan' in node) move(node.argsSpan);
      if ('opSpan' in node) move(node.opSpan);
    }
  }
}
