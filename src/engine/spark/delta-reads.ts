import { dottedName, unwrap, type Expr } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import type { DataFrameValue, Source } from '../python/values';

/** True when a frame is what Delta reads from one table, without any work on the rows that would be expensive to do again. */
export function isPlainDeltaRead(frame: DataFrameValue, facts: PythonFacts): boolean {
  const source = plainRead(frame, facts);
  return source !== undefined && isDelta(source);
}

/** Steps that Delta does while it reads: what they give is as quick to read again. */
const whileReading =
  /^(select|selectExpr|filter|where|drop|alias|withColumnRenamed|withColumnsRenamed|toDF|cache|persist)$/;

/** A column as it is read: its name, or a plain way to speak of it. Anything else may take long to compute. */
function isColumn(arg: Expr, facts: PythonFacts): boolean {
  const e = unwrap(arg);
  if (e.type === 'List' || e.type === 'Tuple') return e.items.every((item) => isColumn(item, facts));
  if (e.type === 'Call') return /(^|\.)(col|column)$/.test(dottedName(e.func) ?? '');
  const value = facts.valueOf(e);
  if (value.kind === 'string') return value.known && !value.text.text.includes('(');
  return e.type === 'Attribute' && value.kind === 'column';
}

/** The table or the files that a frame reads without any work on the rows. */
function plainRead(frame: DataFrameValue, facts: PythonFacts): Source | undefined {
  let at: DataFrameValue | undefined = frame;
  while (at && !at.source) {
    if (!at.step || !whileReading.test(at.step.method) || at.others.length > 0) return undefined;
    const { method, call } = at.step;
    if (method.startsWith('select') && !call.args.every((arg) => isColumn(arg.value, facts))) return undefined;
    at = at.parent;
  }
  return at?.source;
}

function isDelta({ kind, tableText, format, reader }: Source): boolean {
  if (reader?.streaming) return false;
  if (kind === 'files') return format === 'delta';
  // A name of one part may be a temporary view with any work behind it.
  return kind === 'table' && tableText !== undefined && tableText.includes('.') && !/^global_temp\./i.test(tableText);
}
