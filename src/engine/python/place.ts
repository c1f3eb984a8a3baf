import type { Call, Comprehension, For, FunctionDef, Lambda, Stmt, While } from './ast';

/** A cell as the evaluation sees it. The same object for as long as the cell has the same code. */
export interface CellCode {
  readonly body: readonly Stmt[];
}

/** A loop that code runs in. `reduce(lambda …)` repeats its lambda, so it counts. */
export interface Loop {
  readonly node: For | While | Comprehension | Call;
  readonly outer?: Loop;
}

/** Where code stands: its cell, the loops and the function around it. */
export interface Place {
  readonly cell: CellCode;
  readonly loop?: Loop;
  readonly func?: FunctionDef | Lambda;
}
