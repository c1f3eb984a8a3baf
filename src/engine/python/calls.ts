import type { Attribute, Call, Expr, FunctionDef, Lambda } from './ast';
import { unwrap } from './ast';
import { FRAME_METHODS, FRAME_ONLY, FUNCTIONS, JOIN_METHODS, READER_ENDS } from './api';
import type { Place } from './scope';
import { argument, constantOf, constantText, stringMethod } from './strings-of';
import { UNKNOWN, type DataFrameValue, type ReaderValue, type Source, type Value, type WriterValue } from './values';

/** A call that is being looked at, before its result is known. */
export interface PendingCall {
  readonly call: Call;
  readonly method: string;
  readonly receiver?: Value;
  readonly qualified?: string;
  readonly place: Place;
  readonly evaluator: {
    valueOf(expr: Expr): Value;
    functionResult(node: FunctionDef | Lambda, first?: Value): Value;
  };
}

const NO_OPTIONS = { options: new Map(), hasUnknownOptions: false } as const;

/** What `object.name` stands for when it is not called. */
export function attributeOf(object: Value, expr: Attribute): Value {
  const { name } = expr;
  switch (object.kind) {
    case 'imported':
      return { kind: 'imported', name: `${object.name}.${name}` };
    case 'session':
      if (name === 'read' || name === 'readStream') {
        return { kind: 'reader', streaming: name === 'readStream', hasSchema: false, ...NO_OPTIONS };
      }
      if (name === 'sparkContext') return { kind: 'context' };
      return { kind: 'catalog-object' };
    case 'dataframe':
      if (name === 'write') return writer(object, false);
      if (name === 'writeStream') return writer(object, true);
      if (name === 'rdd') return { kind: 'rdd', frame: object };
      if (name === 'na' || name === 'stat') return { kind: 'frame-part', frame: object };
      if (/^(columns|schema|dtypes|isStreaming|sparkSession|storageLevel|plot|executionInfo)$/.test(name)) return UNKNOWN;
      return FRAME_METHODS.has(name) ? UNKNOWN : { kind: 'column', frame: object };
    case 'column':
      return object;
    case 'delta-table':
    case 'dbutils':
      return { kind: object.kind };
    case 'unknown':
      if (name === 'writeStream' || (name === 'write' && expr.parent?.type === 'Attribute')) {
        return writer(frameFrom({ kind: 'unknown', expr: expr.object }), name === 'writeStream');
      }
      return /^_*spark(_session|Session)?$/.test(name) ? { kind: 'session' } : name === 'dbutils' ? { kind: 'dbutils' } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function writer(frame: DataFrameValue, streaming: boolean): WriterValue {
  return { kind: 'writer', frame, streaming, partitionBy: [], steps: [], ...NO_OPTIONS };
}

function frameFrom(source: Source, streaming = false): DataFrameValue {
  return { kind: 'dataframe', streaming, others: [], source };
}

/** What a method call gives back. */
export function callMethod(p: PendingCall, receiver: Value): Value {
  switch (receiver.kind) {
    case 'session':
      return sessionMethod(p);
    case 'reader':
      return readerMethod(p, receiver);
    case 'writer':
      return writerMethod(p, receiver);
    case 'dataframe':
      return frameMethod(p, receiver);
    case 'grouped':
      if (/^(pivot|groupBy)$/.test(p.method)) return receiver;
      if (!receiver.frame) return UNKNOWN;
      return { kind: 'dataframe', streaming: receiver.frame.streaming, parent: receiver.frame, others: [], step: step(p) };
    case 'frame-part':
      if (!receiver.frame || !/^(fill|drop|replace|sampleBy)$/.test(p.method)) return UNKNOWN;
      return { ...receiver.frame, parent: receiver.frame, step: step(p), others: [], source: undefined };
    case 'column':
      return receiver;
    case 'string': {
      const f = unwrap(p.call.func);
      return (f.type === 'Attribute' && stringMethod(receiver, f.object, p.method)) || UNKNOWN;
    }
    case 'context':
      return /^(parallelize|textFile|wholeTextFiles|range|binaryFiles|union|emptyRDD)$/.test(p.method) ? { kind: 'rdd' } : UNKNOWN;
    case 'rdd':
      if (p.method === 'toDF') return frameFrom({ kind: 'unknown', expr: p.call });
      return /^(collect|take|first|count|isEmpty|reduce|sum|max|min|foreach|getNumPartitions)$/.test(p.method)
        ? p.method === 'collect'
          ? { kind: 'rows', frame: receiver.frame }
          : UNKNOWN
        : receiver;
    case 'delta-table':
      if (p.method === 'toDF') return frameFrom({ kind: 'table', expr: p.call });
      if (p.method === 'alias') return receiver;
      if (p.method === 'merge') return { kind: 'merge' };
      return p.method === 'history' || p.method === 'detail' ? frameFrom({ kind: 'local', expr: p.call }) : UNKNOWN;
    case 'merge':
      return receiver;
    case 'window':
      return receiver;
    default:
      return UNKNOWN;
  }
}

function step(p: PendingCall): { method: string; call: Call } {
  return { method: p.method, call: p.call };
}

function sessionMethod(p: PendingCall): Value {
  const { call, evaluator } = p;
  const value = (expr: Expr | undefined) => (expr ? evaluator.valueOf(expr) : UNKNOWN);
  switch (p.method) {
    case 'table':
      return frameFrom({ kind: 'table', table: constantText(value(argument(call, 0, 'tableName'))), expr: call });
    case 'sql': {
      const query = value(argument(call, 0, 'sqlQuery'));
      return frameFrom({ kind: 'sql', sql: query.kind === 'string' ? query.text : undefined, expr: call });
    }
    case 'range':
      return frameFrom({ kind: 'range', expr: call });
    case 'createDataFrame':
      return frameFrom({ kind: value(argument(call, 0, 'data')).kind === 'rdd' ? 'unknown' : 'local', expr: call });
    case 'newSession':
      return { kind: 'session' };
    default:
      return UNKNOWN;
  }
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
      if (arg.keyword !== undefined) options.set(arg.keyword.toLowerCase(), { value: constantOf(arg.value, valueOf), expr: arg.value });
      else if (arg.star === '**' && unwrap(arg.value).type === 'Dict') addDict(unwrap(arg.value), options, valueOf);
      else hasUnknownOptions = true;
    }
  }
  return { ...chain, options, hasUnknownOptions };
}

