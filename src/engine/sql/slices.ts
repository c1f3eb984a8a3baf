import { lastPart } from './names';
import type { Expr } from './nodes';
import { callName, conjuncts, isEquality, unwrap } from './predicates';

/** Column names that tell of a day or a moment. */
export const dateName = /(^|_)(date|dt|day|ds|ts|timestamp|datetime|month|week)($|_)|_(at|on)$|(date|timestamp|time)$/i;
const today = /^(current_date|current_timestamp|now|date_sub|date_add|to_date|date|date_trunc|trunc|getdate|curdate)$/;
const dateText = /^['"]\d{4}-?\d{2}/;

function isDateColumn(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'cast') return isDateColumn(inner.expr);
  if (inner.kind === 'call' && /^(date|to_date)$/.test(callName(inner)))
    return inner.args.length > 0 && isDateColumn(inner.args[0]!);
  return inner.kind === 'column' && dateName.test(lastPart(inner));
}

/** A value that says which day is loaded: a date, today, a parameter. */
function isDay(expr: Expr, text: string): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'parameter' || inner.kind === 'hole') return true;
  if (inner.kind === 'cast') return isDay(inner.expr, text);
  if (inner.kind === 'binary' && /^[+-]$/.test(inner.operator)) return isDay(inner.left, text);
  if (inner.kind === 'call') return today.test(callName(inner));
  if (inner.kind === 'column') return inner.parts.length === 1 && today.test(inner.parts[0]!.name.toLowerCase());
  if (inner.kind !== 'literal') return false;
  const raw = text.slice(inner.from, inner.to).replace(/^(date|timestamp\w*)\s*/i, '');
  // An end of time is no day.
  return dateText.test(raw) && !/^['"](9999|2999|1900|1970)/.test(raw);
}

/**
 * The condition that cuts one slice of days out of the source: `day = x`, `day BETWEEN x AND y`, or a lower and an
 * upper bound. An open range (`day >= x`) is left alone: a table of the last ninety days is made on purpose.
 */
export function sliceOf(where: Expr, text: string): Expr | undefined {
  const bounds = new Map<string, Set<string>>();
  for (const part of conjuncts(where)) {
    if (
      part.kind === 'between' &&
      !part.not &&
      isDateColumn(part.expr) &&
      isDay(part.low, text) &&
      isDay(part.high, text)
    )
      return part;
    if (part.kind !== 'binary') continue;
    const [column, value] = isDateColumn(part.left) ? [part.left, part.right] : [part.right, part.left];
    if (!isDateColumn(column) || !isDay(value, text)) continue;
    if (isEquality(part.operator)) return part;
    if (!/^[<>]=?$/.test(part.operator)) continue;
    const key = text.slice(column.from, column.to).toLowerCase();
    const upper = part.operator.startsWith('<') === (column === part.left);
    const seen = bounds.get(key) ?? new Set<string>();
    bounds.set(key, seen.add(upper ? 'upper' : 'lower'));
    if (seen.size === 2) return part;
  }
  return undefined;
}
