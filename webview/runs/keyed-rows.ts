import type { Part } from './cells';

/** Table rows, or groups of rows, that follow a list: a row that stays keeps its element, and with it focus and selection. */
export class KeyedRows<T> {
  /** What stands above the rows and stays: the caption and the head of a table. */
  private readonly head: Element | null;
  private readonly parts = new Map<string, { readonly part: Part<T>; shown: string }>();

  constructor(
    private readonly body: HTMLElement,
    private readonly keyOf: (row: T) => string,
    private readonly create: (row: T) => Part<T>,
  ) {
    this.head = body.lastElementChild;
  }

  update(rows: readonly T[]): void {
    const wanted = new Map(rows.map((row) => [this.keyOf(row), row]));
    // Gone rows leave first: otherwise every row below one would be moved, and a moved element loses the focus.
    for (const [key, { part }] of this.parts) {
      if (wanted.has(key)) continue;
      part.element.remove();
      this.parts.delete(key);
    }
    const focused = document.activeElement;
    let place = this.head ? this.head.nextElementSibling : this.body.firstElementChild;
    for (const [key, row] of wanted) {
      const element = this.follow(key, row);
      if (element === place) place = place.nextElementSibling;
      else this.body.insertBefore(element, place);
    }
    // A moved element loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.body.contains(focused))
      focused.focus({ preventScroll: true });
  }

  private follow(key: string, row: T): HTMLElement {
    const shown = JSON.stringify(row);
    const entry = this.parts.get(key) ?? { part: this.create(row), shown: '' };
    if (entry.shown !== shown) entry.part.update(row);
    entry.shown = shown;
    this.parts.set(key, entry);
    return entry.part.element;
  }
}
