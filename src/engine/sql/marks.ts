import type { Span } from '../types';
import { oncePer } from '../once';
import { Kind } from './reader/tokens';
import type { SqlTree } from './tree';

interface Marks {
  /** Where templates and Jinja statements begin. */
  readonly templates: readonly number[];
  readonly comments: readonly number[];
}

const marksOf = oncePer(({ tokens }: SqlTree): Marks => {
  const templates: number[] = [];
  const comments: number[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i];
    if (kind === Kind.template || kind === Kind.block) templates.push(tokens.from(i));
    else if (kind === Kind.comment || kind === Kind.hint) comments.push(tokens.from(i));
  }
  return { templates, comments };
});

function anyIn(sorted: readonly number[], span: Span): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < span.from) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && sorted[low]! < span.to;
}

/** True when a part of the span is only known at run time: a hole, `${x}`, `{{ x }}`, a Jinja statement. */
export function holdsTemplate(tree: SqlTree, span: Span): boolean {
  return anyIn(marksOf(tree).templates, span);
}

/** True when a comment or a hint begins in the span: an edit that replaces it would lose it. */
export function holdsComment(tree: SqlTree, span: Span): boolean {
  return anyIn(marksOf(tree).comments, span);
}
