import { unwrap, type Expr, type Stmt } from './ast';
import type { PythonFacts } from './facts';
import type { Loop } from './scope';

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
