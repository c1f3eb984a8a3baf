import { oncePer } from '../once';
import { unwrap, type Call, type Expr, type FunctionDef, type Lambda, type PyNode } from '../python/ast';
import { lastName, outputName, readColumn, readColumns, type ColumnFact } from '../python/column-expressions';
import type { PythonFacts } from '../python/facts';
import { joinKind } from '../python/outer-joins';
import { argument } from '../python/strings-of';
import { groupingOf, keysOf } from '../python/unique-rows';
import type { DataFrameValue, Source, Step } from '../python/values';
import { enclosing, walkNodes } from '../python/walk';
import { kindOfType, type KnownType } from '../sql/types';
import { typeOfColumn } from './column-types';

/** A column that a frame may have; the type is absent where it is not known. */
export interface FrameColumn {
  readonly name: string;
  readonly type?: KnownType;
}

/** Every column that a frame can have, by its name in lower case: rather one too many than one too few. */
export type FrameColumns = ReadonlyMap<string, FrameColumn>;

/** The function that code stands in; `undefined` on the top level. */
export type Home = FunctionDef | Lambda | undefined;

interface Known {
  readonly columns: FrameColumns;
  /** All steps that made the frame stand in this one function: what another one hands over may differ from call to call. */
  readonly home: Home;
}

/** Deeper nesting of joins and unions is nobody's code, nor are frames with more columns. */
const deepest = 30;
const mostColumns = 2000;

/** Steps that leave the columns as they are. What `dropna`, `fillna` and `replace` do to values is no matter here. */
const keepsColumns =
  /^(filter|where|orderBy|sort|sortWithinPartitions|limit|offset|cache|persist|unpersist|checkpoint|localCheckpoint|hint|alias|repartition|coalesce|repartitionByRange|drop_?duplicates|dropDuplicatesWithinWatermark|distinct|broadcast|withWatermark|sample|sampleBy|dropna|fillna|fill|replace|groupBy|groupby|rollup|cube|pivot|union|unionAll|intersect|intersectAll|exceptAll|subtract)$/i;

/** The function that a node stands in. */
export function homeOf(node: PyNode): Home {
  for (const one of enclosing(node)) if (one.type === 'FunctionDef' || one.type === 'Lambda') return one;
  return undefined;
}

/** The columns of a frame, where all of them are known and all that made it stands in the given function. */
export function frameColumns(frame: DataFrameValue, home: Home, facts: PythonFacts): FrameColumns | undefined {
  const known = readerOf(facts).of(frame);
  return known && known.home === home ? known.columns : undefined;
}

const readerOf = oncePer((facts: PythonFacts) => new FrameReader(facts));

/** Works the columns of each frame out once, however many steps are built on it. */
class FrameReader {
  private readonly known = new Map<DataFrameValue, Known | undefined>();
  private depth = 0;

  constructor(private readonly facts: PythonFacts) {}

  of(frame: DataFrameValue): Known | undefined {
    const pending: DataFrameValue[] = [];
    let at: DataFrameValue | undefined = frame;
    for (; at && !this.known.has(at); at = at.step ? at.parent : undefined) pending.push(at);
    if (this.depth > deepest) return undefined;
    this.depth++;
    for (let next = pending.pop(); next; next = pending.pop()) {
      const found = this.work(next);
      this.known.set(next, found && found.columns.size <= mostColumns ? found : undefined);
    }
    this.depth--;
    return this.known.get(frame);
  }

  private work(frame: DataFrameValue): Known | undefined {
    const { step, parent, source, others } = frame;
    if (source) return this.ofSource(source);
    if (!step) return others.length > 0 && !parent ? this.union(others) : undefined;
    const home = homeOf(step.call);
    if (dependsOnCaller(step.call, home)) return undefined;
    const before = parent && this.known.get(parent);
    const input = before && before.home === home ? before.columns : undefined;
    const columns = this.afterStep(step, frame, input, home);
    return columns && { columns, home };
  }

