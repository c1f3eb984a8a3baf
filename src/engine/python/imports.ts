import { FUNCTIONS, canonicalName } from './api';
import type { CallFact, PythonFacts } from './facts';

/**
 * What to write for a function of `pyspark.sql.functions` at a place of the file: `F.count_distinct`, or `count_distinct` where that
 * was imported; `undefined` where no import before the place gives it.
 */
export function functionText(facts: PythonFacts, name: string, at: number): string | undefined {
  let found: string | undefined;
  for (const statement of facts.file.imports) {
    if (statement.from > at) continue;
    for (const { module, name: part, alias } of statement.names) {
      const full = `${canonicalName(part === undefined || part === '*' ? module : `${module}.${part}`)}.`;
      if (part === '*') {
        if (full === FUNCTIONS) found ??= name;
      } else if (full === FUNCTIONS) found = `${alias ?? (part === undefined ? module : part)}.${name}`;
      else if (full === `${FUNCTIONS}${name}.`) return alias ?? name;
    }
  }
  return found;
}

/** True for a call of this function of `pyspark.sql.functions`, also where all of its names were imported at once. */
export function isFunctionCall({ call, method, qualified, receiver }: CallFact, facts: PythonFacts): boolean {
  if (qualified !== undefined) return qualified === FUNCTIONS + method;
  if (receiver || facts.valueOf(call.func).kind !== 'unknown') return false;
  return facts.file.imports.some(({ names }) =>
    names.some(({ module, name }) => name === '*' && `${canonicalName(module)}.` === FUNCTIONS),
  );
}
