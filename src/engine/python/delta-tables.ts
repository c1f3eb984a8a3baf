import type { Call, Expr } from './ast';
import { unwrap } from './ast';
import type { PythonFacts } from './facts';
import { argument } from './strings-of';
import type { Step } from './values';

/** A chain of calls that begins with `DeltaTable`: its steps, first one first. */
export interface DeltaChain {
  readonly steps: readonly Step[];
  /** The table, where its name is constant. */
  readonly table?: string;
}

/**
 * What comes before a call that ends a chain on a Delta table: `DeltaTable.forName(spark, "t").optimize().executeZOrderBy("a")`,
 * also where the table has a name in Python. `undefined` for any other call.
 */
export function deltaChain(end: Call, facts: PythonFacts): DeltaChain | undefined {
  const steps: Step[] = [];
  let at: Expr = end;
  while (at.type === 'Call') {
    const func: Expr = unwrap(at.func);
    if (func.type !== 'Attribute') return undefined;
    const value = facts.valueOf(func);
    if (value.kind === 'imported') {
      if (!/(^|\.)DeltaTable\.\w+$/.test(value.name)) return undefined;
      steps.push({ method: func.name, call: at });
      return withTable(steps.reverse(), facts);
    }
    steps.push({ method: func.name, call: at });
    const object: Expr = unwrap(func.object);
    const from = facts.valueOf(object);
    at = from.kind === 'delta-table' && from.expr ? unwrap(from.expr) : object;
  }
  return undefined;
}

function withTable(steps: readonly Step[], facts: PythonFacts): DeltaChain {
  const [first] = steps;
  const named = steps.find(({ method }) => method === 'tableName');
  const given =
    first?.method === 'forName'
      ? argument(first.call, 1, 'tableOrViewName')
      : named && argument(named.call, 0, 'identifier');
  return { steps, table: facts.constantOf(given) };
}
