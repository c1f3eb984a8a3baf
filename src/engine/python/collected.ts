import type { FunctionDef } from './ast';
import type { AssignFact, CallFact, PythonFacts, SqlString, StringFact, WriteFact } from './facts';

/** What the walk over code collects. */
export interface Collected {
  readonly calls: CallFact[];
  readonly assignments: AssignFact[];
  readonly comparisons: PythonFacts['comparisons'][number][];
  readonly writes: WriteFact[];
  readonly strings: StringFact[];
  readonly sqlStrings: SqlString[];
  readonly functions: FunctionDef[];
  readonly imports: PythonFacts['imports'][number][];
}

export function emptyCollected(): Collected {
  return {
    calls: [],
    assignments: [],
    comparisons: [],
    writes: [],
    strings: [],
    sqlStrings: [],
    functions: [],
    imports: [],
  };
}
