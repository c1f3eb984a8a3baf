import { parentOf, unwrap, type Binary, type Expr } from '../python/ast';
import { columnText, partsOf, readColumn, type ColumnFact } from '../python/column-expressions';
import type { PythonFacts } from '../python/facts';
import type { DataFrameValue } from '../python/values';
import { nodesOf } from '../python/walk';
import { coverAll, excludeEachOther, textValue, type Demand, type Value } from '../sql/constants';

/** Conditions on one column that are compared with each other; nobody writes more by hand. */
const mostOfColumn = 20;

/** What one part of a condition asks of one column. */
interface Asked extends Demand {
  readonly part: ColumnFact;
  readonly frame?: DataFrameValue;
}

/** Two parts that `&` or `|` joins and that together are never, or always, true. */
export interface ConstantPair {
  readonly operator: '&' | '|';
  readonly first: ColumnFact;
  readonly second: ColumnFact;
}

/** The pairs among the conditions of a file, one for each chain of `&` or `|`. */
export function* constantPairs(facts: PythonFacts): Generator<ConstantPair> {
  for (const node of nodesOf(facts, 'Binary')) {
    const { op } = node;
    if ((op !== '&' && op !== '|') || !isTop(node) || facts.valueOf(node).kind !== 'column') continue;
    const pair = pairIn([...partsOf(node, op, facts)], op === '|' ? coverAll : excludeEachOther, facts);
    if (pair) yield { operator: op, first: pair[0].part, second: pair[1].part };
  }
}

function isTop(node: Binary): boolean {
  const parent = parentOf(node);
  return !(parent?.type === 'Binary' && parent.op === node.op);
}

function pairIn(
  parts: readonly ColumnFact[],
  clash: (a: Demand, b: Demand) => boolean,
  facts: PythonFacts,
): [Asked, Asked] | undefined {
  const byColumn = new Map<string, Asked[]>();
  for (const part of parts) {
    const demands = askedBy(part, facts);
    // `between` asks two things at once: beside `|` neither of them holds alone.
    if (demands.length > 1 && clash === coverAll) continue;
    for (const { key, ...asked } of demands) {
      const others = byColumn.get(key) ?? [];
      const other = others.find((one) => one.part !== part && one.frame === asked.frame && clash(one, asked));
      if (other) return [other, asked];
      if (others.length < mostOfColumn) byColumn.set(key, [...others, asked]);
    }
  }
  return undefined;
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function askedBy(part: ColumnFact, facts: PythonFacts): (Asked & { readonly key: string })[] {
  const of = (expr: Expr, kind: Asked['kind'], values: readonly (Value | undefined)[], closed = true) => {
    const column = readColumn(expr, facts);
    if (column.kind !== 'column' || values.includes(undefined)) return [];
    const key = columnText(column, facts);
    return [{ part, key, frame: column.frame, kind, values: values as readonly Value[], closed }];
  };
  if (part.kind === 'call' && part.on && part.args.every(({ star }) => !star)) {
    const values = part.args.map(({ value }) => valueOf(value));
    if (part.name === 'isNull' && values.length === 0) return of(part.on, 'is null', []);
    if (part.name === 'isNotNull' && values.length === 0) return of(part.on, 'is not null', []);
    if (part.name !== 'between' || values.length !== 2) return [];
    return [...of(part.on, 'above', [values[0]]), ...of(part.on, 'below', [values[1]])];
  }
  if (part.kind !== 'operator') return [];
  const flipped = valueOf(part.left) !== undefined;
  const [column, other] = flipped ? [part.right, part.left] : [part.left, part.right];
  const operator = flipped ? (mirrored[part.operator] ?? part.operator) : part.operator;
  if (operator === '==') return of(column, 'one of', [valueOf(other)]);
  if (operator === '!=') return of(column, 'none of', [valueOf(other)]);
  if (!/^[<>]=?$/.test(operator)) return [];
  return of(column, operator.startsWith('<') ? 'below' : 'above', [valueOf(other)], operator.endsWith('='));
}

/** A value that stands there as it is. */
function valueOf(expr: Expr): Value | undefined {
  const e = unwrap(expr);
  if (e.type === 'Unary' && e.op === '-') {
    const value = valueOf(e.operand);
    return typeof value === 'number' ? -value : undefined;
  }
  if (e.type === 'Num') return /^\d+(\.\d*)?$/.test(e.text) ? Number(e.text) : undefined;
  if (e.type !== 'Str' || e.parts.length !== 1 || /[bfr]/.test(e.parts[0]!.prefix)) return undefined;
  return textValue(e.parts[0]!.raw);
}

/** The comparisons of a column with itself. A join by one of them alone is left out: it has a rule of its own. */
export function* selfComparisons(facts: PythonFacts): Generator<{ readonly node: Expr; readonly operator: string }> {
  for (const { node } of facts.comparisons) {
    if (!/^([=!]=|[<>]=?)$/.test(node.op) || facts.valueOf(node).kind !== 'column') continue;
    const parent = parentOf(node);
    const func = parent?.type === 'Call' ? unwrap(parent.func) : undefined;
    if (func?.type === 'Attribute' && func.name === 'join') continue;
    const [left, right] = [readColumn(node.left, facts), readColumn(node.right, facts)];
    if (left.kind !== 'column' || right.kind !== 'column' || left.frame !== right.frame) continue;
    if (columnText(left, facts) === columnText(right, facts)) yield { node, operator: node.op };
  }
}
