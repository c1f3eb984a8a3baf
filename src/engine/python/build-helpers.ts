import type { Span } from '../types';
import type { Expr, Param, PyNode } from './ast';

/** Sets the parent of nodes and gives the parent back. */
export function adopt<P extends PyNode>(parent: P, ...children: PyNode[]): P {
  for (const child of children) child.parent = parent;
  return parent;
}

/** Several targets make a tuple. */
export function asTarget(targets: Expr[], fallback: Span): Expr {
  if (targets.length === 1) return targets[0]!;
  if (targets.length === 0) return { type: 'Unknown', children: [], from: fallback.from, to: fallback.from };
  return adopt<Expr>(
    { type: 'Tuple', items: targets, from: targets[0]!.from, to: targets[targets.length - 1]!.to },
    ...targets,
  );
}

export function paramExpressions(params: readonly Param[]): Expr[] {
  return params.flatMap((p) => [p.annotation, p.default].filter((e): e is Expr => e !== undefined));
}

const EXPRESSIONS = new Set([
  'VariableName', 'Number', 'Boolean', 'None', 'Ellipsis', 'String', 'FormatString', 'ContinuedString', 'YieldExpression',
]); // prettier-ignore

export function isExpression(name: string): boolean {
  return EXPRESSIONS.has(name) || name.endsWith('Expression');
}

/** Prefix letters and body of a string literal that begins at `from`. An unclosed one has its body up to the end. */
export function splitLiteral(literal: string, from: number): { prefix: string; body: Span; raw: string } {
  const open = /^([A-Za-z]*)("""|'''|"|')/.exec(literal);
  const quote = open?.[2] ?? '';
  const start = open?.[0].length ?? 0;
  const closed = quote !== '' && literal.length >= start + quote.length && literal.endsWith(quote);
  const end = closed ? literal.length - quote.length : literal.length;
  return {
    prefix: (open?.[1] ?? '').toLowerCase(),
    body: { from: from + start, to: from + end },
    raw: literal.slice(start, end),
  };
}

/** Keys and values of a dict display, in order; `**` comes before a mapping that is taken whole. */
export function dictEntries(parts: readonly (Expr | string)[]): { key?: Expr; value: Expr }[] {
  const entries: { key?: Expr; value: Expr }[] = [];
  let key: Expr | undefined;
  let spread = false;
  for (const part of parts) {
    if (typeof part === 'string') spread = true;
    else if (spread) {
      entries.push({ value: part });
      spread = false;
    } else if (!key) key = part;
    else {
      entries.push({ key, value: part });
      key = undefined;
    }
  }
  if (key) entries.push({ value: key });
  return entries;
}
