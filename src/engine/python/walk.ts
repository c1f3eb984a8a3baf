import type { Expr, Name, PyNode } from './ast';
import { childrenOf } from './move';
import type { PythonFacts } from './facts';
import type { Value } from './values';

/** Every node below these, they themselves included, in any order. */
export function* walkNodes(body: readonly PyNode[]): Generator<PyNode> {
  const pending: PyNode[] = [...body];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    for (const child of childrenOf(node)) if (child) pending.push(child);
  }
}

/** Where each of these values is spoken of by name, in the order of the file. What a name is bound to is no use of it. */
export function usesOf(facts: PythonFacts, wanted: ReadonlySet<Value>): Map<Value, Name[]> {
  const uses = new Map<Value, Name[]>();
  for (const { body } of facts.statements) {
    for (const node of walkNodes(body)) {
      if (node.type !== 'Name') continue;
      const value = facts.valueOf(node);
      if (wanted.has(value)) uses.set(value, [...(uses.get(value) ?? []), node]);
    }
  }
  for (const names of uses.values()) names.sort((a, b) => a.from - b.from);
  return uses;
}

/** What is called on an expression, step by step: `write`, `mode`, `save` for `df` in `df.write.mode(…).save(…)`. */
export function chainAfter(expr: Expr): { readonly names: string[]; readonly end: Expr } {
  const names: string[] = [];
  let end = expr;
  for (let next = outerOf(end); next; next = outerOf(end)) {
    if (next.type === 'Attribute') names.push(next.name);
    end = next;
  }
  return { names, end };
}

/** The expression that goes on where this one ends. */
function outerOf(expr: Expr): Expr | undefined {
  const next = expr.parent;
  switch (next?.type) {
    case 'Paren':
      return next;
    case 'Attribute':
    case 'Subscript':
      return next.object === expr ? next : undefined;
    case 'Call':
      return next.func === expr ? next : undefined;
    default:
      return undefined;
  }
}
