import { unwrap, type Call, type Expr } from '../python/ast';
import { readColumn, readNamed, walkColumn, type ColumnFact, type ColumnReference } from '../python/column-expressions';
import type { PythonFacts } from '../python/facts';
import { joinConditions } from '../python/join-conditions';
import { isOf, joinKind } from '../python/outer-joins';
import { argument } from '../python/strings-of';
import { aggregations, uniqueRows, type Aggregation } from '../python/unique-rows';
import { recentFrames, type DataFrameValue } from '../python/values';
import { addTo } from '../lists';
import { oncePer } from '../once';
import { frameColumns, homeOf, plainName, type Home } from './frame-columns';

/** A sum or count over the side of a join whose rows the join repeats. */
export interface FrameFanOut {
  readonly node: Expr;
  readonly function: string;
  /** What tells the rows of the other side apart. */
  readonly key: readonly string[];
}

/** A join, with the columns by which it goes, in lower case. */
interface KeyJoin {
  readonly call: Call;
  readonly one: DataFrameValue;
  readonly many: DataFrameValue;
  readonly key: readonly string[];
  /** Names that both sides share after a join by name. */
  readonly shared: ReadonlySet<string>;
}

/** Steps behind a join that leave its rows and the names of their columns as they are. */
const passesOn = /^(filter|where|orderBy|sort|cache|persist|hint|repartition|coalesce|withColumn)$/;

/** Every sum or count of rows that a join has repeated, where the keys of both sides are known. */
export function* frameFanOuts(facts: PythonFacts): Generator<FrameFanOut> {
  for (const aggregation of aggregations(facts)) {
    if (aggregation.isPivoted) continue;
    const totals = totalsOf(aggregation, facts);
    const join = totals.length > 0 ? joinBehind(aggregation.input, facts) : undefined;
    if (!join || !groupsByOne(aggregation, join, facts)) continue;
    for (const { fact, args } of totals) {
      const columns = args && columnsIn(args, facts);
      if (columns && columns.length > 0 && columns.every((column) => isOfOne(column, join, fact.node, facts)))
        yield { node: fact.node, function: fact.name, key: join.key };
    }
  }
}

/** `F.sum("amount")` and `F.count(…)` among the results, whatever is done to them. */
function totalsOf({ fact }: Aggregation, facts: PythonFacts) {
  const found: { fact: Extract<ColumnFact, { kind: 'call' }>; args: Expr | undefined }[] = [];
  for (const { value, star, keyword } of fact.call.args) {
    if (star || keyword || facts.valueOf(value).kind !== 'column') continue;
    for (const part of walkColumn(value, facts)) {
      const isTotal = part.kind === 'call' && !part.on && /^(sum|count)$/.test(part.name) && part.args.length === 1;
      if (isTotal) found.push({ fact: part, args: part.args[0]!.value });
    }
  }
  return found;
}

/** The columns that an expression reads; `undefined` where something in it cannot be read. */
function columnsIn(expr: Expr, facts: PythonFacts): ColumnReference[] | undefined {
  const named = readNamed(expr, facts);
  const parts = named.kind === 'column' ? [named] : [...walkColumn(expr, facts)];
  return parts.some(({ kind }) => kind === 'unknown') ? undefined : parts.filter((one) => one.kind === 'column');
}

/** The join that repeats the rows of one side, and nothing behind it that changes them. */
function joinBehind(frame: DataFrameValue, facts: PythonFacts): KeyJoin | undefined {
  const filters: string[] = [];
  const made = new Set<string>();
  for (const { step, parent } of recentFrames(frame)) {
    if (!step || !parent) return undefined;
    const { call, method } = step;
    if (method === 'join') {
      const join = joinOf(call, parent, facts);
      const rest = join && [...filters, ...filtersOf(join.many, facts)];
      // A condition on the rest of the key may leave one row of the many.
      const mayBeOne = join?.key.some((name) => rest!.some((text) => text.includes(name)));
      if (join && ![join.one, join.many].every((side) => standsIn(homeOf(call), side))) return undefined;
      return join && !mayBeOne && ![...made].some((name) => isColumnOf(join, name, call, facts)) ? join : undefined;
    }
    if (!passesOn.test(method)) return undefined;
    if (method === 'withColumn') {
      const name = facts.constantOf(call.args[0]?.value);
      if (name === undefined) return undefined;
      made.add(name.toLowerCase());
    } else if (/^(filter|where)$/.test(method)) filters.push(textOf(call, facts));
  }
  return undefined;
}

/** True for a frame that this function makes by itself: what it is handed may differ from call to call. */
function standsIn(home: Home, frame: DataFrameValue): boolean {
  for (const { step, source } of recentFrames(frame)) {
    const node = step?.call ?? source?.expr;
    if (node && homeOf(node) !== home) return false;
  }
  return true;
}

