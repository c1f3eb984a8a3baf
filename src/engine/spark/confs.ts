import type { Expr } from '../python/ast';
import { dottedName, unwrap } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import { argument } from '../python/strings-of';
import type { SqlFacts } from '../sql/facts';
import { isUnderstood, statementsOf } from '../sql/walk';
import type { Span } from '../types';

/** A place where code gives a setting of Spark a value. */
export interface ConfUse {
  readonly key: string;
  readonly keySpan: Span;
  /** Absent where the value is only known at run time. */
  readonly value?: string;
  /** The value itself, without quotes, where it is written down right there. */
  readonly valueSpan?: Span;
  readonly span: Span;
  /** `session`: in a session that runs. `start`: before the session is made, by its builder. */
  readonly when: 'session' | 'start';
}

/** What a SQL text sets: `SET key = value`. */
export function* confsInSql(facts: SqlFacts): Generator<ConfUse> {
  for (const statement of statementsOf(facts.tree)) {
    if (statement.kind !== 'set' || statement.reset || statement.variable || !statement.value) continue;
    const { key, value } = statement;
    if (!key?.text.includes('.') || !isUnderstood(statement) || !facts.source.isKnown(key.span)) continue;
    const quoted = /^(["'])([^]*)\1$/.exec(value.text);
    const text = quoted?.[2] ?? value.text;
    const isKnown = facts.source.isKnown(value.span) && !/[${}:]/.test(text);
    const shift = quoted ? 1 : 0;
    yield {
      key: key.text,
      keySpan: key.span,
      value: isKnown ? text : undefined,
      valueSpan: isKnown ? { from: value.span.from + shift, to: value.span.to - shift } : undefined,
      span: statement,
      when: 'session',
    };
  }
}

/** What Python sets: `spark.conf.set(key, value)`, `builder.config(key, value)`, `SparkConf().set(key, value)`, in order. */
export function* confsInPython(facts: PythonFacts): Generator<ConfUse> {
  for (const { call, method, nameSpan, receiver } of facts.callsNamed('set', 'config', 'setConf')) {
    const key = argument(call, 0, 'key');
    const text = facts.constantOf(key);
    if (!key || text === undefined || !/^[a-z][\w-]*(\.[\w-]+)+$/i.test(text)) continue;
    const owner = receiver?.kind === 'catalog-object' || receiver?.kind === 'session';
    const isSession = owner && (method === 'setConf' || /\.conf\.set$/.test(dottedName(call.func) ?? ''));
    // Other objects have such methods too; only Spark has keys that begin like this.
    if (!isSession && !text.startsWith('spark.')) continue;
    const value = argument(call, 1, 'value');
    yield {
      key: text,
      keySpan: key,
      value: valueText(value, facts),
      valueSpan: value && literalSpan(value),
      // A builder is one long chain: only its step is meant.
      span: { from: isSession ? call.from : nameSpan.from, to: call.to },
      when: isSession ? 'session' : 'start',
    };
  }
}

function valueText(value: Expr | undefined, facts: PythonFacts): string | undefined {
  const expr = value && unwrap(value);
  if (expr?.type === 'Unary' && expr.op === '-') {
    const number = facts.constantOf(expr.operand);
    return number === undefined ? undefined : `-${number}`;
  }
  return facts.constantOf(value);
}

/** The characters of a literal that say its value; `undefined` for everything that is put together. */
function literalSpan(value: Expr): Span | undefined {
  const expr = unwrap(value);
  if (expr.type === 'Num' || expr.type === 'Constant') return { from: expr.from, to: expr.to };
  if (expr.type === 'Unary') return { from: expr.from, to: expr.to };
  if (expr.type !== 'Str' || expr.parts.length !== 1 || expr.parts[0]!.prefix !== '') return undefined;
  const quotes = (expr.to - expr.from - expr.parts[0]!.raw.length) / 2;
  return { from: expr.from + quotes, to: expr.to - quotes };
}

/** True when the text sets or resets the key again further on: then the setting is meant for what stands between. */
export function isSetAgain(use: ConfUse, uses: readonly ConfUse[]): boolean {
  const key = use.key.toLowerCase();
  return uses.some((other) => {
    return other.span.from > use.span.from && other.key.toLowerCase() === key && other.value !== use.value;
  });
}

/** Keys that a text gives back their defaults: `RESET key`. */
export function resetInSql(facts: SqlFacts): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const statement of statementsOf(facts.tree)) {
    if (statement.kind === 'set' && statement.reset) keys.add(statement.key?.text.toLowerCase() ?? '');
  }
  return keys;
}

/** Keys that Python gives back their defaults: `spark.conf.unset(key)`. */
export function unsetInPython(facts: PythonFacts): ReadonlySet<string> {
  const keys = facts.callsNamed('unset').map(({ call }) => facts.constantOf(argument(call, 0, 'key'))?.toLowerCase());
  return new Set(keys.filter((key) => key !== undefined));
}
