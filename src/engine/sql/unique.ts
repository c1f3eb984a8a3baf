import { columnName } from './merges';
import type { Query, Select } from './nodes';

/** What the columns of a SELECT are called outside, by what they are inside: `SELECT id AS key` gives id → key. */
function outerNames(select: Select): Map<string, string> | undefined {
  const names = new Map<string, string>();
  for (const { expr, alias } of select.items) {
    if (expr.kind === 'star') return undefined;
    const inner = columnName(expr);
    const outer = alias?.name.toLowerCase() ?? inner;
    if (outer === undefined) return undefined;
    names.set(inner ?? `= ${outer}`, outer);
  }
  return names;
}

/** Columns of which each combination comes once; `undefined` where nothing says so. */
export function uniqueBy(query: Query): string[] | undefined {
  const { body } = query;
  if (query.pipes.length > 0 || query.limit || query.ctes.length > 0) return undefined;
  if (body.kind === 'set') {
    const distinct = body.operators.every(({ operator, all }) => operator === 'UNION' && !all);
    const [first] = body.operands;
    return distinct && first?.kind === 'select' ? named(first) : undefined;
  }
  if (body.kind !== 'select' || body.qualify) return undefined;
  if (body.groupBy) return groupedBy(body);
  return body.distinct ? named(body) : undefined;
}

function named(select: Select): string[] | undefined {
  const names = outerNames(select);
  // A constant tells no two rows apart.
  return names && [...names].flatMap(([inner, outer]) => (inner.startsWith('= ') ? [] : [outer]));
}

function groupedBy(select: Select): string[] | undefined {
  if (!select.groupBy || select.groupBy.all) return undefined;
  const names = outerNames(select);
  const keys: string[] = [];
  for (const item of select.groupBy.items) {
    const inner = columnName(item);
    const outer = inner && (names?.get(inner) ?? (isOuter(inner, names) ? inner : undefined));
    if (!outer) return undefined;
    keys.push(outer);
  }
  return keys;
}

function isOuter(name: string, names: Map<string, string> | undefined): boolean {
  return names !== undefined && [...names.values()].includes(name);
}
