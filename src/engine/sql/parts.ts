import type { Span } from '../types';
import type { Ident, Name } from './nodes';
import type { Statement } from './tree';

/** A part of a statement that has a place in the text: a node, a clause, a name. */
export interface Part extends Span {
  readonly kind?: string;
  readonly name?: unknown;
}

function isPart(value: object): value is Part {
  return typeof (value as Partial<Span>).from === 'number' && typeof (value as Partial<Span>).to === 'number';
}

/**
 * Everything in a statement that has a place, the statement itself included, in no particular order. It looks at the
 * objects alone and not at their kinds, so that no kind of node can be forgotten; `walk` is for those who ask for some.
 */
export function* partsOf(statement: Statement): Generator<Part> {
  const pending: unknown[] = [statement];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next) && isPart(next)) yield next;
    for (const value of Object.values(next)) if (typeof value === 'object') pending.push(value);
  }
}

/** True for one word of a name. */
export function isIdent(part: Part): part is Ident {
  return typeof part.name === 'string' && part.kind === undefined;
}

/** The last word of the name of what a part calls; nothing when it calls nothing. */
export function calleeOf(part: Part): Ident | undefined {
  if (part.kind !== 'call' && part.kind !== 'function') return undefined;
  return (part.name as Name | undefined)?.parts.at(-1);
}
