import type { Attribute, Expr } from './ast';
import { unwrap } from './ast';
import { FRAME_METHODS, FRAME_ONLY, FUNCTIONS, JOIN_METHODS } from './api';
import { newReader, newWriter, readerMethod, writerMethod } from './chains';
import { frameFrom, stepOf, type PendingCall } from './pending';
import { argument, stringMethod, tableNames } from './strings-of';
import { UNKNOWN, type DataFrameValue, type PlainValue, type Value } from './values';

/** A Column made of a Column, or a window of a window: of the same frame, but built by another expression. */
export function anotherOf({ kind, frame }: PlainValue): PlainValue {
  return frame ? { kind, frame } : { kind };
}

/** What `object.name` stands for when it is not called. */
export function attributeOf(object: Value, expr: Attribute): Value {
  const { name } = expr;
  switch (object.kind) {
    case 'imported':
      return { kind: 'imported', name: `${object.name}.${name}` };
    case 'session':
      if (name === 'read' || name === 'readStream') {
        return newReader(name === 'readStream');
      }
      if (name === 'sparkContext') return { kind: 'context' };
      return { kind: 'catalog-object' };
    case 'dataframe':
      if (name === 'write') return newWriter(object, false);
      if (name === 'writeStream') return newWriter(object, true);
      if (name === 'rdd') return { kind: 'rdd', frame: object };
      if (name === 'na' || name === 'stat') return { kind: 'frame-part', frame: object };
      if (
        /^(_.*|columns|schema|dtypes|isStreaming|is_cached|sparkSession|sql_ctx|storageLevel|plot|executionInfo)$/.test(
          name,
        )
      )
        return UNKNOWN;
      return FRAME_METHODS.has(name) ? UNKNOWN : { kind: 'column', frame: object };
    case 'column':
      return anotherOf(object);
    case 'delta-table':
    case 'dbutils':
      return { kind: object.kind };
    case 'unknown':
      if (name === 'writeStream' || (name === 'write' && expr.parent?.type === 'Attribute')) {
        return newWriter(frameFrom({ kind: 'unknown', expr: expr.object }), name === 'writeStream');
      }
      return /^_*spark(_session|Session)?$/.test(name)
        ? { kind: 'session' }
        : name === 'dbutils'
          ? { kind: 'dbutils' }
          : UNKNOWN;
    default:
      return UNKNOWN;
  }
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
      if (!receiver.frame) return p.method === 'pivot' ? receiver : UNKNOWN;
      if (p.method === 'pivot') {
        const { streaming } = receiver.frame;
        const pivoted: DataFrameValue = {
          kind: 'dataframe',
          streaming,
          parent: receiver.frame,
          step: stepOf(p),
          others: [],
        };
        return { kind: 'grouped', frame: pivoted };
      }
      return {
        kind: 'dataframe',
        streaming: receiver.frame.streaming,
        parent: receiver.frame,
        others: [],
        step: stepOf(p),
      };
    case 'frame-part':
      if (!receiver.frame || !/^(fill|drop|replace|sampleBy)$/.test(p.method)) return UNKNOWN;
      return { ...receiver.frame, parent: receiver.frame, step: stepOf(p), others: [], source: undefined };
    case 'column':
    case 'window':
      return anotherOf(receiver);
    case 'string': {
      const f = unwrap(p.call.func);
      return (f.type === 'Attribute' && stringMethod(receiver, f.object, p.method)) || UNKNOWN;
    }
    case 'context':
      return /^(parallelize|textFile|wholeTextFiles|range|binaryFiles|union|emptyRDD)$/.test(p.method)
        ? { kind: 'rdd' }
        : UNKNOWN;
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
    default:
      return UNKNOWN;
  }
}

function sessionMethod(p: PendingCall): Value {
  const { call, evaluator } = p;
  const value = (expr: Expr | undefined) => (expr ? evaluator.valueOf(expr) : UNKNOWN);
  switch (p.method) {
    case 'table':
      return frameFrom({ kind: 'table', ...tableNames(value(argument(call, 0, 'tableName'))), expr: call });
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
    return {
      kind: 'dataframe',
      streaming: frame.streaming || others.some((o) => o.streaming),
      parent: frame,
      step: stepOf(p),
      others,
    };
  }
  switch (method) {
    case 'groupBy':
    case 'groupby':
    case 'rollup':
    case 'cube':
    case 'groupingSets': {
      const grouped: DataFrameValue = { ...frame, parent: frame, step: stepOf(p), others: [], source: undefined };
      return { kind: 'grouped', frame: grouped };
    }
    case 'writeTo':
      return { ...newWriter(frame, false), table: argument(call, 0, 'table') };
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
      return frame.kind === 'dataframe'
        ? { ...frame, parent: frame, step: stepOf(p), others: [], source: undefined }
        : UNKNOWN;
    }
    return NOT_COLUMNS.test(fn) ? UNKNOWN : { kind: 'column' };
  }
  if (name && /(^|\.)DeltaTable\.(forName|forPath|create\w*|replace|convertToDelta)$/.test(name))
    return { kind: 'delta-table', expr: call };
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
    return { kind: 'dataframe', streaming: false, parent, step: stepOf(p), others: [] };
  }
  if (name === 'functools.reduce' || (!name && p.method === 'reduce')) return reduce(p);
  if (p.method === 'iter' || p.method === 'list' || p.method === 'reversed' || p.method === 'enumerate') return UNKNOWN;
  if (p.method === 'str' && call.args[0])
    return evaluator.valueOf(call.args[0].value).kind === 'string' ? evaluator.valueOf(call.args[0].value) : UNKNOWN;
  return UNKNOWN;
}

/** `reduce(lambda df, c: df.withColumn(…), cols, start)`. */
function reduce(p: PendingCall): Value {
  const [func, items, start] = p.call.args.map((a) => p.evaluator.valueOf(a.value));
  if (start?.kind === 'dataframe')
    return { kind: 'dataframe', streaming: start.streaming, parent: start, others: [], step: stepOf(p) };
  if (items?.kind === 'list') {
    const frames = items.items.filter((i): i is DataFrameValue => i.kind === 'dataframe');
    if (frames.length > 0) return { kind: 'dataframe', streaming: false, others: frames };
  }
  const name = func?.kind === 'imported' ? func.name : '';
  return /DataFrame\.union\w*$/.test(name) ? { kind: 'dataframe', streaming: false, others: [] } : UNKNOWN;
}
