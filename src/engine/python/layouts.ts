import { readColumns, type ColumnFact } from './column-expressions';
import { deltaChain } from './delta-tables';
import type { PythonFacts } from './facts';
import { argument } from './strings-of';
import type { Step } from './values';

/** How a Delta table is laid out by the code that makes it: a write, or `DeltaTable.create(…)`. */
export interface TableLayout {
  readonly steps: readonly Step[];
  /** The call that names the partition columns. */
  readonly partitionedBy?: Step;
  readonly clusteredBy?: Step;
  /** The type of a column, in lower case, where `addColumn` says it. */
  typeOf(column: string): string | undefined;
}

/** The layouts of the Delta tables that a file writes or creates; without a format a table is taken for one. */
export function* tableLayouts(facts: PythonFacts): Generator<TableLayout> {
  for (const { steps, format } of facts.writes)
    if (format === undefined || format === 'delta') yield layoutOf(steps, () => undefined);
  for (const { call } of facts.callsNamed('execute')) {
    const steps = deltaChain(call, facts)?.steps;
    if (steps && /^(create\w*|replace)$/.test(steps[0]!.method))
      yield layoutOf(steps, (name) => typeIn(steps, name, facts));
  }
}

function layoutOf(steps: readonly Step[], typeOf: TableLayout['typeOf']): TableLayout {
  const named = (pattern: RegExp) => steps.find(({ method, call }) => pattern.test(method) && call.args.length > 0);
  return { steps, partitionedBy: named(/^partition(ed)?By$/), clusteredBy: named(/^clusterBy$/), typeOf };
}

function typeIn(steps: readonly Step[], column: string, facts: PythonFacts): string | undefined {
  for (const { method, call } of steps) {
    if (method !== 'addColumn' || facts.constantOf(argument(call, 0, 'colName'))?.toLowerCase() !== column) continue;
    const type = argument(call, 1, 'dataType');
    const text = facts.constantOf(type) ?? (type && facts.document.text.slice(type.from, type.to));
    return text?.toLowerCase().replace(/^.*?(\w+?)(type)?\(\)$/, '$1');
  }
  return undefined;
}

/** The columns that a call names, each with its name in lower case; `undefined` where one is unknown or computed. */
export function namedColumns({ call }: Step, facts: PythonFacts): (ColumnFact & { kind: 'column' })[] | undefined {
  const columns = readColumns(call.args, facts);
  return columns?.every((one) => one.kind === 'column') ? columns : undefined;
}
