import type { Edit, Fix, Safety } from './types';

/**
 * Applies edits to a text. Edits that overlap one that was already taken are left out.
 * @returns the new text and the edits that were applied, in order.
 */
export function applyEdits(text: string, edits: readonly Edit[]): { text: string; applied: Edit[] } {
  const sorted = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  const applied: Edit[] = [];
  const out: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (edit.from < at || edit.to < edit.from || edit.to > text.length) continue;
    out.push(text.slice(at, edit.from), edit.insert);
    at = edit.to;
    applied.push(edit);
  }
  out.push(text.slice(at));
  return { text: out.join(''), applied };
}

/** Fixes that do not overlap each other, first come first served; a fix is taken whole or not at all. */
export function selectFixes<T extends { readonly fix?: Fix }>(items: readonly T[], allowed: readonly Safety[]): T[] {
  const taken: Edit[] = [];
  const chosen: T[] = [];
  for (const item of items) {
    if (!item.fix || !allowed.includes(item.fix.safety)) continue;
    const clash = item.fix.edits.some((e) => taken.some((t) => overlaps(e, t)));
    if (clash) continue;
    taken.push(...item.fix.edits);
    chosen.push(item);
  }
  return chosen;
}

function overlaps(a: Edit, b: Edit): boolean {
  if (a.from === b.from && a.to === b.to) return true;
  return a.from < b.to && b.from < a.to;
}
