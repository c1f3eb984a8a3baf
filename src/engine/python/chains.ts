import type { Expr } from './ast';
import { unwrap } from './ast';
import { READER_ENDS } from './api';
import { frameFrom, stepOf, type PendingCall } from './pending';
import { argument, constantOf, constantText, tableNames } from './strings-of';
import { UNKNOWN, type DataFrameValue, type ReaderValue, type Value, type WriterValue } from './values';

const NO_OPTIONS = { options: new Map(), hasUnknownOptions: false } as const;

/** `spark.read` and `spark.readStream`. */
export function newReader(streaming: boolean): ReaderValue {
  return { kind: 'reader', streaming, hasSchema: false, ...NO_OPTIONS };
}

/** `df.write` and `df.writeStream`. */
export function newWriter(of: DataFrameValue, streaming: boolean): WriterValue {
  // What `writeStream` is asked for is a stream, even where nobody saw where it comes from.
  const frame = streaming && !of.streaming ? { ...of, streaming } : of;
  return { kind: 'writer', frame, streaming, partitionBy: [], steps: [], ...NO_OPTIONS };
}

function withOptions<T extends ReaderValue | WriterValue>(p: PendingCall, chain: T): T {
  const valueOf = (e: Expr) => p.evaluator.valueOf(e);
  const options = new Map(chain.options);
  let { hasUnknownOptions } = chain;
  if (p.method === 'option') {
    const name = constantOf(argument(p.call, 0, 'key'), valueOf);
    const expr = argument(p.call, 1, 'value');
    if (name === undefined) hasUnknownOptions = true;
    else options.set(name.toLowerCase(), { value: constantOf(expr, valueOf), expr });
  } else {
    for (const arg of p.call.args) {
      if (arg.keyword !== undefined)
        options.set(arg.keyword.toLowerCase(), { value: constantOf(arg.value, valueOf), expr: arg.value });
      else if (arg.star !== '**' || !addDict(unwrap(arg.value), options, valueOf)) hasUnknownOptions = true;
    }
  }
  return { ...chain, options, hasUnknownOptions };
}

/** Adds the options of a dictionary; false when it may hold others than those. */
function addDict(
  dict: Expr,
  options: Map<string, { value?: string; expr?: Expr }>,
  valueOf: (e: Expr) => Value,
): boolean {
  if (dict.type !== 'Dict') return false;
  let isWhole = true;
  for (const { key, value } of dict.entries) {
    const name = constantOf(key, valueOf);
    if (name === undefined) isWhole = false;
    else options.set(name.toLowerCase(), { value: constantOf(value, valueOf), expr: value });
  }
  return isWhole;
}

/** A step of `spark.read…`, or the DataFrame that ends the chain. */
export function readerMethod(p: PendingCall, reader: ReaderValue): Value {
  const { call, method, evaluator } = p;
  const valueOf = (e: Expr) => evaluator.valueOf(e);
  if (method === 'format')
    return { ...reader, format: constantOf(argument(call, 0, 'source'), valueOf)?.toLowerCase() };
  if (method === 'option' || method === 'options') return withOptions(p, reader);
  if (method === 'schema') return { ...reader, hasSchema: true };
  if (!(method in READER_ENDS)) return UNKNOWN;
  if (method === 'table') {
    const name = argument(call, 0, 'tableName');
    return frameFrom({ kind: 'table', ...(name && tableNames(valueOf(name))), expr: call, reader }, reader.streaming);
  }
  const schemaAt = method === 'load' ? 2 : /^(csv|json|xml)$/.test(method) ? 1 : 99;
  const withSchema = argument(call, schemaAt, 'schema') !== undefined || call.args.some((a) => a.star !== undefined);
  const format =
    READER_ENDS[method] ?? constantOf(argument(call, 1, 'format'), valueOf)?.toLowerCase() ?? reader.format;
  const path = argument(call, 0, 'path') ?? reader.options.get('path')?.expr;
  const ended: ReaderValue = { ...reader, format, hasSchema: reader.hasSchema || withSchema };
  return frameFrom(
    { kind: 'files', format, path: path && constantText(valueOf(path)), expr: call, reader: ended },
    reader.streaming,
  );
}

/** A step of `df.write…` or `df.writeStream…`. */
export function writerMethod(p: PendingCall, chain: WriterValue): Value {
  const { call, method, evaluator } = p;
  const valueOf = (e: Expr) => evaluator.valueOf(e);
  const next: WriterValue = { ...chain, steps: [...chain.steps, stepOf(p)] };
  switch (method) {
    case 'format':
    case 'using':
      return { ...next, format: constantOf(argument(call, 0, 'source', 'provider'), valueOf)?.toLowerCase() };
    case 'option':
    case 'options':
      return withOptions(p, next);
    case 'mode':
      return { ...next, mode: { value: constantOf(argument(call, 0, 'saveMode'), valueOf)?.toLowerCase(), call } };
    case 'outputMode':
      return { ...next, outputMode: constantOf(argument(call, 0, 'outputMode'), valueOf)?.toLowerCase() };
    case 'partitionBy':
    case 'partitionedBy':
    case 'clusterBy':
      return { ...next, partitionBy: call.args.flatMap((a) => constantText(valueOf(a.value)) ?? []) };
    case 'trigger':
      return { ...next, trigger: call };
    case 'foreachBatch': {
      const callback = argument(call, 0, 'func');
      const value = callback && valueOf(callback);
      const batch: DataFrameValue = { kind: 'dataframe', streaming: false, others: [chain.frame], source: undefined };
      if (value?.kind === 'function') evaluator.functionResult(value.node, batch);
      return { ...next, foreachBatch: callback };
    }
    case 'queryName':
    case 'bucketBy':
    case 'sortBy':
    case 'foreach':
    case 'tableProperty':
      return next;
    case 'start':
    case 'toTable':
      return { kind: 'query' };
    default:
      return UNKNOWN;
  }
}
