import { parser } from '@lezer/python';
import { TreeFragment, type Tree } from '@lezer/common';
import { oncePer } from '../once';
import type { Span } from '../types';

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
  if (previous?.text === text) return previous;
  // How the parser gets over a mistake depends on what it uses again, and the same text must always give the same tree:
  // parts of a tree are used again only where neither state has a mistake.
  if (previous && !hasMistake(previous.tree)) {
    const change = difference(previous.text, text);
    const tree = parser.parse(text, TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]));
    if (!hasMistake(tree)) return { text, tree };
  }
  return { text, tree: parser.parse(text) };
}

const hasMistake = oncePer((tree: Tree): boolean => {
  const cursor = tree.cursor();
  do if (cursor.type.isError) return true;
  while (cursor.next());
  return false;
});

/** The one stretch that differs between two texts. */
function difference(a: string, b: string): { fromA: number; toA: number; fromB: number; toB: number } {
  const shortest = Math.min(a.length, b.length);
  let start = 0;
  while (start < shortest && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let end = 0;
  while (end < shortest - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
  return { fromA: start, toA: a.length - end, fromB: start, toB: b.length - end };
}

/** Error nodes on this share of a cell's lines, and on at least three, mean: no Python that could be read. */
const UNREADABLE_SHARE = 0.3;

/**
 * Comments of a cell, and the first place that could not be read when the cell is damaged as a whole. A few errors are
 * normal while somebody types, and Lezer does not know every construct: Python's own tools report those.
 */
export function inspect(tree: Tree, text: string): { comments: Span[]; unreadable?: Span } {
  const comments: Span[] = [];
  const errors: Span[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.name === 'Comment') comments.push({ from: node.from, to: node.to });
      else if (node.type.isError) errors.push({ from: node.from, to: node.to });
    },
  });
  if (errors.length < 3) return { comments };
  const lines = new Set(errors.map((e) => text.lastIndexOf('\n', Math.max(0, e.from - 1))));
  const all = text.split('\n').filter((line) => line.trim() !== '').length;
  const first = errors[0]!;
  return lines.size >= Math.max(3, all * UNREADABLE_SHARE) ? { comments, unreadable: first } : { comments };
}