  private ofSource({ kind, table, reader, expr }: Source): Known | undefined {
    if (kind !== 'table' || !table?.includes('.') || expr.type !== 'Call') return undefined;
    // Another version of the table, or its changes, has other columns.
    if (reader && (reader.options.size > 0 || reader.hasUnknownOptions || reader.hasSchema)) return undefined;
    const known = this.facts.catalog.find(table);
    const home = homeOf(expr);
    if (!known?.columns || known.isOpen || dependsOnCaller(expr, home)) return undefined;
    const columns = known.columns.map(({ name, type }) => ({ name, type: kindOfType(type) }));
    return { columns: mapOf(columns), home };
  }

  /** Two branches that meet. */
  private union(frames: readonly DataFrameValue[]): Known | undefined {
    const known = frames.map((frame) => this.of(frame));
    const [first] = known;
    if (!first || !known.every((one) => one?.home === first.home)) return undefined;
    return { columns: merged(known.map((one) => one!.columns)), home: first.home };
  }

  private afterStep(step: Step, frame: DataFrameValue, input: FrameColumns | undefined, home: Home) {
    const { method, call } = step;
    switch (method) {
      case 'select':
        return this.selected(call, input);
      case 'agg':
      case 'count':
        return this.aggregated(frame, input);
      case 'toDF':
        return this.named(call.args.map(({ value }) => value));
      case 'join':
      case 'crossJoin':
        return input && this.joined(call, input, home);
      case 'withColumn': {
        const [name, value] = call.args;
        return input && name && value && this.withColumn(input, name.value, value.value);
      }
      case 'withColumns':
        return input && this.withColumns(input, call);
      case 'withColumnRenamed':
        return input && this.renamed(input, call);
      case 'drop':
        return input && this.without(input, call);
      case 'unionByName':
        return call.args.length === 1 ? input : undefined;
      default:
        return keepsColumns.test(method) ? input : undefined;
    }
  }

  private selected(call: Call, input: FrameColumns | undefined): FrameColumns | undefined {
    const items = readColumns(call.args, this.facts);
    if (!items) return undefined;
    const columns: FrameColumn[] = [];
    for (const item of items) {
      const isStar = item.kind === 'column' && item.name === '*';
      const name = isStar ? undefined : this.nameOf(item);
      if (isStar && input) columns.push(...input.values());
      else if (name !== undefined && name !== '*') columns.push({ name, type: this.typeOf(item, input) });
      else return undefined;
    }
    return mapOf(columns);
  }

  /** The name of a column in the result; a cast leaves it as it was. */
  private nameOf(fact: ColumnFact): string | undefined {
    const isCast = fact.kind === 'call' && fact.on && /^(cast|astype)$/.test(fact.name);
    const inner = isCast ? readColumn(fact.on!, this.facts) : fact;
    return isCast && inner.kind !== 'column' ? undefined : outputName(inner, this.facts);
  }

  private typeOf(fact: ColumnFact, input: FrameColumns | undefined): KnownType | undefined {
    return typeOfColumn(fact, this.facts, (column) => (column.frame ? undefined : input?.get(column.name.toLowerCase())?.type)); // prettier-ignore
  }

  private aggregated(frame: DataFrameValue, input: FrameColumns | undefined): FrameColumns | undefined {
    const { call, method } = frame.step!;
    const grouping = groupingOf(frame);
    if (frame.parent?.step?.method === 'pivot' || (method === 'count' && !grouping)) return undefined;
    const keys = grouping ? keysOf(grouping, this.facts) : [];
    const made = method === 'count' ? [] : readColumns(call.args, this.facts);
    if (!keys || !made) return undefined;
    const isPlain = grouping?.call.args.every(({ value }) => unwrap(value).type === 'Str');
    const columns: FrameColumn[] = keys.map((key) => (isPlain && input?.get(key)) || { name: key });
    if (method === 'count') columns.push({ name: 'count', type: { kind: 'number' } });
    for (const fact of made) {
      const name = this.nameOf(fact);
      if (name === undefined) return undefined;
      columns.push({ name, type: this.typeOf(fact, input) });
    }
    return mapOf(columns);
  }

