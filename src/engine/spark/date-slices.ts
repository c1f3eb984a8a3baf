import type { Expr } from '../python/ast';
import { andParts, unwrap } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import { literalText } from '../python/strings';
import { stepsOf, type DataFrameValue } from '../python/values';
import { readSql } from '../sql/reader/read';
import { dateName, sliceOf } from '../sql/slices';

/** The filter that cuts one slice of days out of what a frame reads, as it is written; `undefined` when there is none. */
export function dateSliceOf(frame: DataFrameValue, facts: PythonFacts): string | undefined {
  for (const { method, call } of stepsOf(frame)) {
    if (/^(join|union\w*|crossJoin)$/.test(method)) return undefined;
    const arg = call.args[0]?.value;
    if ((method !== 'filter' && method !== 'where') || !arg || call.args.length !== 1) continue;
    const found = sliceIn(arg, facts);
    if (found) return found;
  }
  return undefined;
}

function sliceIn(arg: Expr, facts: PythonFacts): string | undefined {
  const value = facts.valueOf(arg);
  if (value.kind === 'string') {
    const tree = readSql(value.text.text, 'expression');
    const [statement] = tree.statements;
    const expr = statement?.kind === 'expressions' ? statement.items[0]?.expr : undefined;
    const slice = expr && sliceOf(expr, tree.text);
    return slice && shorten(value.text.isKnown(slice) ? tree.text.slice(slice.from, slice.to) : 'one day');
  }
  const bounds = new Set<string>();
  for (const part of andParts(arg)) {
    const written = shorten(facts.document.text.slice(part.from, part.to));
    if (isBetween(part)) return written;
    if (part.type !== 'Compare' || isDateColumn(part.left) === isDateColumn(part.right)) continue;
    const other = unwrap(isDateColumn(part.left) ? part.right : part.left);
    if (other.type === 'Constant') continue;
    if (part.op === '==') return written;
    // A lower and an upper bound make a slice; one of them alone is a rolling window.
    if (/^[<>]=?$/.test(part.op)) bounds.add(part.op.startsWith('<') === isDateColumn(part.left) ? 'upper' : 'lower');
    if (bounds.size === 2) return written;
  }
  return undefined;
}

/** `F.col("day").between(first, last)`. */
function isBetween(expr: Expr): boolean {
  if (expr.type !== 'Call') return false;
  const f = unwrap(expr.func);
  return f.type === 'Attribute' && f.name === 'between' && isDateColumn(f.object);
}

/** `F.col("order_date")`, `df.order_date`, `df["order_date"]`, `F.to_date("order_ts")`. */
function isDateColumn(expr: Expr): boolean {
  const e = unwrap(expr);
  if (e.type === 'Attribute') return dateName.test(e.name);
  if (e.type === 'Subscript') return e.items.length === 1 && isDateText(e.items[0]!);
  if (e.type !== 'Call' || e.args.length === 0) return false;
  const f = unwrap(e.func);
  const name = f.type === 'Attribute' ? f.name : f.type === 'Name' ? f.id : '';
  return /^(col|column|to_date)$/.test(name) && (isDateText(e.args[0]!.value) || isDateColumn(e.args[0]!.value));
}

function isDateText(expr: Expr): boolean {
  const e = unwrap(expr);
  const text = e.type === 'Str' ? literalText(e) : undefined;
  return text !== undefined && dateName.test(text.split('.').pop()!);
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 60 ? `${flat.slice(0, 57)}…` : flat;
}
