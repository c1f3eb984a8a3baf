import type { MappedText } from '../documents/mapped-text';
import type { Span } from '../types';
import type { PyNode, Stmt } from './ast';
import { childrenOf } from './walk';

/**
 * Moves statements by a number of characters: their cell stands somewhere else in the file now, but is the same.
 * The nodes are changed in place; whatever was found out about them before is not valid any more.
 */
export function moveStatements(body: readonly Stmt[], by: number, cell: MappedText): void {
  const pending: PyNode[] = [...body];
  const moveSpan = (span: Span): Span => ({ from: span.from + by, to: span.to + by });
  const addAll = (nodes: readonly (PyNode | undefined)[]): void => {
    for (const node of nodes) if (node) pending.push(node);
  };
  for (let node = pending.pop(); node; node = pending.pop()) {
    node.from += by;
    node.to += by;
    if (node.type === 'Str') node.cell = cell;
    if (by !== 0) {
      if ('nameSpan' in node) node.nameSpan = moveSpan(node.nameSpan);
      if ('argsSpan' in node) node.argsSpan = moveSpan(node.argsSpan);
      if ('opSpan' in node) node.opSpan = moveSpan(node.opSpan);
    }
    addAll(childrenOf(node));
  }
}
