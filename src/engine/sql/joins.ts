import { aliasOf, cteOf } from './names';
import type { Cte, Expr, Join, Query, QueryBody, Relation, Select, Source } from './nodes';
import { callName, columnsOf, conjuncts, hasUnknown, isAlwaysTrue, rowFilters } from './predicates';
import { walkExpr } from './walk';

const aggregates = new Set(
  'count sum min max avg mean first last any_value count_if stddev approx_count_distinct collect_list collect_set'.split(
    ' ',
  ),
);

/** True for a relation that can hold at most one row. */
export function hasOneRow(relation: Relation, ctes: readonly Cte[]): boolean {
  if (relation.kind === 'values') return relation.values.rowCount <= 1;
  if (relation.kind === 'subquery') return givesOneRow(relation.query);
  if (relation.kind === 'table') {
    const cte = cteOf(relation, ctes);
    return cte ? givesOneRow(cte.query) : relation.name.text === 'dual';
  }
  return relation.kind === 'group' && relation.sources.every((source) => hasOneRow(source.relation, ctes));
}

/** True for a query that can give at most one row. */
export function givesOneRow(query: Query): boolean {
  const { limit } = query;
  return (limit?.kind === 'literal' && limit.to - limit.from === 1) || bodyGivesOneRow(query.body);
}

function bodyGivesOneRow(body: QueryBody): boolean {
  if (body.kind === 'values') return body.rowCount <= 1;
  if (body.kind === 'query') return givesOneRow(body);
  if (body.kind !== 'select') return false;
  if (body.groupBy) return false;
  if (body.sources.length === 0) return !body.items.some((item) => callName(item.expr) === 'explode');
  return body.items.some((item) =>
    walkExpr(item.expr).some((e) => e.kind === 'call' && !e.over && aggregates.has(callName(e))),
  );
}

/** True when a condition asks a subquery: what that links is not seen here. */
function asksQuery(expr: Expr): boolean {
  for (const node of walkExpr(expr)) {
    if (node.kind === 'exists' || node.kind === 'subquery' || (node.kind === 'in' && node.query)) return true;
  }
  return false;
}

/** The qualifiers of a condition; `undefined` when a column stands there without one, or a subquery is asked. */
function qualifiersOf(expr: Expr): Set<string> | undefined {
  if (asksQuery(expr)) return undefined;
  const found = new Set<string>();
  for (const { parts } of columnsOf(expr)) {
    if (parts.length < 2) return undefined;
    found.add(parts[0]!.name.toLowerCase());
    found.add(parts[parts.length - 2]!.name.toLowerCase());
  }
  return found;
}

/** Which relations of a query its conditions link with others; read once for all of them. */
class Links {
  /** A condition that cannot be read, or that does not say whose columns it compares, may link any of them. */
  private open = false;
  private several = false;
  private readonly linked = new Set<string>();

  constructor(conditions: readonly Expr[]) {
    for (const condition of conditions.flatMap(conjuncts)) this.add(condition);
  }

  private add(condition: Expr): void {
    if (hasUnknown(condition) || asksQuery(condition)) this.open = true;
    const columns = columnsOf(condition);
    if (columns.length < 2) return;
    this.several = true;
    const counts = new Map<string, number>();
    for (const { parts } of columns) {
      if (parts.length === 1) this.open = true;
      const qualifiers = new Set(parts.slice(0, -1).map(({ name }) => name.toLowerCase()));
      for (const qualifier of qualifiers) counts.set(qualifier, (counts.get(qualifier) ?? 0) + 1);
    }
    for (const [name, count] of counts) if (count < columns.length) this.linked.add(name);
  }

  /** True when a condition may link the relation of that name with another one. */
  has(alias: string | undefined): boolean {
    return this.open || (alias === undefined ? this.several : this.linked.has(alias));
  }
}

/** A join that pairs every row with every row, and what is wrong with it. */
export interface JoinComplaint {
  readonly source: Source;
  readonly join: Join;
  readonly message: string;
}

/** The joins of a FROM list that pair every row with every row. */
export function* joinComplaints(select: Select, ctes: readonly Cte[], text: string): Generator<JoinComplaint> {
  let all: Links | undefined;
  let filtered: Links | undefined;
  const links: LinksOf = {
    all: () => (all ??= new Links(rowFilters(select))),
    where: () => (filtered ??= new Links(select.where ? [select.where] : [])),
  };
  /** The relations to the left, by the names that conditions call them. */
  const before = new Set<string | undefined>();
  let multiplies = false;
  for (const source of select.sources) {
    const { join, relation } = source;
    const single = relation.kind === 'function' || relation.kind === 'opaque' || hasOneRow(relation, ctes);
    const message = join && multiplies && !single ? complaint(join, relation, before, links, text) : undefined;
    if (join && message) yield { source, join, message };
    before.add(aliasOf(relation));
    multiplies ||= !single;
  }
}

interface LinksOf {
  /** By WHERE and every ON. */
  all(): Links;
  where(): Links;
}

function complaint(
  join: Join,
  relation: Relation,
  before: ReadonlySet<string | undefined>,
  links: LinksOf,
  text: string,
): string | undefined {
  if (join.kind === 'cross' || join.natural || join.lateral || join.using) return undefined;
  const alias = aliasOf(relation);
  const inner = join.kind === 'inner' || join.kind === 'comma';
  const { on } = join;
  if (!on) {
    if (inner && links.all().has(alias)) return undefined;
    return 'Nothing joins this table with the ones before it: every row meets every row.';
  }
  if (hasUnknown(on)) return undefined;
  if (conjuncts(on).every((part) => isAlwaysTrue(part, text))) {
    if (inner && links.where().has(alias)) return undefined;
    return 'The join condition is always true: every row meets every row.';
  }
  const qualifiers = qualifiersOf(on);
  if (!qualifiers || qualifiers.size === 0 || alias === undefined || before.has(undefined)) return undefined;
  // A qualifier that is no table of this query may be a struct, or a table of the query around it.
  for (const qualifier of qualifiers) if (qualifier !== alias && !before.has(qualifier)) return undefined;
  if (qualifiers.has(alias) && qualifiers.size > 1) return undefined;
  if (inner && links.where().has(alias)) return undefined;
  return qualifiers.has(alias)
    ? `The join condition names only \`${alias}\`: every row of the other side meets every row that passes.`
    : `The join condition does not name \`${alias}\`: every row of it meets every row that passes.`;
}
