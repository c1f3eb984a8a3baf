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
