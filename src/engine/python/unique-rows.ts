import { outputName, readColumns, type ColumnFact } from './column-expressions';
import type { PythonFacts } from './facts';
import type { DataFrameValue, Step } from './values';

/** Steps that leave each row as it is, or take rows away. */
const keepsRows =
  /^(filter|where|orderBy|sort|sortWithinPartitions|limit|cache|persist|checkpoint|localCheckpoint|hint|alias|repartition|coalesce|repartitionByRange|drop_?duplicates|distinct|broadcast|withWatermark|dropna|sample)$/i;

/** The groupBy behind an aggregation: `df.groupBy("a")` for the frame that `df.groupBy("a").count()` gives. */
export function groupingOf({ step, parent }: DataFrameValue): Step | undefined {
  const grouped = parent?.step;
  if (!step || !grouped || /^(pivot|apply|applyInPandas|applyInArrow|transformWithState\w*|cogroup)$/.test(step.method))
    return undefined;
  return /^(groupBy|groupby|rollup|cube|groupingSets)$/.test(grouped.method) ? grouped : undefined;
}

/** The columns, in lower case, of which no two rows of a frame have the same values; `undefined`: nobody knows. */
export function uniqueRows(frame: DataFrameValue, facts: PythonFacts): string[] | undefined {
  for (let at: DataFrameValue | undefined = frame; at; at = at.parent) {
    const { step, source } = at;
    if (source?.kind === 'table' && source.table) {
      const key = facts.catalog.find(source.table)?.primaryKey;
      return key && key.length > 0 ? key.map((name) => name.toLowerCase()) : undefined;
    }
    if (!step) return undefined;
    const grouping = groupingOf(at);
    if (grouping)
      return /^group[Bb]y$/.test(grouping.method) ? namesOf(readColumns(grouping.call.args, facts), facts) : undefined;
    if (/^drop_?duplicates$/i.test(step.method) && step.call.args.length === 1) {
      const names = namesOf(readColumns([{ value: step.call.args[0]!.value }], facts), facts);
      if (names && names.length > 0) return names;
    }
    if (!keepsRows.test(step.method)) return undefined;
  }
  return undefined;
}

function namesOf(columns: readonly ColumnFact[] | undefined, facts: PythonFacts): string[] | undefined {
  const names = columns?.map((one) => outputName(one, facts)?.toLowerCase());
  return names?.every((name) => name !== undefined) ? names : undefined;
}
