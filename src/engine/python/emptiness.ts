import type { Span } from '../types';
import type { Call, Compare, Expr, PyNode } from './ast';
import { parentOf, unwrap } from './ast';

/** A test that a number of rows is put to, to find out whether there is one at all. */
export interface EmptinessTest {
  readonly span: Span;
  /** What the code asks: is it empty, or is it not. */
  readonly asksEmpty: boolean;
  readonly compare?: Compare;
  readonly negation?: Expr;
  readonly around?: PyNode;
}

/** How a counting call is used, when it is only to find out whether there is a row; `undefined` when the number matters. */
export function emptinessAsked(call: Call): EmptinessTest | undefined {
  const around = parentOf(call);
  if (around?.type === 'Compare') {
    const flipped = unwrap(around.right) === call;
    const other = unwrap(flipped ? around.left : around.right);
    if (other.type !== 'Num') return undefined;
    const asksEmpty = askedBy(flipped ? mirror(around.op) : around.op, other.text);
    return asksEmpty === undefined ? undefined : { span: around, asksEmpty, compare: around, around: parentOf(around) };
  }
  if (around?.type === 'Unary' && around.op === 'not')
    return { span: around, asksEmpty: true, negation: around as Expr, around: parentOf(around) };
  const isTest =
    (around?.type === 'If' && around.branches.some((b) => b.test && unwrap(b.test) === call)) ||
    (around?.type === 'While' && unwrap(around.test) === call) ||
    (around?.type === 'Conditional' && unwrap(around.test) === call);
  return isTest ? { span: call, asksEmpty: false, around } : undefined;
}

function mirror(op: string): string {
  return { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }[op] ?? op;
}

/** `true`: the comparison holds for empty frames only; `false`: for all others; `undefined`: it asks something else. */
function askedBy(op: string, number: string): boolean | undefined {
  if (number === '0') return { '==': true, '<=': true, '!=': false, '>': false }[op];
  if (number === '1') return { '<': true, '>=': false }[op];
  return undefined;
}
