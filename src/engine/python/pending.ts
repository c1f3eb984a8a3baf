import type { Call, Expr, FunctionDef, Lambda } from './ast';
import type { Place } from './place';
import type { DataFrameValue, Source, Step, Value } from './values';

/** A call that is being looked at, before its result is known. */
export interface PendingCall {
  readonly call: Call;
  readonly method: string;
  readonly receiver?: Value;
  readonly qualified?: string;
  readonly place: Place;
  readonly evaluator: {
    valueOf(expr: Expr): Value;
    functionResult(node: FunctionDef | Lambda, first?: Value): Value;
  };
}

/** The step that a call adds to a chain. */
export function stepOf(p: PendingCall): Step {
  return { method: p.method, call: p.call };
}

/** A frame whose rows come from outside. */
export function frameFrom(source: Source, streaming = false): DataFrameValue {
  return { kind: 'dataframe', streaming, others: [], source };
}
