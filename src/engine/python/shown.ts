import type { Span } from '../types';
import type { Call, Expr } from './ast';
import type { CallFact, PythonFacts } from './facts';
import { logCalls } from './logs';
import type { DataFrameValue } from './values';

/** Rows, or the schema, of a frame that code puts before the eyes of a reader. */
export interface ShownFrame {
  readonly fact: CallFact;
  readonly frame: DataFrameValue;
  /** The method or function that shows it, or what is printed. */
  readonly span: Span;
  /** `rows`: values of the frame are readable; `schema`: the names and types of its columns only. */
  readonly what: 'rows' | 'schema';
}

/** `df.show()`, `display(df)`, `df.printSchema()`, `print(df)` and `print(df.collect())`, in the order of the text. */
export function shownFrames(facts: PythonFacts): ShownFrame[] {
  const shown: ShownFrame[] = [];
  for (const fact of facts.dataFrameCalls('show', 'display', 'printSchema')) {
    const what = fact.method === 'printSchema' ? 'schema' : 'rows';
    shown.push({ fact, frame: fact.receiver, span: fact.nameSpan, what });
  }
  for (const fact of facts.callsNamed('display')) {
    const [arg] = fact.call.args;
    const given = arg && !fact.receiver ? rowsOf(arg.value, facts) : undefined;
    if (given && isUnbound(fact.call, facts))
      shown.push({ fact, frame: given.frame, span: fact.nameSpan, what: 'rows' });
  }
  for (const fact of logCalls(facts)) {
    for (const { value } of fact.call.args) {
      const given = rowsOf(value, facts);
      if (given) shown.push({ fact, ...given, span: value });
    }
  }
  return shown.sort((a, b) => a.span.from - b.span.from);
}

function isUnbound({ func }: Call, facts: PythonFacts): boolean {
  const { kind } = facts.valueOf(func);
  return kind === 'unknown' || kind === 'imported';
}

/** The frame that a value is, or whose rows it holds. A frame itself is written as its schema. */
function rowsOf(expr: Expr, facts: PythonFacts): Pick<ShownFrame, 'frame' | 'what'> | undefined {
  const value = facts.valueOf(expr);
  if (value.kind === 'dataframe') return { frame: value, what: 'schema' };
  const holdsRows = value.kind === 'rows' || value.kind === 'row' || value.kind === 'pandas';
  return holdsRows && value.frame ? { frame: value.frame, what: 'rows' } : undefined;
}
