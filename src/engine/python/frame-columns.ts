import { unwrap, type Expr } from './ast';
import { lastName, outputName, partsOf, readColumn, readColumns, type ColumnFact } from './column-expressions';
import type { CallFact, PythonFacts } from './facts';
import { recentFrames, type DataFrameValue, type Step } from './values';

/** Steps that leave the columns of a frame as they are. */
const keepsColumns =
  /^(filter|where|orderBy|sort|sortWithinPartitions|limit|cache|persist|checkpoint|localCheckpoint|hint|alias|repartition|coalesce|repartitionByRange|drop_?duplicates|distinct|broadcast|withWatermark|sample)$/i;

/** Comparisons and tests that are never true for NULL. */
const demanding = /^(isNotNull|isin|like|ilike|rlike|contains|startswith|endswith|between)$/;

const neverNull =
  /^(count|countDistinct|count_distinct|count_if|approx_count_distinct|row_number|rank|dense_rank|ntile|percent_rank|cume_dist|monotonically_increasing_id|uuid|rand|randn|current_date|current_timestamp|now|isnull|isnotnull|isNull|isNotNull|eqNullSafe)$/;

/** Whether a column of a frame can be NULL: what the catalog and the steps of the frame say; `undefined` when nobody knows. */
export function nullableColumn(frame: DataFrameValue, column: string, facts: PythonFacts): boolean | undefined {
  const name = column.toLowerCase();
  for (const at of recentFrames(frame)) {
    const { step, source } = at;
    if (source) return source.kind === 'table' && source.table ? nullableInTable(source.table, name, facts) : undefined;
    if (!step) return undefined;
    if (isFilled(step)) return false;
    if (conditionsOf(step, facts).some((part) => demands(part, name, facts))) return false;
    if (keepsColumns.test(step.method)) continue;
    if (step.method === 'count' && name === 'count') return false;
    const made = madeBy(step, name, facts);
    if (made === 'unknown') return undefined;
    if (made) return nullableValue(made, facts);
  }
  return undefined;
}

function nullableInTable(table: string, name: string, { catalog }: PythonFacts): boolean | undefined {
  const known = catalog.find(table);
  if (known?.primaryKey?.some((key) => key.toLowerCase() === name)) return false;
  return known?.columns?.find((one) => one.name.toLowerCase() === name)?.nullable;
}

/** `fillna`, `dropna`, `df.na.fill`, `df.na.drop`: somebody has thought of NULL. */
function isFilled({ method, call }: Step): boolean {
  if (/^(fillna|dropna|fill)$/.test(method)) return true;
  const object = call.func.type === 'Attribute' ? unwrap(call.func.object) : undefined;
  return method === 'drop' && object?.type === 'Attribute' && object.name === 'na';
}

/** What a step makes a column of; `undefined` where it hands it on as it was. */
function madeBy({ method, call }: Step, name: string, facts: PythonFacts): ColumnFact | 'unknown' | undefined {
  const [first, second] = call.args;
  if (method === 'withColumn' && first && second && !first.keyword && !second.keyword) {
    const own = facts.constantOf(first.value)?.toLowerCase();
    if (own === undefined) return 'unknown';
    return own === name ? readColumn(second.value, facts) : undefined;
  }
  if (method !== 'select' && method !== 'agg') return 'unknown';
  const columns = readColumns(call.args, facts);
  const found = columns?.find((one) => outputName(one, facts)?.toLowerCase() === name);
  if (!found) return 'unknown';
  if (found.kind === 'column') return lastName(found.name) === found.name ? undefined : 'unknown';
  return found.kind === 'call' && found.on ? readColumn(found.on, facts) : 'unknown';
}

/** Whether a Column can be NULL, as far as it says so itself. */
function nullableValue(fact: ColumnFact, facts: PythonFacts): boolean | undefined {
  if (fact.kind === 'literal') return facts.constantOf(fact.value) === undefined ? undefined : !isNotNone(fact);
  if (fact.kind !== 'call') return undefined;
  if (fact.on && fact.name === 'over') return nullableValue(readColumn(fact.on, facts), facts);
  if (neverNull.test(fact.name)) return false;
  const isFirst = /^(coalesce|ifnull|nvl)$/.test(fact.name);
  return isFirst && fact.args.some(({ value }) => isNotNone(readColumn(value, facts))) ? false : undefined;
}

