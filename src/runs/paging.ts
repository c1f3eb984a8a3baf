import type { Page } from './model';

/** Everything that was gathered. `partial` means that more exists: the page cap was met, or the server sent a token twice. */
export interface Gathered<T> {
  readonly items: readonly T[];
  readonly partial: boolean;
}

/**
 * Follows page tokens to the end. An empty page with a token is no end. A token that comes again, or too many pages, are: a server in
 * a loop must not keep us for ever.
 */
export async function gather<T>(
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  cap: number,
): Promise<Gathered<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  for (let pages = 0; pages < cap; pages++) {
    const page = await fetchPage(token);
    items.push(...page.items);
    token = page.nextPageToken;
    if (token === undefined) return { items, partial: false };
    if (seen.has(token)) return { items, partial: true };
    seen.add(token);
  }
  return { items, partial: true };
}
