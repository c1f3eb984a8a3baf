import { perCell } from './per-cell';
import type { Expr } from './ast';
import { dottedName, unwrap } from './ast';
import type { CallFact, PythonFacts } from './facts';

const LEVELS = /^(debug|info|warning|warn|error|critical|exception|log)$/;

/** True for `print(…)` and for a call of a logger: of `logging` itself, or of something that is named like a logger. */
export function isLogCall({ call, method }: CallFact, facts: PythonFacts): boolean {
  const func = unwrap(call.func);
  if (func.type === 'Name') return method === 'print' && facts.valueOf(func).kind === 'unknown';
  if (func.type !== 'Attribute' || !LEVELS.test(method)) return false;
  const name = dottedName(func.object);
  return name !== undefined && /(^|\.)(_*log|_*logger|logging)$/i.test(name);
}

/** Everything in a file that prints or logs. */
export const logCalls = perCell((facts) => facts.calls.filter((fact) => isLogCall(fact, facts)));

/** The parts of a message: what an f-string, `+`, `%`, `.format(…)` or `str(…)` puts into it. Nothing that was computed from them. */
export function* partsShown(expr: Expr, depth = 0): Generator<Expr> {
  const e = unwrap(expr);
  yield e;
  if (depth > 20) return;
  if (e.type === 'Str') {
    for (const part of e.parts) for (const r of part.replacements) if (r.expr) yield* partsShown(r.expr, depth + 1);
  } else if (e.type === 'Binary' && (e.op === '+' || e.op === '%')) {
    yield* partsShown(e.left, depth + 1);
    yield* partsShown(e.right, depth + 1);
  } else if (e.type === 'Tuple' || e.type === 'List') {
    for (const item of e.items) yield* partsShown(item, depth + 1);
  } else if (e.type === 'Call') {
    const func = unwrap(e.func);
    const isFormat = func.type === 'Attribute' && func.name === 'format' && unwrap(func.object).type === 'Str';
    const isText = func.type === 'Name' && /^(str|repr)$/.test(func.id);
    if (isFormat || isText) for (const arg of e.args) yield* partsShown(arg.value, depth + 1);
  } else if (e.type === 'Subscript') yield* partsShown(e.object, depth + 1);
}
