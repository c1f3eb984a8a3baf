import { unwrap, type Argument, type Expr, type PyNode } from '../python/ast';
import { outputName, readColumn, readColumns, walkColumn, type ColumnFact } from '../python/column-expressions';
import type { CallFact, PythonFacts } from '../python/facts';
import { aggregations } from '../python/unique-rows';
import { recentFrames, type DataFrameValue } from '../python/values';
import { enclosing, nodesOf } from '../python/walk';
import { oncePer } from '../once';
import { frameColumns, homeOf, plainName, type FrameColumns } from './frame-columns';

/** A column that code asks of a frame which does not have it. */
export interface MissingColumn {
  readonly node: Expr;
  readonly name: string;
  /** The names that the frame has. */
  readonly known: readonly string[];
}

/** Steps whose text arguments are names of columns. */
const takesNames = ['select', 'groupBy', 'groupby', 'orderBy', 'sort', 'sortWithinPartitions'];
/** Behind a `select` or an `agg` these also find what that has left out. */
const looksBack = /^(filter|where|orderBy|sort|sortWithinPartitions)$/;

/** Functions whose first argument is a column, also as a text. */
const ofColumn =
  /^(sum|avg|mean|min|max|count|countDistinct|count_distinct|first|last|collect_list|collect_set|upper|lower|trim|length|year|month|dayofmonth|to_date|abs|round|isnull|asc|desc|explode|sum_distinct|approx_count_distinct)$/;

/** Attributes of a DataFrame that are none of its columns, besides those that the evaluation of names knows. */
const members =
  /^(_.*|collect|count|show|head|tail|take|first|toPandas|pandas_api|toJSON|toLocalIterator|foreach\w*|printSchema|explain|isEmpty|isLocal|inputFiles|sameSemantics|semanticHash|registerTempTable|create\w*View|rollup|cube|groupBy|groupby|approxQuantile|corr|cov|crosstab|freqItems|colRegex|metadataColumn|mapPartitions|scalar|exists|mergeInto|writeTo|writeStream|write|rdd|na|stat|toArrow|to_koalas|to_pandas_on_spark|display|mapInArrow)$/;

/** Columns that Spark adds by itself. */
const hidden = /^_(metadata|change_type|commit_version|commit_timestamp|rescued_data|c\d+)$|^__/i;

/** Every column that is asked for and that the frame, whose columns are all known, does not have. */
export function* missingColumns(facts: PythonFacts): Generator<MissingColumn> {
  const told = new Set<Expr>();
  for (const found of [...inSteps(facts), ...ofFrames(facts)]) {
    if (told.has(found.node) || isGuarded(found.node, facts)) continue;
    told.add(found.node);
    yield found;
  }
}

/** `df.select("x")`, `df.where(F.col("x") > 1)`, `df.groupBy("k").agg(F.sum("x"))`. */
function* inSteps(facts: PythonFacts): Generator<MissingColumn> {
  for (const fact of facts.dataFrameCalls(
    ...takesNames,
    'withColumn',
    'filter',
    'where',
    'dropDuplicates',
    'drop_duplicates',
    'join',
  )) {
    const { receiver, call, method } = fact;
    if (!isSteady(call.func, facts)) continue;
    if (method === 'join') yield* ofKeys(fact, facts);
    else {
      const args = method === 'withColumn' ? call.args.slice(1) : call.args;
      const named = takesNames.includes(method) || /^drop/.test(method);
      yield* missingIn(args, named, receiver, looksBack.test(method), facts);
    }
  }
  for (const { fact, input } of aggregations(facts))
    if (isSteady(fact.call.func, facts)) yield* missingIn(fact.call.args, false, input, false, facts);
}

function* missingIn(
  args: readonly Argument[],
  named: boolean,
  frame: DataFrameValue,
  back: boolean,
  facts: PythonFacts,
) {
  for (const { node, name } of asked(args, named, facts)) {
    const columns = frameColumns(frame, homeOf(node), facts);
    if (!columns || has(columns, name) || madeBeside(args, name, facts)) continue;
    if (!back || neverHad(frame, name, homeOf(node), facts)) yield { node, name, known: namesOf(columns) };
  }
}

/** The names that arguments ask of the frame that they are handed to; those asked of a frame by name are left out. */
function* asked(
  args: readonly Argument[],
  named: boolean,
  facts: PythonFacts,
): Generator<{ node: Expr; name: string }> {
  for (const { value, keyword, star } of args) {
    if (keyword || star) continue;
    const expr = unwrap(value);
    if (expr.type === 'List' || expr.type === 'Tuple') {
      yield* asked(expr.items.map((item) => ({ value: item })), named, facts); // prettier-ignore
    } else if (expr.type === 'Str') {
      const name = named ? plainName(facts.constantOf(expr) ?? '') : undefined;
      if (name !== undefined && name !== '*') yield { node: expr, name };
    } else if (facts.valueOf(expr).kind === 'column') {
      for (const part of walkColumn(expr, facts)) {
        const found = askedBy(part, facts);
        if (found && homeOf(found.node) === homeOf(expr)) yield found;
      }
    }
  }
}