function addDict(dict: Expr, options: Map<string, { value?: string; expr?: Expr }>, valueOf: (e: Expr) => Value): void {
  if (dict.type !== 'Dict') return;
  for (const { key, value } of dict.entries) {
    const name = constantOf(key, valueOf);
    if (name !== undefined) options.set(name.toLowerCase(), { value: constantOf(value, valueOf), expr: value });
  }
}

function readerMethod(p: PendingCall, reader: ReaderValue): Value {
  const { call, method, evaluator } = p;
  const valueOf = (e: Expr) => evaluator.valueOf(e);
  if (method === 'format') return { ...reader, format: constantOf(argument(call, 0, 'source'), valueOf)?.toLowerCase() };
  if (method === 'option' || method === 'options') return withOptions(p, reader);
  if (method === 'schema') return { ...reader, hasSchema: true };
  if (!(method in READER_ENDS)) return UNKNOWN;
  if (method === 'table') {
    const name = argument(call, 0, 'tableName');
    return frameFrom({ kind: 'table', table: name && constantText(valueOf(name)), expr: call, reader }, reader.streaming);
  }
  const withSchema = argument(call, 1, 'schema') !== undefined && /^(csv|json|xml)$/.test(method);
  const format = READER_ENDS[method] ?? constantOf(argument(call, 1, 'format'), valueOf)?.toLowerCase() ?? reader.format;
  const path = argument(call, 0, 'path') ?? reader.options.get('path')?.expr;
  const ended: ReaderValue = { ...reader, format, hasSchema: reader.hasSchema || withSchema };
  return frameFrom({ kind: 'files', format, path: path && constantText(valueOf(path)), expr: call, reader: ended }, reader.streaming);
}

