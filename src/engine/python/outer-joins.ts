import type { Call, Expr } from './ast';
import { unwrap } from './ast';
import { lastName, type ColumnReference } from './column-expressions';
import type { PythonFacts } from './facts';
import { argument } from './strings-of';
import { recentFrames, ancestors, type DataFrameValue, type Step } from './values';

/** A join that fills the columns of a side with NULL where there is no match. */
export interface OuterJoin {
  readonly call: Call;
  readonly kind: 'left' | 'right' | 'full';
  /** Where the kind is written. */
  readonly how: Expr;
}

/** Steps behind a join that let its columns be asked for by the frames that they come from. */
const passesOn =
  /^(filter|where|orderBy|sort|join|crossJoin|cache|persist|hint|limit|repartition|coalesce|distinct|broadcast)$/;
/** Steps that leave a column what it was, so that both frames speak of the same one. */
const sameColumns =
  /^(filter|where|select|orderBy|sort|limit|distinct|drop_?duplicates|alias|hint|cache|persist|repartition|coalesce|broadcast)$/i;

/** The kind of a join, as Spark reads it (`outer` alone is a full join); `undefined` where it is computed. */
export function joinKind(call: Call, facts: PythonFacts): string | undefined {
  const given = argument(call, 2, 'how');
  if (!given) return call.args.some(({ star }) => star) ? undefined : 'inner';
  const text = facts.constantOf(given)?.toLowerCase().replace(/_/g, '');
  return text === 'outer' ? 'full' : text?.replace(/outer$/, '');
}

/** The outer join on the way to a frame that may have put NULL into one of its columns, where that is certain. */
export function nullifierOf(frame: DataFrameValue, column: ColumnReference, facts: PythonFacts): OuterJoin | undefined {
  for (const { step, parent } of recentFrames(frame)) {
    if (!step) return undefined;
    if (step.method === 'join' && parent) {
      const kind = joinKind(step.call, facts);
      const how = argument(step.call, 2, 'how');
      const other = argument(step.call, 0, 'other');
      const right = other && facts.valueOf(other);
      if (kind === undefined || right?.kind !== 'dataframe') return undefined;
      if (how && (kind === 'left' || kind === 'full') && isOf(column, right, parent))
        return { call: step.call, kind, how };
      if (how && (kind === 'right' || kind === 'full') && isOf(column, parent, right))
        return { call: step.call, kind, how };
    } else if (!passesOn.test(step.method) && !addsAnother(step, column, facts)) return undefined;
  }
  return undefined;
}

/** `withColumn` of another name. */
function addsAnother({ method, call }: Step, column: ColumnReference, facts: PythonFacts): boolean {
  const added = method === 'withColumn' ? facts.constantOf(call.args[0]?.value) : undefined;
  return added !== undefined && added.toLowerCase() !== lastName(column.name).toLowerCase();
}

/** True when a column is one of a side of a join and cannot be one of the other side. */
export function isOf(column: ColumnReference, side: DataFrameValue, other: DataFrameValue): boolean {
  const { frame, name } = column;
  if (frame) return holds(side, frame) && ![...ancestors(other)].includes(frame);
  const qualifier = /^(\w+)\.\w/.exec(name)?.[1]?.toLowerCase();
  return qualifier !== undefined && aliasOf(side) === qualifier && ![...aliasesIn(other)].includes(qualifier);
}

/** True when a frame hands on the columns of another one unchanged. */
function holds(frame: DataFrameValue, wanted: DataFrameValue): boolean {
  for (let at: DataFrameValue | undefined = frame; at; at = at.parent) {
    if (at === wanted) return true;
    if (!at.step || !sameColumns.test(at.step.method)) return false;
  }
  return false;
}

/** `df.alias("o")`, also where it is filtered afterwards. */
function aliasOf(frame: DataFrameValue): string | undefined {
  for (let at: DataFrameValue | undefined = frame; at?.step; at = at.parent) {
    if (at.step.method === 'alias') return textOf(at.step.call);
    if (!/^(filter|where|hint|cache|persist|broadcast|limit)$/.test(at.step.method)) return undefined;
  }
  return undefined;
}

function* aliasesIn(frame: DataFrameValue): Generator<string | undefined> {
  for (const { step } of ancestors(frame)) if (step?.method === 'alias') yield textOf(step.call);
}

function textOf(call: Call): string | undefined {
  const given = call.args[0] && unwrap(call.args[0].value);
  return given?.type === 'Str' && given.parts.length === 1 ? given.parts[0]!.raw.toLowerCase() : undefined;
}
