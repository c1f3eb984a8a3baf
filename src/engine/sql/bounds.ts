import type { Expr } from './nodes';
import { callName, columnsOf, conjuncts, hasUnknown, isEquality, unwrap } from './predicates';
import { walkExpr } from './walk';

/** What a condition says of a stored value: that it equals another one, or that it lies above or below it. */
export interface Bound {
  readonly kind: 'equal' | 'lower' | 'upper';
  /** The side that the rows bring along. */
  readonly stored: Expr;
  /** The side that the rule asked for. */
  readonly value: Expr;
  /** The whole condition, as it stands between two ANDs. */
  readonly part: Expr;
}

/** The comparisons that AND joins in a condition and that have on one side a value as it is asked for. */
export function* boundsOf(condition: Expr, isValue: (expr: Expr) => boolean): Generator<Bound> {
  for (const part of conjuncts(condition)) {
    if (part.kind === 'between' && !part.not) {
      if (isValue(part.low)) yield { kind: 'lower', stored: part.expr, value: part.low, part };
      if (isValue(part.high)) yield { kind: 'upper', stored: part.expr, value: part.high, part };
    } else if (part.kind === 'in' && !part.not) {
      if (part.list.length > 0 && part.list.every(isValue))
        yield { kind: 'equal', stored: part.expr, value: part.list[0]!, part };
    } else if (part.kind === 'binary') {
      const kind = kindOf(part.operator);
      if (!kind) continue;
      if (isValue(part.right)) yield { kind, stored: part.left, value: part.right, part };
      else if (isValue(part.left)) yield { kind: flipped[kind], stored: part.right, value: part.left, part };
    }
  }
}

const flipped = { equal: 'equal', lower: 'upper', upper: 'lower' } as const;

function kindOf(operator: string): Bound['kind'] | undefined {
  if (isEquality(operator)) return 'equal';
  if (!/^[<>]=?$/.test(operator)) return undefined;
  return operator.startsWith('>') ? 'lower' : 'upper';
}

const clocks = new Set(
  'current_date current_timestamp current_time now getdate curdate localtimestamp unix_timestamp'.split(' '),
);

/** True for a reading of the wall clock: `current_date()`, `CURRENT_TIMESTAMP`, `now()`. */
export function isClock(expr: Expr): boolean {
  if (expr.kind === 'call') return expr.args.length === 0 && clocks.has(callName(expr));
  return expr.kind === 'column' && expr.parts.length === 1 && isClockName(expr.parts[0]!.name);
}

/** The words that read the clock without brackets. */
function isClockName(name: string): boolean {
  return /^current_(date|timestamp|time)$/i.test(name);
}

/** True when the clock and nothing else decides on a value: `current_date() - 1`. No column, no parameter, nothing unknown. */
export function isClockValue(expr: Expr): boolean {
  let found = false;
  const units = new Set<Expr>();
  for (const node of walkExpr(expr)) {
    // `DAY` in `dateadd(DAY, -1, current_date())` is a word of the function, no column.
    if (node.kind === 'call' && withUnit.test(callName(node)) && node.args[0]) units.add(node.args[0]);
    if (isClock(node)) found = true;
    else if (node.kind === 'column' && !units.has(node)) return false;
    else if (/^(parameter|subquery|exists|hole|opaque)$/.test(node.kind)) return false;
  }
  return found;
}

const withUnit = /^(date_?add|date_?diff|timestampadd|timestampdiff)$/;

/** True for an expression that reads stored columns and no clock. */
export function isStored(expr: Expr): boolean {
  let found = false;
  for (const node of walkExpr(expr)) {
    if (isClock(node) || node.kind === 'parameter') return false;
    if (node.kind === 'column') found = true;
  }
  return found && !hasUnknown(expr);
}

const dateText = /^(?:date|timestamp(?:_[nl]tz)?)?\s*['"](\d{4})-?(\d\d)(?:-?(\d\d))?(?:[ T][^'"]*)?['"]$/i;

/** The year of a date that is written down: `DATE'2024-01-31'`, `'2024-01-31'`, `to_date('2024-01-31')`; `undefined` for anything else. */
export function yearOf(expr: Expr, text: string): number | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'cast') return yearOf(inner.expr, text);
  if (inner.kind === 'binary' && /^[+-]$/.test(inner.operator) && columnsOf(inner.right).length === 0)
    return hasUnknown(inner.right) ? undefined : yearOf(inner.left, text);
  if (inner.kind === 'call' && /^(to_date|date|to_timestamp|timestamp)$/.test(callName(inner)))
    return inner.args[0] && yearOf(inner.args[0], text);
  if (inner.kind !== 'literal' || !/^(string|date|timestamp)$/.test(inner.type)) return undefined;
  const match = dateText.exec(text.slice(inner.from, inner.to));
  const month = Number(match?.[2]);
  return match && month >= 1 && month <= 12 ? Number(match[1]) : undefined;
}

/** Name of the first column in an expression, in lower case; `''` when there is none. */
export function columnIn(expr: Expr): string {
  const [column] = columnsOf(expr);
  return column?.parts[column.parts.length - 1]!.name.toLowerCase() ?? '';
}

/** Columns that say until when a row holds: `valid_to > current_date()` asks for what holds now, not for a part of a load. */
export const untilName = /(^|_)(valid|effective|end|ends|ended|expir\w*|until|due|to|deadline|birth\w*|dob)(_|$)/i;

/** True for a bound that cuts a load out of what is stored: one day, or everything from a day on. */
export function cutsLoad({ kind, stored }: Bound): boolean {
  return isStored(stored) && (kind === 'equal' || (kind === 'lower' && !untilName.test(columnIn(stored))));
}
