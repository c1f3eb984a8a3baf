import type { Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import { FUNCTIONS } from '../python/api';
import type { PythonFacts, WriteFact } from '../python/facts';
import { stepsOf } from '../python/values';
import type { Instability } from '../sql/unstable';

/** A column of a write whose values are other ones in each run. */
export interface UnstableColumn {
  readonly name: string;
  readonly value: Expr;
  readonly kind: Instability;
}

/** Columns that `withColumn` adds and that reach the write. */
export function* unstableColumns(write: WriteFact, facts: PythonFacts): Generator<UnstableColumn> {
  const later: string[] = [];
  for (const { method, call } of stepsOf(write.frame)) {
    const text = facts.document.text.slice(call.argsSpan.from, call.argsSpan.to);
    // What groups or hands on a frame decides itself which columns are left.
    if (/^(agg|count|pivot|transform|mapInPandas|applyInPandas|toDF)$/.test(method)) return;
    if (/^(drop|select|selectExpr)$/.test(method)) later.push(`${method} ${text}`);
    if (method !== 'withColumn') continue;
    const name = facts.constantOf(call.args[0]?.value);
    const value = call.args[1]?.value;
    const kind = value && kindOf(value, facts);
    if (name !== undefined && kind && later.every((step) => keeps(step, name))) yield { name, value, kind };
  }
}

function keeps(step: string, column: string): boolean {
  const named = new RegExp(`\\b${column.replace(/\W/g, '\\$&')}\\b`, 'i').test(step);
  return step.startsWith('drop') ? !named : named || step.includes('"*"') || step.includes("'*'");
}

function kindOf(expr: Expr, facts: PythonFacts): Instability | undefined {
  const e = unwrap(expr);
  if (e.type !== 'Call') return undefined;
  const func = unwrap(e.func);
  if (func.type === 'Attribute' && func.name === 'cast') return kindOf(func.object, facts);
  const value = facts.valueOf(e.func);
  if (value.kind !== 'imported' || !value.name.startsWith(FUNCTIONS)) return undefined;
  const name = value.name.slice(FUNCTIONS.length);
  const text = name === 'expr' ? (facts.constantOf(e.args[0]?.value) ?? '').replace(/\s|\(\s*\)/g, '') : name;
  if (/^monotonically_increasing_id$/i.test(text)) return 'position';
  return /^(uuid|rand|randn)$/i.test(text) ? 'random' : undefined;
}
