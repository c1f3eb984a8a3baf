import { addTo } from '../lists';
import { oncePer } from '../once';
import type { Argument, Expr, Name, Param, PyNode, Stmt } from './ast';
import type { PythonFacts } from './facts';
import type { Value } from './values';

/** Every node of one type in the Python code of a file, in the order of the text. */
export function nodesOf<T extends PyNode['type']>(
  facts: PythonFacts,
  type: T,
): readonly Extract<PyNode, { type: T }>[] {
  const known = indexOf(facts);
  let nodes = known.get(type);
  if (!nodes) known.set(type, (nodes = facts.statements.flatMap(({ body }) => nodesIn(body).get(type) ?? [])));
  return nodes as Extract<PyNode, { type: T }>[];
}

const indexOf = oncePer((_: PythonFacts) => new Map<PyNode['type'], PyNode[]>());

/** The nodes of a cell by their type, each list in the order of the text. */
export const nodesIn = oncePer((body: readonly Stmt[]): ReadonlyMap<PyNode['type'], PyNode[]> => {
  const index = new Map<PyNode['type'], PyNode[]>();
  const pending: PyNode[] = [...body];
  for (let node = pending.pop(); node; node = pending.pop()) {
    addTo(index, node.type, node);
    for (const child of childrenOf(node)) if (child) pending.push(child);
  }
  for (const list of index.values()) list.sort((a, b) => a.from - b.from);
  return index;
});

/** The nodes around a node, from the inside out. */
export function* enclosing(node: PyNode): Generator<PyNode> {
  for (let at = node.parent; at; at = at.parent) yield at;
}

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

const values = (args: readonly Argument[]): Expr[] => args.map((a) => a.value);
const parts = (params: readonly Param[]): (Expr | undefined)[] => params.flatMap((p) => [p.annotation, p.default]);

/** The nodes right below a node, in any order. */
export function childrenOf(node: PyNode): readonly (PyNode | undefined)[] {
  switch (node.type) {
    case 'Attribute':
      return [node.object];
    case 'Call':
      return [node.func, ...values(node.args)];
    case 'Subscript':
      return [node.object, ...node.items];
    case 'Str':
      return node.parts.flatMap((p) => p.replacements.map((r) => r.expr));
    case 'Binary':
    case 'Compare':
    case 'Bool':
      return [node.left, node.right];
    case 'Unary':
      return [node.operand];
    case 'Lambda':
      return [node.body, ...parts(node.params)];
    case 'Conditional':
      return [node.body, node.test, node.orelse];
    case 'Tuple':
    case 'List':
    case 'Set':
      return node.items;
    case 'Dict':
      return node.entries.flatMap((e) => [e.key, e.value]);
    case 'Comprehension':
      return [...node.results, ...node.clauses.flatMap((c) => [c.target, c.iterable, ...c.conditions])];
    case 'Walrus':
      return [node.target, node.value];
    case 'Await':
    case 'Yield':
    case 'Starred':
    case 'Paren':
      return [node.value];
    case 'Unknown':
      return node.children;
    case 'ExprStmt':
      return [node.value];
    case 'Assign':
      return [...node.targets, node.annotation, node.value];
    case 'AugAssign':
      return [node.target, node.value];
    case 'FunctionDef':
      return [...parts(node.params), node.returns, ...node.decorators, ...node.body];
    case 'ClassDef':
      return [...values(node.bases), ...node.decorators, ...node.body];
    case 'For':
      return [node.target, node.iterable, ...node.body, ...node.orelse];
    case 'While':
      return [node.test, ...node.body, ...node.orelse];
    case 'If':
      return node.branches.flatMap((b) => [b.test, ...b.body]);
    case 'With':
      return [...node.items.flatMap((i) => [i.value, i.target]), ...node.body];
    case 'Try':
      return node.blocks.flat();
    case 'Return':
      return [node.value];
    case 'Simple':
      return node.values;
    default:
      return [];
  }
}

/** The blocks of a compound statement; none for any other. */
export function bodiesOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.type) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
      return [stmt.body];
    case 'For':
    case 'While':
      return [stmt.body, stmt.orelse];
    case 'If':
      return stmt.branches.map(({ body }) => body);
    case 'Try':
      return stmt.blocks;
    default:
      return [];
  }
}

/** True for a block behind which nothing runs: it returns, raises or goes on with the loop. */
export function endsFlow(body: readonly Stmt[]): boolean {
  const last = body[body.length - 1];
  return last?.type === 'Return' || (last?.type === 'Simple' && /^(raise|continue|break)$/.test(last.keyword));
}
