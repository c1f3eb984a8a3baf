import type { TreeItem } from 'vscode';

/** One node of the tree. Its id names the same thing after a refresh, so that what is unfolded stays so. */
export interface Node {
  readonly id: string;
  item(): TreeItem;
  children?(): readonly Node[] | Promise<readonly Node[]>;
  /** Where the context menu finds what it needs. */
  readonly copyId?: string;
  readonly pageUrl?: string;
}

/** The words that menus look for: what it is, and whether it has a page in the browser. */
export function contextOf(kind: 'job' | 'run' | 'task', pageUrl?: string): string {
  return pageUrl === undefined ? kind : `${kind} linked`;
}
