const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/**
 * One Tab stop for a whole list: the arrow keys, Home, End and the page keys move among the elements that match
 * `selector` inside `host`. Call `settle` after the list changed.
 */
export class Roving {
  private current: HTMLElement | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly selector: string,
  ) {
    host.addEventListener('focusin', ({ target }) => {
      const item = target instanceof Element ? target.closest<HTMLElement>(selector) : null;
      if (item) this.makeStop(item);
    });
    host.addEventListener('keydown', (event) => this.move(event));
  }

  /** Makes sure that exactly one element can be reached with Tab. */
  settle(): void {
    if (this.current && this.host.contains(this.current)) return;
    const first = this.host.querySelector<HTMLElement>(this.selector);
    if (first) this.makeStop(first);
  }

  private move(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const items = [...this.host.querySelectorAll<HTMLElement>(this.selector)];
    const from = items.findIndex((item) => item === document.activeElement);
    if (from < 0) return;
    event.preventDefault();
    items[Math.min(items.length - 1, Math.max(0, from + step))]?.focus();
  }

  private makeStop(item: HTMLElement): void {
    if (this.current && this.current !== item) this.current.tabIndex = -1;
    item.tabIndex = 0;
    this.current = item;
  }
}
