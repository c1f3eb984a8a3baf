import { parse } from 'smol-toml';
import type { Span } from '../engine';

type Key = string | number;

interface Place {
  readonly path: readonly Key[];
  readonly span: Span;
}

/** The keys of `a."b.c".d`, read by the TOML parser itself. */
function keysOf(dotted: string): string[] {
  try {
    const keys: string[] = [];
    let at: unknown = parse(`${dotted} = 0`);
    while (typeof at === 'object' && at !== null) {
      const [key] = Object.keys(at);
      if (key === undefined) break;
      keys.push(key);
      at = (at as Record<string, unknown>)[key];
    }
    return keys;
  } catch {
    return [];
  }
}

/** Every table header and every key that begins a line, with its full path. */
function places(text: string): Place[] {
  const found: Place[] = [];
  const counts = new Map<string, number>();
  let table: Key[] = [];
  for (const match of text.matchAll(/^[ \t]*(?:\[\[([^\]\n]+)\]\]|\[([^[\]\n]+)\]|([^\s#=[][^=\n]*?)[ \t]*=)/gm)) {
    const [whole, list, header, key] = match;
    const name = list ?? header ?? key ?? '';
    const from = match.index + whole.indexOf(name);
    const span = { from, to: from + name.length };
    const keys = keysOf(name.trim());
    if (key !== undefined) {
      found.push({ path: [...table, ...keys], span });
    } else if (list !== undefined) {
      const id = keys.join('\0');
      const index = counts.get(id) ?? 0;
      counts.set(id, index + 1);
      table = [...keys, index];
      found.push({ path: table, span });
    } else {
      // `[a.list.more]` belongs to the latest entry of `[[a.list]]`.
      table = keys.flatMap((k, i): Key[] => {
        const count = counts.get(keys.slice(0, i + 1).join('\0'));
        return count === undefined ? [k] : [k, count - 1];
      });
      found.push({ path: table, span });
    }
  }
  return found;
}

/** Where a value stands in a TOML file: its key, or the nearest thing above it that begins a line of its own. */
export function tomlPlace(text: string, path: readonly Key[]): Span {
  let best: Place | undefined;
  let bestLength = 0;
  for (const place of places(text)) {
    const isAbove = place.path.length <= path.length && place.path.every((key, i) => key === path[i]);
    if (isAbove && place.path.length > bestLength) {
      best = place;
      bestLength = place.path.length;
    }
  }
  if (!best) return { from: 0, to: 0 };
  // The rest of the path stands within an inline value: look for its last name there.
  const last = path[path.length - 1];
  if (bestLength < path.length && typeof last === 'string') {
    const end = text.indexOf('\n', best.span.to);
    const at = text.slice(0, end < 0 ? undefined : end).indexOf(last, best.span.to);
    if (at >= 0) return { from: at, to: at + last.length };
  }
  return best.span;
}
