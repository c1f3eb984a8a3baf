import { unwrap, type Expr, type PyNode, type Stmt } from './ast';
import type { PythonFacts } from './facts';
import type { Loop } from './place';
import { walkNodes } from './walk';

/** True when a loop has a fixed number of turns that is not above the limit: over a literal list, or `range(3)`. */
export function isShortLoop(loop: Loop, facts: PythonFacts, limit: number): boolean {
  if (loop.node.type !== 'For') return false;
  const iterable = unwrap(loop.node.iterable);
  const value = facts.valueOf(iterable);
  if (value.kind === 'list') return value.items.length <= limit;
  if (iterable.type === 'Dict') return iterable.entries.length <= limit;
  if (iterable.type !== 'Call') return false;
  const f = unwrap(iterable.func);
  if (f.type === 'Attribute' && unwrap(f.object).type === 'Dict') return isShortDict(unwrap(f.object), limit);
  const last = iterable.args[iterable.args.length - 1]?.value;
  return (
    f.type === 'Name' &&
    f.id === 'range' &&
    iterable.args.length === 1 &&
    last?.type === 'Num' &&
    Number(last.text) <= limit
  );
}

function isShortDict(expr: Expr, limit: number): boolean {
  return expr.type === 'Dict' && expr.entries.length <= limit;
}

/** True when the loop can end before its list does: one that tries again until it works, or waits for something. */
export function mayStopEarly({ node }: Loop): boolean {
  return node.type === 'While' || (node.type === 'For' && node.body.some(stops));
}

function stops(stmt: Stmt): boolean {
  switch (stmt.type) {
    case 'Simple':
      return stmt.keyword === 'break';
    case 'Return':
      return true;
    case 'If':
      return stmt.branches.some(({ body }) => body.some(stops));
    case 'Try':
      return stmt.blocks.some((block) => block.some(stops));
    case 'With':
      return stmt.body.some(stops);
    default:
      return false;
  }
}

/** The loop and those around it, from the inside out. */
export function* loopsOf(loop: Loop | undefined): Generator<Loop> {
  for (let at = loop; at; at = at.outer) yield at;
}

/** True when a node stands in the loop: in what is repeated, not in what is asked for once before the first turn. */
export function isRepeated(node: { readonly from: number }, { node: loop }: Loop): boolean {
  if (node.from < loop.from || node.from >= loop.to) return false;
  if (loop.type === 'For') return node.from >= loop.iterable.to;
  if (loop.type !== 'Comprehension') return true;
  const first = loop.clauses[0]?.iterable;
  return !first || node.from < first.from || node.from >= first.to;
}

/** The names whose value belongs to one turn of a loop: those that the loop binds, and those that are made from them in its body. */
export function namesOfTurn({ node }: Loop): ReadonlySet<string> {
  if (node.type === 'For') return namesMadeFrom(targetNames([node.target]), node.body);
  return node.type === 'Comprehension' ? targetNames(node.clauses.map(({ target }) => target)) : new Set();
}

/** These names, and those that are bound in a body to something that speaks of one of them. */
export function namesMadeFrom(seeds: Iterable<string>, body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set(seeds);
  const made: { targets: readonly Expr[]; from: Expr }[] = [];
  for (const node of walkNodes(body)) {
    if (node.type === 'Assign' && node.value) made.push({ targets: node.targets, from: node.value });
    else if (node.type === 'AugAssign') made.push({ targets: [node.target], from: node.value });
    else if (node.type === 'For') made.push({ targets: [node.target], from: node.iterable });
    else if (node.type === 'With')
      for (const { value, target } of node.items) if (target) made.push({ targets: [target], from: value });
  }
  // In the order of the text: a name is made before it is used.
  made.sort((a, b) => a.from.from - b.from.from);
  for (const { targets, from } of made)
    if (speaksOf(from, names)) for (const name of targetNames(targets)) names.add(name);
  return names;
}

function targetNames(targets: readonly Expr[]): Set<string> {
  const names = new Set<string>();
  for (const part of walkNodes(targets)) if (part.type === 'Name') names.add(part.id);
  return names;
}

/** True when one of the names is spoken of in a node. */
export function speaksOf(node: PyNode, names: ReadonlySet<string>): boolean {
  for (const part of walkNodes([node])) if (part.type === 'Name' && names.has(part.id)) return true;
  return false;
}
