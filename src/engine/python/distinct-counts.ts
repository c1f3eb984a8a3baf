import type { Fix, Span } from '../types';
import type { Call, Expr } from './ast';
import { unwrap } from './ast';
import { emptinessAsked } from './emptiness';
import type { CallFact, PythonFacts } from './facts';
import { functionText, isFunctionCall } from './imports';

/** A number of distinct values that is counted in a roundabout way. */
export interface DistinctCount {
  readonly span: Span;
  /** `rows`: `select(…).distinct().count()`; `set`: `size(collect_set(…))`. */
  readonly kind: 'rows' | 'set';
  readonly call: Call;
  readonly fix?: Fix;
}

/** `df.select(…).distinct().count()`, written as one chain. */
export function* countedRows(facts: PythonFacts): Generator<DistinctCount> {
  for (const { call, nameSpan, receiver } of facts.dataFrameCalls('count')) {
    const select = receiver.parent?.step;
    if (receiver.streaming || receiver.step?.method !== 'distinct' || select?.method !== 'select') continue;
    if (call.args.length > 0 || select.call.args.length === 0 || takesAll(select.call)) continue;
    // Distinct rows with a name of their own are wanted for more than their number.
    if (objectOf(call) !== receiver.step.call) continue;
    // Whether there is a row at all, another rule answers.
    if (emptinessAsked(call)) continue;
    const distinct = receiver.step.call;
    const span = { from: nameOf(distinct)?.from ?? nameSpan.from, to: call.to };
    yield { span, kind: 'rows', call, fix: fixOfRows(call, distinct, select.call, facts) };
  }
}

/** `size(collect_set(…))`. Over a window it is the only way. */
export function* countedSets(facts: PythonFacts): Generator<DistinctCount> {
  const sets = new Map(facts.callsNamed('collect_set').map((fact) => [fact.call, fact]));
  if (sets.size === 0) return;
  for (const fact of facts.callsNamed('size', 'cardinality', 'array_size')) {
    const { call } = fact;
    const [arg, ...more] = call.args;
    if (!isFunctionCall(fact, facts) || !arg || arg.star || more.length > 0) continue;
    const inner = unwrap(arg.value);
    const set = inner.type === 'Call' ? sets.get(inner) : undefined;
    if (!set || !isFunctionCall(set, facts) || set.call.args.length !== 1) continue;
    yield { span: call, kind: 'set', call, fix: fixOfSet(call, set, facts) };
  }
}

function takesAll({ args }: Call): boolean {
  return args.some(({ value }) => {
    const e = unwrap(value);
    return e.type === 'Str' && e.parts.some(({ raw }) => raw.includes('*'));
  });
}

function nameOf({ func }: Call): Span | undefined {
  const f = unwrap(func);
  return f.type === 'Attribute' ? f.nameSpan : undefined;
}

/** True for a column as it is: whatever is put around one may not be put into `count_distinct`. */
function isPlain(expr: Expr, facts: PythonFacts): boolean {
  const e = unwrap(expr);
  if (e.type === 'Str') return e.parts.every(({ replacements }) => replacements.length === 0);
  if (e.type === 'Call') {
    const func = facts.valueOf(e.func);
    return func.kind === 'imported' && /\.(col|column)$/.test(func.name);
  }
  return (e.type === 'Attribute' || e.type === 'Subscript') && facts.valueOf(e).kind === 'column';
}

function fixOfRows(count: Call, distinct: Call, select: Call, facts: PythonFacts): Fix | undefined {
  const { text } = facts.document;
  const name = nameOf(select);
  const isChain = objectOf(distinct) === select;
  const callee = functionText(facts, 'count_distinct', count.from);
  const isKnown = select.args.every(({ value, star, keyword }) => !star && !keyword && isPlain(value, facts));
  const steps = text.slice(select.to, count.to);
  if (!name || !callee || !isChain || !isKnown || /[#\\]/.test(steps)) return undefined;
  return {
    title: 'Count with count_distinct',
    safety: 'unsafe',
    edits: [
      { from: name.to, to: name.to, insert: `(${callee}` },
      { from: select.to, to: count.to, insert: ').first()[0]' },
    ],
  };
}

function objectOf({ func }: Call): Expr | undefined {
  const f = unwrap(func);
  return f.type === 'Attribute' ? unwrap(f.object) : undefined;
}

function fixOfSet(size: Call, set: CallFact, facts: PythonFacts): Fix | undefined {
  const { text } = facts.document;
  const callee = functionText(facts, 'count_distinct', size.from);
  const [head, tail] = [text.slice(size.from, set.call.from), text.slice(set.call.to, size.to)];
  if (!callee || /#/.test(head + tail)) return undefined;
  return {
    title: 'Count with count_distinct',
    safety: 'unsafe',
    edits: [
      { from: size.from, to: set.call.argsSpan.from, insert: callee },
      { from: set.call.to, to: size.to, insert: '' },
    ],
  };
}
