import type { Call, Expr } from '../python/ast';
import { andParts, unwrap } from '../python/ast';
import { FUNCTIONS } from '../python/api';
import type { PythonFacts, WriteFact } from '../python/facts';
import { literalText } from '../python/strings';
import { stepsOf, type DataFrameValue } from '../python/values';
import { boundsOf, isClockValue, isStored, columnIn, untilName, yearOf, type Bound } from '../sql/bounds';
import type { Expr as SqlExpr } from '../sql/nodes';
import { readSql } from '../sql/reader/read';
import type { Span } from '../types';

/** A comparison on the way to a write. Its span counts in `Document.text`. */
export interface FrameBound {
  readonly span: Span;
  readonly kind: Bound['kind'];
  readonly column: string;
  /** Set for a date that is written down. */
  readonly year?: number;
}

/** What tells the values that a caller asks for, in SQL text and in Python. */
interface Wanted {
  sql(value: SqlExpr, text: string): boolean;
  python(value: Expr): boolean;
  year?(value: Expr | SqlExpr, text?: string): number | undefined;
}

/** True when a write adds rows to its table or replaces a part of it. */
export function isPartialWrite({ mode, writer, frame, end }: WriteFact): boolean {
  if (writer.streaming || frame.streaming) return false;
  if (mode === 'append' || (end.method === 'insertInto' && mode === undefined)) return true;
  return mode === 'overwrite' && writer.options.has('replacewhere');
}

/** The filter that makes the rows of a frame depend on the time of the run; `undefined` when there is none. */
export function clockFilterOf(frame: DataFrameValue, facts: PythonFacts): FrameBound | undefined {
  const wanted: Wanted = { sql: isClockValue, python: (value) => isClock(value, facts) };
  for (const bound of boundsOfFrame(frame, facts, wanted))
    if (bound.kind === 'equal' || (bound.kind === 'lower' && !untilName.test(bound.column))) return bound;
  return undefined;
}

/** The comparisons with dates that are written down where they are used. */
export function* dateBoundsOf(frame: DataFrameValue, facts: PythonFacts): Generator<FrameBound> {
  const wanted: Wanted = {
    sql: (value, text) => yearOf(value, text) !== undefined,
    python: (value) => writtenYear(value, facts) !== undefined,
    year: (value, text) => (text === undefined ? writtenYear(value as Expr, facts) : yearOf(value as SqlExpr, text)),
  };
  yield* boundsOfFrame(frame, facts, wanted);
}

/** Comparisons in the filters on the straight way back from a frame, up to the first join. */
function* boundsOfFrame(frame: DataFrameValue, facts: PythonFacts, wanted: Wanted): Generator<FrameBound> {
  for (const { method, call } of stepsOf(frame)) {
    if (/^(join|union\w*|crossJoin)$/.test(method)) return;
    const [arg, second] = call.args;
    if ((method !== 'filter' && method !== 'where') || !arg || second) continue;
    const value = facts.valueOf(arg.value);
    if (value.kind === 'string') yield* inSql(value.text, wanted);
    else for (const part of andParts(arg.value)) yield* inPython(part, facts, wanted);
  }
}

function* inSql(text: { readonly text: string; spanToHost(span: Span): Span }, wanted: Wanted): Generator<FrameBound> {
  const [statement] = readSql(text.text, 'expression').statements;
  const expr = statement?.kind === 'expressions' ? statement.items[0]?.expr : undefined;
  if (!expr) return;
  for (const { kind, stored, value, part } of boundsOf(expr, (one) => wanted.sql(one, text.text))) {
    const year = wanted.year?.(value, text.text);
    if (isStored(stored)) yield { kind, span: text.spanToHost(part), column: columnIn(stored), year };
  }
}

function* inPython(part: Expr, facts: PythonFacts, wanted: Wanted): Generator<FrameBound> {
  const bound = (kind: Bound['kind'], column: Expr, value: Expr): FrameBound => ({
    kind,
    span: { from: part.from, to: part.to },
    column: lastName(facts.document.text.slice(column.from, column.to)),
    year: wanted.year?.(value),
  });
  if (part.type === 'Call') {
    const f = unwrap(part.func);
    const [low, high] = part.args.map((arg) => arg.value);
    if (f.type !== 'Attribute' || f.name !== 'between' || !low || !high) return;
    if (wanted.python(low)) yield bound('lower', f.object, low);
    if (wanted.python(high)) yield bound('upper', f.object, high);
  }
  if (part.type !== 'Compare') return;
  const [left, right] = [wanted.python(part.left), wanted.python(part.right)];
  const [column, value] = left ? [part.right, part.left] : [part.left, part.right];
  if (left === right || facts.valueOf(column).kind !== 'column') return;
  if (part.op === '==') yield bound('equal', column, value);
  else if (/^[<>]=?$/.test(part.op)) yield bound(part.op.startsWith('>') === right ? 'lower' : 'upper', column, value);
}

/** The column in `F.col("t.valid_to")`, `df.valid_to`, `df["valid_to"]`. */
function lastName(column: string): string {
  return /(\w+)["'\])]*$/.exec(column)?.[1] ?? '';
}

const clock = /^(current_date|current_timestamp|now|curdate|localtimestamp)$/;
const shift = /^(date_sub|date_add|add_months|date_trunc|trunc|to_date|dateadd)$/;

/** `F.current_date()`, `F.date_sub(F.current_date(), 1)`, `datetime.now()`, `date.today() - timedelta(days=1)`. */
function isClock(expr: Expr, facts: PythonFacts): boolean {
  const e = unwrap(expr);
  if (e.type === 'Binary' && /^[+-]$/.test(e.op)) return isClock(e.left, facts);
  if (e.type !== 'Call') return false;
  const name = functionName(e, facts);
  if (/^datetime\.(datetime|date)\.(now|today|utcnow)$/.test(name)) return true;
  if (name.startsWith(FUNCTIONS)) {
    const short = name.slice(FUNCTIONS.length);
    return clock.test(short) || (shift.test(short) && e.args.some((arg) => isClock(arg.value, facts)));
  }
  // `datetime.now().date()`, `F.current_date().cast("string")`
  const f = unwrap(e.func);
  return f.type === 'Attribute' && /^(date|cast|strftime|isoformat)$/.test(f.name) && isClock(f.object, facts);
}

/** The year of `"2024-01-31"`, `F.lit("2024-01-31")`, `datetime.date(2024, 1, 31)`. */
function writtenYear(expr: Expr, facts: PythonFacts): number | undefined {
  const e = unwrap(expr);
  if (e.type === 'Str') {
    const match = /^(\d{4})-(0[1-9]|1[0-2])(-\d\d)?([ T][\d:.]+)?$/.exec(literalText(e) ?? '');
    return match ? Number(match[1]) : undefined;
  }
  if (e.type !== 'Call') return undefined;
  const [first, second] = e.args.map((arg) => unwrap(arg.value));
  const name = functionName(e, facts);
  if (/^pyspark\.sql\.functions\.(lit|to_date|to_timestamp)$/.test(name)) return first && writtenYear(first, facts);
  if (/^datetime\.(date|datetime)$/.test(name) && first?.type === 'Num' && second?.type === 'Num')
    return Number(first.text);
  return undefined;
}

function functionName(call: Call, facts: PythonFacts): string {
  const value = facts.valueOf(call.func);
  return value.kind === 'imported' ? value.name : '';
}