  private named(exprs: readonly Expr[]): FrameColumns | undefined {
    const names = exprs.map((expr) => this.facts.constantOf(expr));
    if (names.length === 0 || names.some((name) => name === undefined)) return undefined;
    return mapOf(names.map((name) => ({ name: name! })));
  }

  private joined(call: Call, left: FrameColumns, home: Home): FrameColumns | undefined {
    const other = argument(call, 0, 'other');
    const right = other && this.facts.valueOf(other);
    const kind = joinKind(call, this.facts);
    if (kind !== undefined && /^(semi|leftsemi|anti|leftanti)$/.test(kind)) return left;
    const known = right?.kind === 'dataframe' ? this.of(right) : undefined;
    return known && known.home === home ? merged([left, known.columns]) : undefined;
  }

  private withColumn(input: FrameColumns, nameExpr: Expr, value: Expr): FrameColumns | undefined {
    const name = this.facts.constantOf(nameExpr);
    if (name === undefined) return undefined;
    const columns = new Map(input);
    columns.set(name.toLowerCase(), { name, type: this.typeOf(readColumn(value, this.facts), input) });
    return columns;
  }

  private withColumns(input: FrameColumns, { args }: Call): FrameColumns | undefined {
    const given = args.length === 1 ? unwrap(args[0]!.value) : undefined;
    if (given?.type !== 'Dict') return undefined;
    let columns: FrameColumns | undefined = input;
    for (const { key, value } of given.entries) columns = key && columns && this.withColumn(columns, key, value);
    // All are worked out from the frame as it was: only the names count.
    return columns && new Map([...columns].map(([key, one]) => [key, input.has(key) ? { name: one.name } : one]));
  }

  private renamed(input: FrameColumns, call: Call): FrameColumns | undefined {
    const [from, to] = call.args.map(({ value }) => this.facts.constantOf(value));
    if (from === undefined || to === undefined) return undefined;
    const before = input.get(from.toLowerCase());
    if (!before) return input;
    const columns = new Map(input);
    columns.delete(from.toLowerCase());
    columns.set(to.toLowerCase(), { ...before, name: to });
    return columns;
  }

  private without(input: FrameColumns, { func, args }: Call): FrameColumns {
    const object = func.type === 'Attribute' ? unwrap(func.object) : undefined;
    // `df.na.drop(…)` takes rows away.
    if (object?.type === 'Attribute' && object.name === 'na') return input;
    const columns = new Map(input);
    for (const { value, star, keyword } of args) {
      // A Column may be one of two of that name. What cannot be seen may be any.
      const name = star || keyword || unwrap(value).type !== 'Str' ? undefined : this.facts.constantOf(value);
      if (name !== undefined) columns.delete(name.toLowerCase());
    }
    return columns;
  }
}

/** A parameter stands for what the first call hands over; other calls may hand over something else. */
function dependsOnCaller(call: Call, home: Home): boolean {
  if (!home || home.params.length === 0) return false;
  const params = new Set(home.params.map(({ name }) => name));
  const values = call.args.map(({ value }) => value);
  for (const node of walkNodes(values)) if (node.type === 'Name' && params.has(node.id)) return true;
  return false;
}

function mapOf(columns: readonly FrameColumn[]): FrameColumns {
  const found = new Map<string, FrameColumn>();
  for (const column of columns) {
    const key = column.name.toLowerCase();
    found.set(key, found.has(key) ? { name: column.name } : column);
  }
  return found;
}

/** All columns of several frames; a type only where they agree. */
function merged(frames: readonly FrameColumns[]): FrameColumns {
  const columns = new Map<string, FrameColumn>();
  for (const frame of frames) {
    for (const [key, column] of frame) {
      const other = columns.get(key);
      columns.set(key, other && other.type?.kind !== column.type?.kind ? { name: column.name } : column);
    }
  }
  return columns;
}

/** `amount` for a plain name; a longer one is a field of a struct, or says which frame is meant. */
export function plainName(name: string): string | undefined {
  return /^`[^`.]+`$/.test(name) ? lastName(name) : /^[^`.]+$/.test(name) ? name : undefined;
}
