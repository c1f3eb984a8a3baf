import type { MappedText } from '../documents/mapped-text';
import type { Call, Expr, FunctionDef, Lambda } from './ast';
import { unwrap } from './ast';

/** A step of a method chain: the call and what it was called on. */
export interface Step {
  readonly method: string;
  readonly call: Call;
}

/** Options of a reader or writer, by lower-case name; the value is there when it is a constant. */
export type Options = ReadonlyMap<string, { readonly value?: string; readonly expr?: Expr }>;

interface ChainState {
  readonly format?: string;
  readonly options: Options;
  /** `.options(**kw)`: options that nobody can see. */
  readonly hasUnknownOptions: boolean;
}

/** Where the rows of a DataFrame come from. */
export interface Source {
  /** `sql`: the query is known; `local`: rows that the driver already held; `parameter`: handed to a function. */
  readonly kind: 'table' | 'files' | 'sql' | 'local' | 'parameter' | 'range' | 'unknown';
  readonly table?: string;
  /** The table's name with holes where it is computed. */
  readonly tableText?: string;
  readonly path?: string;
  readonly format?: string;
  readonly sql?: MappedText;
  readonly expr: Expr;
  readonly reader?: ReaderValue;
}

export interface DataFrameValue {
  readonly kind: 'dataframe';
  readonly streaming: boolean;
  /** The frame that the last step was called on. */
  readonly parent?: DataFrameValue;
  readonly step?: Step;
  /** Further frames that came in: by join, union, or because two branches meet. */
  readonly others: readonly DataFrameValue[];
  readonly source?: Source;
}

export interface ReaderValue extends ChainState {
  readonly kind: 'reader';
  readonly streaming: boolean;
  readonly hasSchema: boolean;
}

export interface WriterValue extends ChainState {
  readonly kind: 'writer';
  readonly frame: DataFrameValue;
  readonly streaming: boolean;
  /** `writeTo(table)`: the second writer API. */
  readonly table?: Expr;
  readonly mode?: { readonly value?: string; readonly call: Call };
  readonly partitionBy: readonly string[];
  readonly trigger?: Call;
  readonly foreachBatch?: Expr;
  readonly outputMode?: string;
  /** The whole chain, first step first. */
  readonly steps: readonly Step[];
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly node: FunctionDef | Lambda;
}

/** A text, with holes where its parts are only known at run time. */
export interface StringValue {
  readonly kind: 'string';
  /** Put together when it is first asked for: of most strings nobody wants to know. */
  readonly text: MappedText;
  readonly known: boolean;
}

export interface PlainValue {
  readonly kind:
    | 'session' | 'column' | 'grouped' | 'query' | 'rdd' | 'pandas' | 'rows' | 'row' | 'number' | 'delta-table'
    | 'merge' | 'window' | 'context' | 'dbutils' | 'literal' | 'catalog-object' | 'frame-part'; // prettier-ignore
  /** The frame that it was made from. */
  readonly frame?: DataFrameValue;
  /** Of a Column, a window or a Delta table: the expression that says what it is; absent where several may have made it. */
  readonly expr?: Expr;
}

/** A module, or something that was imported: `pyspark.sql.functions`, `pyspark.sql.functions.col`. */
export interface ImportedValue {
  readonly kind: 'imported';
  readonly name: string;
}

/** Elements of a list or tuple literal. */
export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface UnknownValue {
  readonly kind: 'unknown';
}

export type Value =
  | DataFrameValue
  | ReaderValue
  | WriterValue
  | FunctionValue
  | StringValue
  | PlainValue
  | ImportedValue
  | ListValue
  | UnknownValue;

export const UNKNOWN: UnknownValue = { kind: 'unknown' };

/** What an expression stands for. */
export function valueOf(expr: Expr): Value {
  return (unwrap(expr).known as Value | undefined) ?? UNKNOWN;
}

/** What is known when control flow may bring either value. */
export function joinValues(a: Value | undefined, b: Value | undefined): Value {
  if (!a || a === b) return b ?? UNKNOWN;
  if (!b) return a;
  if (a.kind === 'dataframe' && b.kind === 'dataframe') {
    return { kind: 'dataframe', streaming: a.streaming && b.streaming, others: [a, b] };
  }
  if (a.kind === 'dataframe' && isNothing(b)) return a;
  if (b.kind === 'dataframe' && isNothing(a)) return b;
  if (a.kind === 'writer' && b.kind === 'writer') {
    return {
      ...b,
      hasUnknownOptions: true,
      trigger: a.trigger ?? b.trigger,
      foreachBatch: a.foreachBatch ?? b.foreachBatch,
    };
  }
  if (a.kind === 'reader' && b.kind === 'reader')
    return { ...b, hasUnknownOptions: true, hasSchema: a.hasSchema || b.hasSchema };
  if ((a.kind === 'column' || a.kind === 'window' || a.kind === 'delta-table') && a.kind === b.kind)
    return { kind: a.kind };
  return a.kind === b.kind && a.kind !== 'string' && a.kind !== 'list' ? b : UNKNOWN;
}

/** True for one and the same value, and for two that say the same without any part of the code. */
export function isSameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a?.kind !== b?.kind || !a || !b) return false;
  if (a.kind === 'imported') return a.name === (b as ImportedValue).name;
  return Object.keys(a).length === 1 && Object.keys(b).length === 1;
}

function isNothing(value: Value): boolean {
  return value.kind === 'literal';
}

/** The frame and everything that it was made from, newest first. Each frame once. */
export function* ancestors(frame: DataFrameValue): Generator<DataFrameValue> {
  const seen = new Set<DataFrameValue>();
  const queue: DataFrameValue[] = [frame];
  while (queue.length > 0) {
    const next = queue.pop()!;
    if (seen.has(next)) continue;
    seen.add(next);
    yield next;
    queue.push(...next.others);
    if (next.parent) queue.push(next.parent);
  }
}

/** The steps on the straight way back from the frame: through `parent` only, newest first. */
export function* stepsOf(frame: DataFrameValue): Generator<Step> {
  for (let f: DataFrameValue | undefined = frame; f; f = f.parent) if (f.step) yield f.step;
}

/** Nobody chains more steps by hand; whoever asks about each step of a longer chain would walk it again and again. */
const mostSteps = 100;

/** The frame and those it was made from, through `parent` only, newest first; no more than anybody writes in one chain. */
export function* recentFrames(frame: DataFrameValue): Generator<DataFrameValue> {
  let steps = 0;
  for (let at: DataFrameValue | undefined = frame; at && steps++ < mostSteps; at = at.parent) yield at;
}

/** Every source that rows of the frame may come from. */
export function sourcesOf(frame: DataFrameValue): Source[] {
  const sources: Source[] = [];
  for (const f of ancestors(frame)) if (f.source) sources.push(f.source);
  return sources;
}
