import type { Expr } from '../python/ast';
import { dottedName, unwrap } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import { argument } from '../python/strings-of';
import type { SqlFacts } from '../sql/facts';
import { propertiesIn } from '../sql/properties';
import { isUnderstood, statementsOf } from '../sql/walk';
import type { ConfFacts, ConfLookup, Span } from '../types';

/** A place where code gives a setting of Spark a value. */
export interface ConfUse {
  readonly key: string;
  /** Without quotes; a name that holds the key is marked as it stands, and `keyWritten` is false. */
  readonly keySpan: Span;
  readonly keyWritten: boolean;
  /** Absent where the value is only known at run time. */
  readonly value?: string;
  /** The value itself, without quotes, where it is written down right there. */
  readonly valueSpan?: Span;
  readonly span: Span;
  /** `session`: in a session that runs. `start`: before the session is made, by its builder. */
  readonly when: 'session' | 'start';
}

/** What a SQL text sets: `SET key = value`. */
export function* confsInSql(facts: Pick<SqlFacts, 'tree' | 'source'>): Generator<ConfUse> {
  for (const statement of statementsOf(facts.tree)) {
    if (statement.kind !== 'set' || statement.reset || statement.variable || !statement.value) continue;
    const { key, value } = statement;
    if (!key?.text.includes('.') || !isUnderstood(statement) || !facts.source.isKnown(key.span)) continue;
    // Quotes would be a part of the value: Spark takes all that stands behind `=`.
    const isKnown = facts.source.isKnown(value.span) && !/[${}:]/.test(value.text);
    yield {
      key: key.text,
      keySpan: key.span,
      keyWritten: true,
      value: isKnown ? value.text : undefined,
      valueSpan: isKnown ? value.span : undefined,
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
    const keySpan = literalSpan(key);
    yield {
      key: text,
      keySpan: keySpan ?? key,
      keyWritten: keySpan !== undefined,
      value: valueText(value, facts),
      valueSpan: value && literalSpan(value),
      // A builder is one long chain: only its step is meant.
      span: { from: isSession ? call.from : nameSpan.from, to: call.to },
      when: isSession ? 'session' : 'start',
    };
  }
}

/** A place where code names a property of Delta tables; keys of others are free. */
export type PropertyUse = Pick<ConfUse, 'key' | 'keySpan' | 'keyWritten'>;

/** The properties of Delta that a SQL text sets: `TBLPROPERTIES ('delta.…' = …)`. */
export function* deltaPropertiesInSql({ tree, source }: SqlFacts): Generator<PropertyUse> {
  for (const statement of statementsOf(tree)) {
    if (!isUnderstood(statement)) continue;
    for (const { clause, key, span } of propertiesIn(tree, statement)) {
      if (clause !== 'TBLPROPERTIES' || !key.startsWith('delta.') || !source.isKnown(span)) continue;
      const quote = (span.to - span.from - key.length) / 2;
      const keyWritten = quote === 0 || quote === 1;
      yield { key, keySpan: keyWritten ? { from: span.from + quote, to: span.to - quote } : span, keyWritten };
    }
  }
}

/** The properties of Delta that Python sets: `.tableProperty(key, …)`, and `.property(key, …)` of a table that is built. */
export function* deltaPropertiesInPython(facts: PythonFacts): Generator<PropertyUse> {
  for (const { call } of facts.callsNamed('property', 'tableProperty')) {
    const key = argument(call, 0, 'key', 'property');
    const text = facts.constantOf(key);
    if (!key || !text?.startsWith('delta.')) continue;
    const keySpan = literalSpan(key);
    yield { key: text, keySpan: keySpan ?? key, keyWritten: keySpan !== undefined };
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
export function literalSpan(value: Expr): Span | undefined {
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

/** Keys that a text gives back their defaults (`RESET key`), or that a later statement of it sets again. */
export function setBackInSql(facts: SqlFacts): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const tree of [...(facts.before ?? []), facts.tree, ...(facts.after ?? [])])
    for (const statement of statementsOf(tree))
      if (statement.kind === 'set' && statement.reset) keys.add(statement.key?.text.toLowerCase() ?? '');
  for (const tree of facts.after ?? [])
    for (const statement of statementsOf(tree))
      if (statement.kind === 'set' && !statement.reset) keys.add(statement.key?.text.toLowerCase() ?? '');
  return keys;
}

/** Keys that Python gives back their defaults: `spark.conf.unset(key)`. */
export function unsetInPython(facts: PythonFacts): ReadonlySet<string> {
  const keys = facts.callsNamed('unset').map(({ call }) => facts.constantOf(argument(call, 0, 'key'))?.toLowerCase());
  return new Set(keys.filter((key) => key !== undefined));
}

/** What code sets, with what is known of it. */
export interface KnownConf {
  readonly use: ConfUse;
  readonly conf: ConfFacts;
}

/** The settings in a list of uses that are known; nobody is asked where nothing is set. */
export function knownConfs(uses: readonly ConfUse[], facts: { readonly confs?: ConfLookup }): KnownConf[] {
  const confs = uses.length > 0 ? facts.confs : undefined;
  if (!confs) return [];
  return uses.flatMap((use) => {
    const conf = confs.find(use.key);
    return conf ? [{ use, conf }] : [];
  });
}

/** True for a setting that is fixed when the compute or the application starts, and that a session cannot change. */
export function isFixedAtStart({ key, kind, scope, pattern }: ConfFacts): boolean {
  if (pattern || key === 'spark.default.parallelism' || (kind !== 'spark' && kind !== 'delta')) return false;
  return scope === 'start' || scope === 'static';
}