function filtersOf(frame: DataFrameValue, facts: PythonFacts): string[] {
  const texts: string[] = [];
  for (const { step } of recentFrames(frame))
    if (step && /^(filter|where)$/.test(step.method)) texts.push(textOf(step.call, facts));
  return texts;
}

function textOf({ argsSpan }: Call, { document }: PythonFacts): string {
  return document.text.slice(argsSpan.from, argsSpan.to).toLowerCase();
}

const conditionsByCall = oncePer((facts: PythonFacts) => {
  const found = new Map<Call, ReturnType<typeof joinConditions> extends Generator<infer T> ? T[] : never>();
  for (const condition of joinConditions(facts)) addTo(found, condition.fact.call, condition);
  return found;
});

function joinOf(call: Call, left: DataFrameValue, facts: PythonFacts): KeyJoin | undefined {
  const other = argument(call, 0, 'other');
  const on = argument(call, 1, 'on');
  const right = other && facts.valueOf(other);
  if (right?.kind !== 'dataframe' || !on || !/^(inner|left|right|full)$/.test(joinKind(call, facts) ?? ''))
    return undefined;
  const names = namesOf(on, facts);
  const shared = new Set(names);
  const keys = names ? [names, names] : equalities(call, facts);
  if (!keys) return undefined;
  const unique = [uniqueRows(left, facts), uniqueRows(right, facts)];
  for (const [i, one] of [left, right].entries()) {
    const [own, others] = [unique[i], unique[1 - i]];
    const many = i === 0 ? right : left;
    if (!own || !others || one === many) continue;
    const isOne = own.every((name) => keys[i]!.includes(name));
    if (isOne && !others.every((name) => keys[1 - i]!.includes(name))) return { call, one, many, key: others, shared };
  }
  return undefined;
}

/** `"k"`, `["k", "l"]`. */
function namesOf(on: Expr, facts: PythonFacts): string[] | undefined {
  const e = unwrap(on);
  const items = e.type === 'List' ? e.items : [e];
  const names = items.map((item) => (unwrap(item).type === 'Str' ? facts.constantOf(item)?.toLowerCase() : undefined));
  return names.length > 0 && names.every((name) => name !== undefined) ? names : undefined;
}

/** The columns of both sides that `==` makes equal; one more part than that may leave one row of the many. */
function equalities(call: Call, facts: PythonFacts): [string[], string[]] | undefined {
  const [condition] = conditionsByCall(facts).get(call) ?? [];
  const keys: [string[], string[]] = [[], []];
  for (const part of condition?.parts ?? []) {
    if (part.kind !== 'operator' || part.operator !== '==') return undefined;
    for (const expr of [part.left, part.right]) {
      const fact = readColumn(expr, facts);
      const side = fact.kind === 'column' ? condition!.sidesOf(fact) : undefined;
      if (fact.kind !== 'column' || (side !== 'left' && side !== 'right')) return undefined;
      keys[side === 'left' ? 0 : 1].push(fact.name.slice(fact.name.lastIndexOf('.') + 1).toLowerCase());
    }
  }
  return keys[0].length > 0 ? keys : undefined;
}

/** Groups by columns of the one side, or by those that both share: then the repeated rows fall into one group. */
function groupsByOne({ grouping }: Aggregation, join: KeyJoin, facts: PythonFacts): boolean {
  if (!grouping) return true;
  if (!/^group[Bb]y$/.test(grouping.method)) return false;
  return grouping.call.args.every(({ value, star, keyword }) => {
    if (star || keyword) return false;
    const given = unwrap(value);
    const items = given.type === 'List' ? given.items : [given];
    return items.every((item) => {
      const columns = columnsIn(item, facts);
      return (
        columns && columns.length > 0 && columns.every((one) => isShared(one, join) || isOfOne(one, join, item, facts))
      );
    });
  });
}

function isShared({ frame, name }: ColumnReference, { shared }: KeyJoin): boolean {
  return !frame && shared.has(name.toLowerCase());
}

function isOfOne(column: ColumnReference, join: KeyJoin, at: Expr, facts: PythonFacts): boolean {
  if (isOf(column, join.one, join.many)) return true;
  const name = column.frame ? undefined : plainName(column.name)?.toLowerCase();
  return name !== undefined && !join.shared.has(name) && isColumnOf(join, name, at, facts);
}

/** True for a name that the one side has and the other one has not. */
function isColumnOf({ one, many }: KeyJoin, name: string, at: Expr, facts: PythonFacts): boolean {
  const home = homeOf(at);
  const [own, others] = [frameColumns(one, home, facts), frameColumns(many, home, facts)];
  return own !== undefined && others !== undefined && own.has(name) && !others.has(name);
}
