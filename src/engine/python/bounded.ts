import { BOUNDING } from './api';
import { unwrap, type Call, type Expr } from './ast';
import type { DataFrameValue, Source } from './values';

/** How many rows a frame may have: `few` whatever the data, `reduced` by grouping or distinct, or `many`. */
export type Size = 'few' | 'reduced' | 'many' | 'unknown';

const ORDER: readonly Size[] = ['few', 'reduced', 'unknown', 'many'];

function larger(a: Size, b: Size): Size {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

/** What is known of a frame's size from the steps that made it. */
export function sizeOf(frame: DataFrameValue, depth = 0): Size {
  if (depth > 200) return 'unknown';
  const { step, parent, others, source } = frame;
  if (source) return sizeOfSource(source);
  const before = parent ? sizeOf(parent, depth + 1) : undefined;
  if (step) {
    if (BOUNDING.has(step.method)) return 'few';
    const grouped = parent?.step && /^(groupBy|groupby|rollup|cube|groupingSets|pivot)$/.test(parent.step.method);
    if (!grouped && (step.method === 'agg' || isAggregate(step.call))) return 'few';
    if (grouped || step.method === 'distinct' || /^drop_?duplicates$/i.test(step.method))
      return before === 'few' ? 'few' : 'reduced';
  }
  const all = [...(before ? [before] : []), ...others.map((o) => sizeOf(o, depth + 1))];
  return all.length > 0 ? all.reduce(larger) : 'unknown';
}

const AGGREGATE =
  /^(max|min|sum|avg|mean|count|count_?distinct|sum_?distinct|count_if|approx_count_distinct|collect_list|collect_set|array_agg|first|last|any_value|max_by|min_by|median|mode|percentile|percentile_approx|approx_percentile|stddev\w*|variance|var_\w+|bool_and|bool_or|every)$/i;

/** `select(F.max("day"))`, `selectExpr("count(*)")`: one row, as `agg` gives it. */
function isAggregate({ func, args }: Call): boolean {
  const f = unwrap(func);
  if (f.type !== 'Attribute' || !/^(select|selectExpr)$/.test(f.name)) return false;
  return args.some(({ value }) => (f.name === 'select' ? isAggregateColumn(value) : isAggregateText(value)));
}

/** A call of an aggregate function, perhaps under another name or as another type, and not over a window; or a list with one. */
function isAggregateColumn(expr: Expr): boolean {
  const list = unwrap(expr);
  if (list.type === 'List') return list.items.some(isAggregateColumn);
  if (list.type === 'Comprehension') return list.results.some(isAggregateColumn);
  if (list.type === 'Starred') return list.value !== undefined && isAggregateColumn(list.value);
  if (list.type === 'Binary') return list.op === '+' && (isAggregateColumn(list.left) || isAggregateColumn(list.right));
  for (let e: Expr = list; e.type === 'Call';) {
    const f = unwrap(e.func);
    if (f.type === 'Name') return AGGREGATE.test(f.id);
    if (f.type !== 'Attribute') return false;
    if (unwrap(f.object).type === 'Name') return AGGREGATE.test(f.name);
    if (!/^(alias|cast|name)$/.test(f.name)) return false;
    e = unwrap(f.object);
  }
  return false;
}

function isAggregateText(expr: Expr): boolean {
  const e = unwrap(expr);
  const text = e.type === 'Str' ? e.parts.map(({ raw }) => raw).join('') : '';
  const name = /^\s*(\w+)\s*\(/.exec(text)?.[1];
  return name !== undefined && AGGREGATE.test(name) && !/\bover\b/i.test(text);
}

function sizeOfSource(source: Source): Size {
  switch (source.kind) {
    case 'local':
    case 'range':
      return 'few';
    case 'table':
      return source.table && /(^|\.)(information_schema|system)\./i.test(source.table) ? 'reduced' : 'many';
    case 'files':
      return 'many';
    case 'sql':
      return source.sql ? sizeOfQuery(source.sql.text) : 'unknown';
    default:
      return 'unknown';
  }
}

/** Only ever an argument for silence, so words are enough: no tree is needed. */
function sizeOfQuery(sql: string): Size {
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trim();
  if (
    /^(show|describe|desc|explain|list|use|set|create|drop|alter|insert|merge|update|delete|optimize|vacuum|analyze|grant|revoke|call|refresh|values)\b/i.test(
      text,
    )
  ) {
    return 'few';
  }
  if (/\blimit\s+(\d+|__hole)/i.test(text)) return 'few';
  if (/\bgroup\s+by\b|\bselect\s+distinct\b|\b(information_schema|system)\.|\bqualify\b/i.test(text)) return 'reduced';
  const head = /^select\s+([\s\S]*?)(\bfrom\b|$)/i.exec(text);
  if (
    head &&
    (!head[2] ||
      /^\s*(count|max|min|sum|avg|any_value|first|current_\w+|version|approx_\w+|collect_\w+)\s*\(/i.test(head[1]!))
  )
    return 'few';
  return /^__hole/.test(text) ? 'unknown' : 'many';
}
