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