function askedBy(part: ColumnFact, facts: PythonFacts): { node: Expr; name: string } | undefined {
  if (part.kind === 'column') {
    const name = part.frame ? undefined : plainName(part.name);
    return name === undefined || name === '*' ? undefined : { node: part.node, name };
  }
  const first = part.kind === 'call' && !part.on && ofColumn.test(part.name) ? part.args[0] : undefined;
  const text = first && unwrap(first.value);
  if (!first || text?.type !== 'Str' || first.star || first.keyword) return undefined;
  const name = plainName(facts.constantOf(text) ?? '');
  return name === undefined || name === '*' ? undefined : { node: text, name };
}

/** An alias of the same list: Spark finds it too. */
function madeBeside(args: readonly Argument[], name: string, facts: PythonFacts): boolean {
  const items = readColumns(args, facts);
  if (!items) return args.some(({ star }) => star !== undefined);
  return items.some((one) => one.kind === 'call' && outputName(one, facts)?.toLowerCase() === name.toLowerCase());
}

/** A filter and a sort find columns that a `select` before them has left out. */
function neverHad(frame: DataFrameValue, name: string, home: ReturnType<typeof homeOf>, facts: PythonFacts): boolean {
  for (const at of recentFrames(frame)) {
    const columns = frameColumns(at, home, facts);
    if (!columns || has(columns, name)) return false;
    if (at.source) return true;
  }
  return false;
}

/** `a.join(b, "k")`, `a.join(b, F.col("k") == F.col("l"))`. */
function* ofKeys(
  { call, receiver }: CallFact & { receiver: DataFrameValue },
  facts: PythonFacts,
): Generator<MissingColumn> {
  const [other, on] = call.args.filter(({ keyword }) => keyword === undefined || keyword === 'on');
  const right = other && facts.valueOf(other.value);
  if (!other || !on || right?.kind !== 'dataframe' || !isSteady(other.value, facts)) return;
  for (const { node, name } of asked([{ value: on.value }], true, facts)) {
    const sides = [receiver, right].map((side) => frameColumns(side, homeOf(node), facts));
    const lacking = sides.filter((columns) => columns && !has(columns, name));
    // A text is a column of both sides, a Column is one of either.
    const columns = node.type === 'Str' || lacking.length === 2 ? lacking[0] : undefined;
    if (columns) yield { node, name, known: namesOf(columns) };
  }
}

/** `df.x`, `df["x"]`. */
function* ofFrames(facts: PythonFacts): Generator<MissingColumn> {
  for (const node of [...nodesOf(facts, 'Attribute'), ...nodesOf(facts, 'Subscript')]) {
    if (facts.valueOf(node).kind !== 'column' || isCalled(node)) continue;
    if (node.type === 'Attribute' && members.test(node.name)) continue;
    const fact = readColumn(node, facts);
    if (fact.kind !== 'column' || fact.node !== node || !fact.frame || facts.valueOf(node.object) !== fact.frame)
      continue;
    const name = node.type === 'Attribute' ? node.name : plainName(fact.name);
    if (name === undefined || name === '*' || !isSteady(node.object, facts)) continue;
    const columns = frameColumns(fact.frame, homeOf(node), facts);
    if (columns && !has(columns, name)) yield { node, name, known: namesOf(columns) };
  }
}

function isCalled(node: PyNode): boolean {
  const parent = node.parent;
  return parent?.type === 'Call' && parent.func === node;
}

function has(columns: FrameColumns, name: string): boolean {
  return columns.has(name.toLowerCase()) || hidden.test(name);
}

function namesOf(columns: FrameColumns): string[] {
  return [...columns.values()].map(({ name }) => name);
}

/** Names that a loop binds: in its next turn they stand for something else. */
const boundInLoops = oncePer(
  (facts: PythonFacts) => new Set(facts.assignments.filter(({ place }) => place.loop).map(({ name }) => name)),
);

/** True when the name that a chain begins with stands for one frame only. */
function isSteady(expr: Expr, facts: PythonFacts): boolean {
  let e = unwrap(expr);
  for (;;) {
    if (e.type === 'Attribute' || e.type === 'Subscript') e = unwrap(e.object);
    else if (e.type === 'Call') e = unwrap(e.func);
    else break;
  }
  return e.type === 'Name' && !boundInLoops(facts).has(e.id);
}

/** Code that first looks whether the column is there, or that expects the error. */
function isGuarded(node: Expr, { document }: PythonFacts): boolean {
  for (const around of enclosing(node)) {
    if (around.type === 'Try') return true;
    const tests =
      around.type === 'If'
        ? around.branches.map(({ test }) => test)
        : around.type === 'Conditional'
          ? [around.test]
          : around.type === 'Comprehension'
            ? around.clauses.flatMap(({ conditions }) => conditions)
            : around.type === 'With'
              ? around.items.map(({ value }) => value)
              : [];
    for (const test of tests)
      if (
        test &&
        /\b(columns|schema|fieldNames|dtypes|hasattr|raises|suppress)\b/.test(document.text.slice(test.from, test.to))
      )
        return true;
  }
  return false;
}
