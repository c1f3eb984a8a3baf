import type { Call, Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import { FUNCTIONS } from '../python/api';
import type { PythonFacts, WriteFact } from '../python/facts';
import { stepsOf } from '../python/values';
import { boundsOf, cutsLoad, isClockValue, untilName, type Bound } from '../sql/bounds';
import { readSql } from '../sql/read';
import type { Span } from '../types';

/** A condition on the way to a write that compares with the clock. Its span counts in `Document.text`. */
export interface ClockFilter {
  readonly span: Span;
  readonly kind: Bound['kind'];
}

/** The filter that makes what a write adds or replaces depend on the time of the run; `undefined` when there is none. */
export function clockFilterOf(write: WriteFact, facts: PythonFacts): ClockFilter | undefined {
  const { mode, writer, frame, end } = write;
  if (writer.streaming || frame.streaming) return undefined;
  const adds = mode === 'append' || (end.method === 'insertInto' && mode === undefined);
  if (!adds && !(mode === 'overwrite' && writer.options.has('replacewhere'))) return undefined;
  for (const { method, call } of stepsOf(frame)) {
    if (/^(join|union\w*|crossJoin)$/.test(method)) return undefined;
    if ((method !== 'filter' && method !== 'where') || call.args.length !== 1) continue;
    const found = filterIn(call.args[0]!.value, facts);
    if (found) return found;
  }
  return undefined;
}

function filterIn(arg: Expr, facts: PythonFacts): ClockFilter | undefined {
  const value = facts.valueOf(arg);
  if (value.kind === 'string') {
    const [statement] = readSql(value.text.text, 'expression').statements;
    const expr = statement?.kind === 'expressions' ? statement.items[0]?.expr : undefined;
    if (!expr) return undefined;
    const bound = [...boundsOf(expr, isClockValue)].find(cutsLoad);
    return bound && { kind: bound.kind, span: value.text.spanToHost(bound.part) };
  }
  for (const part of ands(arg)) {
    if (part.type !== 'Compare') continue;
    const [left, right] = [isClockColumn(part.left, facts), isClockColumn(part.right, facts)];
    const column = left ? part.right : part.left;
    if (left === right || facts.valueOf(column).kind !== 'column') continue;
    if (part.op === '==') return { kind: 'equal', span: part };
    if (untilName.test(lastName(facts.document.text.slice(column.from, column.to)))) continue;
    if ((right && part.op.startsWith('>')) || (left && part.op.startsWith('<'))) return { kind: 'lower', span: part };
  }
  return undefined;
}

function ands(expr: Expr): Expr[] {
  const out: Expr[] = [];
  let e = unwrap(expr);
  while (e.type === 'Binary' && e.op === '&') {
    out.push(unwrap(e.right));
    e = unwrap(e.left);
  }
  out.push(e);
  return out;
}

/** The column in `F.col("t.valid_to")`, `df.valid_to`, `df["valid_to"]`. */
function lastName(column: string): string {
  return /(\w+)["'\])]*$/.exec(column)?.[1] ?? '';
}

const clock = /^(current_date|current_timestamp|now|curdate|localtimestamp)$/;
const shift = /^(date_sub|date_add|add_months|date_trunc|trunc|to_date|dateadd|expr)$/;

/** `F.current_date()`, `F.date_sub(F.current_date(), 1)`, `datetime.now()`, `date.today() - timedelta(days=1)`. */
function isClockColumn(expr: Expr, facts: PythonFacts): boolean {
  const e = unwrap(expr);
  if (e.type === 'Binary' && /^[+-]$/.test(e.op)) return isClockColumn(e.left, facts);
  if (e.type !== 'Call') return false;
  const name = functionName(e, facts);
  if (/^datetime\.(datetime|date)\.(now|today|utcnow)$/.test(name)) return true;
  if (!name.startsWith(FUNCTIONS)) return onMethod(e, facts);
  const short = name.slice(FUNCTIONS.length);
  if (clock.test(short)) return true;
  return shift.test(short) && e.args.some((arg) => isClockColumn(arg.value, facts));
}

/** `datetime.now().date()`, `F.current_date().cast("string")`. */
function onMethod(call: Call, facts: PythonFacts): boolean {
  const f = unwrap(call.func);
  return f.type === 'Attribute' && /^(date|cast|strftime|isoformat)$/.test(f.name) && isClockColumn(f.object, facts);
}

function functionName(call: Call, facts: PythonFacts): string {
  const value = facts.valueOf(call.func);
  return value.kind === 'imported' ? value.name : '';
}
