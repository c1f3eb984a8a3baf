import type { TreeCursor } from '@lezer/common';
import type { MappedText } from '../documents/mapped-text';
import type { Span } from '../types';

/** Reading with a Lezer cursor: text, spans and children of the node it stands on. */
export abstract class CursorReader {
  constructor(
    protected readonly cell: MappedText,
    protected readonly text = cell.text,
  ) {}

  protected spanOf(from: number, to: number): Span {
    return this.cell.spanToHost({ from, to });
  }

  protected span(c: TreeCursor): Span {
    return this.spanOf(c.from, c.to);
  }

  protected source(c: TreeCursor): string {
    return this.text.slice(c.from, c.to);
  }

  /** Calls `visit` for each child; the cursor comes back to where it was. */
  protected children<T>(c: TreeCursor, visit: () => T): T[] {
    const out: T[] = [];
    if (!c.firstChild()) return out;
    do out.push(visit());
    while (c.nextSibling());
    c.parent();
    return out;
  }
}