function writerMethod(p: PendingCall, chain: WriterValue): Value {
  const { call, method, evaluator } = p;
  const valueOf = (e: Expr) => evaluator.valueOf(e);
  const next: WriterValue = { ...chain, steps: [...chain.steps, step(p)] };
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

function frameMethod(p: PendingCall, frame: DataFrameValue): Value {
  const { call, method, evaluator } = p;
  if (method === 'transform') {
    const callback = argument(call, 0, 'func');
    const value = callback && evaluator.valueOf(callback);
    const result = value?.kind === 'function' ? evaluator.functionResult(value.node, frame) : UNKNOWN;
    if (result.kind === 'dataframe' && result !== frame) return { ...result, others: [...result.others, frame] };
  }
  if (FRAME_METHODS.has(method)) {
    const others = JOIN_METHODS.has(method)
      ? call.args.map((a) => evaluator.valueOf(a.value)).filter((v): v is DataFrameValue => v.kind === 'dataframe')
      : [];
    return { kind: 'dataframe', streaming: frame.streaming || others.some((o) => o.streaming), parent: frame, step: step(p), others };
  }
  switch (method) {
    case 'groupBy':
    case 'groupby':
    case 'rollup':
    case 'cube':
    case 'groupingSets': {
      const grouped: DataFrameValue = { ...frame, parent: frame, step: step(p), others: [], source: undefined };
      return { kind: 'grouped', frame: grouped };
    }
    case 'writeTo':
      return { ...writer(frame, false), table: argument(call, 0, 'table') };
    case 'collect':
    case 'take':
    case 'head':
    case 'tail':
      return { kind: 'rows', frame };
    case 'first':
      return { kind: 'row', frame };
    case 'count':
      return { kind: 'number', frame };
    case 'toPandas':
    case 'pandas_api':
    case 'to_pandas_on_spark':
      return { kind: 'pandas', frame };
    case 'colRegex':
    case 'metadataColumn':
      return { kind: 'column', frame };
    default:
      return UNKNOWN;
  }
}

const NOT_COLUMNS = /^(udf|pandas_udf|broadcast|udtf|arrow_udf)$/;

/** What a plain function call, or the call of something imported, gives back. */
export function callFunction(p: PendingCall): Value {
  const { call, evaluator } = p;
  const name = p.qualified;
  if (name?.startsWith(FUNCTIONS)) {
    const fn = name.slice(FUNCTIONS.length);
    if (fn === 'broadcast' && call.args[0]) {
      const frame = evaluator.valueOf(call.args[0].value);
      return frame.kind === 'dataframe' ? { ...frame, parent: frame, step: step(p), others: [], source: undefined } : UNKNOWN;
    }
    return NOT_COLUMNS.test(fn) ? UNKNOWN : { kind: 'column' };
  }
  if (name && /(^|\.)DeltaTable\.(forName|forPath|create\w*|replace|convertToDelta)$/.test(name)) return { kind: 'delta-table' };
  if (name && /(^|\.)Window\.\w+$/.test(name)) return { kind: 'window' };
  if (name && /SparkSession\.(getActiveSession|active)$/.test(name)) return { kind: 'session' };
  if (p.method === 'getOrCreate' || p.method === 'create') {
    let e = unwrap(call.func);
    while (e.type === 'Attribute' || e.type === 'Call') e = unwrap(e.type === 'Attribute' ? e.object : e.func);
    const base = evaluator.valueOf(e);
    if (base.kind === 'imported' && /(SparkSession|DatabricksSession)$/.test(base.name)) return { kind: 'session' };
  }
  if (name === 'textwrap.dedent' && call.args[0]) return evaluator.valueOf(call.args[0].value);
  if (p.receiver?.kind === 'unknown' && FRAME_ONLY.has(p.method) && FRAME_METHODS.has(p.method)) {
    const f = unwrap(call.func);
    const parent = frameFrom({ kind: 'unknown', expr: f.type === 'Attribute' ? f.object : f });
    return { kind: 'dataframe', streaming: false, parent, step: step(p), others: [] };
  }
  if (name === 'functools.reduce' || (!name && p.method === 'reduce')) return reduce(p);
  if (p.method === 'iter' || p.method === 'list' || p.method === 'reversed' || p.method === 'enumerate') return UNKNOWN;
  if (p.method === 'str' && call.args[0]) return evaluator.valueOf(call.args[0].value).kind === 'string' ? evaluator.valueOf(call.args[0].value) : UNKNOWN;
  return UNKNOWN;
}

/** `reduce(lambda df, c: df.withColumn(…), cols, start)`. */
function reduce(p: PendingCall): Value {
  const [func, items, start] = p.call.args.map((a) => p.evaluator.valueOf(a.value));
  if (start?.kind === 'dataframe') return { kind: 'dataframe', streaming: start.streaming, parent: start, others: [], step: step(p) };
  if (items?.kind === 'list') {
    const frames = items.items.filter((i): i is DataFrameValue => i.kind === 'dataframe');
    if (frames.length > 0) return { kind: 'dataframe', streaming: false, others: frames };
  }
  const name = func?.kind === 'imported' ? func.name : '';
  return /DataFrame\.union\w*$/.test(name) ? { kind: 'dataframe', streaming: false, others: [] } : UNKNOWN;
}
