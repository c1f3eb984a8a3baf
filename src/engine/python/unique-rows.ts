import { outputName, readColumns, type ColumnFact } from './column-expressions';
import type { CallFact, PythonFacts } from './facts';
import { recentFrames, type DataFrameValue, type Step } from './values';

/** Steps that leave each row as it is, or take rows away. */
const keepsRows =
  /^(filter|where|orderBy|sort|sortWithinPartitions|limit|cache|persist|checkpoint|localCheckpoint|hint|alias|repartition|coalesce|repartitionByRange|drop_?duplicates|distinct|broadcast|withWatermark|dropna|sample)$/i;

/** `df.groupBy("a").agg(…)`, also with `pivot` in between; without a grouping for `df.agg(…)`. */
export interface Aggregation {
  readonly fact: CallFact;
  /** The rows that are aggregated. */
  readonly input: DataFrameValue;
  readonly grouping?: Step;
  readonly isPivoted: boolean;
}

/** Every `agg` whose frame is known. */
export function* aggregations(facts: PythonFacts): Generator<Aggregation> {
  for (const fact of facts.callsNamed('agg')) {
    const { receiver } = fact;
    if (receiver?.kind === 'dataframe') yield { fact, input: receiver, isPivoted: false };
    if (receiver?.kind !== 'grouped' || !receiver.frame) continue;
    const isPivoted = receiver.frame.step?.method === 'pivot';
    const grouped = isPivoted ? receiver.frame.parent : receiver.frame;
    if (grouped?.parent && grouped.step) yield { fact, input: grouped.parent, grouping: grouped.step, isPivoted };
  }
}

/** The groupBy behind an aggregation: `df.groupBy("a")` for the frame that `df.groupBy("a").count()` gives. */
export function groupingOf({ step, parent }: DataFrameValue): Step | undefined {
  const grouped = parent?.step?.method === 'pivot' ? parent.parent?.step : parent?.step;
  if (!step || !grouped || /^(apply|applyInPandas|applyInArrow|transformWithState\w*|cogroup)$/.test(step.method))
    return undefined;
  return /^(groupBy|groupby|rollup|cube|groupingSets)$/.test(grouped.method) ? grouped : undefined;
}

/** The columns, in lower case, of which no two rows of a frame have the same values; `undefined`: nobody knows. */
export function uniqueRows(frame: DataFrameValue, facts: PythonFacts): string[] | undefined {
  for (const at of recentFrames(frame)) {
    const { step, source } = at;
    if (source?.kind === 'table' && source.table) {
      const key = facts.catalog.find(source.table)?.primaryKey;
      return key && key.length > 0 ? key.map((name) => name.toLowerCase()) : undefined;
    }
    if (!step) return undefined;
    const grouping = groupingOf(at);
    if (grouping) return keysOf(grouping, facts);
    if (/^drop_?duplicates$/i.test(step.method) && step.call.args.length === 1) {
      const names = namesOf(readColumns([{ value: step.call.args[0]!.value }], facts), facts);
      if (names && names.length > 0) return names;
    }
    if (!keepsRows.test(step.method)) return undefined;
  }
  return undefined;
}

/** The names of the columns, in lower case, that a groupBy goes by; `undefined` for `rollup` and where nobody knows. */
export function keysOf({ method, call }: Step, facts: PythonFacts): string[] | undefined {
  return /^group[Bb]y$/.test(method) ? namesOf(readColumns(call.args, facts), facts) : undefined;
}

function namesOf(columns: readonly ColumnFact[] | undefined, facts: PythonFacts): string[] | undefined {
  const names = columns?.map((one) => outputName(one, facts)?.toLowerCase());
  return names?.every((name) => name !== undefined) ? names : undefined;
}
