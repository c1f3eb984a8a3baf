import type { Expr } from './nodes';
import { callName, isComparison, unwrap } from './predicates';
import { walkExpr } from './walk';

/** What can be compared without asking Spark: a number, or a text. ISO dates and times are texts, whatever their type. */
export type Value = number | string;

const isoTime = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?$/;
const numeric = /^-?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i;
const pure =
  /^(lower|lcase|upper|ucase|trim|ltrim|rtrim|coalesce|nvl|ifnull|date|to_date|year|month|day|substr|substring|left|right|length|abs|round)$/;

/** Nobody repeats a longer expression by hand, nor two longer lists; each is looked at again and again. */
const mostNodes = 50;

/** True for the call of a built-in function that gives one value for one row, the same each time. */
export function isPlainFunction(call: Expr): boolean {
  return call.kind === 'call' && !call.over && call.name.parts.length === 1 && pure.test(callName(call));
}

/** A text as it is compared: without its case and the spaces around it; `undefined` for texts with unusual signs. */
export function textValue(text: string): Value | undefined {
  return /^[\w .:/-]*$/.test(text) ? text.toLowerCase().trim() : undefined;
}

/** The value of a literal; `undefined` for all others, and where a template may stand in the text. */
function valueOf(expr: Expr, text: string): Value | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'unary' && inner.operator === '-') {
    const value = valueOf(inner.expr, text);
    return typeof value === 'number' ? -value : undefined;
  }
  if (inner.kind !== 'literal') return undefined;
  const written = text.slice(inner.from, inner.to);
  if (inner.type === 'number') return numeric.test(written) ? Number(written) : undefined;
  if (inner.type !== 'string' && inner.type !== 'date' && inner.type !== 'timestamp') return undefined;
  return /^(?:date|timestamp)?\s*(['"])([\w .:/-]*)\1$/i.exec(written)?.[2]?.toLowerCase().trim();
}

/** -1, 0, 1; `undefined` where the order, or even equality, depends on types that nobody sees. */
function compare(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return Math.sign(a - b);
  if (typeof a !== 'string' || typeof b !== 'string' || a.length !== b.length) return undefined;
  return isoTime.test(a) && isoTime.test(b) ? (a < b ? -1 : a > b ? 1 : 0) : undefined;
}

/** True when two values differ, whatever type the column has. */
function differ(a: Value, b: Value): boolean {
  if (typeof a !== typeof b) return false;
  if (typeof a === 'number' || typeof b === 'number') return a !== b;
  if (numeric.test(a) && numeric.test(b)) return Number(a) !== Number(b);
  // `2024-1-1` may be the day of `2024-01-01`.
  return a !== b && (!/^\d/.test(a) || !/^\d/.test(b) || a.length === b.length);
}

/** How an expression is written, if it gives the same value each time it is asked: columns, and plain functions of them. */
export function stableText(expr: Expr, text: string): string | undefined {
  const inner = unwrap(expr);
  let columns = 0;
  let nodes = 0;
  for (const node of walkExpr(inner)) {
    if (++nodes > mostNodes) return undefined;
    if (node.kind === 'column') columns++;
    else if (
      node.kind === 'call' ? !isPlainFunction(node) : !/^(literal|field|index|path|paren|cast|binary)$/.test(node.kind)
    )
      return undefined;
  }
  const written = text.slice(inner.from, inner.to);
  if (columns === 0 || /--|\/\*/.test(written)) return undefined;
  return /['"`]/.test(written) ? written : written.replace(/\s+/g, '').toLowerCase();
}

/** What one condition asks of one column. */
export interface Asked extends Demand {
  readonly part: Expr;
  readonly key: string;
}

/** The values that a condition lets through, whatever language it is written in. */
export interface Demand {
  readonly kind: 'is null' | 'is not null' | 'one of' | 'none of' | 'above' | 'below' | 'a value';
  /** For `one of` and `none of`: the values; for bounds: the one bound. */
  readonly values: readonly Value[];
  /** For bounds: the bound itself passes. */
  readonly closed?: boolean;
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** What a condition asks of a column, when it is one of the plain ones; two things for BETWEEN. */
export function askedBy(part: Expr, text: string): Asked[] {
  const of = (expr: Expr, kind: Asked['kind'], values: readonly (Value | undefined)[] = [], closed = true): Asked[] => {
    const key = stableText(expr, text);
    if (key === undefined) return [];
    const known = values.filter((value) => value !== undefined);
    return known.length === values.length
      ? [{ part, key, kind, values: known, closed }]
      : [{ part, key, kind: 'a value', values: [] }];
  };
  if (part.kind === 'is' && part.what === 'NULL') return of(part.expr, part.not ? 'is not null' : 'is null');
  if (part.kind === 'in' && !part.query && part.list.length > 0 && part.list.length <= mostNodes) {
    const values = part.list.map((item) => valueOf(item, text));
    if (part.not && values.includes(undefined)) return [];
    return of(part.expr, part.not ? 'none of' : 'one of', values);
  }
  if (part.kind === 'between' && !part.not) {
    return [
      ...of(part.expr, 'above', [valueOf(part.low, text)]),
      ...of(part.expr, 'below', [valueOf(part.high, text)]),
    ];
  }
  if (part.kind !== 'binary' || !isComparison(part.operator) || part.operator === '<=>') return [];
  const flipped = valueOf(part.left, text) !== undefined;
  const [column, other] = flipped ? [part.right, part.left] : [part.left, part.right];
  const operator = flipped ? (mirrored[part.operator] ?? part.operator) : part.operator;
  const value = valueOf(other, text);
  if (/^==?$/.test(operator)) return of(column, 'one of', [value]);
  if (/^(<>|!=)$/.test(operator)) return value === undefined ? of(column, 'a value') : of(column, 'none of', [value]);
  if (/^[<>]=?$/.test(operator))
    return of(column, operator.startsWith('<') ? 'below' : 'above', [value], operator.endsWith('='));
  return [];
}

/** True when no value meets both conditions. */
export function excludeEachOther(a: Demand, b: Demand): boolean {
  if (a.kind === 'is null' || b.kind === 'is null') return a.kind !== b.kind;
  if (a.kind === 'one of' && b.kind === 'one of') return a.values.every((x) => b.values.every((y) => differ(x, y)));
  if (a.kind === 'above' && b.kind === 'below') return isEmpty(a, b);
  if (a.kind === 'below' && b.kind === 'above') return isEmpty(b, a);
  return false;
}

function isEmpty(low: Demand, high: Demand): boolean {
  const order = compare(low.values[0]!, high.values[0]!);
  return order !== undefined && (order > 0 || (order === 0 && !(low.closed && high.closed)));
}

/** True when every value that is not NULL meets one of the two conditions; for IS NULL and IS NOT NULL, every value. */
export function coverAll(a: Demand, b: Demand): boolean {
  if (a.kind === 'is null') return b.kind === 'is not null';
  if (b.kind === 'is null') return a.kind === 'is not null';
  if (a.kind === 'none of' && b.kind === 'none of') return a.values.every((x) => b.values.every((y) => differ(x, y)));
  if (a.kind === 'above' && b.kind === 'below') return isWhole(a, b);
  if (a.kind === 'below' && b.kind === 'above') return isWhole(b, a);
  return false;
}

function isWhole(low: Demand, high: Demand): boolean {
  const order = compare(low.values[0]!, high.values[0]!);
  return order !== undefined && (order < 0 || (order === 0 && (low.closed === true || high.closed === true)));
}

/** True for two texts that anybody can compare: `'dev' = 'prod'`. Numbers are left out: `1 = 0` is an idiom. */
export function comparesTexts(left: Expr, right: Expr, text: string): boolean {
  return typeof valueOf(left, text) === 'string' && typeof valueOf(right, text) === 'string';
}
