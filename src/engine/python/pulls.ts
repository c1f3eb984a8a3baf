import type { Level } from '../types';
import type { Call, Expr, PyNode } from './ast';
import { parentOf, unwrap } from './ast';
import { sizeOf } from './bounded';
import type { CallFact, PythonFacts } from './facts';
import { sourcesOf, stepsOf, type DataFrameValue } from './values';

/** A call that brings all rows of a frame to the driver. */
export interface Pull {
  readonly fact: CallFact & { readonly receiver: DataFrameValue };
  /** The result is asked for one of its rows at once: `collect()[0]`. */
  readonly takesOneRow: boolean;
  readonly severity: Level | undefined;
}

/**
 * How loud a rule is about work that grows with the rows of a frame: not at all where they are few, `info` where nobody knows
 * how many they are, and as loud as the rule is where they come from stored data.
 */
export function loudnessOf(frame: DataFrameValue): { readonly severity: Level | undefined } | undefined {
  const size = sizeOf(frame);
  if (size === 'few' || size === 'reduced') return undefined;
  return { severity: size === 'unknown' ? 'info' : undefined };
}

/** The calls of these methods that bring rows to the driver whose number nothing bounds. */
export function* pullsOf(facts: PythonFacts, ...methods: string[]): Generator<Pull> {
  for (const fact of facts.dataFrameCalls(...methods)) {
    const loudness = loudnessOf(fact.receiver);
    if (!loudness) continue;
    const takesOneRow = isIndexed(fact.call);
    // One row of a filtered frame, or of a frame that nobody knows: a look-up, as far as anybody can see.
    if (takesOneRow && (loudness.severity || isFiltered(fact.receiver))) continue;
    yield { fact, takesOneRow, severity: loudness.severity ?? (isPart(fact.receiver) ? 'info' : undefined) };
  }
}

function isFiltered(frame: DataFrameValue): boolean {
  return [...stepsOf(frame)].some(({ method }) => /^(filter|where|join)$/.test(method));
}

/** What such a table holds is mostly a list that somebody keeps by hand. */
const lists =
  /(^|_)(config\w*|settings?|rules?|expectations?|mappings?|lookups?|metadata|parameters?|destinations?|secrets?|control)(_|$)/i;

/** True when a filter leaves a part of the rows, or the table is a list: nobody knows how many rows come. */
function isPart(frame: DataFrameValue): boolean {
  if (isFiltered(frame)) return true;
  return sourcesOf(frame).some(({ table, tableText, sql }) => {
    return lists.test((table ?? tableText)?.split('.').pop() ?? '') || /\bwhere\b/i.test(sql?.text ?? '');
  });
}

/** `collect()[0]`, `toPandas()["x"][0]`, `toPandas().iloc[0]`. */
function isIndexed(call: Call): boolean {
  let at: PyNode = call;
  for (let around = parentOf(at); around; around = parentOf(at)) {
    if (around.type === 'Subscript' && around.object !== at && unwrap(around.object) !== at) return false;
    if (around.type === 'Subscript' && isPlace(around.items)) return true;
    if (around.type !== 'Subscript' && around.type !== 'Attribute') return false;
    at = around;
  }
  return false;
}

function isPlace([first]: readonly Expr[]): boolean {
  const index = first && unwrap(first);
  return index?.type === 'Num' || (index?.type === 'Unary' && unwrap(index.operand).type === 'Num');
}
