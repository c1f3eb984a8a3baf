import type { MappedText } from '../documents/mapped-text';
import type { Span } from '../types';
import type { Argument, Expr, Param, PyNode, Stmt } from './ast';

/**
 * Moves statements by a number of characters: their cell stands somewhere else in the file now, but is the same.
 * The nodes are changed in place; whatever was found out about them before is not valid any more.
 */
export function moveStatements(body: readonly Stmt[], by: number, cell: MappedText): void {
  const pending: PyNode[] = [...body];
  const moveSpan = (span: Span): Span => ({ from: span.from + by, to: span.to + by });
  const addAll = (nodes: readonly (PyNode | undefined)[]): void => {
    for (const node of nodes) if (node) pending.push(node);
  };
  for (let node = pending.pop(); node; node = pending.pop()) {
    node.from += by;
    node.to += by;
    if (node.type === 'Str') node.cell = cell;
    if (by !== 0) {
      if ('nameSpan' in node) node.nameSpan = moveSpan(node.nameSpan);
      if ('argsSpan' in node) node.argsSpan = moveSpan(node.argsSpan);
      if ('opSpan' in node) node.opSpan = moveSpan(node.opSpan);
    }
    addAll(childrenOf(node));
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
