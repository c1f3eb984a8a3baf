import { parser } from '@lezer/python';
import { TreeFragment, type Tree } from '@lezer/common';

/** What is kept of a parse, so that the next one of an edited text reads only what changed. */
export interface ParsedPython {
  readonly text: string;
  readonly tree: Tree;
}

/**
 * Parses Python. Never fails: what is no Python becomes error nodes.
 * @param previous the parse of an earlier state of the same text; unchanged parts of its tree are used again.
 */
export function parsePython(text: string, previous?: ParsedPython): ParsedPython {
  if (!previous) return { text, tree: parser.parse(text) };
  if (previous.text === text) return previous;
  const change = difference(previous.text, text);
  const fragments = TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]);
  return { text, tree: parser.parse(text, fragments) };
}

/** The one stretch that differs between two texts. */
function difference(a: string, b: string): { fromA: number; toA: number; fromB: number; toB: number } {
  const shortest = Math.min(a.length, b.length);
  let start = 0;
  while (start < shortest && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let end = 0;
  while (end < shortest - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
  return { fromA: start, toA: a.length - end, fromB: start, toB: b.length - end };
}
