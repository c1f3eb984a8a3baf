import type { Expr, FunctionDef, Param } from './ast';
import { dottedName, unwrap } from './ast';
import { FRAME_ONLY, GLOBALS } from './api';
import type { Scope } from './scope';
import { UNKNOWN, type DataFrameValue, type Value } from './values';

/** Parameters without annotation that only a DataFrame can stand for: `df.withColumn` is called on them. */
export function usedAsFrame(node: FunctionDef, text: string): Set<string> {
  const names = new Set<string>();
  const params = new Set(node.params.filter((p) => !p.annotation).map((p) => p.name));
  if (params.size === 0) return names;
  const body = text.slice(node.from, node.to);
  for (const match of body.matchAll(/(?<![.\w])([A-Za-z_]\w*)\s*\\?\s*\.\s*([A-Za-z_]\w*)/g)) {
    if (params.has(match[1]!) && FRAME_ONLY.has(match[2]!)) names.add(match[1]!);
  }
  return names;
}

/** What a parameter stands for before anybody calls the function. */
export function parameterValue(param: Param, used: ReadonlySet<string>, scope: Scope): Value {
  if (param.annotation) return annotatedValue(param.annotation, scope) ?? UNKNOWN;
  if (used.has(param.name)) return parameterFrame(param.default);
  const global = GLOBALS[param.name];
  return global ? { kind: global } : UNKNOWN;
}

function parameterFrame(expr: Expr | undefined): DataFrameValue {
  const at: Expr = expr ?? { type: 'Unknown', children: [], from: 0, to: 0 };
  return { kind: 'dataframe', streaming: false, others: [], source: { kind: 'parameter', expr: at } };
}

/** What a type annotation promises; `undefined` for types that say nothing here. */
export function annotatedValue(annotation: Expr, scope: Scope): Value | undefined {
  let a = unwrap(annotation);
  if (a.type === 'Subscript' && dottedName(a.object)?.endsWith('Optional') && a.items[0]) a = unwrap(a.items[0]);
  if (a.type === 'Binary' && a.op === '|') a = unwrap(a.left);
  const name = a.type === 'Str' ? a.parts[0]?.raw : dottedName(a);
  if (!name) return undefined;
  const [head = '', ...rest] = name.split('.');
  const bound = scope.get(head)?.value;
  const full = bound?.kind === 'imported' ? [bound.name, ...rest].join('.') : name;
  if (/^(pyspark\.sql(\.connect)?(\.dataframe)?\.)?DataFrame$/.test(full)) return parameterFrame(annotation);
  if (/^pandas\.(core\.frame\.)?DataFrame$/.test(full)) return { kind: 'pandas' };
  if (/(^|\.)SparkSession$/.test(full)) return { kind: 'session' };
  if (/^pyspark\.sql.*\.Column$/.test(full)) return { kind: 'column' };
  if (/(^|\.)DeltaTable$/.test(full)) return { kind: 'delta-table' };
  return undefined;
}