function isNotNone(fact: ColumnFact): boolean {
  if (fact.kind !== 'literal') return false;
  const value = unwrap(fact.value);
  return !(value.type === 'Constant' && value.value === 'None');
}

/** True when a condition is never true for a row whose column of that name, in lower case, is NULL. */
export function demands(part: ColumnFact, name: string, facts: PythonFacts): boolean {
  return demanded(part, facts).some((column) => lastName(column.name).toLowerCase() === name);
}

/** The columns for whose NULL a condition is never true. */
export function demanded(part: ColumnFact, facts: PythonFacts): Extract<ColumnFact, { kind: 'column' }>[] {
  const sides: Expr[] = [];
  if (part.kind === 'operator' && /^([=!]=|[<>]=?)$/.test(part.operator)) sides.push(part.left, part.right);
  if (part.kind === 'call' && part.on && demanding.test(part.name)) sides.push(part.on);
  if (part.kind === 'not') {
    const inner = readColumn(part.operand, facts);
    if (inner.kind === 'call' && inner.on && (inner.name === 'isNull' || demanding.test(inner.name)))
      if (inner.name !== 'isNotNull') sides.push(inner.on);
  }
  return sides.flatMap((side) => {
    const column = withoutCast(side, facts);
    return column.kind === 'column' ? [column] : [];
  });
}

/** `F.col("x")` in `F.col("x").cast("int")`. */
function withoutCast(expr: Expr, facts: PythonFacts): ColumnFact {
  const fact = readColumn(expr, facts);
  return fact.kind === 'call' && fact.on && /^(cast|astype)$/.test(fact.name) ? withoutCast(fact.on, facts) : fact;
}

/** The stored table whose column this is, where the frame has it from one table and under the same name. */
export function tableBehind(frame: DataFrameValue, column: string, facts: PythonFacts): string | undefined {
  for (const at of recentFrames(frame)) {
    const { step, source } = at;
    if (source) return source.kind === 'table' ? source.table : undefined;
    if (!step || (!keepsColumns.test(step.method) && madeBy(step, column.toLowerCase(), facts))) return undefined;
  }
  return undefined;
}

/** The type, in lower case, that the catalog gives to a column of a frame. */
export function columnType(frame: DataFrameValue, column: string, facts: PythonFacts): string | undefined {
  const table = tableBehind(frame, column, facts);
  const columns = table === undefined ? undefined : facts.catalog.find(table)?.columns;
  return columns?.find(({ name }) => name.toLowerCase() === column.toLowerCase())?.type?.toLowerCase();
}

/** Columns that a frame has, in lower case, when its last steps say so. */
export function columnsOf(frame: DataFrameValue, facts: PythonFacts): string[] | undefined {
  for (const at of recentFrames(frame)) {
    const { step } = at;
    if (step?.method === 'select') {
      const names = readColumns(step.call.args, facts)?.map((one) => outputName(one, facts)?.toLowerCase());
      return names?.every((name) => name !== undefined && name !== '*') ? (names as string[]) : undefined;
    }
    if (!step || !keepsColumns.test(step.method)) return undefined;
  }
  return undefined;
}

/** A filter by a Column: `df.where(F.col("x") > 1)`. */
export interface ColumnFilter {
  readonly fact: CallFact;
  /** The frame that is filtered; absent where nobody knows it, which a Column for a condition says to be one. */
  readonly frame?: DataFrameValue;
  /** The conditions that `&` joins. */
  readonly parts: readonly ColumnFact[];
}

/** Every filter by a Column, in the order of the file. */
export function* columnFilters(facts: PythonFacts): Generator<ColumnFilter> {
  for (const fact of facts.callsNamed('filter', 'where')) {
    const { receiver } = fact;
    if (receiver?.kind !== 'dataframe' && receiver?.kind !== 'unknown') continue;
    const parts = conditionsOf(fact, facts);
    if (parts.length > 0) yield { fact, parts, frame: receiver.kind === 'dataframe' ? receiver : undefined };
  }
}

/** The conditions of a filter that is given as a Column, as `&` joins them. */
function conditionsOf({ method, call }: Step, facts: PythonFacts): ColumnFact[] {
  const [first, second] = call.args;
  if (!/^(filter|where)$/.test(method) || !first || second || first.star) return [];
  return facts.valueOf(unwrap(first.value)).kind === 'column' ? [...partsOf(first.value, '&', facts)] : [];
}
