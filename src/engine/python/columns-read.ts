import type { Argument, Call, Expr } from './ast';
import { unwrap } from './ast';
import { FUNCTIONS } from './api';
import type { PythonFacts } from './facts';

/** Functions that give other rows or other values when they stand in another step of a plan. */
const MOVES =
  /^(explode|explode_outer|posexplode|posexplode_outer|inline|inline_outer|stack|json_tuple|rand|randn|randstr|uuid|shuffle|monotonically_increasing_id|spark_partition_id|input_file_name|udf|pandas_udf|arrow_udf|udtf|expr|call_function|call_udf|broadcast|random|uniform|window|session_window|window_time|reflect|java_method|try_reflect|raise_error|assert_true)$/;

/** Functions whose argument is a value. Nobody hands a Column to them, though they would take it. */
const VALUES = /^(lit|typedLit)$/;

/**
 * The names of the columns that a Column expression may read, in lower case: too many rather than too few. `undefined` where that
 * cannot be seen, or where the place of the expression in the plan matters.
 */
export function columnsRead(expr: Expr, facts: PythonFacts): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const parts = partsOf(unwrap(next), names, facts);
    if (!parts) return undefined;
    pending.push(...parts);
  }
  return names;
}

/** Adds the names that an expression itself gives; its parts are left to the caller. `undefined`: nobody can see through it. */
function partsOf(e: Expr, names: Set<string>, facts: PythonFacts): readonly Expr[] | undefined {
  switch (e.type) {
    case 'Num':
    case 'Constant':
      return [];
    case 'Str':
    case 'Name':
      return addName(e, names, facts) ? [] : undefined;
    case 'Attribute':
      if (facts.valueOf(e.object).kind !== 'dataframe') return undefined;
      names.add(e.name.toLowerCase());
      return [];
    case 'Subscript':
      return facts.valueOf(e.object).kind === 'dataframe' ? e.items : [e.object, ...e.items];
    case 'Binary':
    case 'Compare':
      return [e.left, e.right];
    case 'Unary':
      return [e.operand];
    case 'List':
    case 'Tuple':
      return e.items;
    case 'Call':
      return partsOfCall(e, facts);
    default:
      return undefined;
  }
}

/** A text, or a name for one or for a number. Any text may be the name of a column. */
function addName(e: Expr, names: Set<string>, facts: PythonFacts): boolean {
  const { kind } = facts.valueOf(e);
  if (kind === 'number' || kind === 'literal') return true;
  const text = facts.constantOf(e);
  if (text === undefined || text.includes('*')) return false;
  const whole = text.replaceAll('`', '').toLowerCase();
  for (const part of [whole, ...whole.split('.')]) names.add(part);
  return true;
}

function partsOfCall({ func, args }: Call, facts: PythonFacts): readonly Expr[] | undefined {
  const f = unwrap(func);
  const given = valuesOf(args);
  const value = facts.valueOf(f);
  if (value.kind === 'imported') {
    // `Window.partitionBy("x")` reads its columns like any function.
    if (/(^|\.)Window\.\w+$/.test(value.name)) return given;
    if (!value.name.startsWith(FUNCTIONS)) return undefined;
    const name = value.name.slice(FUNCTIONS.length);
    if (VALUES.test(name)) return args.some((arg) => facts.valueOf(arg.value).kind === 'column') ? undefined : [];
    return MOVES.test(name) ? undefined : given;
  }
  if (f.type !== 'Attribute' || !given) return undefined;
  const object = facts.valueOf(f.object).kind;
  return object === 'column' || object === 'window' ? [f.object, ...given] : undefined;
}

function valuesOf(args: readonly Argument[]): Expr[] | undefined {
  return args.some(({ star }) => star) ? undefined : args.map(({ value }) => value);
}
